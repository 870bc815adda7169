"""What rooms above hold on a person: how two rows of one person become one, what of a row names somebody, and how long it is kept.

Rows are found by their keys to Person, whichever room they are in, so a room that says nothing here is still moved by a merge and
shown by an export. A room registers a model, in its AppConfig.ready, for what only it can know:

clash: two people who turn out to be one each have a row, and the database allows one (two pledges in one drive). Called with both rows
and the changes; it makes the kept row tell everything through `changes.set` and `changes.remove`, which can be undone. Without it, the
merge is refused and says which rows stand in the way.
moved: called after a row was given to another person, for what was derived from the one before.
erase: blank whatever in the person's rows names or describes them, keeping the row, so that counts stand. Called with `at` and `person`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Region


class Changes(Protocol):
    """Writes that are noted, so that they can be undone."""

    def set(self, row: models.Model, **values: Any) -> None: ...

    def remove(self, row: models.Model) -> None: ...


class Clash(Protocol):
    def __call__(self, *, kept: Any, gone: Any, changes: Changes) -> None: ...


class Moved(Protocol):
    def __call__(self, *, row: Any, changes: Changes) -> None: ...


class Erase(Protocol):
    def __call__(self, *, at: datetime, person: Person) -> None: ...


@dataclass(frozen=True)
class Holding:
    clash: Clash | None = None
    moved: Moved | None = None
    erase: Erase | None = None


_holdings: dict[type[models.Model], Holding] = {}


def register(model: type[models.Model], *, clash: Clash | None = None, moved: Moved | None = None, erase: Erase | None = None) -> None:
    """Say how rows of `model` are joined and blanked; said again, the last word counts."""
    _holdings[model] = Holding(clash, moved, erase)


def holding_of(model: type[models.Model]) -> Holding:
    return _holdings.get(model, Holding())


def erasers() -> list[Erase]:
    """Everything that is to be blanked when a person is erased."""
    return [holding.erase for holding in _holdings.values() if holding.erase]


def keys_to_person() -> list[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Every key to Person in the house but those of Person, merges and distinctions themselves, in a steady order."""
    from django.apps import apps  # every room's models, which are known only once they are loaded

    own = {"people.person", "people.merge", "people.distinction"}
    return [
        (model, field)
        for model in sorted(apps.get_models(), key=lambda each: each._meta.label_lower)
        if model._meta.label_lower not in own
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    ]


class Expire(Protocol):
    def __call__(self, *, at: datetime, county: Region, before: datetime, dry_run: bool) -> int: ...


@dataclass(frozen=True)
class Term:
    """How long one kind of record is kept: what, why, and from when; read by staff and by the public, and carried out by the machine.

    months: the default, which a county may change; None: kept for good. expire: blanks or deletes what is older than `before`, or with
    `dry_run` only counts it; returns how many.
    """

    code: str
    what: Any
    why: Any
    since: Any
    months: int | None = None
    expire: Expire | None = None


_terms: dict[str, Term] = {}


def register_term(term: Term) -> None:
    """Add a kind of record to the schedule; said again, the last word counts."""
    _terms[term.code] = term


def terms() -> list[Term]:
    """The whole schedule, what is deleted before what stays."""
    return sorted(_terms.values(), key=lambda term: (term.months is None, term.months or 0, term.code))
