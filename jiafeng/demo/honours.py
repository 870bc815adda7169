"""The county's awards: the round of the article's year through every stage, and this year's, which takes nominations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from jiafeng.demo.ground import Ground, at_hour, key, read
from jiafeng.ground.people.actions import give_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.units.models import BODIES
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import (
    Medium,
    Nomination,
    NominationChannel,
    Notice,
    PollKind,
    ReviewSheet,
    Round,
    Scheme,
    SchemeKind,
    Title,
)
from jiafeng.programme.awards.queries import criteria_of, spouse_of
from jiafeng.programme.awards.stages import RoundStage
from jiafeng.programme.events.models import Faces
from jiafeng.programme.pictures.actions import add_picture
from jiafeng.programme.pictures.queries import text_of
from jiafeng.programme.plans.models import PlanLine


class Honours:
    """Schemes, and rounds of the first of them."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.data = read("awards")
        self.bodies = [next(unit for unit in ground.organisations.values() if unit.kind == kind) for kind in BODIES]
        self.speakers = [ground.users[name] for name in ("fulian", "jiwei", "zuzhibu")]

    def write_schemes(self) -> None:
        at = at_hour(date(2015, 1, 13))
        for entry in self.data["schemes"]:
            facts = {name: value for name, value in entry.items() if name not in ("key", "criteria", "kind")}
            scheme = actions.create_scheme(by=self.ground.staff, at=at, county=self.ground.county, kind=SchemeKind(entry["kind"]), **facts)
            criteria = [actions.Weighed(title, text, weight) for title, text, weight in entry["criteria"]]
            actions.publish_version(by=self.ground.staff, at=at, scheme=scheme, criteria=criteria, exclusions=self.data["exclusions"])

    def _scheme(self, wanted: str) -> Scheme:
        title = next(entry["title"] for entry in self.data["schemes"] if entry["key"] == wanted)
        return Scheme.objects.get(county=self.ground.county, title=title)

    def hold_past_round(self, line: PlanLine) -> Round:
        """From the call for nominations to the titles given on 8 March."""
        data, staff = self.data["past"], self.ground.staff
        days = {RoundStage(stage): day for stage, day in data["days"].items()}
        people = self.ground.chiefs_spouses[: data["nominees"]]
        round_, notice = self._up_to_notice(data, at_hour(data["opened"]), at_hour(data["posted"], 16), days, people, line)
        third = round_.nominations.get(number=3)
        received = at_hour(data["posted"] + timedelta(days=1), 11)
        objection = actions.object_to(at=received, notice=notice, key=key("objection"), text=data["objection"], nomination=third)
        actions.answer_objection(by=staff, at=received + timedelta(days=2), objection=objection, answer=data["answer"], upheld=False)
        actions.start_deciding(by=staff, at=at_hour(data["decided"]), round_=round_)
        for body, speaker in zip(round_.bodies.order_by("place"), self.speakers, strict=True):
            actions.sign_decision(by=speaker, at=at_hour(data["decided"], 10), body=body, document=data["document"])
        titles = actions.grant(by=staff, at=at_hour(data["granted"]), round_=round_)
        self._make_known(round_, titles, data)
        return Round.objects.get(pk=round_.pk)

    def _up_to_notice(
        self,
        data: dict[str, Any],
        at: datetime,
        posted: datetime,
        days: dict[RoundStage, date],
        people: list[Person],
        line: PlanLine | None,
    ) -> tuple[Round, Notice]:
        """A round from its call for nominations to the notice that stands."""
        nominating, clearing, reviewing, voting = list(days.values())[:4]
        round_ = self._open(data, at, days, line)
        self._nominate(round_, people, self.data["past"]["summaries"], at + timedelta(hours=1))
        self._clear(round_, at_hour(nominating, 17), at_hour(clearing, 15))
        self._review(round_, data["scores"], at_hour(reviewing, 10))
        self._vote(round_, data, at_hour(voting))
        return round_, actions.announce(by=self.ground.staff, at=posted, round_=round_)

    def post_notice(self, at: datetime) -> None:
        """A round of this year whose result stands on the portal now, for anybody to object to."""
        data, today = self.data["noticed"], local_day(at)
        days = {stage: today - timedelta(days=ago) for stage, ago in zip(self._stages(), (24, 17, 10, 4, -20), strict=True)}
        people = self.ground.chiefs_spouses[40 : 40 + data["nominees"]]
        facts = {**data, "year": today.year, "title": data["title"].format(year=today.year)}
        self._up_to_notice(facts, at - timedelta(days=30), at - timedelta(days=1), days, people, None)

    def review_titles(self, today: date) -> None:
        """The titles of long ago were looked at again when their term ended, the last time so that it ends again in three weeks."""
        for title in Title.objects.select_related("scheme"):
            reviewed = today.replace(year=today.year - title.scheme.review_years, day=1) + timedelta(days=21)
            actions.renew_title(by=self.ground.staff, at=at_hour(reviewed), title=title)

    def open_present_round(self, at: datetime) -> None:
        """This year's round takes nominations for ten more days."""
        data, today = self.data["present"], local_day(at)
        days = {stage: today + timedelta(days=10 * place) for place, stage in enumerate(self._stages(), 1)}
        round_ = self._open({**data, "year": today.year, "title": f"{today.year}年玉屏县“贤内助”评选"}, at, days, None, (40, 40, 20))
        people = self.ground.chiefs_spouses[20 : 20 + data["nominees"]]
        self._nominate(round_, people, self.data["past"]["summaries"], at + timedelta(hours=1), accepted=3)

    @staticmethod
    def _stages() -> list[RoundStage]:
        return [RoundStage.NOMINATING, RoundStage.CLEARING, RoundStage.REVIEWING, RoundStage.VOTING, RoundStage.DECIDING]

    def _open(
        self,
        data: dict[str, Any],
        at: datetime,
        days: dict[RoundStage, date],
        line: PlanLine | None,
        weights: tuple[int, int, int] = (50, 50, 0),
    ) -> Round:
        round_ = actions.create_round(
            by=self.ground.staff,
            at=at,
            scheme=self._scheme(data["scheme"]),
            year=data["year"],
            title=data["title"],
            honours=data["honours"],
            bodies=self.bodies,
            days=days,
            weights=weights,
            plan_line=line,
        )
        return actions.open_round(by=self.ground.staff, at=at, round_=round_)

    def _nominate(self, round_: Round, people: list[Person], summaries: list[str], at: datetime, accepted: int | None = None) -> None:
        """Each by their own unit, or by others where the unit's quota is used up; the first `accepted` of them (default: all) accept."""
        reasons = {str(each.pk): f"{each.criterion.title}：邻里和单位都认可。（示例）" for each in criteria_of(round_)}
        for number, (person, summary) in enumerate(zip(people, summaries, strict=False)):
            put_forward = round_.nominations.filter(nominating_unit=person.organisation).count()
            by_unit = person.organisation is not None and put_forward < (round_.scheme.unit_quota or 99)
            nomination = actions.nominate(
                by=self.ground.staff,
                at=at + timedelta(minutes=number),
                round_=round_,
                person=person,
                key=key("nomination", round_.pk, person.pk),
                channel=NominationChannel.UNIT if by_unit else NominationChannel.OTHERS,
                unit=person.organisation if by_unit else None,
                nominated_by="" if by_unit else "邻居（示例）",
                summary=summary,
                reasons=reasons,
            )
            if accepted is None or number < accepted:
                self._accept(nomination, at + timedelta(hours=2, minutes=number))

    def _accept(self, nomination: Nomination, at: datetime) -> None:
        spouse = spouse_of(nomination.person)
        actions.accept(
            at=at,
            nomination=nomination,
            name=nomination.person.name,
            spouse_name=spouse.name if spouse else "",
            purposes=[Purpose.BULLETIN] if nomination.number % 2 else [],
        )

    def _clear(self, round_: Round, at: datetime, given: datetime) -> None:
        actions.start_clearing(by=self.ground.staff, at=at, round_=round_)
        for nomination in round_.nominations.order_by("number"):
            for body, speaker in zip(round_.bodies.order_by("place"), self.speakers, strict=True):
                document = f"{body.organisation.label}函〔{round_.year}〕7号（示例）"
                actions.give_clearance(by=speaker, at=given, body=body, nomination=nomination, agrees=True, document=document)
        for name in ("fulian2", "jiwei", "zuzhibu", "lianluo"):
            actions.add_reviewer(by=self.ground.staff, at=given, round_=round_, user=self.ground.users[name])
        actions.start_review(by=self.ground.staff, at=given, round_=round_)

    def _review(self, round_: Round, scores: list[int], at: datetime) -> None:
        """Reviewers differ by a point or two around the score of each nomination."""
        criteria = criteria_of(Round.objects.get(pk=round_.pk))
        sheets = ReviewSheet.objects.filter(nomination__round=round_, recused="").select_related("nomination", "reviewer__user")
        for place, sheet in enumerate(sheets.order_by("pk")):
            score = scores[sheet.nomination.number - 1] + place % 3 - 1
            given = {str(each.pk): score for each in criteria}
            actions.submit_sheet(by=sheet.reviewer.user, at=at + timedelta(minutes=place), sheet=sheet, scores=given)
        actions.start_voting(by=self.ground.staff, at=at + timedelta(hours=3), round_=round_)

    def _vote(self, round_: Round, data: dict[str, Any], at: datetime) -> None:
        staff = self.ground.staff
        poll = actions.set_up_poll(by=staff, at=at, round_=round_, kind=PollKind.COMMITTEE, quorum=8)
        codes = actions.open_poll(by=staff, at=at, poll=poll, codes=data["codes"])
        for code, chosen in zip(codes, data["votes"], strict=False):
            actions.cast(at=at, poll=poll, code=code, chosen=[f"{number:02}" for number in chosen], key=uuid4())
        actions.take_checkpoint(by=self.speakers[1], at=at + timedelta(hours=1), poll=poll)
        actions.close_poll(by=staff, at=at + timedelta(hours=2), poll=poll)

    def _make_known(self, round_: Round, titles: list[Any], data: dict[str, Any]) -> None:
        staff = self.ground.staff
        for medium, outlet, headline, on, *reach in data["placements"]:
            facts = {"reach": reach[0], "reach_source": reach[1]} if reach else {}
            actions.add_placement(
                by=staff, at=at_hour(on, 17), round_=round_, key=key("placement", headline), medium=Medium(medium), outlet=outlet,
                headline=headline, on=on, **facts,
            )  # fmt: skip
        title = titles[min(5, len(titles) - 1)]
        at = at_hour(data["granted"] + timedelta(days=3))
        give_consent(by=staff, at=at, person=title.person, purpose=Purpose.STORY, channel=ConsentChannel.PAPER)
        story = actions.write_story(by=staff, at=at, title=title, revision=0, **data["story"])
        text = text_of(story.subject)
        assert text
        evidence = self.ground.evidence("signing", "签名承诺现场（示例）", at.date())
        add_picture(by=staff, at=at, text=text, evidence=evidence, cover=True, faces=Faces.NOBODY, **data["story_picture"])
        actions.publish_story(by=staff, at=at, story=story)
