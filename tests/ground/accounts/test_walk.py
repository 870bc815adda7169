"""The pages of accounts, ours and django-allauth's: who reaches them, and what falls over."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import Role
from tests.factories import make_county, make_user, signed_in
from tests.ground.accounts.pages import FOREIGN, PAGES, furnish
from tests.walk import *
from tests.walk.access import beside_the_set_up, outcome
from tests.walk.page import PUBLIC

OPEN = ("account_login", "account_logout", "account_reauthenticate")  # without the second factor, with its set-up


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, who in FOREIGN.items() if who != PUBLIC])
def test_the_pages_of_an_account_ask_for_a_sign_in(name: str, client: Client) -> None:
    assert outcome(client.get(reverse(name))) == "sign in"  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNTY_STAFF, Role.PARTNER_STAFF])
def test_without_the_second_factor_nothing_is_open_but_signing_in_and_out_and_the_password_once_more(role: Role) -> None:
    user = make_user(role, make_county().federation)
    Authenticator.objects.filter(user=user).delete()
    client = signed_in(user)
    closed = FOREIGN.keys() - {*OPEN, "mfa_activate_totp"}
    assert beside_the_set_up(client, {name: reverse(name) for name in closed}) == {}
    for name in OPEN:
        assert client.get(reverse(name)).status_code in (200, 302), name
