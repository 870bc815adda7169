"""One person entered twice becomes one, in every room, and two again where that was a mistake."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models

from jiafeng.common.refusals import Refused
from jiafeng.common.tokens import digest
from jiafeng.ground.people import holdings
from jiafeng.ground.people.actions import (
    NAMELESS,
    erase_person,
    give_consent,
    import_people,
    merge_people,
    tell_apart,
    undo_merge,
    withdraw_consent,
)
from jiafeng.ground.people.actions.merging import _OWN
from jiafeng.ground.people.models import Consent, ConsentChannel, Distinction, Merge, Person, Purpose
from jiafeng.ground.people.queries import consented, doubtful_names, held_on, merge_preview, pairs, probably_same
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Attendance, Channel, Invitation
from jiafeng.programme.pledges.models import Pledge, PledgeTrace
from tests.ground.people.factories import roster, row
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.pledges.factories import drive, on_paper, sign

pytestmark = pytest.mark.django_db
ROOMS = {"people", "pledges", "events", "letters", "deskcards", "records"}


@pytest.fixture
def here() -> Place:
    return place()


def twice(here: Place) -> tuple[Person, Person]:
    """One woman entered twice: once with a telephone, once with a year of birth."""
    return person(here, "示例王芳", phone="", birth_year=1980), person(here, "示例王芳", phone="13800138000", post="职工")


def everything() -> dict[str, Any]:
    """Every row of every room that a merge may touch, column by column; revisions count edits and only go up."""
    skipped = {"people.merge", "records.actionlog"}
    tables = [model for model in apps.get_models() if model._meta.label_lower.split(".")[0] in ROOMS]
    return {
        model._meta.label_lower: {
            row.pk: {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if field.name != "revision"}
            for row in model._base_manager.all()
        }
        for model in tables
        if model._meta.label_lower not in skipped
    }


def test_everything_is_moved_and_undoing_restores_exactly(here: Place) -> None:
    kept, gone = twice(here)
    call, other, gathering = drive(here), drive(here), event(here)
    sign(call, kept)
    on_paper(here, call, gone)
    sign(other, gone)
    events.invite(by=here.staff, at=NOW, event=gathering, people=[kept, gone])
    for each in (kept, gone):
        events.sign_in(by=here.staff, at=NOW, event=gathering, person=each, key=uuid4(), channel=Channel.STAFF_LIST)
    give_consent(by=None, at=NOW, person=gone, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
    give_consent(by=None, at=NOW, person=kept, purpose=Purpose.PHOTO, channel=ConsentChannel.PHONE)
    withdraw_consent(by=None, at=NOW.replace(year=2027), person=gone, purpose=Purpose.PHOTO, channel=ConsentChannel.PHONE)
    before = everything()
    assert dict(merge_preview(gone))

    made = merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    assert Pledge.objects.filter(drive=call).get().person == kept
    assert sorted(PledgeTrace.objects.filter(pledge__drive=call).values_list("channel", flat=True)) == ["paper", "phone"]
    assert Pledge.objects.filter(drive=other).get().person == kept
    assert Attendance.objects.filter(event=gathering).get().person == kept
    invitation = Invitation.objects.get(event=gathering)
    assert invitation.person == kept
    kept.refresh_from_db()
    assert (kept.phone, kept.birth_year, kept.post) == ("13800138000", 1980, "职工")
    assert list(Person.objects.present().filter(name="示例王芳")) == [kept]
    assert list(Person.objects.filter(consented(Purpose.WALL, "pk"))) == [kept]
    assert not Person.objects.filter(consented(Purpose.PHOTO, "pk")).exists()
    assert "13800138000" not in str(made.journal)

    undo_merge(by=here.staff, at=NOW, merge=made)
    undo_merge(by=here.staff, at=NOW, merge=made)
    assert everything() == before


def test_a_moved_invitation_has_a_code_that_works(here: Place) -> None:
    kept, gone = twice(here)
    gathering = event(here)
    events.invite(by=here.staff, at=NOW, event=gathering, people=[gone])
    merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    invitation = Invitation.objects.get()
    events.sign_in(by=here.staff, at=NOW, event=gathering, person=invitation.person, key=uuid4(), channel=Channel.PERSONAL_QR)
    assert invitation.digest == digest(invitation.token)


def test_a_person_is_not_merged_with_themself_nor_twice_nor_across_counties(here: Place) -> None:
    kept, gone = twice(here)
    with pytest.raises(Refused):
        merge_people(by=here.staff, at=NOW, kept=kept, gone=kept)
    with pytest.raises(Refused):
        merge_people(by=here.staff, at=NOW, kept=kept, gone=person(place("990102", "b.example"), "示例王芳"))
    merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    for one, other in ((kept, gone), (gone, kept)):
        with pytest.raises(Refused):
            merge_people(by=here.staff, at=NOW, kept=one, gone=other)


def test_what_changed_since_is_not_undone_over(here: Place) -> None:
    kept, gone = twice(here)
    made = merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    Person.objects.filter(pk=kept.pk).update(post="局长")
    with pytest.raises(Refused):
        undo_merge(by=here.staff, at=NOW, merge=made)
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_a_roster_that_names_the_entry_that_went_means_the_one_that_stands(here: Place, tmp_path: Any) -> None:
    kept, gone = person(here, "示例王芳", phone="13900139000"), person(here, "示例王芳", phone="13800138000")
    merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    file = roster(tmp_path / "roster.xlsx", row("示例王芳", here.water.name, 手机="13800138000", 备注="示例"))
    report = import_people(by=here.staff, at=NOW, county=here.county, path=file, dry_run=False)
    assert (report.new, report.update) == (0, 1)
    kept.refresh_from_db()
    assert kept.note == "示例"


def test_probable_pairs_are_shown_until_somebody_tells_them_apart(here: Place) -> None:
    kept, gone = twice(here)
    person(here, "示例王芳", phone="13600136000", organisation=here.school)
    found = pairs(here.staff, doubtful_names(here.staff))
    assert [(pair.one, pair.other) for pair in found] == [(kept, gone)]
    assert list(probably_same(county=here.county, name="示例王 芳", organisation=here.water, birth_year=1980)) == [kept, gone]
    assert not probably_same(county=here.county, name="示例王芳", organisation=here.water, phone="13100131000", birth_year=1999).exists()
    for _ in range(2):
        tell_apart(by=here.staff, at=NOW, one=gone, other=kept)
    assert Distinction.objects.count() == 1
    assert pairs(here.staff, doubtful_names(here.staff)) == []


def test_everything_held_on_a_person_is_told_and_no_secret(here: Place) -> None:
    known = person(here, "示例王芳", phone="13800138000")
    call = drive(here)
    sign(call, known)
    give_consent(by=None, at=NOW, person=known, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
    lines = list(held_on(known))
    told = {content for _, _, content in lines}
    assert {"示例王芳", "13800138000", Pledge.objects.get().reference} <= told
    assert str(PledgeTrace.objects.get().key) not in told


def test_erasing_leaves_the_counts_and_takes_the_person(here: Place) -> None:
    kept, gone = twice(here)
    call = drive(here)
    sign(call, kept)
    on_paper(here, call, gone)
    give_consent(by=None, at=NOW, person=kept, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
    merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    with pytest.raises(Refused) as refused:
        erase_person(by=here.staff, at=NOW, person=kept, typed_name="示例王方", reason="本人来信")
    assert refused.value.field == "typed_name"
    erase_person(by=here.staff, at=NOW, person=kept, typed_name="示例王芳", reason="本人来信")
    assert Pledge.objects.filter(drive=call).count() == 1
    assert not Person.objects.filter(consented(Purpose.WALL, "pk")).exists()
    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.birth_year) == (NAMELESS, "", None)
    assert Merge.objects.get().journal == []
    assert Consent.objects.exists()
    left = "".join(str(table) for name, table in everything().items() if name != "records.evidence")
    assert "王芳" not in left
    assert "13800138000" not in left


def test_erasing_reaches_the_entries_that_were_merged_one_into_another(here: Place) -> None:
    kept, gone = twice(here)
    earliest = person(here, "示例王芳", phone="", note="住在示例路")
    merge_people(by=here.staff, at=NOW, kept=gone, gone=earliest)
    merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)
    erase_person(by=here.staff, at=NOW, person=kept, typed_name="示例王芳", reason="本人来信")
    assert set(Person.objects.values_list("name", flat=True)) == {NAMELESS}
    assert [merge.journal for merge in Merge.objects.all()] == [[], []]
    assert "示例路" not in str(everything())


def test_two_rows_that_the_database_allows_once_are_joined_by_their_room() -> None:
    """Where a room says nothing the merge is refused, which is right for a file that people have judged; not for these."""
    alone = []
    for model, field in holdings.keys_to_person():
        once = (constraint for constraint in model._meta.constraints if isinstance(constraint, models.UniqueConstraint))
        unique = field.unique or any(field.name in constraint.fields for constraint in once)
        ours = unique and model._meta.app_label in ROOMS
        if ours and model not in _OWN and holdings.holding_of(model).clash is None:
            alone.append(model._meta.label)
    assert alone == []
