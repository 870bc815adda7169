"""Tags for texts with marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def nth(items: Sequence[Any], number: int) -> Any:
    """The item of that number, counted from 1, as passports and marks are."""
    return items[number - 1]
