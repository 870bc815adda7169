"""Which texts have pictures: each room says it of its own, so that this one knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from jiafeng.ground.units.models import Region


@dataclass(frozen=True)
class Kind:
    """A kind of text. name: of its subjects, `article`; rows: all of them, with their county; may_edit: the refusal for a user and a row as it stands;
    is_public: whether anybody may read the row now; reads: whether the user may otherwise; keeps: whether the user may say who is on its pictures,
    whatever its stage; page: where staff work on the row; attachments: whether it has any."""

    name: str
    rows: Callable[[], Any]
    may_edit: Callable[[Any, Any], Any]
    is_public: Callable[[Any], bool]
    reads: Callable[[Any, Any], bool]
    keeps: Callable[[Any, Any], bool]
    page: Callable[[Any], str]
    attachments: bool = True


@dataclass(frozen=True)
class Text:
    """One text, as this room knows it."""

    kind: Kind
    row: Any

    @property
    def subject(self) -> str:
        return f"{self.kind.name}:{self.row.pk}"

    @property
    def county(self) -> Region:
        return self.row.county

    @property
    def page(self) -> str:
        return self.kind.page(self.row)

    def may_edit(self, user: Any) -> Any:
        return self.kind.may_edit(user, self.row)

    @property
    def is_public(self) -> bool:
        return self.kind.is_public(self.row)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of text; said again, the last word counts."""
    _kinds[kind.name] = kind


def text_of(subject: str) -> Text | None:
    """The text of a subject, `article:12`; None where there is no such kind or row."""
    name, _colon, pk = subject.partition(":")
    kind = _kinds.get(name)
    if kind is None or not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    row = kind.rows().filter(pk=int(pk)).first()
    return None if row is None else Text(kind, row)


def text_or_404(user: Any, kind: str, pk: int) -> Text:
    """The text that the user may work on; one of another county is not there."""
    found = text_of(f"{kind}:{pk}")
    if found is None or not found.kind.reads(user, found.row):
        raise Http404(f"no {kind} {pk}")
    return found
