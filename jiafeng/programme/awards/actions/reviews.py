"""Writes to the review: reviewers, their sheets, recusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import User
from jiafeng.ground.notices.actions import notify
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.models import Nomination, RecusalGround, Reviewer, ReviewSheet, Round
from jiafeng.programme.awards.stages import NominationStage, RoundStage


@transaction.atomic
def add_reviewer(*, by: Any, at: datetime, round_: Round, user: User, person: Person | None = None) -> Reviewer:
    """Name a reviewer. `person`: who they are in the county's list, from which household and unit are known. During the review they get sheets at once."""
    locked = lock(round_)
    refuse_if(policies.may_name_reviewers(by, locked))
    if not user.memberships.filter(organisation__county_id=locked.county_id, until=None).exists():
        raise Refused(_("A reviewer needs an account in this county."), field="user")
    if person is not None and person.county_id != locked.county_id:
        raise Refused(_("This person belongs to another county's list."), field="person")
    reviewer, created = Reviewer.objects.get_or_create(round=locked, user=user, defaults={"person": person})
    if created:
        log(by=by, at=at, verb="awards.reviewer.add", target=locked, summary=str(user))
        text = _("You are named as a reviewer: %(title)s")
        url = reverse("awards:sheets", args=[locked.pk])
        notify(to=[user.pk], at=at, key=f"awards.reviewer:{reviewer.pk}", text=text, url=url, icon="award", by=by, title=locked.title)
    if locked.stage == RoundStage.REVIEWING:
        hand_out(round_=locked)
    return reviewer


def hand_out(*, round_: Round) -> None:
    """Make the sheets that are missing: every reviewer, every cleared nomination, recused where household or unit are the same.

    Called inside the transaction of the move or of the naming; made already, they stay as they are.
    """
    nominations = list(round_.nominations.filter(stage=NominationStage.CLEARED).select_related("person"))
    for reviewer in round_.reviewers.select_related("user", "person"):
        own_units = queries.units_of(reviewer)
        for nomination in nominations:
            ground = _ground(reviewer, nomination, own_units)
            ReviewSheet.objects.get_or_create(nomination=nomination, reviewer=reviewer, defaults={"recused": ground})


def _ground(reviewer: Reviewer, nomination: Nomination, own_units: set[int]) -> str:
    person, nominee = reviewer.person, nomination.person
    if person is not None and (person.pk == nominee.pk or (person.household_id and person.household_id == nominee.household_id)):
        return RecusalGround.HOUSEHOLD
    if person is not None and queries.are_related(person, nominee):
        return RecusalGround.HOUSEHOLD
    if nominee.organisation_id in own_units:
        return RecusalGround.UNIT
    return ""


@transaction.atomic
def declare_recusal(*, by: Any, at: datetime, sheet: ReviewSheet) -> ReviewSheet:
    """The reviewer steps back from one nomination; what they had scored of it is taken out."""
    locked = _own(by, sheet)
    if locked.recused:
        return locked
    locked.recused, locked.scores, locked.remark, locked.submitted_at = RecusalGround.DECLARED, {}, "", None
    locked.save()
    log(by=by, at=at, verb="awards.sheet.recuse", target=locked.nomination, summary=locked.nomination.code)
    return locked


@transaction.atomic
def submit_sheet(*, by: Any, at: datetime, sheet: ReviewSheet, scores: Mapping[str, int], remark: str = "") -> ReviewSheet:
    """Hand in scores from 0 to 100 for every criterion. They can be handed in again until the stage ends; the log keeps no score."""
    locked = _own(by, sheet)
    if locked.recused:
        raise Refused(_("You are recused from this nomination and do not score it."), code="recused")
    if locked.excused_at:
        raise Refused(_("This sheet was excused. Ask the Federation to name you again."), code="wrong_stage")
    given: dict[str, int] = {}
    for each in queries.criteria_of(locked.nomination.round):
        score = scores.get(str(each.pk))
        if score is None or not 0 <= score <= 100:
            raise Refused(_("Give “%(criterion)s” a score from 0 to 100.") % {"criterion": each.criterion.title}, field=f"score_{each.pk}")
        given[str(each.pk)] = score
    locked.scores, locked.remark, locked.submitted_at = given, tidy(remark), at
    locked.save()
    log(by=by, at=at, verb="awards.sheet.submit", target=locked.nomination, summary=locked.nomination.code)
    return locked


@transaction.atomic
def excuse_sheet(*, by: Any, at: datetime, sheet: ReviewSheet, reason: str) -> ReviewSheet:
    """Go on without a sheet that did not come, for a reason that is shown with the scores."""
    round_ = lock(sheet.nomination.round)
    refuse_if(policies.may_keep(by, round_.county_id) or policies.may_review(round_))
    locked = lock(sheet, "nomination__round", "nomination__county", "reviewer__user")
    if locked.submitted_at or locked.recused:
        raise Refused(_("This sheet is there; nothing is to be excused."))
    reason = stated(reason, _("Say why the sheet is excused."))
    if locked.excused_at is None:
        locked.excused_at, locked.excused_by, locked.excused_reason = at, by, reason
        locked.save()
        log(
            by=by, at=at, verb="awards.sheet.excuse", target=locked.nomination, summary=f"{locked.nomination.code} {locked.reviewer}",
            reason=tidy(reason), county_code=round_.county.code,
        )  # fmt: skip
    return locked


def _own(by: Any, sheet: ReviewSheet) -> ReviewSheet:
    """The reviewer's own sheet, locked behind its round, while the review lasts."""
    round_ = lock(sheet.nomination.round)
    refuse_if(policies.may_review(round_))
    locked = lock(sheet, "nomination__round", "nomination__county", "reviewer__user")
    if locked.reviewer.user_id != by.pk:
        raise Refused(_("This sheet is another reviewer's."))
    return locked
