"""What a person reads when something is refused: what happened and what to do next, without the database."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from jiafeng.config import errors


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/somewhere")


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "404.html", "405.html", "413.html", "500.html", "full_disk.html", "form_expired.html", "account/locked.html"],
)
def test_an_error_page_offers_a_way_on_and_reads_no_database(request_: HttpRequest, name: str) -> None:
    page = render_to_string(name, {}, request_)
    assert 'href="/"' in page
    assert "<h1" in page
    assert "data-keeps-drafts" in page  # what was typed is still wanted


def test_a_refusal_is_shown_in_the_policys_own_words(request_: HttpRequest) -> None:
    answer = errors.forbidden(request_, PermissionDenied("请联系县妇联"))
    assert answer.status_code == 403
    assert "请联系县妇联" in answer.content.decode()


def test_too_much_at_once_is_said_as_such(request_: HttpRequest) -> None:
    assert errors.bad_request(request_, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request_, ValueError()).status_code == 400


def test_an_address_that_only_a_button_opens_says_so(stranger: Client, db: None) -> None:
    answer = stranger.get(reverse("elder"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "<h1" in answer.content.decode()


def test_a_script_that_asks_the_wrong_way_gets_the_bare_answer(stranger: Client, db: None) -> None:
    assert stranger.get(reverse("elder"), headers={"accept": "application/json"}).content == b""


def test_a_form_without_its_token_says_that_the_text_is_kept(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("elder"), {})
    assert answer.status_code == 403
    assert "自动恢复" in answer.content.decode()


def test_signing_in_works_before_any_county_is_set_up(db: None) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "家风</b>" in page
