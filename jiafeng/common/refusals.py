"""Refusals: what an action says instead of acting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.text import tidy


@dataclass(frozen=True)
class NotNow:
    """A policy's sentence that is about the moment, not about who asks: over, not begun, at another stage. A page says so in its heading."""

    sentence: Any

    def __str__(self) -> str:
        return str(self.sentence)


def not_now(sentence: Any) -> NotNow:
    """For a policy: what is refused to everybody as things stand."""
    return NotNow(sentence)


class Refused(Exception):
    """An action that was not carried out, with one sentence that says why and what to do next.

    `field` names the form field the sentence belongs to, where there is one; `code` is for callers that script against us.
    """

    def __init__(self, sentence: Any, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class Stale(Refused):
    """The row was changed by somebody else after the person at hand had opened it."""

    def __init__(self, *, who: str, what: str, when: datetime | None) -> None:
        sentence = _("%(who)s changed this while you were editing (%(what)s). Your text is kept below: compare, then save again.")
        super().__init__(sentence % {"who": who, "what": what}, code="stale")
        self.who = who
        self.what = what
        self.when = when


def refuse_if(sentence: Any, *, field: str | None = None) -> None:
    """Raise `Refused` when a policy returned a sentence; a policy that allows returns None."""
    if sentence:
        raise Refused(sentence, field=field)


def stated(text: str, sentence: Any, *, field: str = "reason", least: int = 1) -> str:
    """What somebody wrote, tidied. Raises Refused with the sentence, at its field, where it has fewer than `least` characters."""
    words = tidy(text)
    if len(words) < least:
        raise Refused(sentence, field=field)
    return words
