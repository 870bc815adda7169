"""Fields of a row in words, with their own names: what is about to be done to what, and what somebody changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def words_of(field: Any, value: Any) -> str:
    """A field's value as a reader takes it: the label of a choice, a day as days are written, yes or no."""
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


def facts_of(row: models.Model, *names: str) -> list[tuple[Any, Any]]:
    """(name, words) of these fields of a row."""
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    return [(capfirst(field.verbose_name), words_of(field, getattr(row, field.name))) for field in fields]


def kept_words(field: Any, value: Any) -> str:
    """As `words_of`, of a value that was kept as text or number (a day in ISO's order, another row by its name)."""
    if isinstance(value, str) and value and isinstance(field, models.DateField):
        return words_of(field, field.to_python(value))
    return words_of(field, value)
