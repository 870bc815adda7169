"""Writes to the phones at the door: each is given one gathering, and taken off it again."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from jiafeng.common.refusals import refuse_if
from jiafeng.common.tokens import digest
from jiafeng.ground.records.actions import lock, log
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import DoorDevice, Event


@transaction.atomic
def add_device(*, by: Any, at: datetime, event: Event) -> tuple[DoorDevice, str]:
    """Give a phone the door of a gathering; returns the device and its token (128 bits), which is shown once and kept only by the phone."""
    event = lock(event)
    refuse_if(policies.may_work_at_door(by, event))
    refuse_if(policies.may_prepare_phone(event, at))
    token = secrets.token_urlsafe(16)
    device = DoorDevice.objects.create(county_id=event.county_id, event=event, digest=digest(token), made_at=at, made_by=by)
    log(by=by, at=at, verb="events.device.add", target=event, device=device.pk)
    return device, token


@transaction.atomic
def end_device(*, by: Any, at: datetime, device: DoorDevice) -> DoorDevice:
    """Take a phone off the door; what it sends from now on is refused. Twice is once."""
    row = lock(device, "event__county", "event__organisation")
    refuse_if(policies.may_work_at_door(by, row.event))
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        log(by=by, at=at, verb="events.device.end", target=row.event, device=row.pk)
    return row
