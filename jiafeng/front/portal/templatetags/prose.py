"""What the portal's templates say of their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def under(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that another variable holds; None where there is none."""
    return values.get(key)
