"""A round of an award, taken to a stage by the same actions that users call. Everybody is invented (示例)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people.actions import add_person
from jiafeng.ground.people.models import Person
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.actions import Weighed
from jiafeng.programme.awards.models import Nomination, NominationChannel, Notice, Poll, PollKind, ReviewSheet, Round, Scheme, SchemeKind
from jiafeng.programme.awards.queries import criteria_of
from jiafeng.programme.awards.stages import RoundStage
from tests.factories import County, make_county, make_user

# Monday 2 March 2026, ten in the morning in Shanghai.
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAYS = {
    RoundStage.NOMINATING: date(2026, 3, 6),
    RoundStage.CLEARING: date(2026, 3, 13),
    RoundStage.REVIEWING: date(2026, 3, 20),
    RoundStage.VOTING: date(2026, 3, 27),
    RoundStage.DECIDING: date(2026, 4, 30),
}
CRITERIA = [Weighed("家庭廉洁", "管好家人，守住底线", 60), Weighed("家风良好", "邻里公认", 40)]
EXCLUSIONS = ["有违纪违法行为", "失信被执行人"]


@dataclass
class File:
    """A round and those who work on it."""

    county: County
    staff: User
    second: User
    partner: User
    coordinator: User
    scheme: Scheme
    round: Round
    people: list[Person] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def fresh(self) -> Round:
        self.round.refresh_from_db()
        return self.round

    def nomination(self, number: int) -> Nomination:
        return self.round.nominations.get(number=number)

    @property
    def poll(self) -> Poll:
        return self.round.polls.order_by("-pk").first()

    @property
    def notice(self) -> Notice:
        return self.round.notices.first()


def open_file(county: County | None = None, *, code: str = "990501", rules: dict[str, Any] | None = None, **facts: Any) -> File:
    """A scheme with its criteria, and a draft of a round for two honours, held by Federation and commission."""
    county = county or make_county(code, f"示例县{code}")
    staff, second = (make_user(Role.COUNTY_STAFF, county.federation) for _ in range(2))
    partner = make_user(Role.PARTNER_STAFF, county.commission)
    coordinator = make_user(Role.UNIT_COORDINATOR, county.school)
    scheme = actions.create_scheme(
        by=staff,
        at=NOW,
        county=county.region,
        **{
            "title": "示例廉内助",
            "honour": "贤内助",
            "kind": SchemeKind.COMMEND,
            "approval_document": "示例发〔2026〕1号",
            "quota": 6,
            **(rules or {}),
        },
    )
    actions.publish_version(by=staff, at=NOW, scheme=scheme, criteria=CRITERIA, exclusions=EXCLUSIONS)
    round_ = actions.create_round(
        by=staff,
        at=NOW,
        scheme=scheme,
        year=2026,
        **{"title": "2026年示例廉内助", "honours": 2, "bodies": [county.federation, county.commission], "days": DAYS, **facts},
    )
    return File(county, staff, second, partner, coordinator, scheme, round_)


def reasons(round_: Round) -> dict[str, str]:
    return {str(each.pk): f"示例：{each.criterion.title}" for each in criteria_of(round_)}


def nominate(file: File, person: Person, **facts: Any) -> Nomination:
    given = {"at": NOW, "key": uuid4(), "channel": NominationChannel.OTHERS, "summary": "示例：家风好", "nominated_by": "示例邻居"}
    return actions.nominate(round_=file.round, person=person, reasons=reasons(file.round), **{**given, **facts})


def nominated(file: File, number: int = 4) -> File:
    """Open, with `number` people of the water bureau nominated who have all accepted."""
    actions.open_round(by=file.staff, at=NOW, round_=file.round)
    for each in range(number):
        person = add_person(
            by=file.staff, at=NOW, county=file.county.region, name=f"示例{'甲乙丙丁戊己庚辛'[each]}", organisation=file.county.water
        )
        file.people.append(person)
        actions.accept(at=NOW, nomination=nominate(file, person), name=person.name)
    return file


def cleared(file: File, number: int = 4) -> File:
    """Cleared by both bodies; two reviewers of other units hold their sheets."""
    nominated(file, number)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    for nomination in file.round.nominations.all():
        for body, who in zip(file.round.bodies.order_by("place"), (file.staff, file.partner), strict=True):
            actions.give_clearance(by=who, at=NOW, body=body, nomination=nomination, agrees=True, document="示例函1号")
    for user in (file.partner, file.coordinator):
        actions.add_reviewer(by=file.staff, at=NOW, round_=file.round, user=user)
    actions.start_review(by=file.staff, at=NOW, round_=file.round)
    return file


def reviewed(file: File, scores: Sequence[int] = (95, 90, 80, 70)) -> File:
    """Every sheet handed in, the nominations scored as told."""
    cleared(file, len(scores))
    for sheet in ReviewSheet.objects.filter(nomination__round=file.round).select_related("reviewer__user", "nomination"):
        given = {str(each.pk): scores[sheet.nomination.number - 1] for each in criteria_of(file.fresh())}
        actions.submit_sheet(by=sheet.reviewer.user, at=NOW, sheet=sheet, scores=given)
    actions.start_voting(by=file.staff, at=NOW, round_=file.round)
    return file


def polling(file: File, codes: int = 5, **facts: Any) -> File:
    """The committee's poll is open, with so many codes."""
    if file.fresh().stage == RoundStage.DRAFT:
        reviewed(file)
    poll = actions.set_up_poll(by=file.staff, at=NOW, round_=file.round, kind=PollKind.COMMITTEE, **facts)
    file.codes = actions.open_poll(by=file.staff, at=NOW, poll=poll, codes=codes)
    return file


def vote(file: File, number: int, *chosen: str, key: UUID | None = None) -> str:
    return actions.cast(at=NOW, poll=file.poll, code=file.codes[number], chosen=chosen, key=key or uuid4())


def posted(file: File) -> File:
    """Voted, closed, posted: numbers 1 and 2 are on the notice, from 3 to 9 March."""
    polling(file)
    for number in range(5):
        vote(file, number, "01", "02")
    actions.close_poll(by=file.staff, at=NOW, poll=file.poll)
    actions.announce(by=file.staff, at=NOW, round_=file.round)
    return file


def granted(file: File) -> File:
    """Through to the titles."""
    posted(file)
    after = file.notice.ends_at + timedelta(hours=9)
    actions.start_deciding(by=file.staff, at=after, round_=file.round)
    for body, who in zip(file.round.bodies.order_by("place"), (file.staff, file.partner), strict=True):
        actions.sign_decision(by=who, at=after, body=body, document="示例发〔2026〕2号")
    actions.grant(by=file.staff, at=after, round_=file.round)
    return file
