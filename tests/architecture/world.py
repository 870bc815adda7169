"""Two counties that do not know each other, with the same kinds of things in the first: what the access matrix walks over.

Everything is made by the actions that a user calls. Whatever belongs to the first county bears `MARK`, which nobody of the second may ever read.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task
from PIL import Image

from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.models import ArticleKind, FeedbackKind
from jiafeng.ground.accounts import actions as accounts
from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Membership, Role, Session, User
from jiafeng.ground.jobs import actions as jobs
from jiafeng.ground.papers import actions as papers
from jiafeng.ground.papers.models import Mark, SheetPhoto
from jiafeng.ground.papers.queries import Facts, owner_of
from jiafeng.ground.papers.stages import PhotoStage, SheetStage
from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose, RelationKind
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel
from jiafeng.library.press.cards import Outcome
from jiafeng.programme.awards import actions as awards
from jiafeng.programme.awards.models import DATED_STAGES, Nomination, NominationChannel, Notice, Poll, PollKind, ReviewSheet, Round, Title
from jiafeng.programme.awards.queries import criteria_of
from jiafeng.programme.deskcards import actions as deskcards
from jiafeng.programme.deskcards.models import CardDesign, CardRun, Look
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Event, EventKind
from jiafeng.programme.events.views.calendar import feed_token
from jiafeng.programme.events.views.oneself import door_code
from jiafeng.programme.letters import actions as letters
from jiafeng.programme.letters.models import Channel as MessageChannel
from jiafeng.programme.letters.models import IntakeItem, Message, MessageDrive
from jiafeng.programme.plans import actions as plans
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges.models import PledgeDrive, SignatureKind
from jiafeng.reporting.bulletins import actions as bulletins
from jiafeng.reporting.bulletins.actions.writing import Binding, MarkData
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from tests.factories import with_second_factor

MARK = "示例甲"
AWAY = "yi.example"  # where the second county's portal is found
UNIT_ROLES = (Role.UNIT_COORDINATOR, Role.VOLUNTEER)


@dataclass
class World:
    """`visitors`: (role, where) → user, where is `home`, `other` (another unit of the home county) or `away`; `objects`: kind → URL arguments."""

    visitors: dict[tuple[str, str], User] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class County:
    region: Region
    bodies: dict[str, Organisation]
    units: list[Organisation]


def make_county(at: datetime, code: str, mark: str, domain: str | None) -> County:
    region = add_region(by=None, at=at, code=code, name=f"{mark}县", level=RegionLevel.COUNTY)
    set_up_county(by=None, at=at, county=region, site_name=f"{mark}清风", tagline=f"{mark}廉洁文化进家庭", domain=domain)
    kinds = (OrganisationKind.FEDERATION, OrganisationKind.COMMISSION, OrganisationKind.ORGANISATION_DEPARTMENT)
    bodies = {kind: add_organisation(by=None, at=at, county=region, name=f"{mark}{kind.value}", kind=kind) for kind in kinds}
    units = [add_organisation(by=None, at=at, county=region, name=f"{mark}第{number}单位", kind=OrganisationKind.UNIT) for number in "一二"]
    return County(region, bodies, units)


def make_user(at: datetime, county: County, role: Role, organisation: Organisation, username: str) -> User:
    user = add_user(by=None, at=at, county_code=county.region.code, username=username, name=username, password="", check_password=False)
    give_role(by=None, at=at, user=user, organisation=organisation, role=role, since=timezone.localdate(at) - timedelta(days=1))
    return with_second_factor(user)  # without it, every page but the one to set it up is closed to many roles


def build() -> World:
    at = timezone.now()
    world = World()
    home, away = make_county(at, "990101", MARK, None), make_county(at, "990202", "示例乙", AWAY)
    seat = {
        Role.COUNTY_STAFF: OrganisationKind.FEDERATION,
        Role.PARTNER_STAFF: OrganisationKind.COMMISSION,
        Role.AUDITOR: OrganisationKind.COMMISSION,
        Role.ADMINISTRATOR: OrganisationKind.FEDERATION,
    }
    for role in Role:
        for where, county in (("home", home), ("away", away)):
            organisation = county.units[0] if role in UNIT_ROLES else county.bodies[seat[role]]
            world.visitors[role, where] = make_user(at, county, role, organisation, f"{role}-{where}")
        if role in UNIT_ROLES:
            world.visitors[role, "other"] = make_user(at, home, role, home.units[1], f"{role}-other")
    staff = world.visitors[Role.COUNTY_STAFF, "home"]
    make_frame(world, at, home, staff)
    make_portal(world, at, home, staff)
    make_people(world, at, home, staff)
    make_plans(world, at, home, staff)
    make_pledges(world, at, home, staff)
    make_events(world, at, home, staff)
    make_papers(world, at, staff)
    make_awards(world, at, home, staff)
    make_letters(world, at, home, staff)
    make_bulletins(world, at, home, staff)
    return world


@task
def nothing(job_id: str) -> None:
    """Background work that is never taken up here."""


def make_frame(world: World, at: datetime, home: County, staff: User) -> None:
    coordinator = world.visitors[Role.UNIT_COORDINATOR, "home"]
    job = jobs.enqueue(by=staff, at=at, task=nothing, key="walk", label=f"{MARK}工作", county_code=home.region.code)
    job = jobs.start(job_id=str(job.pk), at=at)
    result = default_storage.save("jobs/walk.txt", ContentFile(b"done"))
    jobs.finish(job_id=str(job.pk), holder=job.holder, at=at, result=result, result_name="walk.txt")
    with tempfile.TemporaryDirectory() as folder:
        photograph = Path(folder) / "photograph.png"
        Image.new("RGB", (64, 48), "green").save(photograph)
        evidence = add_evidence(
            by=coordinator, at=at, county_code=home.region.code, file=photograph, name=f"{MARK}.png", organisation_id=home.units[0].pk
        )
    make_doors(world, at, home, coordinator)
    world.objects |= {
        "job": {"pk": job.pk},
        "evidence": {"pk": evidence.pk},
        "organisation": {"pk": home.units[0].pk},
        "user": {"pk": coordinator.pk},
        "membership": {"pk": Membership.objects.get(user=coordinator).pk},
    }


def make_doors(world: World, at: datetime, home: County, coordinator: User) -> None:
    """A session of the coordinator's, their lost second factor that a colleague asked to be reset, and an account that is disabled."""
    Session.objects.create(session_key="walk", session_data="", expire_date=at + timedelta(days=1), user=coordinator, seen_at=at)
    asker = make_user(at, home, Role.COUNTY_STAFF, home.bodies[OrganisationKind.FEDERATION], "asker")
    reset = accounts.ask_reset(by=asker, at=at, user=coordinator, reason=f"{MARK}手机丢失")
    gone = make_user(at, home, Role.VOLUNTEER, home.units[0], "gone")
    accounts.disable_user(by=world.visitors[Role.ADMINISTRATOR, "home"], at=at, user=gone)
    world.objects |= {"factor_reset": {"pk": reset.pk}, "disabled_user": {"pk": gone.pk}}


def make_portal(world: World, at: datetime, home: County, staff: User) -> None:
    texts = {"kind": ArticleKind.NEWS, "title": f"{MARK}消息", "source": f"{MARK}妇联", "summary": "", "body": "正文"}
    articles = [portal.write_article(by=staff, at=at, county=home.region, key=uuid4(), **texts) for _ in range(2)]
    portal.publish_article(by=staff, at=at, article=articles[0])
    letter = portal.send_feedback(at=at, county=home.region, key=uuid4(), kind=FeedbackKind.QUESTION, text=f"{MARK}来信")
    world.objects |= {
        "article": {"pk": articles[0].pk},
        "draft_article": {"pk": articles[1].pk},
        "letter": {"pk": letter.pk},
        "receipt": {"receipt": letter.receipt},
    }


def make_people(world: World, at: datetime, home: County, staff: User) -> None:
    """A person with a telephone and a spouse, one who left the list, and a roster of one good and one faulty row."""

    def person_of(name: str, phone: str, id_number: str = "") -> Person:
        return people.add_person(
            by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.units[0], phone=phone, id_number=id_number
        )

    person, left = person_of("甲", "13800000001", "11010119800307451X"), person_of("乙", "13800000002")
    people.leave_list(by=staff, at=at, person=left, reason="示例")
    relation = people.add_relative(by=staff, at=at, person=person, kind=RelationKind.SPOUSE, name=f"{MARK}丙")
    today = timezone.localdate(at)
    people.change_post(by=staff, at=at, person=person, since=today, organisation=home.units[0], post="示例职务")
    alike, double = person_of("同", "13800000003"), person_of("同", "13800000004")
    merge = people.merge_people(by=staff, at=at, kept=person_of("并", "13800000005"), gone=person_of("并", "13800000006"))
    saved = people.make_list(by=staff, at=at, county=home.region, title=f"{MARK}名单", criteria={"relations": ["spouse"]})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.csv"
        file.write_text(f"姓名,单位,手机\n{MARK}丁,{home.units[0].name},\n{MARK}戊,{home.units[0].name},12\n", encoding="utf-8")
        roster = people.upload_roster(by=staff, at=at, county=home.region, key=uuid4(), file=file, name="roster.csv")
    roster = people.check_roster(by=staff, at=at, roster=roster)
    world.objects |= {
        "person": {"pk": person.pk},
        "earlier_post": {"pk": person.pk, "posting": person.postings.get().pk},
        "two_people": {"pk": alike.pk, "other": double.pk},
        "merge": {"pk": merge.pk},
        "saved_list": {"pk": saved.pk},
        "term": {"code": "people.left"},
        "person_who_left": {"pk": left.pk},
        "relation": {"pk": person.pk, "relation": relation.pk},
        "roster": {"pk": roster.pk},
    }


def make_plans(world: World, at: datetime, home: County, staff: User) -> None:
    """Three plans: under way, a draft that may be issued, and one that may be closed."""
    today = timezone.localdate(at)
    federation, commission = home.bodies[OrganisationKind.FEDERATION], home.bodies[OrganisationKind.COMMISSION]

    def plan_of(year: int) -> Plan:
        return plans.create_plan(by=staff, at=at, county=home.region, year=year, title=f"{MARK}计划{year}", theme="家")

    def line_of(plan: Plan, title: str) -> PlanLine:
        common = {"duty": "职责", "due_on": today, "lead": federation, "co_owners": [commission]}
        return plans.add_line(by=staff, at=at, plan=plan, title=f"{MARK}{title}", **common)

    under_way, draft, finished = (plan_of(year) for year in (2025, 2026, 2027))
    line, done, last = line_of(under_way, "措施一"), line_of(under_way, "措施二"), line_of(finished, "措施三")
    line_of(draft, "措施四")
    for plan in (under_way, finished):
        plans.issue_plan(by=staff, at=at, plan=plan)
    plans.deploy(by=staff, at=at, line=line, organisations=[home.units[0]])
    for each in (done, last):
        plans.finish_line(by=staff, at=at, line=each, outcome="办成")
    world.objects |= {
        "plan": {"pk": under_way.pk},
        "draft_plan": {"pk": draft.pk},
        "finished_plan": {"pk": finished.pk},
        "line": {"pk": line.pk},
        "finished_line": {"pk": done.pk},
        "deployment": {"pk": Deployment.objects.get(line=line).pk},
    }


def make_pledges(world: World, at: datetime, home: County, staff: User) -> None:
    """A drive of each stage; in the open one, a pledge that stands, one that was withdrawn and one that is disputed."""
    today = timezone.localdate(at)

    def drive_of(title: str) -> PledgeDrive:
        days = {"opens_on": today, "closes_on": today + timedelta(days=9)}
        drive = pledges.create_drive(
            by=staff, at=at, county=home.region, organisation=home.bodies[OrganisationKind.FEDERATION], title=f"{MARK}{title}", **days
        )
        pledges.publish_text(by=staff, at=at, drive=drive, clauses=[f"{MARK}家庭助廉，从我做起。"])
        return drive

    draft, drive, closed = drive_of("待启"), drive_of("签名"), drive_of("已止")
    for each in (drive, closed):
        pledges.open_drive(by=staff, at=at, drive=each)
    pledges.close_drive(by=staff, at=at, drive=closed)
    signers = [
        people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.units[0])
        for name in ("己", "庚", "辛", "壬")
    ]
    signature = pledges.Signature(SignatureKind.TYPED, typed_name="示例")
    standing, withdrawn = (
        pledges.sign(at=at, drive=drive, text=drive.texts.get(), person=person, key=uuid4(), signature=signature).pledge
        for person in signers[:2]
    )
    pledges.withdraw_pledge(by=staff, at=at, pledge=withdrawn, reason="示例")
    disputed = pledges.sign(at=at, drive=drive, text=drive.texts.get(), person=signers[3], key=uuid4(), signature=signature).pledge
    dispute = pledges.dispute_pledge(at=at, pledge=disputed)
    closed = pledges.open_wall(by=staff, at=at, drive=closed)
    kiosk, _secret = pledges.start_kiosk(by=staff, at=at, drive=drive, pin="2468", organisation=home.units[0])
    world.objects |= {
        "draft_drive": {"pk": draft.pk},
        "drive": {"pk": drive.pk},
        "drive_of_the_day": {},
        "closed_drive": {"pk": closed.pk},
        "walled_drive": {"pk": closed.pk},
        "wall_token": {"token": closed.wall_token},
        "drive_token": {"token": drive.token},
        "drive_person": {"pk": drive.pk, "person": signers[2].pk},
        "pledge": {"pk": standing.pk},
        "dispute": {"pk": dispute.pk},
        "dispute_receipt": {"receipt": dispute.receipt},
        "kiosk": {"pk": kiosk.pk},
        "withdrawn_pledge": {"pk": withdrawn.pk},
        "pledge_token": {"token": pledges.make_link(at=at, drive=drive, person=signers[0])},
    }


def make_events(world: World, at: datetime, home: County, staff: User) -> None:
    """A gathering of each stage, hosted by the first unit; the open one is going on, with a guest who has not come in yet."""

    def event_of(title: str) -> Event:
        return events.create_event(
            by=staff,
            at=at,
            organisation=home.units[0],
            kind=EventKind.SYMPOSIUM,
            title=f"{MARK}{title}",
            starts_at=at - timedelta(hours=1),
            ends_at=at + timedelta(hours=1),
            place="示例会场",
        )

    draft, event, held, closed = (event_of(title) for title in ("筹备", "座谈", "已开", "已结"))
    for each in (event, held, closed):
        events.open_event(by=staff, at=at, event=each)
    for each in (held, closed):
        events.hold_event(by=staff, at=at, event=each)
    events.close_event(by=staff, at=at, event=closed)
    guest = Person.objects.filter(organisation=home.units[0]).first()
    assert guest is not None
    (invitation,) = events.invite(by=staff, at=at, event=event, people=[guest])
    events.reply(at=at, invitation=invitation, answer="yes")
    events.set_seats(by=staff, at=at, event=event, labels=["A1", "A2"])
    events.write_minutes(by=staff, at=at, event=held, revision=0, text=f"{MARK}纪要")
    form = events.open_feedback(by=staff, at=at, event=event, questions=[("scale", f"{MARK}好吗")])
    photo = events.add_photo(by=staff, at=at, event=held, evidence=Evidence.objects.get(pk=world.objects["evidence"]["pk"]))
    world.objects |= {
        "draft_event": {"pk": draft.pk},
        "event": {"pk": event.pk},
        "held_event": {"pk": held.pk},
        "closed_event": {"pk": closed.pk},
        "guest": {"pk": event.pk, "person": guest.pk},
        "photo": {"pk": photo.pk},
        "invitation_token": {"token": invitation.token},
        "door_phone": {"pk": event.pk, "device": events.add_device(by=staff, at=at, event=event)[0].pk},
        "door_code": {"pk": event.pk, "code": door_code(event, at)},
        "feedback_token": {"token": form.token},
        "feed_token": {"token": feed_token(staff)},
    }


def make_papers(world: World, at: datetime, staff: User) -> None:
    """Sheets of a gathering that was held: one just printed, one photographed, of which a row was read differently and another is blank."""

    def target_of(kind: str, pk: int) -> Any:
        owner = owner_of(kind)
        assert owner is not None
        return owner.find(staff, pk)

    held = target_of("signin", world.objects["held_event"]["pk"])
    printed, sheet = papers.print_sheets(by=staff, at=at, target=held, count=2)
    (pledged,) = papers.print_sheets(by=staff, at=at, target=target_of("pledge", world.objects["drive"]["pk"]))
    facts = {"county": held.county, "organisation": held.organisation, "kind": held.kind, "target": held.pk, "at": at, "by": staff}
    evidence = Evidence.objects.get(pk=world.objects["evidence"]["pk"])
    unnamed = SheetPhoto.objects.create(evidence=evidence, stage=PhotoStage.UNNAMED, problem="no_code", page=2, **facts)
    photo = SheetPhoto.objects.create(evidence=evidence, sheet=sheet, stage=PhotoStage.READ, has_rows=True, **facts)
    default_storage.save(photo.row_file(1), ContentFile(b"a picture"))
    sheet.stage = SheetStage.PHOTOGRAPHED
    sheet.save(update_fields=["stage"])
    differs, blank = sheet.rows.select_related("sheet")[:2]
    for number, reader in enumerate((staff, world.visitors[Role.UNIT_COORDINATOR, "home"])):
        papers.read_row(by=reader, at=at, row=differs, mark=Mark.SIGNED, facts=Facts(name=f"{MARK}午{number}"))
        papers.read_row(by=reader, at=at, row=blank, mark=Mark.BLANK)
    world.objects |= {
        "paper": {"kind": held.kind, "target": held.pk},
        "sheet": {"pk": printed.pk},
        "photographed_sheet": {"pk": sheet.pk},
        "sheet_row": {"pk": sheet.pk, "number": differs.number},
        "blank_row": {"pk": sheet.pk, "number": blank.number},
        "sheet_photo": {"pk": unnamed.pk},
        "sheet_token": {"token": pledged.token},
    }


def make_awards(world: World, at: datetime, home: County, staff: User) -> None:
    """A round at each stage of an award's file, and what belongs to it: nomination, sheet, polls, notice, objection, title."""
    partner = world.visitors[Role.PARTNER_STAFF, "home"]
    second = make_user(at, home, Role.COUNTY_STAFF, home.bodies[OrganisationKind.FEDERATION], "county_staff-second")
    federation, commission = home.bodies[OrganisationKind.FEDERATION], home.bodies[OrganisationKind.COMMISSION]
    day = timezone.localdate(at) + timedelta(days=20)
    scheme = awards.create_scheme(
        by=staff,
        at=at,
        county=home.region,
        title=f"{MARK}评选",
        honour="贤内助",
        kind="commend",
        approval_document="示例1号",
        quota=9,
        public_vote=True,
    )
    awards.publish_version(by=staff, at=at, scheme=scheme, criteria=[awards.Weighed("家庭廉洁", "示例", 100)], exclusions=["示例规定"])

    def round_of(title: str) -> Round:
        return awards.create_round(
            by=staff,
            at=at,
            scheme=scheme,
            year=2026,
            title=f"{MARK}{title}",
            honours=1,
            bodies=[federation, commission],
            days=dict.fromkeys(DATED_STAGES, day),
            weights=(40, 40, 20),
        )

    def nominated(round_: Round) -> Nomination:
        awards.open_round(by=staff, at=at, round_=round_)
        person = people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{round_.pk}", organisation=home.units[0])
        reasons = {str(each.pk): "示例" for each in criteria_of(Round.objects.get(pk=round_.pk))}
        facts = {"channel": NominationChannel.UNIT, "unit": home.units[0], "summary": "示例"}
        made = awards.nominate(by=staff, at=at, round_=round_, person=person, key=uuid4(), reasons=reasons, **facts)
        return awards.accept(at=at, nomination=made, name=person.name)

    def reviewing(round_: Round) -> ReviewSheet:
        nomination = nominated(round_)
        awards.add_reviewer(by=staff, at=at, round_=round_, user=partner)
        awards.start_clearing(by=staff, at=at, round_=round_)
        for body, who in zip(round_.bodies.order_by("place"), (staff, partner), strict=True):
            awards.give_clearance(by=who, at=at, body=body, nomination=nomination, agrees=True, document="示例")
        awards.start_review(by=staff, at=at, round_=round_)
        return ReviewSheet.objects.get(nomination=nomination)

    def voting(round_: Round) -> tuple[Poll, Poll, list[str]]:
        sheet = reviewing(round_)
        scores = {str(each.pk): 90 for each in criteria_of(Round.objects.get(pk=round_.pk))}
        awards.submit_sheet(by=partner, at=at, sheet=sheet, scores=scores)
        awards.start_voting(by=staff, at=at, round_=round_)
        committee = awards.set_up_poll(by=staff, at=at, round_=round_, kind=PollKind.COMMITTEE)
        public = awards.set_up_poll(by=staff, at=at, round_=round_, kind=PollKind.PUBLIC)
        codes = awards.open_poll(by=staff, at=at, poll=committee, codes=2)
        awards.open_poll(by=staff, at=at, poll=public)
        return committee, public, codes

    def posted(round_: Round) -> Poll:
        committee, public, codes = voting(round_)
        awards.cast(at=at, poll=committee, code=codes[0], chosen=["01"], key=uuid4())
        for poll in (committee, public):
            awards.close_poll(by=staff, at=at, poll=poll)
        awards.announce(by=staff, at=at, round_=round_)
        return committee

    def granted(round_: Round) -> Title:
        posted(round_)
        after = Notice.objects.get(round=round_).ends_at
        awards.start_deciding(by=staff, at=after, round_=round_)
        for body, who in zip(round_.bodies.order_by("place"), (staff, partner), strict=True):
            awards.sign_decision(by=who, at=after, body=body, document="示例")
        (title,) = awards.grant(by=staff, at=after, round_=round_)
        people.give_consent(by=staff, at=at, person=title.person, purpose=Purpose.STORY, channel=ConsentChannel.PAPER)
        awards.write_story(by=staff, at=after, title=title, revision=0, headline=f"{MARK}故事", text="示例")
        return title

    draft, open_round, under_review, at_vote, on_notice, over = (
        round_of(title) for title in ("草案", "推荐", "评审", "投票", "公示", "已授")
    )
    nomination = nominated(open_round)
    sheet = reviewing(under_review)
    committee, public, _codes = voting(at_vote)
    awards.cast_public(at=at, poll=public, voter="13800000009", chosen=["01"], key=uuid4(), address="203.0.113.9", device="示例")
    source = public.public_ballots.get().source
    awards.quarantine(by=staff, at=at, poll=public, source=source, reason="示例")
    ruling = awards.propose_ruling(by=second, at=at, poll=public, flag=f"address {source[:12]}", release=True, reason="示例")
    closed = posted(on_notice)
    notice = Notice.objects.get(round=on_notice)
    objection = awards.object_to(at=at, notice=notice, key=uuid4(), text=f"{MARK}异议", name="示例")
    title, other = granted(over), granted(round_of("又授"))
    awards.publish_story(by=staff, at=at, story=title.story)
    change = awards.propose_deadline(
        by=second, at=at, deadline=open_round.deadlines.get(stage="deciding"), to=day + timedelta(days=9), reason="示例"
    )
    clearing = round_of("联审")
    waiting = nominated(clearing)
    awards.start_clearing(by=staff, at=at, round_=clearing)
    world.objects |= {
        "scheme": {"pk": scheme.pk},
        "award_draft": {"pk": draft.pk},
        "award_move": {"pk": draft.pk, "verb": "open"},
        "award_round": {"pk": open_round.pk},
        "award_reviewing": {"pk": under_review.pk},
        "award_voted": {"pk": at_vote.pk},
        "award_posted": {"pk": on_notice.pk},
        "award_granted": {"pk": over.pk},
        "award_deadline": {"pk": open_round.deadlines.get(stage="clearing").pk},
        "award_change": {"pk": change.pk},
        "award_seat": {"pk": over.bodies.get(organisation=commission).pk},
        "award_clearance": {"pk": waiting.pk, "body": clearing.bodies.get(organisation=commission).pk},
        "nomination": {"pk": nomination.pk},
        "award_sheet": {"pk": sheet.pk},
        "poll": {"pk": committee.pk},
        "public_poll": {"pk": public.pk},
        "key_part": {"pk": committee.pk, "number": 3},
        "closed_poll": {"pk": closed.pk},
        "award_ruling": {"pk": ruling.pk},
        "objection": {"pk": objection.pk},
        "objection_receipt": {"receipt": objection.receipt},
        "award_notice": {"pk": notice.pk},
        "award_title": {"pk": other.pk},
        "award_story": {"pk": title.story.pk},
        "award_token": {"token": open_round.token},
        "nominee_token": {"token": nomination.token},
        "poll_token": {"token": committee.token},
    }


def make_letters(world: World, at: datetime, home: County, staff: User) -> None:
    """A message drive of each stage; in the open one a message shown to everybody, one that waits, an upload; and two family letters."""
    today = timezone.localdate(at)
    evidence = Evidence.objects.get(pk=world.objects["evidence"]["pk"])
    ink_name = default_storage.save("letters/ink/walk.jpg", ContentFile(Path(default_storage.path(evidence.preview)).read_bytes()))
    cut = letters.Ink(ink_name, 64, 48, None, 0.5)

    def drive_of(title: str) -> MessageDrive:
        facts = {"title": f"{MARK}{title}", "opens_on": today, "closes_on": today + timedelta(days=9), "plan_line": None}
        return letters.create_drive(by=staff, at=at, county=home.region, organisation=home.bodies[OrganisationKind.FEDERATION], **facts)

    draft, drive, closed = drive_of("待征"), drive_of("寄语"), drive_of("征毕")
    for each in (drive, closed):
        letters.open_drive(by=staff, at=at, drive=each)
    letters.close_drive(by=staff, at=at, drive=closed)
    shown, waiting, other = (
        people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.units[0])
        for name in ("寄一", "寄二", "寄三")
    )

    def send(person: Person, *purposes: Purpose) -> Message:
        words = letters.Words(evidence=evidence, ink=cut)
        common = {"at": at, "drive": drive, "key": uuid4(), "channel": MessageChannel.PHOTO, "words": words}
        return letters.send(person=person, purposes=purposes, **common).message

    batch = uuid4()
    message = letters.approve(by=staff, at=at, message=send(shown, Purpose.WALL, Purpose.DESK_CARD), batch=batch)
    received = send(waiting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(b"-")
        pictures = [(f"{MARK}{number}.jpg", path) for number in range(2)]
        intake = letters.open_intake(by=staff, at=at, drive=drive, key=uuid4(), channel=MessageChannel.UPLOAD, pictures=pictures)
    IntakeItem.objects.filter(intake=intake).update(stage="unmatched", evidence=evidence, reason="示例")
    first, second = intake.items.order_by("number")
    letters.set_aside(by=staff, at=at, item=second)
    common = {"by": staff, "at": at, "person": shown, "written_on": today, "pages": [evidence], "purposes": [Purpose.WALL]}
    letter, unread = (letters.write_letter(key=uuid4(), title=f"{MARK}家书{number}", **common) for number in range(2))
    letters.decide_letter(by=staff, at=at, letter=letter, approved=True)
    letters.write_letter(at=at, drive=drive, key=uuid4(), person=waiting, title=f"{MARK}家书", pages=[evidence])
    world.objects |= {
        "draft_message_drive": {"pk": draft.pk},
        "message_drive": {"pk": drive.pk},
        "closed_message_drive": {"pk": closed.pk},
        "message_drive_person": {"pk": drive.pk, "person": other.pk},
        "message_batch": {"pk": drive.pk, "batch": batch},
        "intake": {"pk": intake.pk},
        "picture": {"pk": first.pk},
        "picture_set_aside": {"pk": second.pk},
        "message": {"pk": message.pk},
        "received_message": {"pk": received.pk},
        "family_letter": {"pk": letter.pk},
        "received_letter": {"pk": unread.pk},
        "letter_page": {"pk": letter.pk, "place": 1},
        "message_token": {"token": drive.token},
        "own_message": {"token": letters.make_link(at=at, drive=drive, person=waiting)},
        "own_letter": {"token": letters.make_link(at=at, drive=drive, person=waiting)},
        "own_letter_page": {"token": letters.make_link(at=at, drive=drive, person=waiting), "place": 1},
        "shown_message": {"reference": message.reference},
        "shown_letter": {"reference": letter.reference},
        "shown_page": {"reference": letter.reference, "place": 1},
    }
    make_cards(world, at, home, staff, drive)


def make_cards(world: World, at: datetime, home: County, staff: User, drive: MessageDrive) -> None:
    """A run that waits, one that is set with two cards of which one is handed over, and a design of the county's own."""

    def run_of(title: str, again: bool = True) -> CardRun:
        look = Look("lotus", "200x100")
        return deskcards.plan_run(by=staff, at=at, drive=drive, key=uuid4(), title=f"{MARK}{title}", look=look, again=again)

    waiting, printed, handed = run_of("待印"), run_of("已印"), run_of("已发")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "cards.pdf"
        pdf.write_bytes(b"%PDF-")
        for run in (printed, handed):
            deskcards.start(by=staff, at=at, run=run)
            batch = deskcards.claim(at=at, run=run, attempt=1, worker=uuid4())
            assert batch is not None
            deskcards.complete(at=at, batch=batch, outcomes=[Outcome("1")], file=pdf)
            deskcards.finish(at=at, run=run, attempt=1, pdf=pdf, sheets=1)
    given = handed.cards.get()
    deskcards.hand_over(by=staff, at=at, run=handed, ids=[given.pk], on=timezone.localdate(at))
    kept = default_storage.save("deskcards/designs/walk.png", ContentFile(b"png"))
    own = CardDesign.objects.create(
        county=home.region, name=f"{MARK}样式", file=kept, sha256="0" * 64, preview=kept, added_at=at, added_by=staff
    )
    world.objects |= {
        "card_run": {"pk": waiting.pk},
        "printed_run": {"pk": printed.pk},
        "card": {"pk": printed.cards.get().pk},
        "handed_card": {"pk": given.pk},
        "design": {"code": "lotus"},
        "own_design": {"pk": own.pk},
    }


def make_bulletins(world: World, at: datetime, home: County, staff: User) -> None:
    """A bulletin of each stage, written by the county's staff and approved by its partner."""
    today = timezone.localdate(at)
    partner = world.visitors[Role.PARTNER_STAFF, "home"]

    def bulletin_of(title: str) -> Bulletin:
        return bulletins.create(
            by=staff,
            at=at,
            key=uuid4(),
            county=home.region,
            organisation=home.bodies[OrganisationKind.FEDERATION],
            masthead=f"{MARK}简报",
            title=f"{MARK}{title}",
            start=today,
            end=today + timedelta(days=1),
            body="签名的有1人。",
            marks=[Binding("1人", MarkData(MarkKind.FIGURE, figure="pledges.signers"))],
        )

    draft, submitted, approved, issued = (bulletin_of(title) for title in ("起草", "送审", "已批", "已发"))
    for each in (submitted, approved, issued):
        bulletins.submit(by=staff, at=at, bulletin=each, revision=each.revision)
    for each in (approved, issued):
        each.refresh_from_db()
        bulletins.approve(by=partner, at=at, bulletin=each, revision=each.revision, confirmed=())
    issued = bulletins.issue(by=staff, at=at, bulletin=issued)
    world.objects |= {
        "draft": {"pk": draft.pk},
        "submitted": {"pk": submitted.pk},
        "approved": {"pk": approved.pk},
        "issued": {"pk": issued.pk},
        "passport": {"pk": issued.pk, "n": 1},
        "pack": {"pk": issued.pk, "fmt": "zip"},
        "code": {"code": issued.code},
        "figure": {"code": "pledges.signers"},
    }
