"""This year's work, laid around today, so that the demo opens with something to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from jiafeng.demo.ground import SHANGHAI, Ground, key, read, scribble
from jiafeng.demo.honours import Honours
from jiafeng.demo.messages import Messages
from jiafeng.demo.paper import PaperDesk
from jiafeng.demo.publishing import Publishing
from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.models import ArticleKind
from jiafeng.ground.papers import actions as papers
from jiafeng.ground.papers.models import Mark
from jiafeng.ground.people.models import CadreRelation
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Access, Event, EventPhoto, Faces, Invitation, Reply
from jiafeng.programme.pictures import actions as pictures
from jiafeng.programme.pictures.queries import text_of
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges.models import PledgeDrive, SignatureKind


class Present:
    """The current plan with lines that are due, an open pledge drive, a gathering in a few days, and articles on the portal."""

    def __init__(self, ground: Ground, at: datetime) -> None:
        self.ground = ground
        self.staff = ground.staff
        self.at = at
        self.today = at.astimezone(SHANGHAI).date()
        self.data = read("present")

    def run(self) -> None:
        lines = self.plan_the_year()
        self.open_drive(lines["pledge"])
        self.call_meeting(lines["meeting"])
        self.announce_activities()
        Messages(self.ground, self.at).run(lines["meeting"])
        self.publish_articles()
        Publishing(self.ground, self.at).run()
        honours = Honours(self.ground)
        honours.review_titles(self.today)
        honours.open_present_round(self.at - timedelta(days=3))
        honours.post_notice(self.at)

    def plan_the_year(self) -> dict[str, PlanLine]:
        begun = self.at - timedelta(days=30)
        year = self.today.year
        plan = plans.create_plan(
            by=self.staff,
            at=begun,
            county=self.ground.county,
            year=year,
            title=self.data["plan"]["title"].format(year=year),
            theme=self.data["plan"]["theme"],
        )
        entries: list[dict[str, Any]] = [{**entry, "due": self.today + timedelta(days=entry["days"])} for entry in self.data["lines"]]
        lines = self.ground.write_lines(plan, entries, begun)
        plans.issue_plan(by=self.staff, at=begun + timedelta(hours=1), plan=plan)
        for entry in entries:
            self.ground.deploy(lines[entry.get("key") or entry["title"]], entry["deploy"], begun + timedelta(hours=2))
        return lines

    def open_drive(self, line: PlanLine) -> None:
        """Two drives are open today; the first is already signed by a dozen people on their phones, and a sheet of it is being read."""
        drive = self._sign(self.data["drive"], line, 0, timedelta(hours=30))
        self._sign(self.data["second_drive"], None, 12, timedelta(hours=6))
        self.read_sheet(drive.pk)

    def _sign(self, data: dict[str, Any], line: PlanLine | None, first: int, ago: timedelta) -> PledgeDrive:
        begun = self.at - timedelta(days=5)
        drive = pledges.create_drive(
            by=self.staff,
            at=begun,
            county=self.ground.county,
            organisation=self.ground.federation,
            title=data["title"],
            opens_on=self.today - timedelta(days=4),
            closes_on=self.today + timedelta(days=60),
            issuers=[self.ground.federation],
            plan_line=line,
        )
        text = pledges.publish_text(by=self.staff, at=begun, drive=drive, clauses=data["clauses"])
        drive = pledges.open_drive(by=self.staff, at=self.at - timedelta(days=4), drive=drive)
        for number, person in enumerate(self.ground.spouses[first : first + data["signers"]]):
            pledges.sign(
                at=self.at - ago + timedelta(minutes=20 * number),
                drive=drive,
                text=text,
                person=person,
                key=key("present", drive.pk, person.pk),
                signature=pledges.Signature(kind=SignatureKind.DRAWN, strokes=scribble(self.ground.rng)),
                said=pledges.Said(CadreRelation.SPOUSE, show_name=True),
            )
        return drive

    def read_sheet(self, drive: int) -> None:
        """A sheet came back from a village yesterday; one of two has read it, the other is half through and reads one row differently."""
        desk = PaperDesk(self.ground, "pledge", drive)
        yesterday, at = self.today - timedelta(days=1), self.at - timedelta(hours=3)
        (sheet,) = desk.hand_out(self.at - timedelta(days=3), 8)
        signers = self.ground.spouses[30:38]
        desk.scan(at, [sheet], signers, on=yesterday)
        rows = list(sheet.rows.select_related("sheet"))
        for reader, until in zip(desk.readers, (8, 4), strict=True):
            for number, (row, person) in enumerate(zip(rows[:until], signers, strict=False)):
                facts = desk.facts(person, yesterday)
                if reader == self.staff and number == 2:
                    facts = replace(facts, signed_on=yesterday - timedelta(days=1))
                papers.read_row(by=reader, at=at + timedelta(seconds=30 * number), row=row, mark=Mark.SIGNED, facts=facts)

    def call_meeting(self, line: PlanLine) -> None:
        """A gathering to which people are invited, open for sign-in."""
        data = self.data["meeting"]
        starts_at = (self.at.astimezone(SHANGHAI) + timedelta(days=data["days"])).replace(hour=9, minute=0, second=0, microsecond=0)
        event = events.create_event(
            by=self.staff,
            at=self.at - timedelta(days=2),
            organisation=self.ground.federation,
            kind=data["kind"],
            title=data["title"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place=data["place"],
            plan_line=line,
            capacity=data["seats"],
            companions_most=1,
            remind_hours=24,
            access=Access.SHOWN,
            about=data["about"],
        )
        programme = [(item, "") for item in data["programme"]]
        event = events.set_programme(by=self.staff, at=self.at - timedelta(days=2), event=event, revision=event.revision, items=programme)
        cards = events.invite(by=self.staff, at=self.at - timedelta(days=1), event=event, people=self.ground.spouses[: data["guests"]])
        event = events.open_event(by=self.staff, at=self.at - timedelta(hours=1), event=event)
        events.name_helper(by=self.staff, at=self.at - timedelta(hours=1), event=event, user=self.ground.users["zhiyuan"])
        self.answer(event, cards, data["hall"])

    def announce_activities(self) -> None:
        """What the portal invites to; families have signed up there by a code on their telephone, and one is fully booked."""
        for data in self.data["activities"]:
            hour, hours = data["hours"]
            starts_at = (self.at.astimezone(SHANGHAI) + timedelta(days=data["days"])).replace(hour=hour, minute=0, second=0, microsecond=0)
            made_at = self.at - timedelta(days=3)
            event = events.create_event(
                by=self.staff,
                at=made_at,
                organisation=self.ground.federation,
                kind=data["kind"],
                title=data["title"],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=hours),
                place=data["place"],
                capacity=data.get("seats"),
                companions_most=data["companions"],
                access=data.get("access", Access.OPEN),
                about=data["about"],
            )
            items = [(item, "") for item in data["programme"]]
            event = events.set_programme(by=self.staff, at=made_at, event=event, revision=event.revision, items=items)
            event = events.open_event(by=self.staff, at=made_at, event=event)
            for number, person in enumerate(self.ground.spouses[40 : 40 + data["signers"]]):
                who = events.WalkIn(person.name, person.organisation, person.phone)
                said = events.SignUp(who, proved=bool(person.phone), companions=min(number % 3, data["companions"]))
                at = made_at + timedelta(hours=number + 1)
                events.sign_up(at=at, event=event, said=said, key=key("sign-up", event.title, person.pk))

    def answer(self, event: Event, cards: list[Invitation], hall: str) -> None:
        """All seats are promised, two guests wait for one, and those who come know where they sit."""
        assert event.capacity is not None
        for number, card in enumerate(cards[: event.capacity + 1]):
            minutes = timedelta(minutes=50 - number)
            answer = Reply.YES if number < event.capacity - 1 else Reply.WAIT
            companions: dict[str, Any] = {"companions": 1, "companion_names": "家人（示例）"} if number in (0, event.capacity - 1) else {}
            events.reply(at=self.at - minutes, invitation=card, answer=answer, **companions)
        events.set_seats(by=self.staff, at=self.at, event=event, labels=events.read_rows(hall))
        events.give_seats(by=self.staff, at=self.at, event=event)

    def publish_articles(self) -> None:
        for data in self.data["articles"]:
            at = self.at - timedelta(days=data["days"])
            article = portal.write_article(
                by=self.staff,
                at=at,
                county=self.ground.county,
                key=key("article", data["title"]),
                kind=ArticleKind(data["kind"]),
                title=data["title"],
                source=self.ground.federation.name,
                summary=data["summary"],
                body=data["body"],
            )
            if given := data.get("picture"):
                self.add_cover(f"article:{article.pk}", given, at)
            portal.publish_article(by=self.staff, at=at, article=article)

    def add_cover(self, subject: str, given: dict[str, Any], at: datetime) -> None:
        """An upload on which nobody can be recognised, or the photo of the symposium that was."""
        text = text_of(subject)
        assert text
        photo = (
            EventPhoto.objects.filter(faces=Faces.NOBODY).select_related("evidence", "event").latest("pk") if given.get("photo") else None
        )
        evidence = photo.evidence if photo else self.ground.evidence(given["file"], given["caption"], at.date())
        pictures.add_picture(
            by=self.staff,
            at=at,
            text=text,
            evidence=evidence,
            photo=photo,
            alt=given["alt"],
            caption=given["caption"],
            cover=True,
            faces="" if photo else Faces.NOBODY,
        )
