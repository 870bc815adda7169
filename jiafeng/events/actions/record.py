"""Writes to what an event leaves: minutes and photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.events import policies
from jiafeng.events.actions.events import lock
from jiafeng.events.models import Event, EventPhoto, Minutes
from jiafeng.records.actions import log
from jiafeng.records.models import Evidence


@transaction.atomic
def write_minutes(*, by: Any, at: datetime, event: Event, revision: int, text: str, decisions: str = "") -> Minutes:
    """Write the minutes as a new revision on top of `revision` (0 for the first); refused when another was written meanwhile."""
    locked = lock(event)
    refuse_if(policies.may_write_event(by, locked))
    if at < locked.starts_at:
        raise Refused(_("The gathering has not begun yet; its minutes are written afterwards."))
    newest = locked.minutes.select_related("written_by").first()
    standing = newest.revision if newest is not None else 0
    if newest is not None and standing != revision:
        raise Stale(who=str(newest.written_by), what=str(_("the minutes")), when=newest.written_at)
    if not text.strip():
        raise Refused(_("Write what was said before saving the minutes."), field="text")
    minutes = Minutes.objects.create(
        event=locked, revision=standing + 1, text=text.strip(), decisions=decisions.strip(), written_at=at, written_by=by
    )
    log(
        by=by,
        at=at,
        verb="events.minutes.write",
        target=locked,
        summary=locked.title,
        county_code=locked.county.code,
        revision=minutes.revision,
    )
    return minutes


@transaction.atomic
def add_photo(*, by: Any, at: datetime, event: Event, evidence: Evidence, caption: str = "", publishable: bool = False) -> EventPhoto:
    """Add a photo; `publishable` says that the people on it agreed. The same photo again is the one that stands."""
    locked = lock(event)
    refuse_if(policies.may_write_event(by, locked))
    photo, created = EventPhoto.objects.get_or_create(
        event=locked,
        evidence=evidence,
        defaults={"caption": tidy(caption), "publishable_at": at if publishable else None, "publishable_by": by if publishable else None},
    )
    if created:
        log(
            by=by,
            at=at,
            verb="events.photo.add",
            target=locked,
            summary=tidy(caption),
            county_code=locked.county.code,
            evidence=str(evidence.pk),
        )
    return photo


@transaction.atomic
def set_photo_consent(*, by: Any, at: datetime, photo: EventPhoto, publishable: bool) -> EventPhoto:
    """Note that the people on a photo agreed to its publication, or took that back."""
    event = lock(photo.event)
    refuse_if(policies.may_host(by, event.organisation))
    row = EventPhoto.objects.select_for_update().get(pk=photo.pk)
    if (row.publishable_at is not None) == publishable:
        return row
    row.publishable_at, row.publishable_by = (at, by) if publishable else (None, None)
    row.save(update_fields=["publishable_at", "publishable_by"])
    verb = "events.photo.allow" if publishable else "events.photo.disallow"
    log(by=by, at=at, verb=verb, target=event, summary=row.caption, county_code=event.county.code, evidence=str(row.evidence_id))
    return row
