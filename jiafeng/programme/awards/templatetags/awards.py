"""Tags for exact numbers."""

from __future__ import annotations

from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def decimals(number: Fraction | None) -> str:
    """An exact score with two decimals, half up; nothing as a dash."""
    if number is None:
        return "—"
    hundredths = (number * 200 + 1) // 2  # half up, on the exact fraction
    return f"{hundredths // 100}.{hundredths % 100:02}"
