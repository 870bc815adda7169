"""Every page that can be reached by following links, on a PC and on a phone: no fault that axe finds, nothing wider than the screen."""

import re
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.serving import Site

# What a link may lead to beside a page: files, and the way out.
NOT_A_PAGE = re.compile(
    r"\.(pdf|svg|ics|csv|xml|png|jpg|docx|zip|xlsx|json)(\?|$)|/board$|/badge$|/certificates$|^/static/|/original$|/preview$|/logout|format=|/template$|/file\.|/result$"
)
# Pages of one kind differ by their number only; two of each are enough.
OF_A_KIND = 2


def kind_of(path: str) -> str:
    """What a page is, whatever it shows: numbers, codes and queries aside."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[\w-]{16,}\b|\d+|\b[A-Z0-9]{4}(-[A-Z0-9]{4})+", "…", urlsplit(path).path)


def walk(someone: Visitor, start: str) -> set[str]:
    """Follow every link from `start` breadth first and look each page over; returns the kinds of pages met."""
    seen: dict[str, int] = {}
    waiting, known = [start], {start}
    faults = []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if seen.get(kind, 0) >= (1 if "?" in path else OF_A_KIND):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        try:
            someone.go(path)
            someone.look_over()
        except AssertionError as fault:
            faults.append(str(fault))
        except Error as refusal:
            if "Download is starting" not in str(refusal):
                raise
            continue  # a file, and no page
        for link in someone.page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            address = urldefrag(link)[0]
            if address.startswith("/") and address not in known and not NOT_A_PAGE.search(address):
                known.add(address)
                waiting.append(address)
            elif address.startswith("?"):
                known.add(urlsplit(path).path + address)
    assert not faults, "\n\n".join(faults)
    return set(seen)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_public_site(visitor: Callable[..., Visitor], screen: dict[str, int]) -> None:
    kinds = walk(visitor(screen), "/")
    assert {"/", "/news", "/search", "/feedback", "/accessibility", "/privacy", "/sitemap"} <= kinds


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_desk_of_the_countys_staff(visitor: Callable[..., Visitor], demo: Site, screen: dict[str, int]) -> None:
    someone = visitor(screen)
    someone.sign_in("fulian", demo.password)
    kinds = walk(someone, "/desk/")
    assert {"/desk/", "/plans/", "/plans/lines/…", "/pledges/…", "/events/…", "/figures/", "/bulletins/…", "/people/", "/units/"} <= kinds


@pytest.mark.parametrize("username", ["jiwei", "lianluo", "zhiyuan", "shenji"])
def test_the_desk_of_every_other_role(visitor: Callable[..., Visitor], demo: Site, username: str) -> None:
    someone = visitor(PHONE if username in {"lianluo", "zhiyuan"} else DESK)
    someone.sign_in(username, demo.password)
    assert "/desk/" in walk(someone, "/desk/")
