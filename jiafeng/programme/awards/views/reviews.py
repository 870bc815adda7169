"""Pages of the review: who reviews, and their sheets."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.ground.accounts.models import User
from jiafeng.ground.lists.views import answer
from jiafeng.programme.awards import actions, forms, lists, policies, queries
from jiafeng.programme.awards.models import Reviewer, ReviewSheet, Round
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.stages import NominationStage, RoundStage
from jiafeng.programme.awards.views.parts import people_looked_for, round_or_404


@login_required
@require_http_methods(["GET", "POST"])
def reviewers(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a reviewer; ?q= looks for the person they are on the list."""
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    words, choices = people_looked_for(request, found)
    users = User.objects.filter(pk__in=users_in(found)).exclude(pk__in=found.reviewers.values("user"))
    form = forms.ReviewerForm(posted(request), users=users, people=choices)
    return form_page(
        request,
        form,
        lambda data: actions.add_reviewer(by=request.user, at=timezone.now(), round_=found, **data),
        title=_("Name a reviewer"),
        back=reverse("awards:round", args=[pk]),
        action=_("Name"),
        around={"words": words, "round": found},
        template="awards/reviewer.html",
    )


def users_in(found: Round) -> list[int]:
    """The accounts that hold a role in the round's county."""
    members = User.objects.filter(is_active=True, memberships__organisation__county_id=found.county_id, memberships__until=None)
    return list(members.distinct().values_list("pk", flat=True))


def _sheet(request: HttpRequest, pk: int) -> ReviewSheet:
    related = (
        "nomination__round__scheme",
        "nomination__round__version",
        "nomination__person",
        "nomination__organisation",
        "reviewer__user",
    )
    return get_object_or_404(ReviewSheet.objects.of(request.user).select_related(*related), pk=pk)


@login_required
@require_GET
def sheets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The reviewer's own sheets of a round."""
    found = get_object_or_404(Round, pk=pk)
    reviewer = get_object_or_404(Reviewer.objects.select_related("round__scheme"), round=found, user=request.user)
    mine = reviewer.sheets.filter(nomination__stage=NominationStage.CLEARED).select_related("nomination__person")
    open_now, names = not policies.may_review(reviewer.round), not reviewer.round.scheme.anonymous_review
    rows = [(sheet, open_now, names) for sheet in mine]
    deadline = reviewer.round.deadlines.filter(stage=RoundStage.REVIEWING).first()
    return answer(request, lists.MY_SHEETS, rows, template="awards/sheets.html", round=reviewer.round, deadline=deadline)


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Score one nomination; without names where the scheme says so."""
    found = _sheet(request, pk)
    round_ = found.nomination.round
    allow(policies.may_review(round_))
    criteria = queries.criteria_of(round_)
    initial = {**{f"score_{key}": value for key, value in found.scores.items()}, "remark": found.remark}
    form = forms.ScoreForm(posted(request), criteria=criteria, initial=initial)
    return form_page(
        request,
        form,
        lambda data: actions.submit_sheet(by=request.user, at=timezone.now(), sheet=found, scores=form.scores(), remark=data["remark"]),
        title=_("Candidate No. %(number)s") % {"number": found.nomination.code},
        back=reverse("awards:sheets", args=[round_.pk]),
        action=_("Hand in the sheet"),
        keep=f"award-sheet-{pk}",
        around={
            "sheet": found,
            "nomination": found.nomination,
            "reasons": [(each, found.nomination.reasons.get(str(each.pk), "")) for each in criteria],
            "anonymous": round_.scheme.anonymous_review,
        },
        template="awards/sheet.html",
    )


@final("awards.sheet.recuse")
@login_required
@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer steps back from one nomination."""
    found = _sheet(request, pk)
    recused = Done(_("You are recused from this nomination"), next=_("Your other sheets wait for you."))
    return final_page(
        request,
        lambda data: actions.declare_recusal(by=request.user, at=timezone.now(), sheet=found),
        policies.may_recuse(found),
        title=_("Step back from No. %(number)s") % {"number": found.nomination.code},
        back=reverse("awards:sheets", args=[found.nomination.round_id]),
        of=found.nomination.round.title,
        facts=asked.before_sheet(found),
        consequence=_("You see and score this nomination no more; that you stepped back is on record, not why."),
        done=lambda: recused if found.recused else None,
    )


@final("awards.sheet.excuse")
@login_required
@require_http_methods(["GET", "POST"])
def excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without a sheet that did not come."""
    found = get_object_or_404(ReviewSheet.objects.select_related("nomination__round", "reviewer__user"), pk=pk)
    round_ = round_or_404(request, found.nomination.round_id)
    excused = Done(_("The round goes on without this sheet"), next=_("When every other sheet is in, end the review."))
    return final_page(
        request,
        lambda data: actions.excuse_sheet(by=request.user, at=timezone.now(), sheet=found, **data),
        policies.may_keep(request.user, round_.county_id) or policies.may_review(round_),
        form=ReasonForm(posted(request), most=300),
        title=_("Go on without the sheet of %(name)s on No. %(number)s") % {"name": found.reviewer.user, "number": found.nomination.code},
        back=reverse("awards:round", args=[round_.pk]),
        of=round_.title,
        facts=asked.before_sheet(found),
        consequence=_("The reviewer hands this sheet in no more; the others count alone."),
        action=_("Go on without it"),
        done=lambda: excused if found.excused_reason else None,
    )
