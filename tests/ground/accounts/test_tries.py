"""Wrong passwords are slowed: by address, by account whichever addresses they come from, and never so that a stranger keeps the owner out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from jiafeng.config import daily
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.actions.counting import key_of
from jiafeng.ground.accounts.models import Counter, DoorEntry, Happening, Role
from tests.factories import AT, County, make_county

PASSWORD = "qingfeng-runjia-2026"
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    county = make_county()
    user = actions.add_user(by=None, at=AT, county_code=county.region.code, username="lianluo", name="示例", password=PASSWORD)
    actions.give_role(by=None, at=AT, user=user, organisation=county.school, role=Role.UNIT_COORDINATOR, since=AT.date())
    return county


def sign_in(password: str = PASSWORD, *, address: str = "203.0.113.1", name: str = "lianluo"):
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": name, "password": password})


def test_a_lock_out_outlives_whatever_else_is_counted(county: County) -> None:
    """It lay in a cache of 300 entries, out of which anybody could push it."""
    for _try in range(5):
        sign_in("wrong")
    for number in range(420):
        cache.set(f"other{number}", number)
        actions.count(at=NOW, what="other", who=str(number), seconds=600)
    assert sign_in().status_code == 429


def test_wrong_passwords_from_many_addresses_are_slowed(county: County) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [sign_in("wrong", address=f"203.0.113.{number % 5 + 1}").status_code for number in range(20)]
    assert answers[:10] == [200] * 10
    assert set(answers[10:]) == {429}


def test_the_wait_grows_to_a_minute_and_says_how_long(county: County) -> None:
    waits, moment = [], NOW
    for number in range(18):
        with time_machine.travel(moment, tick=False):
            sign_in("wrong", address=f"2001:db8:{number}::1")
            refused = sign_in("wrong", address=f"2001:db8:{number}:1::1")
        if refused.status_code == 429:
            waits.append(int(refused["Retry-After"]))
            assert f"{waits[-1]} 秒" in refused.content.decode()
        moment += timedelta(seconds=waits[-1] if waits else 1)
    assert waits == sorted(waits)
    assert waits[0] <= 2
    assert waits[-1] == 60


def test_the_owner_is_not_kept_out_by_a_stranger(county: County) -> None:
    """From where the account was signed in to of late nobody waits for others; from elsewhere at most a minute."""
    with time_machine.travel(NOW, tick=False):
        assert sign_in(address="198.51.100.7").status_code == 302
    moment = NOW
    for number in range(30):
        moment += timedelta(seconds=61)
        with time_machine.travel(moment, tick=False):
            sign_in("wrong", address=f"203.0.113.{number}")
    with time_machine.travel(moment, tick=False):
        assert sign_in(address="198.51.100.8").status_code == 429
        assert sign_in(address="198.51.100.7").status_code == 302
    with time_machine.travel(moment + timedelta(seconds=61), tick=False):
        assert sign_in(address="198.51.100.8").status_code == 302


def test_refused_tries_neither_count_nor_fill_the_log(county: County) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(25):
            sign_in("wrong", address=f"203.0.113.{number}")
    assert DoorEntry.objects.filter(what=Happening.FAILED).count() == 10
    assert DoorEntry.objects.filter(what=Happening.SLOWED).count() == 1
    assert Counter.objects.get(key=key_of("sign-in", "lianluo")).count == 10


def test_an_address_of_ipv6_is_its_network(county: County) -> None:
    for number in range(5):
        sign_in("wrong", address=f"2001:db8::{number}")
    assert sign_in(address="2001:db8::ffff").status_code == 429


def test_signing_in_is_asked_for_two_hundred_times_a_minute_at_most(county: County) -> None:
    answers = [sign_in("wrong", name=f"name{number}").status_code for number in range(201)]
    assert answers == [200] * 200 + [429]


def test_the_password_of_now_is_not_guessed_in_an_open_session(county: County) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "lianluo", "password": PASSWORD})
    new = {"password1": "shanjian-de-feng-7", "password2": "shanjian-de-feng-7"}
    answers = [client.post(reverse("account_change_password"), {"oldpassword": f"wrong{number}", **new}).status_code for number in range(6)]
    assert answers[4:] == [429, 429]


def test_what_is_counted_tells_nobody_who_it_is(county: County, settings) -> None:
    sign_in("wrong")
    keys = set(Counter.objects.values_list("key", flat=True))
    settings.SECRET_KEY = "another deployment's"
    assert keys.isdisjoint({key_of("sign-in", "lianluo"), key_of("sign-in here", "lianluo", "203.0.113.1")})


def test_counters_are_forgotten_when_their_span_is_over(county: County) -> None:
    for number in range(7):
        actions.count(at=NOW, what="sign", who=str(number), seconds=600)
    assert actions.forget_spent(at=NOW + timedelta(seconds=599)) == 0
    assert actions.count(at=NOW + timedelta(seconds=600), what="sign", who="0", seconds=600) == 1
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        daily.sweep()
    assert not Counter.objects.exists()


def test_each_of_a_span_is_counted(county: County) -> None:
    counts = [actions.count(at=NOW + timedelta(seconds=number), what="sign", who="a", seconds=10) for number in range(12)]
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2]


def test_a_right_password_takes_only_itself_from_the_count(county: County) -> None:
    for number in range(3):
        sign_in("wrong", address=f"203.0.113.{number}")
    for _time in range(2):
        assert sign_in(address="198.51.100.7").status_code == 302
    assert Counter.objects.get(key=key_of("sign-in", "lianluo")).count == 3
