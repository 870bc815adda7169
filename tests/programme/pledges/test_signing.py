"""One person, one pledge: what signing does, and what it refuses."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.tokens import digest
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.actions import Outcome, Signature
from jiafeng.programme.pledges.models import Channel, Pledge, PledgeLink, PledgeTrace, SignatureKind
from tests.programme.events.factories import NOW, evidence, person, place, user
from tests.programme.pledges.factories import CLAUSES, DRAWN, drive, on_paper, sign, typed

pytestmark = pytest.mark.django_db


def test_it_signs() -> None:
    here = place()
    call, signer = drive(here), person(here)
    signed = sign(call, signer, signature=Signature(SignatureKind.DRAWN, strokes=DRAWN), show_name=True)
    assert signed.outcome == Outcome.SIGNED
    pledge = Pledge.objects.get()
    assert (pledge.person, pledge.organisation, pledge.signed_on) == (signer, here.water, date(2026, 3, 6))
    assert queries.shown_since(pledge).at == NOW
    assert pledge.traces.get().drawing.paths == ["M10 10Q20 30.5 30 32.8L40 35", "M60 20L80 90"]
    assert ActionLog.objects.filter(verb="pledges.pledge.sign").count() == 1


def test_the_same_form_sent_twice_is_one_signature() -> None:
    here = place()
    call, signer, key = drive(here), person(here), uuid4()
    first, second = (sign(call, signer, key=key) for _ in range(2))
    assert (first.outcome, second.outcome) == (Outcome.SIGNED, Outcome.SIGNED)
    assert first.pledge == second.pledge
    assert PledgeTrace.objects.count() == 1
    assert ActionLog.objects.filter(verb__startswith="pledges.pledge").count() == 1


def test_a_second_signature_on_the_same_channel_changes_nothing() -> None:
    here = place()
    call, signer = drive(here), person(here)
    sign(call, signer)
    assert sign(call, signer).outcome == Outcome.ALREADY
    assert PledgeTrace.objects.count() == 1


def test_paper_and_phone_of_one_person_are_one_pledge_with_two_traces() -> None:
    here = place()
    call, signer = drive(here), person(here)
    sign(call, signer)
    joined = on_paper(here, call, signer, sheet="3-12", evidence=evidence(here))
    assert joined.outcome == Outcome.JOINED
    assert Pledge.objects.get().signed_on == date(2026, 3, 5)
    assert sorted(joined.pledge.traces.values_list("channel", flat=True)) == ["paper", "phone"]


def test_a_key_of_another_person_is_refused_and_leaves_nothing() -> None:
    here = place()
    call, key = drive(here), uuid4()
    sign(call, person(here), key=key)
    with pytest.raises(Refused, match="another person"):
        sign(call, person(here), key=key)
    assert Pledge.objects.count() == PledgeTrace.objects.count() == 1


def test_it_refuses_an_old_text() -> None:
    here = place()
    call = drive(here)
    old = call.texts.first()
    actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=["新的一条。"])
    with pytest.raises(Refused, match="text was changed"):
        sign(call, person(here), text=old)


@pytest.mark.parametrize(("days", "words"), [(-6, "not begun"), (26, "ended")])
def test_it_refuses_outside_the_days_of_the_drive(days: int, words: str) -> None:
    here = place()
    call = drive(here)
    with pytest.raises(Refused, match=words):
        sign(call, person(here), at=NOW + timedelta(days=days))


def test_the_last_day_is_inside_and_the_closing_day_is_not() -> None:
    here = place()
    call = drive(here)
    last = NOW.replace(month=3, day=31, hour=23, minute=59)
    assert sign(call, person(here), at=last).outcome == Outcome.SIGNED
    with pytest.raises(Refused):
        sign(call, person(here), at=last + timedelta(minutes=1))


def test_it_refuses_a_draft_and_a_closed_drive() -> None:
    here = place()
    draft = drive(here, opened=False)
    with pytest.raises(Refused, match="not begun"):
        sign(draft, person(here))
    closed = actions.close_drive(by=here.staff, at=NOW, drive=drive(here))
    with pytest.raises(Refused, match="ended"):
        sign(closed, person(here))
    with pytest.raises(Refused, match="while the drive is open"):
        on_paper(here, closed, person(here))


def test_a_child_signs_only_with_a_guardian() -> None:
    here = place()
    call, child = drive(here), person(here, birth_year=2014)
    with pytest.raises(Refused, match="guardian"):
        sign(call, child)
    assert sign(call, child, guardian="示例家长").pledge.guardian == "示例家长"


def test_another_countys_person_is_refused() -> None:
    here, there = place(), place("990202", "yi.example")
    with pytest.raises(Refused, match="another county"):
        sign(drive(here), person(there))


def test_a_withdrawn_pledge_leaves_the_count_and_is_not_signed_over() -> None:
    here = place()
    call, signer = drive(here), person(here)
    pledge = sign(call, signer, show_name=True).pledge
    actions.withdraw_pledge(by=None, at=NOW, pledge=pledge)
    assert queries.reckon(call).total == 0
    assert queries.shown_since(Pledge.objects.get()) is None
    with pytest.raises(Refused, match="withdrawn"):
        sign(call, signer)
    actions.restore_pledge(by=here.staff, at=NOW, pledge=pledge, reason="本人来电")
    assert queries.reckon(call).total == 1


def test_staff_withdraw_only_with_a_reason() -> None:
    here = place()
    pledge = sign(drive(here), person(here)).pledge
    with pytest.raises(Refused) as refused:
        actions.withdraw_pledge(by=here.staff, at=NOW, pledge=pledge, reason=" ")
    assert refused.value.field == "reason"
    assert actions.withdraw_pledge(by=here.staff, at=NOW, pledge=pledge, reason="本人来电").withdrawn_by == here.staff


def test_a_coordinator_enters_paper_of_the_own_unit_only() -> None:
    here = place()
    call, coordinator = drive(here), here.users["unit_coordinator"]
    assert on_paper(here, call, person(here), by=coordinator).outcome == Outcome.SIGNED
    with pytest.raises(Refused, match="your own unit"):
        on_paper(here, call, person(here, organisation=here.school), by=coordinator)
    with pytest.raises(Refused):
        on_paper(here, call, person(here), by=here.users["volunteer"])


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 4, 1), date(2026, 3, 7)])
def test_a_date_on_paper_outside_the_drive_or_in_the_future_is_refused(day: date) -> None:
    here = place()
    with pytest.raises(Refused) as refused:
        on_paper(here, drive(here), person(here), signed_on=day)
    assert refused.value.field == "signed_on"


def test_the_arithmetic_adds_up() -> None:
    here = place()
    call = drive(here)
    people = [person(here) for _ in range(6)]
    for signer in people[:4]:
        sign(call, signer)
    sign(call, people[4], channel=Channel.STAFF, by=here.staff)
    for signer in people[3:]:
        on_paper(here, call, signer)
    actions.withdraw_pledge(by=None, at=NOW, pledge=Pledge.objects.get(person=people[0]))
    found = queries.reckon(call)
    assert [step.number for step in found.channels] == [4, 3, 1, 0]
    assert (found.overlap, found.persons, found.withdrawn, found.total) == (2, 6, 1, 5)
    assert sum(step.number for step in found.channels) - found.overlap - found.withdrawn - found.disputed == found.total
    assert found.adds_up


def test_a_published_text_stands_and_a_change_is_a_new_version() -> None:
    here = place()
    call = drive(here)
    first = call.texts.get()
    assert actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=CLAUSES) == first
    second = actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=[*CLAUSES, "再加一条。"])
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert first.clauses == CLAUSES


def test_a_text_without_a_clause_is_refused() -> None:
    here = place()
    with pytest.raises(Refused):
        actions.publish_text(by=here.staff, at=NOW, drive=drive(here), clauses=[" "])


def test_a_drive_without_text_does_not_open() -> None:
    here = place()
    call = actions.create_drive(
        by=here.staff,
        at=NOW,
        county=here.county,
        organisation=here.federation,
        title="示例",
        opens_on=date(2026, 3, 1),
        closes_on=date(2026, 3, 2),
    )
    with pytest.raises(Refused, match="text"):
        actions.open_drive(by=here.staff, at=NOW, drive=call)


def test_a_stale_edit_is_told_who_was_first() -> None:
    here = place()
    call, other = drive(here), user("county_staff", here.federation)
    facts = {"organisation": here.federation, "opens_on": call.opens_on, "closes_on": call.closes_on}
    actions.edit_drive(by=other, at=NOW, drive=call, revision=call.revision, title="示例甲", **facts)
    with pytest.raises(Stale, match=other.name):
        actions.edit_drive(by=here.staff, at=NOW, drive=call, revision=call.revision, title="示例乙", **facts)


def test_only_county_staff_keep_drives() -> None:
    here = place()
    call = drive(here)
    for role in ("partner_staff", "unit_coordinator", "volunteer", "auditor"):
        with pytest.raises(Refused):
            actions.close_drive(by=here.users[role], at=NOW, drive=call)


def test_a_link_is_kept_as_a_digest_and_can_be_printed_again() -> None:
    here = place()
    call, signer = drive(here), person(here)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=signer)
    assert actions.make_link(by=here.staff, at=NOW, drive=call, person=signer) == token
    link = PledgeLink.objects.get()
    assert link.digest == digest(token)
    assert token not in str(PledgeLink.objects.values().get())
    fresh = actions.make_link(by=here.staff, at=NOW, drive=call, person=signer, afresh=True)
    assert queries.link_by_token(token) is None
    assert queries.link_by_token(fresh) == link


def test_typed_signature_helper_names_the_signer() -> None:
    here = place()
    assert typed(person(here, "示例王")).typed_name == "示例王"
