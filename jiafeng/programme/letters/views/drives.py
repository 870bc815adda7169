"""What a message drive's pages show beside what every drive has (drives.views)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jiafeng.programme.drives.views import Pages
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.models import MessageDrive


def _around(request: HttpRequest, drive: MessageDrive) -> dict[str, Any]:
    """What came in, and who reads it."""
    return {"reckoning": queries.reckon(drive), "may_read": not policies.may_moderate(request.user, drive.county_id)}


PAGES = Pages(
    queries.KIND,
    actions,
    forms,
    lead=_("Drives in which families write to the cadre of the family: by hand, on a phone or on paper. Each person has one message."),
    new=_("New message drive"),
    empty=_("A drive says what families are asked to write, from when to when, and has a QR code for the poster."),
    holder=_("Whoever holds this link can write and withdraw for this person. If it went astray, make another: the old one stops working."),
    started=_("The drive is a draft. Open it when everything is said."),
    around=_around,
)
