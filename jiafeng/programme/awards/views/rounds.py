"""Pages of a round: the whole state on one page, and its moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, button, final, final_page, form_page
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import actions, forms, lists, policies, queries
from jiafeng.programme.awards.models import READERS, Deadline, DeadlineChange, Objection, Round, RoundBody
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.stages import ROUND_MOVES, RoundStage
from jiafeng.programme.awards.views.parts import people_looked_for, round_or_404, scheme_or_404
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import lines_on_offer


@login_required
@require_GET
def rounds(request: HttpRequest) -> HttpResponseBase:
    """Every round the user may see."""
    allow(policies.sees_awards(request.user))
    schemes = Button(_("Schemes"), reverse("awards:schemes"), "list-details")
    return answer(request, lists.ROUNDS, queries.rounds_for(request.user), buttons=[schemes])


def _lines(request: HttpRequest, county_id: int) -> Any:
    return lines_on_offer(PlanLine.objects.visible_to(request.user).filter(county_id=county_id))


@login_required
@require_http_methods(["GET", "POST"])
def new_round(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = scheme_or_404(request, pk)
    allow(policies.may_keep(request.user, scheme.county_id))
    year = local_day(timezone.now()).year
    initial = {"year": year, "title": _("%(scheme)s of %(year)s") % {"scheme": scheme.title, "year": year}, "honours": scheme.quota}
    form = forms.RoundForm(posted(request), initial=initial, county=scheme.county, lines=_lines(request, scheme.county_id))

    def act(data: dict[str, Any]) -> str:
        made = actions.create_round(by=request.user, at=timezone.now(), scheme=scheme, **form.facts())
        return reverse("awards:round", args=[made.pk])

    back = reverse("awards:scheme", args=[pk])
    return form_page(request, form, act, title=_("New round of %(scheme)s") % {"scheme": scheme.title}, back=back, keep=f"award-round-{pk}")


@login_required
@require_http_methods(["GET", "POST"])
def edit_round(request: HttpRequest, pk: int) -> HttpResponse:
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.EditRoundForm(
        posted(request), initial=forms.EditRoundForm.initial_of(found), county=found.county, lines=_lines(request, found.county_id)
    )

    def act(data: dict[str, Any]) -> None:
        actions.edit_round(by=request.user, at=timezone.now(), round_=found, revision=data["revision"], **form.facts())

    back = reverse("awards:round", args=[pk])
    return form_page(request, form, act, title=_("Edit the round"), back=back, keep=f"award-round-edit-{pk}", current=found)


@login_required
@require_GET
def round_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Where the round stands, who must act by when, what is missing, and everything in it."""
    found = round_or_404(request, pk)
    user, now = request.user, timezone.now()
    reads = holds(user, *READERS)
    notice = found.notices.first()
    context: dict[str, Any] = {
        "round": found,
        "steps": queries.steps_of(found),
        "deadlines": {each.stage: each for each in found.deadlines.all()},
        "waiting_changes": DeadlineChange.objects.filter(deadline__round=found, confirmed_at=None).select_related(
            "deadline", "proposed_by"
        ),
        "missing": queries.missing(found),
        "bodies": [
            (body, not policies.may_sign(user, body), not policies.may_name_contact(user, body))
            for body in found.bodies.select_related("organisation", "round", "contact")
        ],
        "reminders": found.reminders.all()[:12] if reads else [],
        "reviewers": found.reviewers.select_related("user", "person") if reads else [],
        "missing_sheets": queries.missing_sheets(found).select_related("nomination", "reviewer__user") if reads else [],
        "polls": found.polls.all() if reads else [],
        "notice": notice,
        "last_day": queries.last_day(notice) if notice else None,
        "objections": Objection.objects.visible_to(user).filter(notice__round=found).count(),
        "placements": found.placements.all() if reads else [],
        "titles": found.titles.select_related("person") if reads else [],
        "moves": [move.name for move in ROUND_MOVES.from_stage(found.stage)],
        "may_keep": not policies.may_keep(user, found.county_id),
        "may_confirm": not policies.may_confirm_second(user, found) if reads else False,
        "may_nominate": not policies.may_nominate(found, now) and queries.nominating_units(user, found).exists(),
        "shows_scores": reads and not policies.may_see_scores(found),
        "my_sheets": found.reviewers.filter(user_id=user.pk or 0).exists(),
        "history": history(found)[:12] if reads else [],
        "reads": reads,
    }
    return answer(request, lists.NOMINATIONS, queries.nominations_for(user, found), template="awards/round.html", of=found.title, **context)


@dataclass(frozen=True)
class _Step:
    """A move that needs no more than the button: what it does, to which stage it leads, how it is called, what it means, what is said after."""

    act: Callable[..., Any]
    stage: RoundStage
    title: Any
    consequence: Any
    done: Any
    next: Any


_STEPS = {
    "open": _Step(
        actions.open_round,
        RoundStage.NOMINATING,
        gettext_lazy("Call for nominations"),
        gettext_lazy("The call stands on the portal. Criteria, weights and honours stand from now on; a deadline is moved by two people."),
        gettext_lazy("Nominations are open"),
        gettext_lazy("Send the call to the units. Whoever is nominated accepts by a link of their own."),
    ),
    "clear": _Step(
        actions.start_clearing,
        RoundStage.CLEARING,
        gettext_lazy("Close nominations"),
        gettext_lazy("Nobody is nominated any more, and nobody accepts."),
        gettext_lazy("Nominations are closed"),
        gettext_lazy("Each body gives its word on each nominee."),
    ),
    "review": _Step(
        actions.start_review,
        RoundStage.REVIEWING,
        gettext_lazy("Begin the review"),
        gettext_lazy("The bodies' words stand as they were given."),
        gettext_lazy("The sheets are with the reviewers"),
        gettext_lazy("Each reviewer hands in their sheets by the deadline; whose are missing stands on the round's page."),
    ),
    "vote": _Step(
        actions.start_voting,
        RoundStage.VOTING,
        gettext_lazy("End the review"),
        gettext_lazy("No sheet is handed in or changed any more, and the scores are shown."),
        gettext_lazy("The review has ended"),
        gettext_lazy("Set the committee's ballot up, then open it."),
    ),
    "decide": _Step(
        actions.start_deciding,
        RoundStage.DECIDING,
        gettext_lazy("Go on to the decision"),
        gettext_lazy("The notice is over and is taken down; no objection comes in any more."),
        gettext_lazy("The notice is over"),
        gettext_lazy("Each body signs the decision with the number of its document; then the titles are granted."),
    ),
    "grant": _Step(
        actions.grant,
        RoundStage.GRANTED,
        gettext_lazy("Grant the titles"),
        gettext_lazy(
            "Each title gets its number, and the result stands on the portal as far as people agree. A title is only revoked, with a reason."
        ),
        gettext_lazy("The titles are granted"),
        gettext_lazy("Print the certificates, tell the holders, write their stories."),
    ),
}


@final(*(f"awards.round.{verb}" for verb in _STEPS))
@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A move that needs no more than the button, asked first and told after."""
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    if verb not in _STEPS:
        raise Http404(verb)
    step = _STEPS[verb]
    return final_page(
        request,
        lambda data: step.act(by=request.user, at=timezone.now(), round_=found),
        policies.may_move(request.user, found, verb),
        title=step.title,
        back=reverse("awards:round", args=[pk]),
        of=found.title,
        facts=asked.before_grant(found) if verb in ("decide", "grant") else asked.before_round(found),
        consequence=step.consequence,
        done=lambda: Done(step.done, code=_serials(found), next=step.next) if policies.stands_at(found, step.stage) else None,
    )


def _serials(found: Round) -> str:
    """The numbers of the titles of a round that granted some: the first to the last."""
    serials = sorted(found.titles.values_list("serial", flat=True))
    return " – ".join(dict.fromkeys([serials[0], serials[-1]])) if serials else ""


@final("awards.round.cancel")
@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = round_or_404(request, pk)
    broken_off = Done(
        _("The round is broken off"), next=_("Tell the nominees and the bodies why. Another round is begun from the scheme's page.")
    )
    return final_page(
        request,
        lambda data: actions.cancel_round(by=request.user, at=timezone.now(), round_=found, **data),
        policies.may_move(request.user, found, "cancel"),
        form=ReasonForm(posted(request), most=300),
        title=_("Cancel the round"),
        back=reverse("awards:round", args=[pk]),
        of=found.title,
        facts=asked.before_round(found),
        consequence=_("No title is granted. What was done stays on record."),
        done=lambda: broken_off if policies.stands_at(found, RoundStage.CANCELLED) else None,
        typed=found.title,
        grave=True,
    )


@final("awards.round.announce")
@login_required
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it will be posted, and its term; then the posting."""
    found = round_or_404(request, pk)
    now = timezone.now()
    rows = [row for row in queries.ranking(found) if row.selected]
    return final_page(
        request,
        lambda data: actions.announce(by=request.user, at=now, round_=found, **data),
        policies.may_move(request.user, found, "announce"),
        form=forms.OptionalReasonForm(posted(request)),
        title=_("Post the public notice"),
        back=reverse("awards:round", args=[pk]),
        of=found.title,
        facts=asked.before_notice(found, rows, now),
        consequence=_("It stands on the portal from now on, for the term of the scheme's rule; then it is taken down by itself."),
        action=_("Post it"),
        done=lambda: _posted(found),
        around={"refusal": queries.not_ready_to_announce(found)},
        template="awards/announce.html",
    )


def _posted(found: Round) -> Done | None:
    notice = found.notices.first()
    if notice is None:
        return None
    return Done(
        _("The list is posted"),
        code=_("Notice %(number)s") % {"number": notice.number},
        next=_("Objections come in until %(day)s, and are answered here. Then the bodies sign the decision.")
        % {"day": date_format(queries.last_day(notice), "DATE_FORMAT")},
        links=[
            (_("On the portal"), reverse("awards:notice", args=[notice.pk])),
            (_("Poster"), reverse("awards:notice_poster", args=[notice.pk])),
        ],
    )


@login_required
@require_http_methods(["GET", "POST"])
def move_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose another last day; a second person confirms."""
    deadline = get_object_or_404(Deadline.objects.select_related("round"), pk=pk)
    found = round_or_404(request, deadline.round_id)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.DeadlineForm(posted(request), initial={"to": deadline.on})
    return form_page(
        request,
        form,
        lambda data: actions.propose_deadline(by=request.user, at=timezone.now(), deadline=deadline, **data),
        title=_("Move a deadline"),
        back=reverse("awards:round", args=[found.pk]),
        action=_("Propose"),
        consequence=_("It moves when a second person has confirmed it."),
        done=_("Proposed. A second person confirms it."),
    )


@login_required
@require_POST
def confirm_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(DeadlineChange.objects.select_related("deadline"), pk=pk)
    found = round_or_404(request, change.deadline.round_id)
    allow(policies.may_confirm_second(request.user, found))
    return button(
        request,
        lambda: actions.confirm_deadline(by=request.user, at=timezone.now(), change=change),
        _("The deadline has moved."),
        reverse("awards:round", args=[found.pk]),
    )


@final("awards.decision.sign")
@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A body signs the decision."""
    body = get_object_or_404(RoundBody.objects.select_related("organisation", "round"), pk=pk)
    found = round_or_404(request, body.round_id)
    allow(policies.may_speak_for(request.user, body))
    signed = Done(_("The decision is signed"), code=body.document, next=_("When every body has signed, county staff grant the titles."))
    return final_page(
        request,
        lambda data: actions.sign_decision(by=request.user, at=timezone.now(), body=body, **data),
        policies.may_sign(request.user, body),
        form=forms.DocumentForm(posted(request)),
        title=_("Sign the decision for %(body)s") % {"body": body.organisation.label},
        back=reverse("awards:round", args=[found.pk]),
        of=found.title,
        facts=asked.before_signing(body),
        consequence=_("Your body stands for this list with the number of its document."),
        action=_("Sign it"),
        done=lambda: signed if body.signed_at else None,
    )


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a body wants reminded of what is missing; ?q= looks for them on the list."""
    body = get_object_or_404(RoundBody.objects.select_related("organisation", "round", "contact"), pk=pk)
    found = round_or_404(request, body.round_id)
    allow(policies.may_speak_for(request.user, body))
    words, people = people_looked_for(request, found)
    form = forms.ContactForm(posted(request), people=people)
    return form_page(
        request,
        form,
        lambda data: actions.name_contact(by=request.user, at=timezone.now(), body=body, **data),
        title=_("Who is reminded for %(body)s") % {"body": body.organisation.label},
        back=reverse("awards:round", args=[found.pk]),
        around={"words": words, "round": found},
        template="awards/reviewer.html",
    )


@login_required
@require_GET
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """The formula on one page; every number opens its sheets and ballots."""
    allow(policies.reads_files(request.user))
    found = round_or_404(request, pk)
    allow(policies.may_see_scores(found))
    context = {"round": found, "rows": queries.ranking(found), "polls": found.polls.filter(stage="closed")}
    return render(request, "awards/ranking.html", context)
