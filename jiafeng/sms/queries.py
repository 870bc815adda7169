"""What other rooms ask about text messages."""

from __future__ import annotations

from django.conf import settings


def reaches_phones() -> bool:
    """Whether messages really arrive: with the console's backend they only stand in the server's log."""
    return bool(settings.SMS_BACKEND != "console")
