"""Writes to kiosks: a shared tablet is set up, and ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.tokens import digest, shared_token
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import PledgeDrive, PledgeKiosk

LASTS = timedelta(hours=14)


@transaction.atomic
def start_kiosk(
    *, by: Any, at: datetime, drive: PledgeDrive, pin: str, organisation: Organisation | None = None
) -> tuple[PledgeKiosk, str]:
    """Make this device a shared tablet for a drive, for 14 hours at most: the kiosk, and the secret that only the device keeps.

    pin: 4 to 8 digits that end it; organisation: the unit that is offered first.
    """
    drive = PledgeDrive.objects.select_related("county").get(pk=drive.pk)
    refuse_if(policies.may_start_kiosk(by, drive))
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise Refused(_("Choose 4 to 8 digits."), field="pin")
    token = shared_token()
    kiosk = PledgeKiosk.objects.create(
        county=drive.county,
        organisation=organisation,
        drive=drive,
        digest=digest(token),
        pin=make_password(pin),
        started_at=at,
        started_by=by,
        ends_at=at + LASTS,
    )
    log(by=by, at=at, verb="pledges.kiosk.start", target=kiosk, summary=drive.title, county_code=drive.county.code)
    return kiosk, token


@transaction.atomic
def leave_kiosk(*, at: datetime, kiosk: PledgeKiosk, pin: str) -> PledgeKiosk:
    """End a kiosk at the tablet itself. How often the PIN may be tried is the page's to limit."""
    locked = lock(kiosk, "drive")
    if not check_password(pin, locked.pin):
        raise Refused(
            _("This is not the PIN. Whoever set the tablet up has it; county staff can end it from the drive's page too."), field="pin"
        )
    return _end(locked, by=None, at=at)


@transaction.atomic
def end_kiosk(*, by: Any, at: datetime, kiosk: PledgeKiosk) -> PledgeKiosk:
    """End a kiosk from the drive's page, for a tablet that was lost or forgotten."""
    locked = lock(kiosk, "drive")
    if locked.started_by_id != by.pk:
        refuse_if(policies.may_write_drive(by, locked.county_id))
    return _end(locked, by=by, at=at)


def _end(locked: PledgeKiosk, *, by: Any, at: datetime) -> PledgeKiosk:
    if locked.ended_at is None:
        locked.ended_at = at
        locked.save(update_fields=["ended_at"])
        log(by=by, at=at, verb="pledges.kiosk.end", target=locked, summary=locked.drive.title)
    return locked
