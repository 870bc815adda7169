"""What people agree to: given, refused, withdrawn; and who is told."""

import pytest

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people import withdrawals
from jiafeng.ground.people.actions import give_consent, withdraw_consent
from jiafeng.ground.people.models import Consent, ConsentChannel, ConsentState, Person, Purpose
from jiafeng.ground.people.queries import consented
from tests.factories import AT, make_county, make_user
from tests.ground.people.conftest import Scene

PHONE = {"by": None, "channel": ConsentChannel.PHONE}


def on_the_wall() -> list[str]:
    return list(Person.objects.filter(consented(Purpose.WALL, "pk")).values_list("name", flat=True))


def test_nothing_is_agreed_to_before_it_was_asked(scene: Scene) -> None:
    assert on_the_wall() == []


def test_consent_is_for_one_purpose_and_given_twice_is_one_answer(scene: Scene) -> None:
    answers = [give_consent(at=AT, person=scene.person, purpose=Purpose.WALL, text_version="第1版", **PHONE) for _ in range(2)]
    assert answers[0].pk == answers[1].pk
    assert on_the_wall() == ["示例甲"]
    assert not Person.objects.filter(consented(Purpose.BULLETIN, "pk")).exists()


def test_a_withdrawal_counts_at_once_and_the_ledger_keeps_both_answers(scene: Scene) -> None:
    give_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    withdraw_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    withdraw_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    assert on_the_wall() == []
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]
    give_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    assert on_the_wall() == ["示例甲"]
    assert ConsentState.objects.count() == 1


def test_a_new_version_of_the_text_is_agreed_to_anew(scene: Scene) -> None:
    for version in ("第1版", "第2版"):
        give_consent(at=AT, person=scene.person, purpose=Purpose.STORY, text_version=version, **PHONE)
    assert ConsentState.objects.get().consent.text_version == "第2版"


def test_a_child_needs_a_guardian_who_may_refuse(scene: Scene) -> None:
    child = scene.add("示例小", birth_year=AT.year - 9)
    with pytest.raises(Refused, match="14周岁") as refused:
        give_consent(at=AT, person=child, purpose=Purpose.PHOTO, **PHONE)
    assert refused.value.field == "guardian"
    refusal = withdraw_consent(at=AT, person=child, purpose=Purpose.PHOTO, guardian="示例甲", **PHONE)
    assert (refusal.given, refusal.guardian) == (False, "示例甲")
    assert give_consent(at=AT, person=child, purpose=Purpose.PHOTO, guardian="示例甲", **PHONE).given


def test_rooms_are_told_of_a_withdrawal_and_can_stop_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Person, Purpose]] = []

    def note(*, at: object, person: Person, purpose: Purpose) -> None:
        told.append((person, purpose))
        if len(told) > 1:
            raise RuntimeError("the file is in use")

    monkeypatch.setattr(withdrawals, "_callbacks", [])
    withdrawals.register(note)
    withdrawals.register(note)
    give_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    withdraw_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    assert told == [(scene.person, Purpose.WALL)]
    give_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    with pytest.raises(RuntimeError):
        withdraw_consent(at=AT, person=scene.person, purpose=Purpose.WALL, **PHONE)
    assert on_the_wall() == ["示例甲"]


def test_consent_is_noted_by_those_who_keep_the_list(scene: Scene) -> None:
    elsewhere = make_county("990302", "示例乙县")
    for outsider in (make_user(Role.VOLUNTEER, scene.county.school), make_user(Role.COUNTY_STAFF, elsewhere.federation)):
        with pytest.raises(Refused):
            give_consent(by=outsider, at=AT, person=scene.person, purpose=Purpose.CONTACT, channel=ConsentChannel.STAFF)
    noted = give_consent(by=scene.coordinator, at=AT, person=scene.person, purpose=Purpose.CONTACT, channel=ConsentChannel.PAPER)
    assert noted.by == scene.coordinator
