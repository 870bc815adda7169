"""Pages about people: invitations, replies, who came."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.moments import moment_of
from jiafeng.common.pages import Done, allow, final, final_page, nothing_ticked, step
from jiafeng.common.refusals import Refused
from jiafeng.common.sentences import sentences
from jiafeng.common.toasts import tell
from jiafeng.ground.links.forms import WAYS, WayForm
from jiafeng.ground.links.views import Given, given_out
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import saved_lists, units_for
from jiafeng.library.press.codes import qr
from jiafeng.programme.events import actions, forms, lists, policies, queries
from jiafeng.programme.events.models import Event, Reply
from jiafeng.programme.events.views.oneself import sign_in_by_link, ticket_of
from jiafeng.programme.events.views.parts import event_or_404, personal_invitation

OFFERED = 200
"""People whom the search shows with a tick box each; a longer list is invited as a whole."""


@login_required
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Those invited with their replies, and above them the search for more, by name, unit or a list by criteria."""
    event = event_or_404(request, pk)
    allow(policies.may_read_people(request.user, event))
    may_invite = not policies.may_invite(request.user, event)
    rows = queries.invitations_for(request.user, event)
    saved = saved_lists(request.user).filter(county=event.county_id)
    search = forms.InviteSearchForm(request.GET or None, units=units_for(request.user, event.county_id), lists=saved)
    asked = search.cleaned_data if search.is_valid() and any(search.cleaned_data.values()) else None
    offered = queries.people_to_invite(request.user, event, asked["q"], asked["unit"], asked["saved"]) if asked and may_invite else None
    if request.method == "POST":
        allow(policies.may_invite(request.user, event))
        return step(request, lambda: _invite(request, event, offered), "", reverse("events:invitations", args=[pk]))
    found = list(offered[:OFFERED]) if offered is not None else []
    context: dict[str, Any] = {
        "event": event,
        "search": search,
        "asked": bool(asked),
        "found": found,
        "more": offered.count() if offered is not None and len(found) == OFFERED else len(found),
        "may_invite": may_invite,
        "latest": queries.latest_invited(event) if may_invite else None,
        "ways": WAYS if may_invite else [],
        "may_text": not policies.may_text(request.user, event),
    }
    return answer(
        request,
        lists.INVITATIONS if may_invite else lists.READ,
        rows.prefetch_related("seats"),
        template="events/invitations.html",
        of=event.title,
        back=reverse("events:event", args=[pk]),
        **context,
    )


@login_required
@never_cache
@require_POST
def give_links(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everybody's invitation as a link, to leave the house together: a workbook, a sheet of codes, texts."""
    event, back = event_or_404(request, pk), reverse("events:invitations", args=[pk])
    allow(policies.may_invite(request.user, event))
    form = WayForm(request.POST)
    if not form.is_valid():
        tell(request, next(sentences(form)))
        return redirect(back)
    try:
        rows = actions.give_links(by=request.user, at=timezone.now(), event=event)
    except Refused as refused:
        tell(request, refused)
        return redirect(back)
    given = [
        Given(
            row.person.name,
            row.person.organisation.label if row.person.organisation else "",
            request.build_absolute_uri(reverse("events:invitation", args=[row.token])),
        )
        for row in rows
    ]
    words = _("you are invited to “%(title)s”. Answer by this link, which is your own: ") % {"title": event.title}
    return given_out(request, form.cleaned_data["way"], event.title, words, given, back)


def _invite(request: HttpRequest, event: Event, offered: QuerySet[Person] | None) -> HttpResponse | None:
    """Invite those ticked; with `all`, everybody whom the search in the address finds. One press takes it back."""
    people: Any = offered
    if "all" not in request.POST or offered is None:
        form = forms.InviteForm(request.POST, people=Person.objects.visible_to(request.user).filter(county=event.county_id))
        if not form.is_valid():
            return nothing_ticked(request, request.get_full_path())
        people = form.cleaned_data["people"]
    now = timezone.now()
    made = actions.invite(by=request.user, at=now, event=event, people=people)
    undo = reverse("events:uninvite", args=[event.pk, moment_of(now)]) if made else ""
    tell(request, ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(made)) % {"count": len(made)}, undo=undo)
    return None


@login_required
@require_POST
def uninvite(request: HttpRequest, pk: int, moment: int) -> HttpResponse:
    """Take back the invitations that were made at one press, as far as nobody answered and nothing went out."""
    event = event_or_404(request, pk)

    def act() -> None:
        gone, kept = actions.uninvite(by=request.user, at=timezone.now(), event=event, moment=moment)
        sentence = ngettext("%(count)s invitation is taken back.", "%(count)s invitations are taken back.", gone) % {"count": gone}
        if kept:
            sentence += " " + ngettext(
                "%(count)s stands: it was answered, sent or given a seat.",
                "%(count)s stand: they were answered, sent or given a seat.",
                kept,
            ) % {"count": kept}
        tell(request, sentence)

    return step(request, act, "", reverse("events:invitations", args=[pk]))


@final("events.event.text")
@login_required
@require_http_methods(["GET", "POST"])
def text_invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Send those who agreed to be contacted their own link, each once."""
    event = event_or_404(request, pk)
    waiting, texted = queries.to_text(event).count(), event.invitations.filter(texted_at__isnull=False).count()

    def link(row: Any) -> str:
        return request.build_absolute_uri(reverse("events:invitation", args=[row.token]))

    sent = Done(
        _("The text messages are on their way"),
        code=ngettext("%(count)s message", "%(count)s messages", texted) % {"count": texted},
        next=_("The others get theirs on paper, or are called."),
        links=[(_("To call"), reverse("events:calls", args=[pk]))] if event.remind_hours else (),
    )
    return final_page(
        request,
        lambda data: actions.text_invitations(by=request.user, at=timezone.now(), event=event, link_of=link),
        policies.may_text(request.user, event),
        title=_("Send as text messages"),
        back=reverse("events:invitations", args=[pk]),
        of=event.title,
        facts=[*queries.facts_of_event(event), (_("Get a message now"), waiting), (_("Got one before"), texted)],
        consequence=_("A message that is sent cannot be called back; each person gets one, and it costs the county."),
        action=ngettext("Send %(count)s message", "Send %(count)s messages", waiting) % {"count": waiting},
        done=lambda: sent if texted else None,
    )


@login_required
@require_GET
def calls(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whom to call before the gathering, because they cannot be reminded by text message."""
    event = event_or_404(request, pk)
    allow(policies.may_host(request.user, event.organisation))
    rows, moment = queries.to_call(request.user, event), policies.reminder_at(event)
    back = reverse("events:event", args=[pk])
    return answer(request, lists.CALLS, rows, template="events/calls.html", of=event.title, back=back, moment=moment)


@login_required
@require_GET
def attendances(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who came."""
    event = event_or_404(request, pk)
    allow(policies.may_read_people(request.user, event))
    came = queries.attendances_for(request.user, event)
    return answer(
        request,
        lists.ATTENDANCES,
        lambda asked: queries.narrowed_attendances(came, words=asked["q"], channel=asked["channel"] or "", ways=asked["ways"]),
        of=event.title,
        back=reverse("events:event", args=[pk]),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.invitation", times=300, seconds=600, methods=("GET", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation on the guest's phone: facts, programme, reply by one tap, and the QR code for the door."""
    found = personal_invitation(request, token)
    now = timezone.now()
    problem, full = "", False
    form = forms.AnswerForm(posted(request), initial={"companions": found.companions, "companion_names": found.companion_names})
    ticket = ticket_of(request, found.event)
    door: dict[str, str] | None = None
    if request.method == "POST" and "here" in request.POST:
        try:
            door = sign_in_by_link(request, found)
        except Refused as refused:
            problem = str(refused)
    elif request.method == "POST" and not form.is_valid():
        problem = next(sentences(form))
    elif request.method == "POST":
        try:
            answered = actions.reply(at=now, invitation=found, **form.facts())
        except Refused as refused:
            problem, full = str(refused), refused.code == "full"
        else:
            tell(request, _("Thank you. Your answer: %(answer)s.") % {"answer": answered.get_reply_display()})
            return redirect("events:invitation", token)
    context = {
        "invitation": found,
        "event": found.event,
        "items": found.event.items.all(),
        "seats": found.seats.all(),
        "token": token,
        "form": form,
        "answers": [choice for choice in Reply.choices if choice[0] != Reply.WAIT],
        "place": queries.place_in_line(found) if found.reply == Reply.WAIT else None,
        "may_reply": not policies.may_reply_now(found.event, now),
        "here": ticket is not None and not policies.may_sign_in_now(found.event, now),
        "door": door,
        "problem": problem,
        "full": full,
        "texted": found.reply == Reply.WAIT and queries.can_be_texted(found),
        "address": request.build_absolute_uri(),
        "code": qr(request.build_absolute_uri(reverse("events:invitation", args=[token]))),
    }
    return render(request, "events/phone/invitation.html", context, status=422 if problem else 200)
