"""Requests as no page of ours would send them: each field hostile, missing, doubled or cut short, and the whole body cut short.

`form_of` reads the form that a page shows, with whatever it hides; `twisted` draws what somebody could make of it. Nothing here knows any room.
"""

from __future__ import annotations

import os
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

PLAYS = int(os.environ.get("JIAFENG_HOSTILE", "8"))
"""How many examples each property of hostile requests is played with."""

play = settings(
    max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # not shrunk: an example costs a whole poll

FORM = "application/x-www-form-urlencoded"
KNOWN = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "99999999999999999999999",
    "\x00",
    "\x1b[2J",
    "\u202e示例",
    "𠮷",
    "é" * 300,
    "＝1＋1",
    "=1+1",
    "<b>",
    "'; --",
    "AAAA-BBBB-CCCC",
]
WORDS = st.one_of(st.sampled_from(KNOWN), st.text(max_size=40), st.integers().map(str))
Fields = list[tuple[str, str]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append([])
        elif tag in ("input", "textarea", "select", "button") and self.forms and given.get("name"):
            self.forms[-1].append((str(given["name"]), given.get("value") or ""))


def form_of(page: bytes, with_field: str) -> Fields:
    """The fields, hidden ones among them, of the form on a page that has a certain field."""
    reader = _Reader()
    reader.feed(page.decode())
    (found,) = [form for form in reader.forms if any(name == with_field for name, _value in form)][:1]
    return [(name, value) for name, value in found if name != "csrfmiddlewaretoken"]


def filled(fields: Fields, **answers: Any) -> Fields:
    """A form with its answers: a list where a field is sent several times, the page's own values elsewhere."""
    kept = [(name, value) for name, value in fields if name not in answers]
    for name, answer in answers.items():
        kept += [(name, str(each)) for each in (answer if isinstance(answer, list) else [answer])]
    return kept


@st.composite
def twisted(draw: st.DrawFn, fields: Fields, others: Fields = ()) -> dict[str, Any]:  # type: ignore[assignment]
    """What a client posts of a form, as arguments of Client.generic; `others`: fields of other people's forms, whose values it may know."""
    sent: Fields = []
    for name, value in fields:
        how = draw(st.sampled_from(["as it is"] * 6 + ["hostile", "another's", "doubled", "cut", "missing"]))
        known = [theirs for its, theirs in others if its == name] or [value]
        if how == "hostile":
            value = draw(WORDS)
        elif how == "another's":
            value = draw(st.sampled_from(known))
        elif how == "doubled":
            sent.append((name, draw(st.one_of(WORDS, st.sampled_from([value, *known])))))
        elif how == "cut":
            value = value[: draw(st.integers(0, len(value)))]
        if how != "missing":
            sent.append((name, value))
    body = urlencode(sent, errors="replace").encode()
    if draw(st.integers(0, 9)) == 0:
        body = body[: draw(st.integers(0, len(body)))]
    kind = draw(st.sampled_from([FORM] * 12 + ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]))
    return {"data": body, "content_type": kind}


def as_it_is(fields: Fields) -> dict[str, Any]:
    return {"data": urlencode(fields).encode(), "content_type": FORM}
