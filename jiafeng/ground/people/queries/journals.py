"""What the journals of merges hold."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from jiafeng.ground.people.models import Merge, Person

M = TypeVar("M", bound=models.Model)


def as_it_was(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """Columns of a row as they were before a journal noted them."""
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    return {
        column: (fields[column].target_field if fields[column].is_relation else fields[column]).to_python(value)
        for column, value in columns.items()
    }


def laid_aside(person: Person, model: type[M]) -> list[M]:
    """Rows that went because another stands for them since entries of this person were merged: as they were, and not in the database."""
    rows, entries = [], [person.pk]
    while entries:
        merges = list(Merge.objects.filter(kept__in=entries, undone_at=None).order_by("pk"))
        noted = [entry for merge in merges for entry in merge.journal if entry["model"] == model._meta.label_lower and "removed" in entry]
        rows += [model(**as_it_was(model, entry["removed"])) for entry in noted]
        entries = [merge.gone_id for merge in merges]
    return rows
