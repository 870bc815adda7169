"""The rooms above that print sheets: each gives an Owner, in its AppConfig.ready, and this room asks it what it must know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from jiafeng.common.text import normalise_name, normalise_phone
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region


@dataclass(frozen=True)
class Target:
    """What sheets are printed for: a drive, a gathering. `version` is that of the text a sheet printed now would bear, "" where there is none."""

    kind: str
    pk: int
    title: str
    county: Region
    organisation: Organisation
    url: str
    version: str = ""


@dataclass(frozen=True)
class Printed:
    """What stands on a sheet. columns: (field, label, share of the width); a field is one of `Facts`, "signature" or "tick" for `show_name`."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[tuple[str, str, float], ...]
    note: str = ""
    version: str = ""


@dataclass(frozen=True)
class Facts:
    """What a row says."""

    name: str = ""
    organisation: int | None = None
    phone: str = ""
    relation: str = ""
    cadre: str = ""
    guardian: str = ""
    signed_on: date | None = None
    show_name: bool = False

    def as_text(self) -> str:
        """As a reading keeps them."""
        return json.dumps({**asdict(self), "signed_on": self.signed_on.isoformat() if self.signed_on else ""}, ensure_ascii=False)

    @classmethod
    def from_text(cls, kept: str) -> Facts:
        said = json.loads(kept)
        return cls(**{**said, "signed_on": date.fromisoformat(said["signed_on"]) if said["signed_on"] else None})

    def compared(self) -> Facts:
        """As two readings are compared: “王 芳” is “王芳”, 138-0013-8000 is 13800138000."""
        return Facts(
            name=normalise_name(self.name),
            organisation=self.organisation,
            phone=normalise_phone(self.phone),
            relation=self.relation,
            cadre=normalise_name(self.cadre),
            guardian=normalise_name(self.guardian),
            signed_on=self.signed_on,
            show_name=self.show_name,
        )

    def differing(self, other: Facts) -> list[str]:
        """The names of the facts in which two readings differ."""
        mine, theirs = asdict(self.compared()), asdict(other.compared())
        return [name for name in mine if mine[name] != theirs[name]]


@dataclass(frozen=True)
class Row:
    """One row of paper as its owner's room takes it over. `version`: of the text printed on the sheet, "" where it bears none; `sheet`: number and
    row, "3-12"; `second_by`: who read it as well, None where one person entered it by hand."""

    facts: Facts = Facts()
    version: str = ""
    sheet: str = ""
    evidence: Evidence | None = None
    second_by: Any = None


class Owner(Protocol):
    """One kind of thing that prints sheets."""

    kind: str
    fields: tuple[str, ...]

    def find(self, user: Any, pk: int) -> Target | None:
        """The target, if the user may see it."""

    def may_print(self, user: Any, pk: int) -> Any:
        """A refusal sentence, or None."""

    def may_enter(self, user: Any, pk: int) -> Any:
        """Whether the user may read sheets and enter their rows: a refusal sentence, or None."""

    def printed(self, pk: int, version: str) -> Printed:
        """What stands on a sheet of that version."""

    def guests(self, user: Any, pk: int) -> Sequence[Person]:
        """Whom to print on rows, in order; () where rows are always blank."""

    def day(self, pk: int) -> date | None:
        """The day to offer for rows without one."""

    def passer_by(self, pk: int) -> str:
        """Where somebody who scans a sheet without an account is taken; "" for the sign-in page."""

    def record(self, *, by: Any, at: datetime, pk: int, person: Person, key: UUID, row: Row) -> str:
        """Take a row over and return the sentence to show; the same key again gives the first result. Raises Refused where it cannot stand."""


_OWNERS: dict[str, Owner] = {}


def register(owner: Owner) -> None:
    """Let a room print sheets."""
    _OWNERS[owner.kind] = owner


def owner_of(kind: str) -> Owner | None:
    return _OWNERS.get(kind)
