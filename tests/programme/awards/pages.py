"""Who reaches which address of awards, and what the addresses show."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import ConsentChannel, Purpose
from jiafeng.programme.awards import actions as awards
from jiafeng.programme.awards.models import DATED_STAGES, Nomination, NominationChannel, Notice, Poll, PollKind, ReviewSheet, Round, Title
from jiafeng.programme.awards.queries import criteria_of
from tests.factories import make_user
from tests.walk.page import BOTH, COORDINATORS, COUNTERS, GET, PARTNERS, POST, PUBLIC, READERS, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "awards:rounds": Page(READERS),
    "awards:schemes": Page(READERS),
    "awards:new_scheme": Page(STAFF, BOTH),
    "awards:scheme": Page(READERS, GET, "scheme"),
    "awards:edit_scheme": Page(STAFF, BOTH, "scheme"),
    "awards:criteria": Page(STAFF, BOTH, "scheme", final=True),
    "awards:new_round": Page(STAFF, BOTH, "scheme"),
    "awards:round": Page(READERS, GET, "award_round"),
    "awards:edit_round": Page(STAFF, BOTH, "award_draft"),
    "awards:move": Page(STAFF, BOTH, "award_move", final=True),
    "awards:announce": Page(STAFF, BOTH, "award_voted", final=True),
    "awards:cancel": Page(STAFF, BOTH, "award_round", final=True),
    "awards:ranking": Page(COUNTERS, GET, "award_voted"),
    "awards:move_deadline": Page(STAFF, BOTH, "award_deadline"),
    "awards:confirm_deadline": Page(PARTNERS, POST, "award_change"),
    "awards:sign": Page(frozenset({Role.PARTNER_STAFF}), BOTH, "deciding_seat", final=True),
    "awards:contact": Page(frozenset({Role.PARTNER_STAFF}), BOTH, "award_seat"),
    "awards:nominate": Page(COORDINATORS, BOTH, "award_round"),
    "awards:nomination_template": Page(READERS, GET, "award_round"),
    "awards:import_nominations": Page(COORDINATORS, BOTH, "award_round"),
    "awards:nomination": Page(READERS, GET, "nomination", unit=True),
    "awards:attach": Page(COORDINATORS, BOTH, "nomination", unit=True),
    "awards:accept_on_paper": Page(STAFF, BOTH, "nomination"),
    "awards:withdraw": Page(STAFF, BOTH, "nomination", final=True),
    "awards:clear": Page(frozenset({Role.PARTNER_STAFF}), BOTH, "award_clearance", final=True),
    "awards:reviewers": Page(STAFF, BOTH, "award_round"),
    "awards:sheets": Page(frozenset({Role.PARTNER_STAFF}), GET, "award_reviewing"),
    "awards:sheet": Page(frozenset({Role.PARTNER_STAFF}), BOTH, "award_sheet"),
    "awards:recuse": Page(frozenset({Role.PARTNER_STAFF}), BOTH, "award_sheet", final=True),
    "awards:excuse": Page(STAFF, BOTH, "award_sheet", final=True),
    "awards:new_poll": Page(STAFF, BOTH, "award_voted"),
    "awards:poll": Page(COUNTERS, GET, "poll"),
    "awards:open_poll": Page(STAFF, BOTH, "prepared_poll", final=True),
    "awards:reissue": Page(STAFF, BOTH, "poll", final=True),
    "awards:checkpoint": Page(PARTNERS, POST, "poll"),
    "awards:paper_count": Page(PARTNERS, BOTH, "poll"),
    "awards:close_poll": Page(STAFF, BOTH, "poll", final=True),
    "awards:close_despite": Page(STAFF, BOTH, "poll", final=True),
    "awards:take_part": Page(PARTNERS, POST, "key_part"),
    "awards:restore_key": Page(PARTNERS, BOTH, "poll"),
    "awards:quarantine": Page(STAFF, BOTH, "public_poll"),
    "awards:rule": Page(STAFF, BOTH, "public_poll"),
    "awards:confirm_ruling": Page(PARTNERS, BOTH, "award_ruling", final=True),
    "awards:staff_board": Page(COUNTERS, GET, "closed_poll"),
    "awards:objections": Page(COUNTERS, GET, "award_posted"),
    "awards:enter_objection": Page(STAFF, BOTH, "award_posted"),
    "awards:objection": Page(COUNTERS, GET, "objection"),
    "awards:answer_objection": Page(STAFF, BOTH, "objection", final=True),
    "awards:extend": Page(STAFF, BOTH, "objection"),
    "awards:titles": Page(COUNTERS),
    "awards:title": Page(COUNTERS, GET, "award_title"),
    "awards:badge": Page(COUNTERS, GET, "award_title"),
    "awards:renew": Page(STAFF, POST, "award_title"),
    "awards:revoke": Page(STAFF, BOTH, "award_title", final=True),
    "awards:write_story": Page(STAFF, BOTH, "award_title"),
    "awards:publish_story": Page(STAFF, BOTH, "award_title", final=True),
    "awards:certificates": Page(COUNTERS, GET, "award_granted"),
    "awards:add_placement": Page(STAFF, BOTH, "award_round"),
    "awards:public": Page(PUBLIC),
    "awards:notice": Page(PUBLIC, GET, "award_notice"),
    "awards:notice_poster": Page(PUBLIC, GET, "award_notice"),
    "awards:object": Page(PUBLIC, BOTH, "award_notice"),
    "awards:find_answer": Page(PUBLIC),
    "awards:answer": Page(PUBLIC, GET, "objection_receipt"),
    "awards:result": Page(PUBLIC, GET, "award_granted"),
    "awards:board": Page(PUBLIC, GET, "closed_poll"),
    "awards:honours": Page(PUBLIC),
    "awards:story": Page(PUBLIC, GET, "award_story"),
    "awards:story_code": Page(PUBLIC, GET, "award_story"),
    "awards:story_poster": Page(PUBLIC, GET, "award_story", typeset=True),
    "awards:revocations": Page(PUBLIC),
    "awards:check": Page(PUBLIC),
    "awards:stand": Page(PUBLIC, BOTH, "award_token"),
    "awards:accept": Page(PUBLIC, BOTH, "nominee_token"),
    "awards:vote": Page(PUBLIC, BOTH, "poll_token"),
    "awards:cast_quickly": Page(PUBLIC, BOTH, "poll_token", everywhere=True),
    "awards:vote_code": Page(PUBLIC, GET, "poll_token"),
}


def furnish(world: World) -> None:
    """A round at each stage of an award's file, and what belongs to it: nomination, sheet, polls, notice, objection, title."""
    at, home, staff = world.at, world.home, world.staff
    partner = world.users[Role.PARTNER_STAFF, "home"]
    second = make_user(Role.COUNTY_STAFF, home.federation)
    federation, commission = home.federation, home.commission
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
        person = people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{round_.pk}", organisation=home.school)
        reasons = {str(each.pk): "示例" for each in criteria_of(Round.objects.get(pk=round_.pk))}
        facts = {"channel": NominationChannel.UNIT, "unit": home.school, "summary": "示例"}
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

    def at_the_vote(round_: Round) -> Poll:
        sheet = reviewing(round_)
        scores = {str(each.pk): 90 for each in criteria_of(Round.objects.get(pk=round_.pk))}
        awards.submit_sheet(by=partner, at=at, sheet=sheet, scores=scores)
        awards.start_voting(by=staff, at=at, round_=round_)
        return awards.set_up_poll(by=staff, at=at, round_=round_, kind=PollKind.COMMITTEE)

    def voting(round_: Round) -> tuple[Poll, Poll, list[str]]:
        committee = at_the_vote(round_)
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
    prepared, deciding = at_the_vote(round_of("待投")), round_of("待定")
    posted(deciding)
    awards.start_deciding(by=staff, at=Notice.objects.get(round=deciding).ends_at, round_=deciding)
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
        "prepared_poll": {"pk": prepared.pk},
        "deciding_seat": {"pk": deciding.bodies.get(organisation=commission).pk},
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
