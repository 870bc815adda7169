"""Numbers at rest: sealed in the database, found by the whole number, and resealed without losing one."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from jiafeng.common import sealing
from jiafeng.ground.people.actions import rotate_keys
from jiafeng.ground.people.models import KeyProof, Person
from jiafeng.ground.people.models.keys import PROOF_TEXT
from jiafeng.ground.people.queries import key_problem
from tests.factories import AT
from tests.ground.people.conftest import Scene

PHONE = "people.person.phone"


def raw(person: Person, column: str = "phone") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        return str(cursor.fetchone()[0])


@pytest.fixture
def own_keys(tmp_path: Path, settings: object, db: None) -> Iterator[Path]:
    """A file of keys for this test alone; the database's rows are then made under it. Its proof is of the keys before."""
    KeyProof.objects.get_or_create(pk=1, defaults={"sealed": PROOF_TEXT})  # a test with transactions of its own empties every table
    settings.SEALING_KEYS = tmp_path / "secrets" / "people_keys.json"  # type: ignore[attr-defined]
    sealing.make_ring_where_missing()
    yield settings.SEALING_KEYS  # type: ignore[attr-defined]
    sealing.forget()


def test_the_database_holds_no_number_and_the_person_does(scene: Scene) -> None:
    stored = raw(scene.person)
    assert "13800001234" not in stored
    assert stored.startswith(raw(scene.person, "phone_digest") + ".1.")
    assert Person.objects.get(pk=scene.person.pk).phone == "13800001234"
    assert stat.S_IMODE(sealing.file().stat().st_mode) == 0o600


def test_a_number_is_sealed_otherwise_each_time_and_found_by_the_whole_of_it(scene: Scene) -> None:
    assert sealing.seal("13800001234", PHONE) != sealing.seal("13800001234", PHONE)
    found = Person.objects.filter(phone="+86 138-0000-1234")
    assert found.get() == scene.person
    assert Person.objects.filter(phone__in=["1", "13800001234"]).get() == scene.person
    assert not Person.objects.exclude(phone="13800001234").filter(pk=scene.person.pk).exists()
    assert not Person.objects.filter(phone="").exists()
    with pytest.raises(FieldError, match="whole"):
        Person.objects.filter(phone__startswith="138")


def test_one_name_unit_and_number_stand_once(scene: Scene) -> None:
    again = Person.objects.get(pk=scene.person.pk)
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_seal_is_bound_to_its_field_and_its_digest(scene: Scene) -> None:
    one, other = sealing.seal("13800001234", PHONE), sealing.seal("13900000000", PHONE)
    with pytest.raises(sealing.KeyWrong):
        sealing.unseal(one, "people.person.id_number")
    with pytest.raises(sealing.KeyWrong):
        sealing.unseal(one[: sealing.DIGEST_LENGTH] + other[sealing.DIGEST_LENGTH :], PHONE)
    for broken in ("13800001234", "a.b", one[:-3], one + ".x", "..", one.replace(".1.", ".7.")):
        with pytest.raises(sealing.KeyWrong):
            sealing.unseal(broken, PHONE)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"search": "x", "keys": {}, "current": "1"}', '{"search": 1, "keys": 2}', "\x00"])
def test_a_damaged_key_file_is_told_and_left_alone(own_keys: Path, text: str) -> None:
    own_keys.write_text(text)
    sealing.forget()
    with pytest.raises(sealing.KeyWrong):
        sealing.seal("13800001234", PHONE)
    sealing.make_ring_where_missing()
    assert own_keys.read_text() == text


def test_another_databases_keys_and_missing_keys_are_told(scene: Scene, own_keys: Path) -> None:
    assert "不匹配" in str(key_problem())
    own_keys.unlink()
    sealing.forget()
    assert "缺少" in str(key_problem())
    with pytest.raises(sealing.KeyMissing):
        Person.objects.get(pk=scene.person.pk)


def test_new_keys_seal_every_number_anew_and_the_old_key_is_gone(scene: Scene, own_keys: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_keyproof SET sealed = %s", [sealing.seal("jiafeng", "people.keyproof")])
        cursor.execute("UPDATE people_person SET phone = %s", [sealing.seal("13800001234", PHONE)])
    scene.add("示例乙", phone="13800005678")
    before = raw(scene.person)
    assert rotate_keys(by=None, at=AT, settle=0) == 3
    assert raw(scene.person).split(".")[:2] == [before.split(".")[0], "2"]
    assert list(sealing.read_ring().keys) == ["2"]
    assert Person.objects.get(phone="13800005678").phone == "13800005678"
    assert key_problem() is None
    assert KeyProof.objects.get().sealed == "jiafeng"


def test_a_rotation_that_was_killed_goes_on_where_it_stopped(scene: Scene, own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_keyproof SET sealed = %s", [sealing.seal("jiafeng", "people.keyproof")])
        cursor.execute("UPDATE people_person SET phone = %s", [sealing.seal("13800001234", PHONE)])
    for number in range(5):
        scene.add(f"示例{'乙丙丁戊己'[number]}", phone=f"1380000567{number}")
    monkeypatch.setattr("jiafeng.ground.people.actions.keys.BATCH", 2)

    def kill(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_keys(by=None, at=AT, settle=0, progress=kill)
    assert sorted(sealing.read_ring().keys) == ["1", "2"]
    assert {person.phone for person in Person.objects.all()} == {"13800001234", *(f"1380000567{number}" for number in range(5))}
    rotate_keys(by=None, at=AT, settle=0)
    assert list(sealing.read_ring().keys) == ["2"]
    assert {person.phone for person in Person.objects.all()} == {"13800001234", *(f"1380000567{number}" for number in range(5))}
