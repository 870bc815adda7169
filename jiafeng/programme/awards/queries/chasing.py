"""What is due, late or soon will be: for the desk, and for the text messages that remind of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from jiafeng.common.due import Due, counted, told
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.ground.accounts.models import Membership, Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.ground.units.models import OrganisationKind
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards.models import (
    Awaited,
    Clearance,
    Deadline,
    Nomination,
    Objection,
    Reminder,
    Reviewer,
    ReviewSheet,
    Round,
    RoundBody,
    Title,
)
from jiafeng.programme.awards.queries.files import OVER, missing_sheets
from jiafeng.programme.awards.stages import NominationStage, ObjectionStage, RoundStage

AHEAD = timedelta(days=2)
"""So long before its last day a thing that is missing is spoken of; later, it is late."""
TERM_AHEAD = timedelta(days=30)
"""So long before its term ends a title is to be reviewed."""


@dataclass(frozen=True)
class Lag:
    """Something that is missing: how many pieces of it, by when, and who is reminded (None: nobody can be)."""

    about: Awaited
    subject: int
    due_on: date
    number: int
    person: Person | None

    @property
    def key(self) -> str:
        return f"awards:{self.about}:{self.subject}:{self.due_on}"


def rounds_to_chase() -> QuerySet[Round]:
    return Round.objects.exclude(stage__in=[RoundStage.DRAFT, *OVER]).order_by("pk")


def lagging(round_: Round, at: datetime) -> list[Lag]:
    """What is missing, late or due within two days, and of which nobody was reminded yet."""
    by = local_day(at) + AHEAD
    told = set(Reminder.objects.filter(round=round_).values_list("about", "subject", "due_on"))
    found = (*_clearances(round_), *_reviews(round_), *_answers(round_))
    return [lag for lag in found if lag.due_on <= by and (lag.about, lag.subject, lag.due_on) not in told]


def uncleared(round_: Round, organisation_id: int) -> QuerySet[Nomination]:
    """The accepted nominations on which a body has not given its word."""
    given = Clearance.objects.filter(nomination=OuterRef("pk"), organisation=organisation_id)
    return round_.nominations.filter(stage=NominationStage.ACCEPTED).filter(~Exists(given))


def _last_day(round_: Round, stage: RoundStage) -> date:
    day: date = round_.deadlines.values_list("on", flat=True).get(stage=stage)
    return day


def _clearances(round_: Round) -> Iterator[Lag]:
    if round_.stage != RoundStage.CLEARING:
        return
    due_on = _last_day(round_, RoundStage.CLEARING)
    for body in round_.bodies.select_related("contact"):
        number = uncleared(round_, body.organisation_id).count()
        if number:
            yield Lag(Awaited.CLEARANCE, body.pk, due_on, number, _reachable(body.contact))


def _reviews(round_: Round) -> Iterator[Lag]:
    if round_.stage != RoundStage.REVIEWING:
        return
    due_on = _last_day(round_, RoundStage.REVIEWING)
    rows = missing_sheets(round_).order_by("reviewer").values_list("reviewer").annotate(number=Count("pk"))
    people = {each.pk: each.person for each in Reviewer.objects.filter(round=round_).select_related("person")}
    for reviewer, number in rows:
        yield Lag(Awaited.REVIEW, reviewer, due_on, number, _reachable(people[reviewer]))


def _answers(round_: Round) -> Iterator[Lag]:
    """Objections are answered by the Federation: whoever is reminded for it."""
    waiting = Objection.objects.filter(notice__round=round_, stage=ObjectionStage.OPEN).order_by("due_on", "pk")
    body = RoundBody.objects.filter(round=round_, organisation__kind=OrganisationKind.FEDERATION).select_related("contact").first()
    person = _reachable(body.contact) if body else None
    for objection in waiting:
        yield Lag(Awaited.ANSWER, objection.pk, objection.due_on, 1, person)


def _reachable(person: Person | None) -> Person | None:
    """The person, where they agreed to be contacted and have a number."""
    if person is None:
        return None
    return Person.objects.filter(Q(consented(Purpose.CONTACT, "pk")) & ~Q(phone=""), pk=person.pk).first()


@Prepared
def _unscored(user_id: int) -> Any:
    """How many sheets of each round somebody has to score."""
    sheets = ReviewSheet.objects.filter(
        reviewer__user_id=user_id,
        nomination__round__stage=RoundStage.REVIEWING,
        nomination__round__deadlines__stage=RoundStage.REVIEWING,
        nomination__stage=NominationStage.CLEARED,
        submitted_at=None,
        excused_at=None,
        recused="",
    )
    rounds = sheets.values("nomination__round_id", "nomination__round__title", "nomination__round__deadlines__on")
    return rounds.annotate(number=Count("pk"))


@Prepared
def _open_objections(reach: Reach, today: date) -> QuerySet[Objection]:
    waiting = Objection.objects.within(reach).filter(stage=ObjectionStage.OPEN).select_related("notice__round")
    return counted(waiting.order_by("due_on", "pk"), "due_on", today)


@Prepared
def _ending(reach: Reach, today: date, by: date) -> QuerySet[Deadline]:
    """The last days of the stages that rounds are in, up to a day."""
    rounds = Round.objects.within(reach).exclude(stage__in=[RoundStage.DRAFT, *OVER])
    ending = Deadline.objects.filter(round__in=rounds, stage=F("round__stage"), on__lte=by)
    return counted(ending.select_related("round__scheme").order_by("on", "round_id"), "on", today)


@Prepared
def _to_review(reach: Reach, by: date) -> Any:
    """Titles whose term ends by a day, a round at a time: they were granted together and are looked at together."""
    ending = Title.objects.within(reach).standing().filter(review_on__lte=by).order_by("review_on", "round_id")
    rounds = ending.values("round_id", "round__title", "scheme__title", "review_on", "granted_on")
    return rounds.annotate(number=Count("pk"))


@Prepared
def _clearing(user_id: int) -> QuerySet[RoundBody]:
    """The bodies of rounds that somebody works for and whose word is asked."""
    own = Membership.objects.filter(user_id=user_id, role__in=[Role.PARTNER_STAFF, Role.COUNTY_STAFF], until=None).values("organisation_id")
    bodies = RoundBody.objects.filter(round__stage=RoundStage.CLEARING, organisation__in=own)
    return bodies.select_related("round", "organisation").order_by("round")


def due(user: Any, at: datetime) -> list[Due]:
    """Sheets to score, nominations that wait for a body's word, objections to answer, stages that end soon, titles whose term ends."""
    found = [
        Due(
            room=_("Awards"),
            icon="award",
            what=_("Score nominations: %(round)s") % {"round": row["nomination__round__title"]},
            detail=_("%(count)s sheets") % {"count": row["number"]},
            due=row["nomination__round__deadlines__on"],
            url=reverse("awards:sheets", args=[row["nomination__round_id"]]),
            action=_("Score"),
            whose=str(user),
        )
        for row in _unscored(user.pk)
    ]
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF):
        return found
    found += _words_to_give(user)
    today, reach, keeps = local_day(at), reach_of(user), holds(user, Role.COUNTY_STAFF)
    if keeps:
        found += told(_open_objections(reach, today), _objection_due, today, address_of("awards:rounds"))
    found += told(_ending(reach, today, today + timedelta(days=7)), partial(_stage_due, keeps), today, address_of("awards:rounds"))
    if keeps:
        found += [_term_due(row) for row in _to_review(reach, today + TERM_AHEAD)]
    return found


def _objection_due(objection: Objection) -> Due:
    return Due(
        room=_("Awards"),
        icon="award",
        what=_("Answer an objection"),
        detail=f"{objection.notice.round.title} · {objection.receipt}",
        due=objection.due_on,
        url=address_of_row("awards:objection", objection.pk),
        action=_("Answer"),
        whose=_("county staff"),
        since=local_day(objection.received_at),
    )


ENDING = {
    RoundStage.NOMINATING: _l("Close the nominations"),
    RoundStage.CLEARING: _l("Finish the clearance"),
    RoundStage.REVIEWING: _l("Finish the review"),
    RoundStage.VOTING: _l("Close the voting"),
    RoundStage.NOTICE: _l("End the notice"),
    RoundStage.DECIDING: _l("Decide on the titles"),
}


def _stage_due(keeps: bool, deadline: Deadline) -> Due:
    return Due(
        room=_("Awards"),
        icon="award",
        what=f"{deadline.round.title}：{deadline.round.get_stage_display()}",
        detail=deadline.round.scheme.title,
        due=deadline.on,
        url=address_of_row("awards:round", deadline.round_id),
        action=ENDING[RoundStage(deadline.stage)] if keeps else _("See how far it is"),
        whose=_("county staff"),
        mine=keeps,
    )


def _term_due(row: Mapping[str, Any]) -> Due:
    return Due(
        room=_("Titles"),
        icon="certificate",
        what=_("Review titles: %(round)s") % {"round": row["round__title"]},
        detail=_("The term of %(count)s titles ends.") % {"count": row["number"]},
        due=row["review_on"],
        url=f"{reverse('awards:titles')}?year={row['granted_on'].year}",
        action=_("Review the title"),
        whose=_("county staff"),
        since=row["granted_on"],
    )


def _words_to_give(user: Any) -> list[Due]:
    """The rounds in which a body that the user works for has not given its word on every nomination."""
    return [
        Due(
            room=_("Awards"),
            icon="award",
            what=_("Give your word on nominations: %(round)s") % {"round": body.round.title},
            detail=_("%(count)s nominations") % {"count": number},
            due=_last_day(body.round, RoundStage.CLEARING),
            url=address_of_row("awards:round", body.round_id),
            action=_("Give your word"),
            whose=body.organisation.label,
        )
        for body in _clearing(user.pk)
        if (number := uncleared(body.round, body.organisation_id).count())
    ]
