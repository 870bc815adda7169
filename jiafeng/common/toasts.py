"""What the next page says about the action just done, with 撤销 where it can be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest


def tell(request: HttpRequest, sentence: Any, *, undo: str = "") -> None:
    """Say it on the next page; `undo` is an address that takes a POST and reverses the action."""
    messages.success(request, str(sentence), extra_tags=f"undo={undo}" if undo else "")
