"""What a person reads when something is refused: what happened and what to do next, without the database."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from jiafeng.config import context, errors
from jiafeng.programme.events import actions
from tests.programme.events.factories import NOW, event, place


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/somewhere")


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "405.html", "413.html", "429.html", "form_expired.html"])
@pytest.mark.parametrize("county", [True, False])
def test_a_page_of_what_went_wrong_offers_a_way_on(request_: HttpRequest, name: str, county: bool, db: None) -> None:
    if county:
        place()
    page = render_to_string(name, {}, request_)
    assert 'href="/"' in page
    assert "<h1" in page
    assert "data-keeps-drafts" in page  # what was typed is still wanted
    assert ("示例清风" in page) == county


@pytest.mark.parametrize("name", ["500.html", "503.html", "full_disk.html", "account/locked.html"])
def test_an_error_page_offers_a_way_on_and_reads_no_database(request_: HttpRequest, name: str) -> None:
    page = render_to_string(name, {}, request_)
    assert 'href="/"' in page
    assert "<h1" in page
    assert "data-keeps-drafts" in page  # what was typed is still wanted


def test_a_refusal_is_shown_in_the_policys_own_words(request_: HttpRequest, db: None) -> None:
    answer = errors.forbidden(request_, PermissionDenied("请联系县妇联"))
    assert answer.status_code == 403
    assert "请联系县妇联" in answer.content.decode()


def test_too_much_at_once_is_said_as_such(request_: HttpRequest, db: None) -> None:
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


def test_an_error_stands_in_the_countys_name_with_its_menu(stranger: Client, db: None) -> None:
    here = place()
    page = stranger.get("/nowhere").content.decode()
    assert "示例清风" in page
    assert reverse("events:activities") in page
    assert reverse("desk:home") not in page
    stranger.force_login(here.staff)
    answer = stranger.get("/nowhere")
    assert answer.status_code == 404
    assert "回到工作台" in answer.content.decode()


def test_what_cannot_be_done_now_is_told_apart_from_what_one_may_not(stranger: Client, db: None) -> None:
    here = place()
    gathering = event(here)
    with time_machine.travel(NOW, tick=False):
        actions.cancel_event(by=here.staff, at=NOW, event=gathering, reason="大雨")
        address = reverse("events:edit_event", args=[gathering.pk])
        stranger.force_login(here.staff)
        late = stranger.get(address)
        stranger.force_login(here.users["volunteer"])
        mayed = stranger.get(reverse("events:new_event"))
    assert late.status_code == mayed.status_code == 403
    assert "现在办不了" in late.content.decode()
    assert "现在办不了" not in mayed.content.decode()


def test_an_error_is_said_without_a_county_and_without_a_database(request_: HttpRequest, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert errors.not_found(request_, ValueError()).status_code == 404  # no county was set up

    def broken(request: HttpRequest) -> None:
        raise DatabaseError

    monkeypatch.setattr(context, "profile_of", broken)
    assert "<h1" in errors.not_found(request_, ValueError()).content.decode()
