"""The year of the article: planned, signed, celebrated, discussed, reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from jiafeng.demo import bulletin
from jiafeng.demo.ground import Ground, at_hour, key, read, scribble
from jiafeng.demo.honours import Honours
from jiafeng.demo.paper import PaperDesk
from jiafeng.ground.people.models import CadreRelation, Person, Proof
from jiafeng.ground.units.models import OrganisationKind
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Access, Event, QuestionKind
from jiafeng.programme.events.models import Channel as EventChannel
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges.models import Channel as PledgeChannel
from jiafeng.programme.pledges.models import PledgeDrive, SignatureKind


class Past:
    """The county's year 2015, a method a chapter; each leans on those before it."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.staff = ground.staff
        self.plan_data = read("plan")
        self.activities = read("activities")
        self.lines: dict[str, PlanLine] = {}

    def run(self) -> None:
        plan = self.plan_the_year()
        honours = Honours(self.ground)
        honours.write_schemes()
        honours.hold_past_round(self.lines["award"])
        drive = self.sign_pledges()
        gala = self.hold_gala()
        symposium = self.hold_symposium()
        self.finish(plan)
        bulletin.write(self.ground, {"drive": drive.pk, "gala": gala.pk, "symposium": symposium.pk})

    # 同部署

    def plan_the_year(self) -> Plan:
        year, entries = self.plan_data["plan"], self.plan_data["lines"]
        plan = plans.create_plan(
            by=self.staff,
            at=at_hour(year["created"]),
            county=self.ground.county,
            year=year["year"],
            title=year["title"],
            theme=year["theme"],
        )
        self.lines = self.ground.write_lines(plan, entries, at_hour(year["created"], 10))
        plan = plans.issue_plan(by=self.staff, at=at_hour(year["issued"]), plan=plan)
        for entry in entries:
            self.ground.deploy(self.lines[entry.get("key") or entry["title"]], entry.get("deploy", []), at_hour(year["issued"], 14))
        self._receive(plan, year["issued"] + timedelta(days=4))
        return plan

    def _receive(self, plan: Plan, on: date) -> None:
        """The coordinator confirms on the screen; the townships' receipts come back signed on one sheet."""
        coordinator = self.ground.users["lianluo"]
        own = Deployment.objects.filter(line__plan=plan, organisation_id__in=coordinator.reach.organisation_ids).order_by("pk")
        for deployment in own[:3]:
            plans.confirm_receipt(by=coordinator, at=at_hour(on, 10), deployment=deployment, on=on)
        townships = Deployment.objects.filter(line__plan=plan, organisation__kind=OrganisationKind.TOWNSHIP).order_by("pk")
        sheet = self.ground.evidence("signing", "乡镇签收单（示例）", on)
        plans.enter_receipts(by=self.staff, at=at_hour(on, 16), plan=plan, deployments=townships, on=on, evidence=sheet)

    # 签名承诺

    def sign_pledges(self) -> PledgeDrive:
        data = self.activities["pledge"]
        drive = pledges.create_drive(
            by=self.staff,
            at=at_hour(data["opens"] - timedelta(days=5)),
            county=self.ground.county,
            organisation=self.ground.federation,
            title=data["title"],
            opens_on=data["opens"],
            closes_on=data["closes"],
            issuers=[self.ground.organisations[name] for name in data["issuers"]],
            plan_line=self.lines["pledge"],
        )
        text = pledges.publish_text(by=self.staff, at=at_hour(data["opens"] - timedelta(days=4)), drive=drive, clauses=data["clauses"])
        drive = pledges.open_drive(by=self.staff, at=at_hour(data["opens"], 8), drive=drive)
        day = data["ceremony"]
        for channel in ("phone", "staff"):
            span = data["channels"][channel]
            # Two tables stood by the door: at one of them a tablet went from hand to hand.
            by_channel = {"phone": [PledgeChannel.PHONE], "staff": [PledgeChannel.STAFF, PledgeChannel.KIOSK]}[channel]
            for number, person in enumerate(self.ground.spouses[span["from"] : span["from"] + span["count"]]):
                pledges.sign(
                    by=self.staff if by_channel[number % len(by_channel)] == PledgeChannel.STAFF else None,
                    at=at_hour(day, 14) + timedelta(seconds=40 * number),
                    drive=drive,
                    text=text,
                    person=person,
                    key=key("pledge", channel, person.pk),
                    signature=pledges.Signature(kind=SignatureKind.DRAWN, strokes=scribble(self.ground.rng)),
                    channel=by_channel[number % len(by_channel)],
                    said=pledges.Said(CadreRelation.SPOUSE, show_name=number % 2 == 0),
                )
        span = data["channels"]["paper"]
        desk = PaperDesk(self.ground, "pledge", drive.pk)
        sheets = desk.hand_out(at_hour(data["opens"], 15), span["count"])
        desk.take_back(
            at_hour(day + timedelta(days=1), 9), sheets, self.ground.spouses[span["from"] : span["from"] + span["count"]], on=day
        )
        for index in data["withdrawn"]:
            pledge = drive.pledges.get(person=self.ground.spouses[index])
            pledges.withdraw_pledge(by=None, at=at_hour(day + timedelta(days=3)), pledge=pledge)
        return pledges.close_drive(by=self.staff, at=at_hour(data["closes"], 9), drive=drive)

    def hold_gala(self) -> Event:
        data = self.activities["gala"]
        event = self._event("gala", data)
        guests = self.ground.spouses[: data["attendance"]["staff"] + data["attendance"]["scan"]]
        events.invite(by=self.staff, at=event.starts_at - timedelta(days=3), event=event, people=self.ground.spouses)
        event = events.open_event(by=self.staff, at=event.starts_at - timedelta(days=2), event=event)
        self._sign_in(event, guests, by_code=data["attendance"]["scan"])
        event = events.hold_event(by=self.staff, at=event.ends_at, event=event, summary="干部和家属同台，节目穿插廉洁家庭故事。（示例）")
        photo = self.ground.evidence("gala", "联谊晚会（示例）", event.starts_at.date())
        events.add_photo(
            by=self.staff, at=event.ends_at + timedelta(hours=1), event=event, evidence=photo, caption="联谊晚会（示例）", faces="nobody"
        )
        return event

    def hold_symposium(self) -> Event:
        data = self.activities["symposium"]
        event = self._event("symposium", data)
        events.invite(by=self.staff, at=event.starts_at - timedelta(days=5), event=event, people=self.ground.chiefs_spouses)
        event = events.open_event(by=self.staff, at=event.starts_at - timedelta(days=4), event=event)
        photo = self.ground.evidence("symposium", "座谈会会场（示例）", event.starts_at.date())
        self._sign_in(event, self.ground.chiefs_spouses, by_code=len(self.ground.chiefs_spouses) // 2, paper=True)
        event = events.hold_event(by=self.staff, at=event.ends_at, event=event, summary="参观展览、听取报告、座谈交流。（示例）")
        events.write_minutes(
            by=self.staff,
            at=event.ends_at + timedelta(hours=2),
            event=event,
            revision=0,
            text=data["minutes"],
            decisions="\n".join(data["decisions"]),
        )
        questions = [(QuestionKind.SCALE, "今天的活动对您有帮助吗？"), (QuestionKind.TEXT, "还想听什么？")]
        form = events.open_feedback(by=self.staff, at=event.ends_at, event=event, questions=questions)
        for number in range(12):
            answers = {1: 4 + number % 2, 2: "多讲身边的家风故事。（示例）" if number % 2 else ""}
            events.give_feedback(at=event.ends_at + timedelta(hours=1), form=form, browser=f"示例{number}", answers=answers)
        events.add_photo(
            by=self.staff, at=event.ends_at + timedelta(hours=2), event=event, evidence=photo, caption="会场（示例）", faces="nobody"
        )
        return event

    def _event(self, key: str, data: dict[str, Any]) -> Event:
        starts_at, ends_at = (at_hour(datetime.fromisoformat(str(data[name]))) for name in ("start", "end"))
        made_at = starts_at - timedelta(days=10)
        event = events.create_event(
            by=self.staff,
            at=made_at,
            organisation=self.ground.federation,
            kind=data["kind"],
            title=data["title"],
            starts_at=starts_at,
            ends_at=ends_at,
            place=data["place"],
            plan_line=self.lines[key],
            access=Access.SHOWN,
        )
        return events.set_programme(
            by=self.staff, at=made_at, event=event, revision=event.revision, items=[(item, "") for item in data["programme"]]
        )

    def _sign_in(self, event: Event, guests: list[Person], *, by_code: int, paper: bool = False) -> None:
        """Channels that overlap: the first `by_code` guests show their own code, four scan the screen, the others are found in the list, as are
        three of the first; with `paper`, the last ten stand on the paper by the door too. Everybody counts once."""
        invitations = {invitation.person_id: invitation for invitation in event.invitations.all()}
        for number, person in enumerate(guests):
            at = event.starts_at - timedelta(minutes=30) + timedelta(seconds=15 * number)
            if number < by_code:
                events.sign_in_by_code(
                    by=self.staff, at=at, event=event, code=invitations[person.pk].token, key=key(event.pk, "code", person.pk)
                )
            if by_code <= number < by_code + 4:
                events.sign_in_oneself(at=at, event=event, person=person, key=key(event.pk, "self", person.pk), proof=Proof.LINK)
            elif number >= by_code or number < 3:
                events.sign_in(
                    by=self.staff,
                    at=at + timedelta(seconds=5),
                    event=event,
                    person=person,
                    key=key(event.pk, "list", person.pk),
                    channel=EventChannel.STAFF_LIST,
                )
        if paper:
            desk = PaperDesk(self.ground, "signin", event.pk)
            desk.take_back(event.ends_at, desk.hand_out(event.starts_at - timedelta(hours=3), 10), guests[-10:])

    def finish(self, plan: Plan) -> None:
        """Each line is marked as carried out on its due date, and the plan closed at the end of the year."""
        for entry in self.plan_data["lines"]:
            line = self.lines[entry.get("key") or entry["title"]]
            plans.finish_line(by=self.staff, at=at_hour(entry["due"], 17), line=line, outcome=entry["done"])
        plans.close_plan(by=self.staff, at=at_hour(date(plan.year, 12, 25)), plan=plan)
