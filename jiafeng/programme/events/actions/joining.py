"""What becomes of invitations and attendances when two entries turn out to be one person, and when a person is erased (people.holdings)."""

from __future__ import annotations

from datetime import datetime

from jiafeng.common.tokens import digest
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.people.models import Person
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Invitation, PhotoPerson, Seat


def join_attendances(*, kept: Attendance, gone: Attendance, changes: Changes) -> None:
    """Somebody who came under two entries came once, with the traces of both; of two by one channel the kept one is shown."""
    standing = set(kept.traces.values_list("channel", "device_id"))
    for trace in AttendanceTrace.objects.filter(attendance=gone).order_by("pk"):
        if (trace.channel, trace.device_id) in standing:
            changes.remove(trace)
        else:
            changes.set(trace, attendance=kept)
    changes.remove(gone)
    changes.set(kept, recorded_at=min(kept.recorded_at, gone.recorded_at))


def join_invitations(*, kept: Invitation, gone: Invitation, changes: Changes) -> None:
    """One invitation is enough, with the later reply and the companions and seats that go with it."""
    replied_later = gone.replied_at is not None and (kept.replied_at is None or gone.replied_at > kept.replied_at)
    fields = ("reply", "replied_at", "companions_most", "companions", "companion_names", "waiting_since", "promoted_at")
    said = {name: getattr(gone, name) for name in fields}
    for seat in Seat.objects.filter(invitation=gone).order_by("pk"):
        changes.set(seat, invitation=kept)
    changes.remove(gone)
    if replied_later:
        changes.set(kept, **said)


def join_on_photo(*, kept: PhotoPerson, gone: PhotoPerson, changes: Changes) -> None:
    """Nobody is twice on one photograph."""
    changes.remove(gone)


def erase_guests(*, at: datetime, person: Person) -> None:
    """Who came is counted on, of nobody; the names of companions are blanked, and the code of the invitation opens nothing any more."""
    Invitation.objects.filter(person=person).update(companion_names="")
    for pk in Invitation.objects.filter(person=person).values_list("pk", flat=True):
        Invitation.objects.filter(pk=pk).update(digest=digest(f"erased:{pk}"))
