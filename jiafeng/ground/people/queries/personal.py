"""Everything that any room holds on one person, as the person may ask for it (PIPL, article 45)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from jiafeng.ground.people import holdings
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import ActionLog

# What opens something or only serves the machine is not told: whoever holds the printout could use it, and it says nothing about the person.
_UNTOLD = ("token", "key", "digest", "secret", "revision", "number_key")

Line = tuple[str, str, str]


def held_on(person: Person) -> Iterator[Line]:
    """(part, what, content) of the person's entry, of every row of every room with a key to the person, and of the log."""
    yield from _row(_("Person"), person)
    for model, field in holdings.keys_to_person():
        for number, row in enumerate(model._base_manager.filter(**{field.attname: person.pk}).order_by("pk"), start=1):
            yield from _row(f"{model._meta.verbose_name} {number}", row)
    entries = ActionLog.objects.filter(target_type=Person._meta.label_lower, target_id=str(person.pk)).select_related("by").order_by("at")
    for entry in entries:
        yield (
            _("Log"),
            f"{entry.at:%Y-%m-%d %H:%M} UTC",
            " · ".join(str(part) for part in (entry.what, entry.by or "", entry.reason) if part),
        )


def _row(part: str, row: models.Model) -> Iterator[Line]:
    for field in row._meta.concrete_fields:
        if field.primary_key or field.generated or any(word in field.name for word in _UNTOLD):
            continue
        text = _text(row, field)
        if text:
            yield part, str(field.verbose_name), text


def _text(row: models.Model, field: models.Field[Any, Any]) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
