from __future__ import annotations

from collections.abc import Callable
from functools import partialmethod
from typing import Any

from django.apps import AppConfig
from django.db.models import Field, Model
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.utils.encoding import force_str


def _display(field: Field[Any, Any]) -> Callable[[Model], Any]:
    labels: dict[Any, Any] = {}

    def display(self: Model) -> Any:
        if not labels:
            labels.update(field.flatchoices)
        value = getattr(self, field.attname)
        return force_str(labels.get(value, value), strings_only=True)

    return display


@receiver(class_prepared)
def _look_words_up(sender: type[Model], **_about: Any) -> None:
    """Let `get_FIELD_display` look its word up: Django's own makes all choices hashable for each row, and translates every one of them for it."""
    for field in sender._meta.local_fields:
        name = f"get_{field.name}_display"
        if isinstance(sender.__dict__.get(name), partialmethod):
            setattr(sender, name, _display(field))


class CommonConfig(AppConfig):
    """Not a room: an app only so that its template tags and catalogue are found."""

    name = "jiafeng.common"
    label = "common"
