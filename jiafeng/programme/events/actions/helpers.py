"""Writes to the helpers at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import refuse_if
from jiafeng.ground.accounts.models import User
from jiafeng.ground.notices.actions import notify
from jiafeng.ground.records.actions import lock, log
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import DoorHelper, Event


@transaction.atomic
def name_helper(*, by: Any, at: datetime, event: Event, user: User) -> DoorHelper:
    """Name somebody to help at the door, and tell them. Twice is once."""
    event = lock(event)
    refuse_if(policies.may_name_helpers(by, event))
    refuse_if(policies.may_help(user, event), field="user")
    helper, made = DoorHelper.objects.get_or_create(event=event, user=user, defaults={"named_at": at, "named_by": by})
    if made:
        log(by=by, at=at, verb="events.helper.name", target=event, summary=str(user), helper=user.pk)
        text = _("You help at the door of “%(title)s”. It opens from your desk three hours before the start.")
        key = f"events.helper:{helper.pk}"
        notify(to=[user.pk], at=at, key=key, text=text, url=reverse("desk:home"), icon="qrcode", by=by, title=event.title)
    return helper


@transaction.atomic
def release_helper(*, by: Any, at: datetime, helper: DoorHelper) -> None:
    """Take somebody off the door; whom they signed in stays signed in."""
    event = lock(helper.event)
    refuse_if(policies.may_name_helpers(by, event))
    if DoorHelper.objects.filter(pk=helper.pk).delete()[0]:
        log(by=by, at=at, verb="events.helper.release", target=event, summary=str(helper.user), helper=helper.user_id)
