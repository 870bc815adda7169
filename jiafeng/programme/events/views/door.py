"""The door: sign people in by name, by scan, by number, or as they come. Three answers: accepted, already, refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page
from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import Person
from jiafeng.library.calendars import local_day
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.actions import Outcome, SignedIn
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.views.parts import door_or_404


def _door(request: HttpRequest, pk: int) -> Event:
    event = door_or_404(request, pk)
    allow(policies.may_open_door(request.user, event, timezone.now()))
    return event


def say(signed: SignedIn) -> dict[str, str]:
    """What the page and the scanner say."""
    name = signed.attendance.person.name
    if signed.outcome == Outcome.ACCEPTED:
        return {"outcome": "accepted", "title": _("Welcome, %(name)s") % {"name": name}, "detail": _unit(signed.attendance.person)}
    moment = timezone.localtime(signed.first.at)
    same_day = local_day(signed.first.at) == local_day(timezone.now())
    when = date_format(moment, "H:i") if same_day else date_format(moment, "Y-m-d H:i")
    detail = _("Signed in at %(when)s by %(who)s; nothing was added.") % {"when": when, "who": signed.first.by or _("the person")}
    return {"outcome": "already", "title": _("%(name)s is already in") % {"name": name}, "detail": detail}


def say_refusal(refused: Refused) -> dict[str, str]:
    return {"outcome": "refused", "title": _("Not signed in"), "detail": str(refused)}


def _unit(person: Person) -> str:
    return person.organisation.label if person.organisation else ""


def _key(request: HttpRequest) -> UUID:
    """The key of the form; a scanner that sends none asks anew each time, and is answered by the person's own attendance."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in page: a code by POST, a name by ?q=."""
    event = _door(request, pk)
    answer: dict[str, str] | None = None
    if request.method == "POST":
        form = forms.CodeForm(request.POST)
        if form.is_valid():
            try:
                signed = actions.sign_in_by_code(
                    by=request.user, at=timezone.now(), event=event, code=form.cleaned_data["code"], key=_key(request)
                )
                answer = say(signed)
            except Refused as refused:
                answer = say_refusal(refused)
        else:
            answer = say_refusal(Refused(_("Scan a code, or type the number printed beside it.")))
    return _page(request, event, answer)


def _page(request: HttpRequest, event: Event, answer: dict[str, str] | None = None) -> HttpResponse:
    search = forms.NameSearchForm(request.GET or None)
    found: list[Any] = []
    words = search.cleaned_data["q"] if search.is_valid() else ""
    if words:
        found = queries.guests(event, words)
    context = {
        "event": event,
        "answer": answer,
        "code_form": forms.CodeForm(),
        "search": search,
        "words": words,
        "found": found,
        "shut": policies.may_sign_in_now(event, timezone.now()),
        "came": queries.came(event),
        "sees_event": Event.objects.visible_to(request.user).filter(pk=event.pk).exists(),
    }
    return render(request, "events/phone/door.html", context)


@login_required
@never_cache
@require_POST
def sign_in(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """One tap on a name."""
    event = _door(request, pk)
    guest = get_object_or_404(queries.guest_people(event), pk=person)
    try:
        answer = say(actions.sign_in(by=request.user, at=timezone.now(), event=event, person=guest, key=_key(request)))
    except Refused as refused:
        answer = say_refusal(refused)
    return _page(request, event, answer)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is not on the list."""
    event = _door(request, pk)
    form = forms.WalkInForm(posted(request), county=event.county, initial={"name": request.GET.get("name", "")})

    def act(data: dict[str, Any]) -> HttpResponse:
        signed = actions.sign_in_walk_in(by=request.user, at=timezone.now(), event=event, who=form.who(), key=data["key"])
        return _page(request, event, say(signed))

    return form_page(
        request,
        form,
        act,
        template="events/phone/walk_in.html",
        title=_("Sign in a walk-in"),
        back=reverse("events:door", args=[pk]),
        action=_("Sign this person in"),
        keep=f"walk-in-{pk}",
        around={"event": event},
    )
