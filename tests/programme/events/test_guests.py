"""Guests: companions, the waiting list, seats; joint hosts; what those who came think."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.common.moments import moment_of
from jiafeng.common.refusals import Refused
from jiafeng.programme.events import actions, queries
from jiafeng.programme.events.models import Event, FeedbackReply, Invitation, Reply, Seat
from tests.programme.events.factories import NOW, Place, event, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def guests(here: Place, gathering: Event, number: int) -> list[Invitation]:
    return actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here) for _ in range(number)])


def answer(invitation: Invitation, word: str, companions: int = 0, minutes: int = 0) -> str:
    return actions.reply(at=NOW + timedelta(minutes=minutes), invitation=invitation, answer=word, companions=companions).reply


def as_role(here: Place, role: str = "county_staff") -> Client:
    client = Client()
    client.force_login(here.users[role])
    return client


def test_companions_take_seats_within_what_the_invitation_allows() -> None:
    here = place()
    gathering = event(here, capacity=4, companions_most=2)
    one, two = guests(here, gathering, 2)
    assert answer(one, "yes", companions=2) == Reply.YES
    assert queries.seats_taken(gathering) == 3
    with pytest.raises(Refused, match="2 companions at most"):
        answer(two, "yes", companions=3)
    with pytest.raises(Refused, match="not enough seats"):
        answer(two, "yes", companions=1)
    assert answer(two, "yes") == Reply.YES
    assert answer(one, "yes", companions=1) == Reply.YES
    assert queries.seats_taken(gathering) == 3


def test_the_waiting_list_moves_up_in_order_as_seats_become_free() -> None:
    here = place()
    gathering = event(here, capacity=1)
    one, two, three = guests(here, gathering, 3)
    assert answer(one, "wait") == Reply.YES  # there is room: nobody waits in front of an empty hall
    assert [answer(each, "wait", minutes=number) for number, each in enumerate((two, three), 1)] == [Reply.WAIT, Reply.WAIT]
    two.refresh_from_db()
    three.refresh_from_db()
    assert (queries.place_in_line(two), queries.place_in_line(three), queries.waiting(gathering)) == (1, 2, 2)
    answer(one, "no", minutes=5)
    two.refresh_from_db()
    three.refresh_from_db()
    assert (two.reply, three.reply) == (Reply.YES, Reply.WAIT)
    assert two.promoted_at is not None
    facts = {name: getattr(gathering, name) for name in ("organisation", "kind", "title", "starts_at", "ends_at", "place")}
    actions.edit_event(by=here.staff, at=NOW, event=gathering, revision=Event.objects.get().revision, capacity=2, **facts)
    three.refresh_from_db()
    assert three.reply == Reply.YES
    assert queries.seats_taken(gathering) == 2


def test_a_party_too_large_for_the_free_seats_keeps_its_place_in_the_line() -> None:
    here = place()
    gathering = event(here, capacity=2, companions_most=1)
    one, two, three, four = guests(here, gathering, 4)
    answer(one, "yes")
    answer(two, "yes")
    answer(three, "wait", companions=1, minutes=1)
    answer(four, "wait", minutes=2)
    answer(one, "no", minutes=3)
    for each in (three, four):
        each.refresh_from_db()
    assert (three.reply, four.reply) == (Reply.WAIT, Reply.YES)
    assert queries.place_in_line(three) == 1


def test_the_guest_waits_and_is_promoted_on_the_phone() -> None:
    here = place()
    gathering = event(here, capacity=1, companions_most=1)
    one, two = guests(here, gathering, 2)
    client = Client()
    pages = [reverse("events:invitation", args=[each.token]) for each in (one, two)]
    client.post(pages[0], {"answer": "yes", "companions": "0"})
    full = client.post(pages[1], {"answer": "yes"})
    assert full.status_code == 422
    assert 'value="wait"' in full.content.decode()
    client.post(pages[1], {"answer": "wait"})
    assert "候补" in client.get(pages[1]).content.decode()
    client.post(pages[0], {"answer": "no"})
    assert "空出" in client.get(pages[1]).content.decode()
    assert client.post(pages[1], {"answer": "yes", "companions": "7"}).status_code == 422


def test_seats_are_set_given_out_and_unique() -> None:
    here = place()
    gathering = event(here, companions_most=1)
    one, two, three = guests(here, gathering, 3)
    answer(one, "yes", companions=1)
    answer(two, "yes")
    staff = as_role(here)
    address = reverse("events:seats", args=[gathering.pk])
    assert staff.post(address, {"rows": "1排1-3\n主席台"}).status_code == 302
    assert list(gathering.seats.values_list("label", flat=True)) == ["1排1", "1排2", "1排3", "主席台"]
    assert staff.post(address, {"rows": "A1-3\nA2"}).status_code == 422
    staff.post(reverse("events:give_seats", args=[gathering.pk]))
    assert sorted(Seat.objects.exclude(invitation=None).values_list("label", "invitation__number")) == [
        ("1排1", 1),
        ("1排2", 1),
        ("1排3", 2),
    ]
    taken = staff.post(reverse("events:give_seat", args=[gathering.pk]), {"number": three.number, "seats": "1排3"})
    assert taken.status_code == 422
    staff.post(reverse("events:give_seat", args=[gathering.pk]), {"number": three.number, "seats": "主席台"})
    assert Seat.objects.get(label="主席台").invitation == three
    assert "1排1" in Client().get(reverse("events:invitation", args=[one.token])).content.decode()
    answer(one, "no")
    assert not one.seats.exists()


@pytest.mark.parametrize("rows", ["5-1", "1-99999", "x" * 13, "A1\nA1"])
def test_a_hall_that_cannot_be_is_refused(rows: str) -> None:
    with pytest.raises(Refused):
        actions.read_rows(rows)


def test_joint_hosts_are_named_everywhere_and_belong_to_the_county() -> None:
    here, there = place(), place("990202", "yi.example")
    gathering = event(here, joint_hosts=[here.commission, here.federation])
    assert gathering.hosts == [here.federation, here.commission]
    (one,) = guests(here, gathering, 1)
    for page in (
        as_role(here).get(reverse("events:event", args=[gathering.pk])),
        Client().get(reverse("events:invitation", args=[one.token])),
    ):
        assert "示例县妇联、示例县纪委" in page.content.decode()
    with pytest.raises(Refused):
        event(here, joint_hosts=[there.commission])


def test_the_arithmetic_opens_exactly_the_rows_it_counts() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    (one, two) = guests(here, gathering, 2)
    for _each, code in ((one, one.token), (one, str(one.number)), (two, two.token)):
        actions.sign_in_by_code(by=here.staff, at=NOW, event=gathering, code=code, key=uuid4())
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here), key=uuid4())
    found = queries.reckon(gathering)
    assert sum(number for _code, _label, number in found.channels) - found.overlaps == found.total == 3
    assert sum(number for _ways, _labels, number in found.ways) == found.total
    page = staff.get(reverse("events:arithmetic", args=[gathering.pk]))
    rows = reverse("events:attendances", args=[gathering.pk])
    for query, number in [(f"?ways={ways}", number) for ways, _labels, number in found.ways] + [("?ways=several", found.overlaps)]:
        assert f"{rows}{query}" in page.content.decode() or query == "?ways=several"
        assert len(staff.get(rows + query).context["page"].items) == number
    assert as_role(here, "volunteer").get(reverse("events:arithmetic", args=[gathering.pk])).status_code in (403, 404)


def test_feedback_is_one_for_each_browser_and_shown_from_five_on() -> None:
    here = place()
    gathering, staff = event(here, starts_at=NOW - timedelta(hours=1)), as_role(here)
    page = reverse("events:feedback", args=[gathering.pk])
    assert staff.post(page, {"questions": "一\n二\n三\n四\n五\n六"}).status_code == 422
    staff.post(page, {"questions": "收获大吗？\n*还想说什么？"})
    address = reverse("events:give_feedback", args=[gathering.questionnaire.token])
    phones = [Client() for _ in range(5)]
    for number, phone in enumerate(phones, 1):
        assert phone.post(address, {"question_1": "7"}).status_code == 422
        assert phone.post(address, {}).status_code == 422
        assert phone.post(address, {"question_1": str(number), "question_2": f"示例{number}" if number < 5 else ""}).status_code == 302
        results = queries.feedback_results(gathering.questionnaire)
        assert (results.n, bool(results.questions)) == (number, number == 5)
    phones[0].post(address, {"question_1": "1"})
    assert FeedbackReply.objects.count() == 5
    scale, words = queries.feedback_results(gathering.questionnaire).questions
    assert (scale.n, scale.mean, scale.chosen) == (5, 3.0, [(5, 1), (4, 1), (3, 1), (2, 1), (1, 1)])
    assert (words.n, words.words) == (4, [])
    assert "示例1" not in staff.get(page).content.decode()
    assert staff.post(page, {"questions": "换一个"}).status_code == 422
    staff.post(reverse("events:close_feedback", args=[gathering.pk]))
    assert Client().post(address, {"question_1": "1"}).status_code == 422


def test_the_ledger_counts_what_proves_each_activity() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here), key=uuid4())
    address = reverse("events:ledger")
    assert staff.get(address).context["page"].items == []
    actions.hold_event(by=here.staff, at=NOW + timedelta(hours=2), event=gathering)
    actions.write_minutes(by=here.staff, at=NOW + timedelta(hours=2), event=gathering, revision=0, text="示例")
    (row,) = staff.get(address).context["page"].items
    assert (row.came, row.photo_count, row.file_count, row.minutes_count) == (1, 0, 0, 1)
    assert staff.get(f"{address}?planned=yes").context["page"].items == []
    assert staff.get(f"{address}?year=2025").context["page"].items == []
    exported = staff.get(f"{address}?format=xlsx")
    assert b"".join(exported.streaming_content).startswith(b"PK")
    exported.close()


def test_nobody_is_ticked_to_begin_with_and_nobody_ticked_is_told() -> None:
    here = place()
    gathering = event(here)
    person(here, name="示例来宾")
    client, address = as_role(here), reverse("events:invitations", args=[gathering.pk])
    page = client.get(address, {"q": "示例来宾"}).content.decode()
    assert 'name="people"' in page
    assert " checked" not in page.split('name="people"')[1].split("</label>")[0]
    assert 'data-words="邀请 {n} 人"' in page
    told = client.post(f"{address}?q=示例来宾", follow=True).content.decode()
    assert "请先勾选要处理的条目" in told
    assert not gathering.invitations.exists()


def test_what_was_invited_at_one_press_is_taken_back_at_one_press() -> None:
    here = place()
    gathering = event(here)
    (before,) = actions.invite(by=here.staff, at=NOW - timedelta(days=1), event=gathering, people=[person(here)])
    client, address = as_role(here), reverse("events:invitations", args=[gathering.pk])
    told = client.post(address, {"people": [person(here).pk, person(here).pk]}, follow=True).content.decode()
    back = reverse("events:uninvite", args=[gathering.pk, moment_of(NOW)])
    assert "已邀请 2 人" in told
    assert told.count(back) == 2  # beside what was said, and on the page as long as it can be done
    assert "撤回最近一次邀请（2 人）" in told
    assert "已撤回 2 份邀请" in client.post(back, follow=True).content.decode()
    assert list(gathering.invitations.all()) == [before]


def test_an_invitation_that_was_answered_sent_or_seated_stands() -> None:
    here = place()
    gathering = event(here)
    answered, sent, seated, untouched = guests(here, gathering, 4)
    answer(answered, "no")
    Invitation.objects.filter(pk=sent.pk).update(texted_at=NOW)
    Seat.objects.create(event=gathering, place=1, label="A1", invitation=seated)
    moment = moment_of(NOW)
    assert actions.uninvite(by=here.staff, at=NOW, event=gathering, moment=moment) == (1, 3)
    assert not gathering.invitations.filter(pk=untouched.pk).exists()
    assert actions.uninvite(by=here.staff, at=NOW, event=gathering, moment=moment) == (0, 3)
    assert queries.latest_invited(gathering) is None


def test_a_number_that_is_no_moment_takes_nothing_back() -> None:
    here = place()
    gathering = event(here)
    guests(here, gathering, 1)
    for moment in (0, 1, 10**40):
        assert actions.uninvite(by=here.staff, at=NOW, event=gathering, moment=moment) == (0, 0)
    with pytest.raises(Refused):
        actions.uninvite(by=here.users["auditor"], at=NOW, event=gathering, moment=moment_of(NOW))


def test_calling_off_asks_for_the_title() -> None:
    here = place()
    gathering = event(here)
    client, address = as_role(here), reverse("events:cancel_event", args=[gathering.pk])
    for typed in ("", "别的活动"):
        assert client.post(address, {"reason": "台风", "typed": typed}).status_code == 422
    told = client.post(address, {"reason": "台风", "typed": gathering.title}, follow=True).content.decode()
    assert "活动已取消" in told
    gathering.refresh_from_db()
    assert (gathering.stage, gathering.summary) == ("cancelled", "台风")


def test_text_messages_are_counted_before_they_are_sent() -> None:
    here = place()
    gathering = event(here)
    guests(here, gathering, 1)
    page = as_role(here).get(reverse("events:text_invitations", args=[gathering.pk])).content.decode()
    assert "发送 0 条短信" in page
