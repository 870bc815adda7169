"""Writes to what an event leaves: minutes and photos."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import Event, EventPhoto, Faces, Minutes, PhotoPerson


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
    log(by=by, at=at, verb="events.minutes.write", target=locked, revision=minutes.revision)
    return minutes


@transaction.atomic
def add_photo(
    *, by: Any, at: datetime, event: Event, evidence: Evidence, caption: str = "", faces: str = "", people: Iterable[Person] = ()
) -> EventPhoto:
    """Add a photo; `faces` and `people` as in `state_faces`, later just as well. The same photo again is the one that stands."""
    locked = lock(event)
    refuse_if(policies.may_write_event(by, locked))
    photo, created = EventPhoto.objects.get_or_create(event=locked, evidence=evidence, defaults={"caption": tidy(caption)})
    if created:
        log(by=by, at=at, verb="events.photo.add", target=locked, summary=tidy(caption), evidence=str(evidence.pk))
        if faces:
            _state(by=by, at=at, event=locked, photo=photo, faces=faces, people=people)
    return photo


@transaction.atomic
def state_faces(*, by: Any, at: datetime, photo: EventPhoto, faces: str, people: Iterable[Person] = ()) -> EventPhoto:
    """Say who can be recognised on a photo: nobody, or exactly these people; `faces=""` takes the statement back and the photo stays internal.

    Whether those named agree is asked of the ledger of consents whenever the photo is shown, so a withdrawal takes it off at once.
    """
    event = lock(photo.event)
    refuse_if(policies.may_host(by, event.organisation))
    row = lock(photo)
    return _state(by=by, at=at, event=event, photo=row, faces=faces, people=people)


def _state(*, by: Any, at: datetime, event: Event, photo: EventPhoto, faces: str, people: Iterable[Person]) -> EventPhoto:
    named = list(dict.fromkeys(people)) if faces == Faces.NAMED else []
    if faces and faces not in Faces.values:
        raise Refused(_("Say whether anybody can be recognised on the photo."), field="faces")
    if faces == Faces.NAMED and not named:
        raise Refused(_("Name those who can be recognised, or say that nobody can."), field="people")
    if any(person.county_id != event.county_id for person in named):
        raise Refused(_("This person belongs to another county's list."), field="people")
    photo.faces = faces
    photo.stated_at, photo.stated_by = (at, by) if faces else (None, None)
    photo.save(update_fields=["faces", "stated_at", "stated_by"])
    photo.named.all().delete()
    PhotoPerson.objects.bulk_create(PhotoPerson(photo=photo, person=person) for person in named)
    log(
        by=by, at=at, verb="events.photo.state", target=event, summary=photo.caption, evidence=str(photo.evidence_id), faces=faces,
        named=len(named),
    )  # fmt: skip
    return photo
