"""What an attacker tries at the frame: addresses, sessions, second factors, and what a shared computer keeps."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.models import Role, User
from tests.factories import AT, County, make_county, make_user, signed_in

PASSWORD = "qingfeng-runjia-2026"


@pytest.fixture
def county(db: None) -> County:
    return make_county()


def account(county: County, role: Role = Role.COUNTY_STAFF) -> User:
    user = actions.add_user(by=None, at=AT, county_code=county.region.code, username="fulian", name="示例", password=PASSWORD)
    actions.give_role(by=None, at=AT, user=user, organisation=county.federation, role=role, since=AT.date())
    return user


def sign_in(client: Client, username: str = "fulian", password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


@pytest.mark.parametrize("name", ["language", "elder"])
@pytest.mark.parametrize(
    "given",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "desk:home", "a\x00b", "", "..", "1,5"],
)
def test_the_way_back_leads_nowhere_else(county: County, client: Client, name: str, given: str) -> None:
    assert client.post(reverse(name), {"next": given}).url == "/"


def test_signing_in_leads_nowhere_else(county: County, client: Client) -> None:
    account(county)
    response = client.post(
        f"{reverse('account_login')}?next=//evil.example", {"login": "fulian", "password": PASSWORD, "next": "//evil.example"}
    )
    assert "evil" not in response.url


@pytest.mark.parametrize(
    "address", ["/search?q=%00", "/pledges/s/a%00b", "/feedback/%00", "/bulletins/code/%00", "/events/i/%00", "/?a%00=1"]
)
def test_an_address_with_nul_is_a_bad_one(county: County, client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "<main" in response.content.decode()


def test_a_name_of_another_site_is_refused(county: County, client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_session_does_not_outlive_sign_in_or_a_new_password(county: County, client: Client) -> None:
    user = account(county, Role.UNIT_COORDINATOR)
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != session.session_key
    assert client.get(reverse("desk:home")).status_code == 200
    actions.set_password(by=make_user(Role.ADMINISTRATOR, county.federation), at=AT, user=user, password="bieren-zhidao-2026")
    assert client.get(reverse("desk:home")).status_code == 302


@pytest.mark.parametrize("spelling", ["fulian ", " fulian", "FULIAN", "ｆｕｌｉａｎ"])
def test_no_spelling_of_a_name_gets_round_the_lock_out(county: County, client: Client, spelling: str) -> None:
    account(county)
    for _ in range(5):
        sign_in(client, password="wrong")
    response = sign_in(client, spelling)
    assert response.status_code != 302 or "login" in response.url
    assert client.get(reverse("desk:home")).status_code == 302


def test_second_factors_are_not_guessed_one_after_the_other(county: County, client: Client) -> None:
    user = account(county, Role.ADMINISTRATOR)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    sign_in(client)
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert client.get(reverse("accounts:users")).status_code == 302


@pytest.mark.parametrize("name", ["desk:home", "people:people", "plans:plans", "events:events", "pledges:drives", "figures:figures"])
def test_a_shared_computer_keeps_no_page_of_somebody_signed_in(county: County, name: str) -> None:
    client = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    for parameters in ({}, {"format": "xlsx"}):
        response = client.get(reverse(name), parameters)
        if response.streaming:
            assert b"".join(response.streaming_content)
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["portal:home", "portal:feedback", "account_login"])
def test_no_page_is_framed_or_guessed_at_or_runs_what_stands_in_it(county: County, client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_form_of_another_site_is_refused(county: County) -> None:
    account(county)
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
