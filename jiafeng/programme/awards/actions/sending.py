"""Voting codes sent to members by text message.

Whoever carries a message reads the code and knows the telephone, so what is kept here must not help them: the texts are sealed until the gateway
has them and then gone, and what stands of a code is keyed with the poll's key, which the close destroys (0030 in docs/decisions).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.sms.actions import send_text
from jiafeng.ground.sms.models import BALLOT
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.programme.awards.models import Poll


def refuse_phones(phones: Sequence[str]) -> None:
    """Refuse what could not be sent safely: without a gateway the texts would stand readable in the server's log."""
    if phones and not reaches_phones():
        raise Refused(
            _("No gateway for text messages is set up. Print slips, or ask the administrator."), field="phones", code="no_gateway"
        )
    if len(set(phones)) < len(phones):
        raise Refused(_("A number stands here twice. Each member is sent one code."), field="phones")


def send_codes(*, by: Any, at: datetime, poll: Poll, codes: Sequence[str], phones: Sequence[str], address: str) -> None:
    """Send each number one code, all or none. The codes are random and new, so which number comes first says nothing about them."""
    with translation.override(settings.LANGUAGE_CODE):
        words = gettext(
            "Your voting code: %(code)s. It votes once, here: %(address)s Tell it to nobody and delete this message after voting."
        )
    for place, (phone, code) in enumerate(zip(phones, codes, strict=True)):
        try:
            send_text(
                by=by, at=at, phone=phone, text=words % {"code": code, "address": address}, county=poll.county.code,
                purpose=BALLOT, key=f"awards:ballot:{poll.pk}:{place}",
            )  # fmt: skip
        except Refused as refused:
            raise Refused(
                _("%(phone)s: %(why)s Nothing was sent and the vote is not open.") % {"phone": phone, "why": refused}, field="phones"
            ) from refused
