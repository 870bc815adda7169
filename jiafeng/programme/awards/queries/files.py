"""Reads over an award's file: who is who, what is missing, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jiafeng.common.scoping import reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.people.models import Person, Purpose, Relation, RelationKind
from jiafeng.ground.people.queries import consented
from jiafeng.ground.sms.queries import how_far, not_delivered
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import policies
from jiafeng.programme.awards.models import (
    Clearance,
    DeadlineChange,
    Nomination,
    Notice,
    Objection,
    Poll,
    PollKind,
    PublicBallot,
    Reviewer,
    ReviewSheet,
    Round,
    Ruling,
    Title,
)
from jiafeng.programme.awards.queries.ranking import not_ready_to_announce
from jiafeng.programme.awards.stages import BallotStage, NominationStage, NoticeStage, ObjectionStage, PollStage, RoundStage
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work

OVER = (RoundStage.GRANTED, RoundStage.CANCELLED)


def rounds_for(user: Any) -> QuerySet[Round]:
    """The rounds the user may see, newest first, with their nominations counted."""
    return Round.objects.visible_to(user).select_related("scheme").annotate(nominated=Count("nominations")).order_by("-year", "-pk")


def spouse_of(person: Person) -> Person | None:
    """The spouse on record."""
    relation = (
        Relation.objects.filter(Q(person=person) | Q(to=person), kind=RelationKind.SPOUSE)
        .select_related("person", "to")
        .order_by("pk")
        .first()
    )
    if relation is None:
        return None
    return relation.to if relation.person_id == person.pk else relation.person


def are_related(one: Person, other: Person) -> bool:
    """Whether the two are family on record."""
    return Relation.objects.filter(Q(person=one, to=other) | Q(person=other, to=one)).exists()


def units_of(reviewer: Reviewer) -> set[int]:
    """The units a reviewer works in: their memberships', and that of the person they are on the list."""
    units = set(reviewer.user.memberships.filter(until=None).values_list("organisation_id", flat=True))
    if reviewer.person is not None and reviewer.person.organisation_id:
        units.add(reviewer.person.organisation_id)
    return units


def missing_sheets(round_: Round) -> QuerySet[ReviewSheet]:
    """Sheets that are neither handed in nor excused nor recused."""
    return ReviewSheet.objects.filter(
        nomination__round=round_, nomination__stage=NominationStage.CLEARED, submitted_at=None, excused_at=None, recused=""
    )


def steps_of(round_: Round) -> list[tuple[Any, str]]:
    """The stages in order, each "done", "now" or ""; of a round that was broken off none."""
    if round_.stage == RoundStage.CANCELLED:
        return []
    over, here = round_.stage == RoundStage.GRANTED, RoundStage.values.index(round_.stage)
    steps = [(place, stage) for place, stage in enumerate(RoundStage) if stage != RoundStage.CANCELLED]
    return [(stage.label, "done" if place < here or over else "now" if place == here else "") for place, stage in steps]


def last_day(notice: Notice) -> date:
    """The last whole day of a notice's term."""
    return local_day(notice.ends_at - timedelta(microseconds=1))


def agrees_to_story(person: Person) -> bool:
    return bool(Person.objects.filter(pk=person.pk).filter(consented(Purpose.STORY, "pk")).exists())


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a round from its next stage: what, who has to do it, and where."""

    what: str
    whose: str
    url: str = ""


def missing(round_: Round) -> list[Missing]:
    """What is missing before the round can go on, each with whoever has to do it."""
    here = reverse("awards:round", args=[round_.pk])
    staff = _("County Federation")
    found: list[Missing] = []
    waiting_changes = DeadlineChange.objects.filter(deadline__round=round_, confirmed_at=None).count()
    if waiting_changes:
        found.append(Missing(_("A moved deadline waits for its second person"), _("Another of the staff"), here))
    if round_.stage == RoundStage.DRAFT:
        if not round_.scheme.versions.exists():
            found.append(Missing(_("Criteria are not published"), staff, reverse("awards:scheme", args=[round_.scheme_id])))
    elif round_.stage == RoundStage.NOMINATING:
        stages = dict(round_.nominations.values_list("stage").annotate(number=Count("pk")))
        if not stages.get(NominationStage.ACCEPTED):
            found.append(Missing(_("Nobody has accepted a nomination yet"), _("Nominees"), here))
        if stages.get(NominationStage.PROPOSED):
            found.append(
                Missing(_("%(count)s nominations wait for acceptance") % {"count": stages[NominationStage.PROPOSED]}, _("Nominees"), here)
            )
    elif round_.stage == RoundStage.CLEARING:
        accepted = round_.nominations.filter(stage=NominationStage.ACCEPTED)
        for body in round_.bodies.select_related("organisation"):
            given = Clearance.objects.filter(nomination=OuterRef("pk"), organisation=body.organisation_id)
            count = accepted.filter(~Exists(given)).count()
            if count:
                found.append(Missing(_("%(count)s nominations wait for clearance") % {"count": count}, body.organisation.label, here))
        if round_.review_weight and not round_.reviewers.exists():
            found.append(Missing(_("No reviewer is named"), staff, here))
    elif round_.stage == RoundStage.REVIEWING:
        late = missing_sheets(round_).values("reviewer__user__name").annotate(number=Count("pk")).order_by("reviewer__user__name")
        found += [Missing(_("%(count)s sheets are missing") % {"count": row["number"]}, row["reviewer__user__name"], here) for row in late]
    elif round_.stage == RoundStage.VOTING:
        for poll in round_.polls.exclude(stage=PollStage.CLOSED):
            found.append(
                Missing(_("%(poll)s is not closed") % {"poll": poll.get_kind_display()}, staff, reverse("awards:poll", args=[poll.pk]))
            )
        refusal = not_ready_to_announce(round_)
        if refusal and not found:
            found.append(Missing(str(refusal), staff, here))
    elif round_.stage in (RoundStage.NOTICE, RoundStage.DECIDING):
        unanswered = Objection.objects.filter(notice__round=round_, stage=ObjectionStage.OPEN).count()
        if unanswered:
            found.append(
                Missing(
                    _("%(count)s objections wait for their answer") % {"count": unanswered},
                    staff,
                    reverse("awards:objections", args=[round_.pk]),
                )
            )
        if round_.stage == RoundStage.DECIDING:
            for body in round_.bodies.filter(signed_at=None).select_related("organisation"):
                found.append(Missing(_("The decision is not signed"), body.organisation.label, here))
    return found


def rulings_waiting(poll: Poll) -> QuerySet[Ruling]:
    return poll.rulings.filter(confirmed_at=None)


def texts_of(poll: Poll) -> dict[str, Any]:
    """How the text messages with a poll's codes fared: how many the gateway took, how many wait, and the masked numbers that it did not reach."""
    prefix = f"awards:ballot:{poll.pk}:"
    stages = how_far(prefix)
    return {"sent": stages.get("sent", 0), "waiting": stages.get("waiting", 0), "failed": not_delivered(prefix)}


def irregular(poll: Poll) -> dict[str, Any]:
    """What the board of a closed poll tells beside its result: {"unopened": how many could not be counted, "doubled": receipts that stand twice}."""
    tally = poll.tally or {}
    return {"unopened": tally.get("unopened", 0), "doubled": tally.get("doubled", [])}


def bursts(poll: Poll) -> list[dict[str, Any]]:
    """The quarantined ballots of the public by burst: {"flag", "number"}."""
    rows = (
        PublicBallot.objects.filter(poll=poll, stage=BallotStage.QUARANTINED)
        .values("flag")
        .annotate(number=Count("pk"))
        .order_by("-number")
    )
    return [dict(row) for row in rows]


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Rounds by title, for the desk's search."""
    if policies.sees_awards(user):
        return []
    return [
        Hit(
            room=_("Awards"),
            icon="award",
            title=round_.title,
            detail=round_.get_stage_display(),
            url=reverse("awards:round", args=[round_.pk]),
        )
        for round_ in rounds_for(user).filter(Q(title__icontains=words) | Q(scheme__title__icontains=words))[:limit]
    ]


def work_for(line: PlanLine, user: Any) -> list[Work]:
    """The rounds held for a plan line."""
    return [
        Work("award", round_.title, round_.get_stage_display(), None, reverse("awards:round", args=[round_.pk]))
        for round_ in Round.objects.visible_to(user).filter(plan_line=line)
    ]


# What anybody may read


def standing_notices(county_id: int, at: datetime) -> QuerySet[Notice]:
    """The notices that stand at a moment: posted, and their term not over. Past it a notice is gone by itself."""
    return (
        Notice.objects.filter(county_id=county_id, stage="posted", posted_at__lte=at, ends_at__gt=at)
        .select_related("round__scheme")
        .order_by("ends_at")
    )


def past_notices(county_id: int, at: datetime) -> QuerySet[Notice]:
    """Notices whose term is over or whose list was changed, the last one first: each keeps a page that says when it ran and what came of it."""
    over = Q(ends_at__lte=at) | Q(stage=NoticeStage.REPLACED)
    return Notice.objects.filter(over, county_id=county_id, posted_at__lte=at).select_related("round__scheme").order_by("-ends_at", "-pk")


_OUT = (NominationStage.EXCLUDED, NominationStage.DECLINED, NominationStage.WITHDRAWN)


def listed_still(notice: Notice) -> list[dict[str, Any]]:
    """The rows of a past notice, masked as they were posted, without those who were taken out or went; none of a list that was replaced."""
    if notice.stage == NoticeStage.REPLACED:
        return []
    gone = set(notice.round.nominations.filter(stage__in=_OUT).values_list("pk", flat=True))
    return [row for row in notice.listed if row["nomination"] not in gone]


def came_of(notice: Notice) -> Any:
    """What became of a past notice, in a sentence."""
    if notice.stage == NoticeStage.REPLACED:
        return _("The list was changed, and the term began anew with another notice.")
    found = {
        RoundStage.GRANTED: _("The term is over and the titles are granted."),
        RoundStage.CANCELLED: _("The round ended without titles."),
    }
    return found.get(RoundStage(notice.round.stage), _("The term is over. Objections are answered first; then it is decided."))


def published_titles(county_id: int) -> QuerySet[Title]:
    """The titles that stand, of people who agreed to be named in news."""
    return (
        Title.objects.filter(county_id=county_id, revoked_at=None)
        .filter(consented(Purpose.BULLETIN))
        .select_related("person", "scheme", "round")
        .order_by("-granted_on", "pk")
    )


def published_polls(round_: Round) -> list[Poll]:
    """The polls whose boards are public: closed, and their round's result posted."""
    if round_.stage not in (RoundStage.NOTICE, RoundStage.DECIDING, RoundStage.GRANTED):
        return []
    return list(round_.polls.filter(stage=PollStage.CLOSED).order_by("kind", "ordinal"))


def listing() -> list[dict[str, Any]]:
    """Every round for `jiafeng award list --json`: id, title, scheme, year, stage, honours granted that stand."""
    granted = dict(Title.objects.standing().order_by().values_list("round").annotate(number=Count("pk")))
    return [
        {
            "id": each.pk,
            "title": each.title,
            "scheme": each.scheme.title,
            "year": each.year,
            "stage": each.stage,
            "granted": granted.get(each.pk, 0),
        }
        for each in Round.objects.select_related("scheme").order_by("pk")
    ]


def board_of(round_: Round) -> Poll | None:
    """The poll whose board tells the round's result: the committee's last one, once the result is posted."""
    committee = [poll for poll in published_polls(round_) if poll.kind == PollKind.COMMITTEE]
    return committee[-1] if committee else None


def nominating_units(user: Any, round_: Round) -> QuerySet[Organisation]:
    """The units for which the user may nominate: county staff for any, a coordinator for their own."""
    units: QuerySet[Organisation] = Organisation.objects.filter(county_id=round_.county_id, closed_on=None)
    if holds(user, Role.COUNTY_STAFF, county_id=round_.county_id):
        return units
    if not holds(user, Role.UNIT_COORDINATOR, county_id=round_.county_id):
        return units.none()
    return units.filter(pk__in=reach_of(user).organisation_ids)


def nominations_for(user: Any, round_: Round) -> QuerySet[Nomination]:
    return (
        Nomination.objects.visible_to(user)
        .filter(round=round_)
        .select_related("person", "organisation", "nominating_unit")
        .prefetch_related("clearances__organisation")
        .order_by("number")
    )
