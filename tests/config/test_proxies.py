"""Whose address a request counts under, with and without proxies in front."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from jiafeng.config.middleware import visitors_address
from jiafeng.config.proxies import fault


def address(**headers: str) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    visitors_address(view)(RequestFactory(REMOTE_ADDR="10.0.0.9").get("/", headers=headers))
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.7", "10.0.0.9"),  # nobody of ours wrote it
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what the visitor claimed stands to the left
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),  # past one of the proxies
        (1, "", "10.0.0.9"),
    ],
)
def test_it_believes_only_its_own_proxies(proxies: int, forwarded: str, expected: str, settings: Any) -> None:
    settings.PROXY_COUNT = proxies
    assert address(**{"X-Forwarded-For": forwarded}) == expected


def test_a_request_without_the_header_keeps_its_address(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    assert address() == "10.0.0.9"


@pytest.mark.django_db
def test_a_lock_out_behind_a_proxy_does_not_lock_out_the_others(settings: Any) -> None:
    """Five failures from one address must not keep the same user name from signing in elsewhere."""
    settings.PROXY_COUNT = 1

    def attempt(visitor: str) -> int:
        form = {"login": "示例账号", "password": "wrong"}
        return Client(headers={"X-Forwarded-For": visitor}, REMOTE_ADDR="127.0.0.1").post(reverse("account_login"), form).status_code

    for _failure in range(5):
        attempt("203.0.113.7")
    assert attempt("203.0.113.7") == 429
    assert attempt("203.0.113.8") == 200


@pytest.mark.parametrize(
    ("behind", "count", "https", "said"),
    [
        (True, 1, True, ""),
        (False, 0, True, ""),
        (False, 1, False, ""),  # a proxy before a plain office network has nothing to say about https
        (True, 0, True, "behind_proxy is set without proxy_count"),
        (False, 1, True, "proxy_count is set without behind_proxy"),
    ],
)
def test_settings_of_proxies_that_do_not_fit_each_other_are_told(behind: bool, count: int, https: bool, said: str, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
    settings.PROXY_COUNT, settings.SECURE_SSL_REDIRECT = count, https
    assert (said in fault()) if said else fault() == ""
