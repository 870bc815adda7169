"""How an article's plain text becomes paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def paragraphs(text: str) -> SafeString:
    """Paragraphs at blank lines, headings where a line begins with ##; everything else is text and stays text."""
    blocks = [block.strip() for block in re.split(r"\r?\n\s*\r?\n", text) if block.strip()]
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks))


@register.filter
def under(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that another variable holds; None where there is none."""
    return values.get(key)


def _block(block: str) -> SafeString:
    if block.startswith("## ") and "\n" not in block:
        return format_html("<h2>{}</h2>", block[3:].strip())
    lines = format_html_join(SafeString("<br>"), "{}", ((line.strip(),) for line in block.splitlines()))
    return format_html("<p>{}</p>", lines)
