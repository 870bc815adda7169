"""Two people read each row; what they agree on is taken over once, the rest is settled."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from jiafeng.common.refusals import Refused
from jiafeng.ground.papers import actions, queries
from jiafeng.ground.papers.models import Mark, PaperRow, PaperSheet, Reading
from jiafeng.ground.people.models import Person
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Attendance, AttendanceTrace
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges.models import Pledge, PledgeTrace
from tests.ground.papers.factories import facts, printed, read, ready, target_of, typist
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.pledges.factories import drive, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return place()


@pytest.fixture
def sheet(here: Place) -> PaperSheet:
    return ready(here, printed(here, drive(here)))


def row(sheet: PaperSheet, number: int = 1) -> PaperRow:
    return sheet.rows.select_related("sheet").get(number=number)


def test_equal_readings_are_taken_over_with_sheet_photo_and_both_readers(here: Place, sheet: PaperSheet) -> None:
    other = typist(here)
    first = read(row(sheet), here.staff, facts("示例王芳", here, phone="138-0013-8000"))
    assert first.stage == "open"
    second = read(row(sheet), other, facts("示例王 芳", here, phone="13800138000"))
    assert second.stage == "entered"
    trace = PledgeTrace.objects.get()
    assert (trace.sheet, trace.by, trace.second_by, trace.channel) == ("1-1", other, here.staff, "paper")
    assert trace.evidence == sheet.photos.get().evidence
    assert second.person == trace.pledge.person


def test_a_sheet_bears_the_version_that_was_signed(here: Place) -> None:
    call = drive(here)
    old = ready(here, printed(here, call))
    pledges.publish_text(by=here.staff, at=NOW, drive=call, clauses=["新的一版。"])
    said = facts("示例王芳", here)
    read(row(old), here.staff, said)
    read(row(old), typist(here), said)
    assert Pledge.objects.get().text.version == 1


def test_nobody_reads_a_row_twice_and_no_third_reads_it(here: Place, sheet: PaperSheet) -> None:
    read(row(sheet), here.staff, facts("示例王芳", here))
    with pytest.raises(Refused, match="You have read this row"):
        read(row(sheet), here.staff, facts("示例王芳", here))
    read(row(sheet), typist(here), facts("示例王方", here))
    with pytest.raises(Refused, match="Two people have read this row"):
        read(row(sheet), typist(here), facts("示例王芳", here))
    assert Reading.objects.count() == 2


def test_the_second_reader_is_offered_the_row_and_the_first_is_not(here: Place, sheet: PaperSheet) -> None:
    other = typist(here)
    read(row(sheet), here.staff, facts("示例王芳", here))
    assert queries.rows_to_read(sheet, here.staff).first().number == 2
    assert queries.rows_to_read(sheet, other).first().number == 1


@pytest.mark.parametrize(
    "other",
    [{"name": "示例王方"}, {"phone": "13900139000"}, {"signed_on": date(2026, 3, 4)}, {"show_name": True}, {"cadre": "示例李"}],
)
def test_any_difference_is_looked_at_a_third_time(here: Place, sheet: PaperSheet, other: dict[str, object]) -> None:
    read(row(sheet), here.staff, facts("示例王芳", here))
    found = read(row(sheet), typist(here), facts(**{"name": "示例王芳", "at": here, **other}))  # type: ignore[arg-type]
    assert found.stage == "differs"
    assert not Pledge.objects.exists()
    settled = actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.SIGNED, facts=facts("示例王芳", here))
    assert settled.stage == "entered"
    assert Pledge.objects.get().person.name == "示例王芳"


def test_signed_for_one_and_blank_for_the_other_differs(here: Place, sheet: PaperSheet) -> None:
    read(row(sheet), here.staff, mark=Mark.BLANK)
    assert read(row(sheet), typist(here), facts("示例王芳", here)).stage == "differs"
    assert actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.BLANK).stage == "blank"
    assert not Person.objects.filter(name="示例王芳").exists()


def test_an_open_row_is_not_settled_by_one(here: Place, sheet: PaperSheet) -> None:
    with pytest.raises(Refused, match="Two people read this row first"):
        actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.SIGNED, facts=facts("示例王芳", here))


def test_a_reading_is_taken_back_until_it_decided(here: Place, sheet: PaperSheet) -> None:
    other = typist(here)
    read(row(sheet), here.staff, facts("示例王芳", here))
    read(row(sheet), other, facts("示例王方", here))
    assert actions.undo_reading(by=here.staff, at=NOW, sheet=sheet).stage == "open"
    assert read(row(sheet), here.staff, facts("示例王方", here)).stage == "entered"
    with pytest.raises(Refused, match="no reading of yours"):
        actions.undo_reading(by=other, at=NOW, sheet=sheet)


def test_the_last_row_makes_the_sheet_read_and_closing_it_forgets_the_readings(here: Place, sheet: PaperSheet) -> None:
    other = typist(here)
    for reader in (here.staff, other):
        read(row(sheet), reader, facts("示例王芳", here))
    assert actions.read_rest_as_blank(by=here.staff, at=NOW, sheet=sheet) == sheet.geometry.rows - 1
    sheet.refresh_from_db()
    assert sheet.stage == "photo"
    actions.read_rest_as_blank(by=other, at=NOW, sheet=sheet)
    sheet.refresh_from_db()
    assert sheet.stage == "read"
    actions.close_sheet(by=here.staff, at=NOW, sheet=sheet)
    assert not Reading.objects.exists()
    assert sheet.rows.exclude(person=None).count() == 1
    with pytest.raises(Refused, match="closed"):
        actions.read_row(by=here.staff, at=NOW, row=row(sheet, 2), mark=Mark.BLANK)


def test_a_row_taken_for_blank_is_read_anew(here: Place, sheet: PaperSheet) -> None:
    other = typist(here)
    for reader in (here.staff, other):
        actions.read_rest_as_blank(by=reader, at=NOW, sheet=sheet)
    actions.look_again(by=here.staff, at=NOW, row=row(sheet, 3))
    for reader in (here.staff, other):
        found = read(row(sheet, 3), reader, facts("示例王芳", here))
    assert found.stage == "entered"
    sheet.refresh_from_db()
    assert sheet.stage == "read"


# What the owner's room refuses stays open with the reason, and the other rows go on.


def both_read(here: Place, sheet: PaperSheet, said: object, number: int = 1) -> PaperRow:
    other = typist(here)
    read(row(sheet, number), here.staff, said)  # type: ignore[arg-type]
    return read(row(sheet, number), other, said)  # type: ignore[arg-type]


def test_a_withdrawn_pledge_is_held_and_the_next_row_goes_on(here: Place) -> None:
    call, signer = drive(here), person(here, "示例王芳", phone="13800138000")
    pledges.withdraw_pledge(by=None, at=NOW, pledge=sign(call, signer).pledge)
    sheet = ready(here, printed(here, call))
    held = both_read(here, sheet, facts("示例王芳", here, phone="13800138000"))
    assert held.stage == "held"
    assert "withdrawn" in held.problem
    assert both_read(here, sheet, facts("示例新人", here), 2).stage == "entered"
    assert actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.STRUCK).stage == "struck"


def test_a_child_without_guardian_is_held_until_the_guardian_is_given(here: Place) -> None:
    child = person(here, "示例小王", birth_year=2016)
    sheet = ready(here, printed(here, drive(here)))
    held = both_read(here, sheet, facts("示例小王", here, phone=child.phone))
    assert held.stage == "held"
    assert "guardian" in held.problem
    said = facts("示例小王", here, phone=child.phone, guardian="示例王芳")
    assert actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.SIGNED, facts=said).stage == "entered"
    assert Pledge.objects.get().guardian == "示例王芳"


def test_namesakes_are_chosen_from_and_nobody_new_is_noted_meanwhile(here: Place, sheet: PaperSheet) -> None:
    known = person(here, "示例孙", organisation=here.school)
    assert both_read(here, sheet, facts("示例孙", here)).stage == "held"
    assert Person.objects.filter(name="示例孙").count() == 1
    settled = actions.settle_row(by=here.staff, at=NOW, row=row(sheet), mark=Mark.SIGNED, facts=facts("示例孙", here), same_as=known)
    assert settled.person == known


def test_a_coordinator_cannot_take_over_another_units_people(here: Place) -> None:
    call = drive(here)
    coordinator = here.users["unit_coordinator"]
    (sheet,) = actions.print_sheets(by=coordinator, at=NOW, target=target_of(here, call, coordinator))
    assert sheet.organisation == here.water
    ready(here, sheet)
    read(row(sheet), here.staff, facts("示例外人", here, organisation=here.school.pk))
    held = read(row(sheet), coordinator, facts("示例外人", here, organisation=here.school.pk))
    assert held.stage == "held"
    assert not Person.objects.filter(name="示例外人").exists()


def test_a_date_outside_the_drive_is_held(here: Place, sheet: PaperSheet) -> None:
    assert "outside the drive" in both_read(here, sheet, facts("示例王芳", here, signed_on=date(2026, 2, 1))).problem


# Sign-in sheets


def test_guests_are_printed_one_to_a_row_and_a_blank_row_forgets_its_guest(here: Place) -> None:
    gathering, came, away = event(here), person(here), person(here)
    sheet = ready(here, printed(here, gathering, guests=[came, away]))
    assert [each.person for each in sheet.rows.all()[:3]] == [came, away, None]
    later = NOW + timedelta(hours=4)
    for reader in (here.staff, typist(here)):
        actions.read_row(by=reader, at=later, row=row(sheet, 1), mark=Mark.SIGNED)
        actions.read_row(by=reader, at=later, row=row(sheet, 2), mark=Mark.BLANK)
    assert Attendance.objects.get().person == came
    assert row(sheet, 2).person is None
    assert not PaperRow.objects.filter(person=away).exists()


def test_somebody_who_signed_in_at_the_door_counts_once(here: Place) -> None:
    gathering, guest = event(here), person(here)
    sheet = ready(here, printed(here, gathering, guests=[guest]))
    events.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=uuid4())
    for reader in (here.staff, typist(here)):
        actions.read_row(by=reader, at=NOW + timedelta(hours=4), row=row(sheet, 1), mark=Mark.SIGNED)
    assert Attendance.objects.count() == 1
    assert AttendanceTrace.objects.count() == 2


# By hand


def test_a_row_entered_by_hand_says_so_and_is_entered_once(here: Place) -> None:
    call = drive(here)
    sheet = printed(here, call)
    target = target_of(here, call)
    entry = {"by": here.staff, "at": NOW, "target": target, "version": target.version, "sheet": "1-2"}
    said = actions.enter_by_hand(key=uuid4(), facts=facts("示例王芳", here), **entry)
    assert "示例王芳" in said
    trace = PledgeTrace.objects.get()
    assert (trace.sheet, trace.second_by) == ("1-2", None)
    assert row(sheet, 2).stage == "entered"
    actions.enter_by_hand(key=uuid4(), facts=facts("示例王芳", here), **entry)
    assert PledgeTrace.objects.count() == 1
    with pytest.raises(Refused, match="another name"):
        actions.enter_by_hand(key=uuid4(), facts=facts("示例赵", here), **entry)


def test_a_void_sheet_is_not_entered_from(here: Place) -> None:
    call = drive(here)
    sheet = printed(here, call)
    with pytest.raises(Refused, match="Say why"):
        actions.void_sheet(by=here.staff, at=NOW, sheet=sheet, reason=" ")
    actions.void_sheet(by=here.staff, at=NOW, sheet=sheet, reason="示例：淋湿")
    with pytest.raises(Refused, match="void"):
        actions.enter_by_hand(by=here.staff, at=NOW, target=target_of(here, call), key=uuid4(), facts=facts("示例王芳", here), sheet="1-1")


def test_a_sheet_with_entered_rows_is_not_declared_void(here: Place, sheet: PaperSheet) -> None:
    both_read(here, sheet, facts("示例王芳", here))
    with pytest.raises(Refused, match="Rows of this sheet are entered"):
        actions.void_sheet(by=here.staff, at=NOW, sheet=sheet, reason="示例")


def test_numbers_go_on_and_too_many_sheets_are_refused(here: Place) -> None:
    call = drive(here)
    assert [printed(here, call, count=2).number, printed(here, call).number] == [1, 3]
    with pytest.raises(Refused, match="at a time"):
        printed(here, call, count=101)


def test_a_volunteer_and_a_partner_neither_print_nor_read(here: Place, sheet: PaperSheet) -> None:
    for role in ("volunteer", "partner_staff"):
        with pytest.raises(Refused):
            read(row(sheet), here.users[role], facts("示例王芳", here))
        with pytest.raises(Refused):
            actions.print_sheets(by=here.users[role], at=NOW, target=target_of(here, drive(here)))
