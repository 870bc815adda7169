"""Writes to messages: asked for, limited, sealed, delivered or not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.text import mask_phone
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.sms.models import Message, PhoneCode
from jiafeng.ground.sms.stages import MOVES

KEPT = timedelta(days=90)
_MOBILE_DIGITS = 11
# (how many, within): what one telephone is sent at most, whatever for. A person presses “send again” a few times; nobody needs more.
PER_PHONE = ((1, timedelta(seconds=60)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
# A whole village may share one address.
PER_ADDRESS = (60, timedelta(hours=1))

A_MOMENT_AGO = _("A message was sent to this number a moment ago. Wait a minute before you ask for another.")

Courier = Callable[[Message], None]
_couriers: list[Courier] = []


def carried_by(courier: Courier) -> None:
    """Name who takes a waiting message to the gateway (the room's job, from AppConfig.ready): an action knows no background work above it."""
    _couriers[:] = [courier]


def digest(what: str, *parts: str) -> str:
    """An HMAC under the installation's secret key: eleven digits could be tried out one by one against a bare hash."""
    return salted_hmac(f"jiafeng.sms.{what}", "\x1f".join(parts), algorithm="sha256").hexdigest()


@transaction.atomic
def send_text(*, at: datetime, phone: str, text: str, county: str, purpose: str = "reminder", key: str, by: Any = None) -> Message:
    """Ask for a text message of ordinary words to a mobile number (11 digits). `county` is its official code; the same `key` again is one message.

    Whether the person agreed to be reached is for the caller to ask (`people`: purpose `contact`). Raises Refused beyond the limits.
    """
    standing = Message.objects.filter(key=key).first()
    return standing or ask(at=at, phone=phone, text=text, county=county, purpose=purpose, key=key, by=by)[0]


def ask(
    *, at: datetime, phone: str, text: str, county: str, purpose: str, key: str, by: Any = None, address: str = ""
) -> tuple[Message, bool]:
    """Put one message into the queue, where the limits allow it: the message of that key, and whether it is this one."""
    if len(phone) != _MOBILE_DIGITS or not phone.startswith("1"):
        raise Refused(_("A text message needs a mobile number of 11 digits."), field="phone", code="no_mobile")
    to, whence = digest("phone", phone), digest("address", address) if address else ""
    _refuse_beyond_limits(at=at, to=to, whence=whence, county=county)
    message = Message(
        key=key,
        county_code=county,
        purpose=purpose,
        phone_digest=to,
        masked=mask_phone(phone),
        address_digest=whence,
        sealed=_seal().encrypt(json.dumps([phone, text]).encode()).decode(),
        asked_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    stored = Message.objects.get(key=key)
    if stored.sealed != message.sealed:  # a seal is never the same twice: somebody else was first
        return stored, False
    message = stored
    log(by=by, at=at, verb="sms.message.send", target=message, summary=message.masked, county_code=county, purpose=purpose)
    for courier in _couriers:
        courier(message)
    return message, True


def _refuse_beyond_limits(*, at: datetime, to: str, whence: str, county: str) -> None:
    for times, within in PER_PHONE:
        if Message.objects.filter(phone_digest=to, asked_at__gt=at - within).count() >= times:
            if within <= timedelta(minutes=1):
                raise Refused(
                    _("A message was sent to this number a moment ago. Wait a minute before you ask for another."), code="too_often"
                )
            raise Refused(_("This number was sent too many messages. Try again later, or sign another way."), code="too_often")
    times, within = PER_ADDRESS
    if whence and Message.objects.filter(address_digest=whence, asked_at__gt=at - within).count() >= times:
        raise Refused(_("Too many messages were asked for from here. Try again in an hour, or sign another way."), code="too_often")
    if Message.objects.filter(county_code=county, asked_at__gt=at - timedelta(days=1)).count() >= settings.SMS_COUNTY_DAY:
        raise Refused(_("The county's messages of today are used up. Try again tomorrow, or sign another way."), code="too_many")


def opened(message: Message) -> tuple[str, str]:
    """The number and the words of a message that waits."""
    phone, text = json.loads(_seal().decrypt(message.sealed.encode()))
    return phone, text


@transaction.atomic
def note_sent(*, at: datetime, message: Message) -> Message:
    """The gateway took it; number and words are gone from here."""
    return _end(at=at, message=message, move="send")


@transaction.atomic
def note_try(*, message: Message) -> Message:
    """The gateway did not answer; the message waits for another try."""
    locked = lock(message)
    locked.tries += 1
    locked.save(update_fields=["tries"])
    return locked


@transaction.atomic
def note_failure(*, at: datetime, message: Message, reason: str) -> Message:
    """It is not delivered; `reason` is the gateway's word."""
    return _end(at=at, message=message, move="fail", reason=reason)


def _end(*, at: datetime, message: Message, move: str, reason: str = "") -> Message:
    locked = lock(message)
    locked.stage = MOVES.target(move, locked.stage)
    locked.tries += 1
    locked.ended_at, locked.sealed, locked.reason = at, "", reason[:200]
    locked.save(update_fields=["stage", "tries", "ended_at", "sealed", "reason"])
    return locked


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete messages of more than 90 days ago and codes that ended yesterday or before; returns how many messages."""
    PhoneCode.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()
    return Message.objects.filter(asked_at__lt=at - KEPT).delete()[0]


def _seal() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("jiafeng.sms.seal", "", algorithm="sha256").digest()))
