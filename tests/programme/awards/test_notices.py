"""The public notice: its term over the real calendar, objections in time, answers in writing, and titles only after them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.awards import actions, queries
from jiafeng.programme.awards.models import Notice, Objection, ObjectionChannel
from jiafeng.programme.awards.stages import NoticeStage, RoundStage
from tests.programme.awards.factories import NOW, File, polling, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(at_vote: File) -> File:
    """Numbers 1 and 2 stand on a notice from 3 to 9 March 2026."""
    polling(at_vote)
    for number in range(5):
        vote(at_vote, number, "01", "02")
    actions.close_poll(by=at_vote.staff, at=NOW, poll=at_vote.poll)
    actions.announce(by=at_vote.staff, at=NOW, round_=at_vote.round)
    return at_vote


def complain(file: File, **facts: Any) -> Objection:
    return actions.object_to(notice=file.notice, **{"at": NOW, "key": uuid4(), "text": "示例：请核查", **facts})


def repost(file: File, at: datetime, **rule: Any) -> Notice:
    """The term of a notice posted at a moment under another rule of the scheme."""
    for name, value in rule.items():
        setattr(file.scheme, name, value)
    file.scheme.save()
    actions.withdraw_nomination(by=file.staff, at=at, nomination=file.nomination(2), reason="示例")
    return actions.announce(by=file.staff, at=at, round_=file.round, reason="示例")


def test_it_is_posted_masked_and_for_five_working_days_from_the_next_day(posted: File) -> None:
    notice = posted.notice
    assert [(row["code"], row["name"]) for row in notice.listed] == [("01", "示*甲"), ("02", "示*乙")]
    assert (notice.starts_at, notice.ends_at) == (datetime(2026, 3, 3, tzinfo=SHANGHAI), datetime(2026, 3, 10, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("at", "rule", "last", "provisional"),
    [
        (datetime(2026, 9, 28, 2, tzinfo=UTC), {}, date(2026, 10, 10), False),  # over National Day, to a Saturday that is worked
        (datetime(2026, 3, 2, 2, tzinfo=UTC), {"notice_days": 7, "notice_working": False}, date(2026, 3, 9), False),
        (datetime(2026, 3, 2, 2, tzinfo=UTC), {"notice_days": 3, "notice_from_next_day": False}, date(2026, 3, 4), False),
        (datetime(2028, 2, 28, 2, tzinfo=UTC), {"notice_days": 1, "notice_working": False}, date(2028, 2, 29), False),  # a leap day
        (datetime(2031, 3, 3, 2, tzinfo=UTC), {}, date(2031, 3, 10), True),  # a year whose calendar is not official yet
    ],
)
def test_its_term_follows_the_schemes_rule(posted: File, at: datetime, rule: dict[str, Any], last: date, provisional: bool) -> None:
    notice = repost(posted, at, **rule)
    assert (queries.last_day(notice), notice.provisional) == (last, provisional)


def test_it_takes_itself_down(posted: File) -> None:
    notice, county = posted.notice, posted.round.county_id
    last_moment = notice.ends_at - timedelta(microseconds=1)
    assert list(queries.standing_notices(county, last_moment)) == [notice]
    assert list(queries.standing_notices(county, notice.ends_at)) == []
    assert (actions.take_down(at=last_moment), actions.take_down(at=notice.ends_at), actions.take_down(at=notice.ends_at)) == (0, 1, 0)
    assert posted.notice.stage == NoticeStage.ENDED


def page_at(file: File, notice: Notice, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        answer = Client().get(reverse("awards:notice", args=[notice.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_past_its_term_its_page_says_when_it_ran_and_what_came_of_it(posted: File) -> None:
    notice = posted.notice
    after = notice.ends_at + timedelta(days=3)
    shown = page_at(posted, notice, after)
    assert "2026年3月3日至2026年3月9日" in shown
    assert "示*甲" in shown
    assert "示例甲" not in shown
    assert reverse("awards:object", args=[notice.pk]) not in shown
    with time_machine.travel(after, tick=False):
        for name in ("object", "notice_poster"):
            assert Client().get(reverse(f"awards:{name}", args=[notice.pk])).status_code == 404
        assert reverse("awards:notice", args=[notice.pk]) in Client().get(reverse("awards:public")).content.decode()
    actions.take_down(at=after)
    actions.start_deciding(by=posted.staff, at=after, round_=posted.round)
    assert "正在答复异议、研究决定" in page_at(posted, notice, after)


def test_whoever_went_is_not_on_the_page_of_a_past_notice(posted: File) -> None:
    first = posted.notice
    actions.withdraw_nomination(by=posted.staff, at=NOW, nomination=posted.nomination(2), reason="示例")
    second = actions.announce(by=posted.staff, at=NOW + timedelta(hours=1), round_=posted.round, reason="示例")
    replaced = page_at(posted, first, NOW + timedelta(hours=2))
    assert "示*乙" not in replaced
    assert "示*甲" not in replaced
    assert "公示期重新计算" in replaced
    assert reverse("awards:notice", args=[second.pk]) in replaced


def test_an_objection_in_the_last_moment_counts_and_one_at_midnight_does_not(posted: File) -> None:
    ends = posted.notice.ends_at
    assert complain(posted, at=ends - timedelta(microseconds=1)).pk
    with pytest.raises(Refused, match="time for objections is over"):
        complain(posted, at=ends)
    with pytest.raises(Refused, match="over"):
        complain(posted, at=NOW - timedelta(hours=1))  # a clock that jumped back behind the posting


def test_an_anonymous_objection_keeps_nothing_about_anybody(posted: File) -> None:
    objection = complain(posted, phone="13800138000")
    assert (objection.name, objection.phone, objection.entered_by) == ("", "", None)
    columns = {field.name for field in Objection._meta.fields}
    assert not columns & {"address", "ip", "device", "session", "user_agent"}


def test_the_same_objection_sent_twice_is_one(posted: File) -> None:
    key = uuid4()
    assert complain(posted, key=key) == complain(posted, key=key)


def test_an_answer_is_due_in_ten_working_days_and_extended_once(posted: File) -> None:
    objection = complain(posted)
    assert objection.due_on == date(2026, 3, 16)
    with pytest.raises(Refused, match="Say why"):
        actions.extend_answer(by=posted.staff, at=NOW, objection=objection, reason="")
    extended = actions.extend_answer(by=posted.staff, at=NOW, objection=objection, reason="需调取台账")
    assert extended.due_on == date(2026, 4, 14)  # 30 working days, 清明 between
    with pytest.raises(Refused, match="once already"):
        actions.extend_answer(by=posted.staff, at=NOW, objection=objection, reason="再延")


def test_no_title_while_an_objection_is_open(posted: File) -> None:
    objection = complain(posted, nomination=posted.nomination(1))
    after = posted.notice.ends_at
    with pytest.raises(Refused) as refused:
        actions.start_deciding(by=posted.staff, at=after, round_=posted.round)
    assert refused.value.code == "open_objections"
    with pytest.raises(Refused, match="Write the answer"):
        actions.answer_objection(by=posted.staff, at=after, objection=objection, answer=" ", upheld=False)
    actions.answer_objection(by=posted.staff, at=after, objection=objection, answer="经核查不属实", upheld=False)
    with pytest.raises(Refused):
        actions.answer_objection(by=posted.staff, at=after, objection=objection, answer="再答", upheld=True)
    assert actions.start_deciding(by=posted.staff, at=after, round_=posted.round).stage == RoundStage.DECIDING


def test_the_term_is_waited_for_to_its_last_moment(posted: File) -> None:
    ends = posted.notice.ends_at
    with pytest.raises(Refused, match="stands until the end of 2026-03-09"):
        actions.start_deciding(by=posted.staff, at=ends - timedelta(microseconds=1), round_=posted.round)
    actions.start_deciding(by=posted.staff, at=ends, round_=posted.round)


def test_a_changed_list_is_posted_anew_and_waited_for_anew(posted: File) -> None:
    first = posted.notice
    with pytest.raises(Refused, match="posted already"):
        actions.announce(by=posted.staff, at=NOW, round_=posted.round, reason="示例")
    actions.withdraw_nomination(by=posted.staff, at=NOW, nomination=posted.nomination(1), reason="异议成立")
    with pytest.raises(Refused) as refused:
        actions.start_deciding(by=posted.staff, at=first.ends_at, round_=posted.round)
    assert refused.value.code == "changed_list"
    later = NOW + timedelta(days=3)
    with pytest.raises(Refused, match="Say why the list changed"):
        actions.announce(by=posted.staff, at=later, round_=posted.round)
    second = actions.announce(by=posted.staff, at=later, round_=posted.round, reason="异议成立")
    first.refresh_from_db()
    assert (first.stage, second.number, [row["code"] for row in second.listed]) == (NoticeStage.REPLACED, 2, ["02"])
    with pytest.raises(Refused, match="stands until"):
        actions.start_deciding(by=posted.staff, at=first.ends_at, round_=posted.round)


def test_a_nominee_who_declines_after_the_decision_began_stops_the_titles(posted: File) -> None:
    after = posted.notice.ends_at
    actions.start_deciding(by=posted.staff, at=after, round_=posted.round)
    for body, who in zip(posted.round.bodies.order_by("place"), (posted.staff, posted.partner), strict=True):
        actions.sign_decision(by=who, at=after, body=body, document="示例")
    actions.decline(at=after, nomination=posted.nomination(2))
    with pytest.raises(Refused) as refused:
        actions.grant(by=posted.staff, at=after, round_=posted.round)
    assert refused.value.code == "changed_list"
    actions.announce(by=posted.staff, at=after, round_=posted.round, reason="本人放弃")
    assert not posted.round.bodies.filter(signed_at__isnull=False).exists()  # they had signed another list


def test_every_body_signs_before_the_titles_are_granted(posted: File) -> None:
    after = posted.notice.ends_at
    actions.start_deciding(by=posted.staff, at=after, round_=posted.round)
    seat = posted.round.bodies.get(organisation=posted.county.commission)
    with pytest.raises(Refused, match="own staff"):
        actions.sign_decision(by=posted.staff, at=after, body=seat, document="示例")
    with pytest.raises(Refused, match="number of the document"):
        actions.sign_decision(by=posted.partner, at=after, body=seat, document=" ")
    actions.sign_decision(by=posted.partner, at=after, body=seat, document="示例")
    with pytest.raises(Refused, match="1 bodies have not signed"):
        actions.grant(by=posted.staff, at=after, round_=posted.round)


def test_letters_and_calls_are_entered_by_the_federation(posted: File) -> None:
    with pytest.raises(Refused, match="county Federation"):
        complain(posted, by=posted.coordinator, channel=ObjectionChannel.PHONE)
    assert complain(posted, by=posted.staff, channel=ObjectionChannel.PAPER, name="示例甲").entered_by == posted.staff


def test_an_objection_is_about_somebody_on_the_list(posted: File) -> None:
    with pytest.raises(Refused, match="somebody on this list"):
        complain(posted, nomination=posted.nomination(4))
