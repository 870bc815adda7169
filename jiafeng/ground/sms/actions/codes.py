"""Writes to codes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiafeng.common.refusals import Refused
from jiafeng.ground.sms.actions.messages import A_MOMENT_AGO, ask, digest
from jiafeng.ground.sms.models import CODE, PhoneCode

LIVES = timedelta(minutes=5)
TRIES = 5


@transaction.atomic
def send_code(*, at: datetime, phone: str, purpose: str, county: str, address: str = "") -> None:
    """Send a code of six digits to a mobile number, for one `purpose` such as `pledge:17`. It takes the place of the one before.

    county: its official code; address: the asker's network address, kept as a digest and only to limit. Raises Refused beyond the limits.
    """
    code = f"{secrets.randbelow(10**6):06d}"
    text = _("Your code is %(code)s. It is valid for 5 minutes. Tell it to nobody, whoever asks.") % {"code": code}
    to = digest("phone", phone)
    # One key a minute: of two that ask at the same moment one is too many, whatever the limits have counted.
    key = f"code:{to[:40]}:{int(at.timestamp()) // 60}"
    _message, ours = ask(at=at, phone=phone, text=text, county=county, purpose=CODE, key=key, address=address)
    if not ours:
        raise Refused(A_MOMENT_AGO, code="too_often")
    PhoneCode.objects.update_or_create(
        phone_digest=to,
        purpose=purpose,
        defaults={
            "code_digest": digest("code", to, purpose, code),
            "sent_at": at,
            "expires_at": at + LIVES,
            "tries": 0,
            "used_at": None,
        },
    )


@transaction.atomic
def check_code(*, at: datetime, phone: str, purpose: str, code: str) -> Refused | None:
    """None where the code is the live one, which is then used up; else the refusal to show.

    It is returned and not raised: raising would roll back the try that was just counted. Call it outside of a transaction that may be rolled
    back, for the same reason. The try is counted before the code is compared, so that many guesses at once are not more than five.
    """
    to = digest("phone", phone)
    live = PhoneCode.objects.filter(phone_digest=to, purpose=purpose, used_at=None, expires_at__gt=at)
    if not live.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return Refused(gettext_lazy("This code is no longer valid. Ask for a new one."), field="code", code="no_code")
    if not constant_time_compare(live.values_list("code_digest", flat=True).get(), digest("code", to, purpose, code)):
        return Refused(
            gettext_lazy("This is not the code that was sent. Look at the message again; after five tries a new one is needed."),
            field="code",
            code="wrong_code",
        )
    live.update(used_at=at)
    return None
