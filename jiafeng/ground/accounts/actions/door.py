"""Writes to the door's log: who came in or tried to, and from where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiafeng.common.tokens import keyed
from jiafeng.common.whence import Whence
from jiafeng.ground.accounts.models import DoorEntry, Happening, User
from jiafeng.ground.accounts.queries import county_code_of
from jiafeng.ground.records.actions import log

NOWHERE = Whence()


def note(*, at: datetime, what: Happening, user: User | None, whence: Whence = NOWHERE, by: Any = None, name: str = "") -> DoorEntry:
    """Write an entry. by: who did it to somebody else's account; name: what was typed where no account has it, kept as a keyed digest."""
    return DoorEntry.objects.create(
        at=at,
        what=what,
        user=user,
        by=by if getattr(by, "pk", None) else None,
        county_code=county_code_of(user) if user else "",
        address=whence.address[:45],
        browser=whence.browser[:60],
        name_digest=keyed("jiafeng.door.name", name)[:32] if name else "",
    )


@transaction.atomic
def note_own_change(*, at: datetime, what: Happening, user: User, whence: Whence) -> DoorEntry:
    """Note what somebody changed about how they sign in: with the address in the door's log for its term, without it in the action log for good."""
    log(by=user, at=at, verb=f"accounts.user.{what.value}", target=user, summary=user.username, county_code=county_code_of(user))
    return note(at=at, what=what, user=user, whence=whence)


def expire_entries(*, county_code: str, before: datetime, dry_run: bool) -> int:
    """Delete the county's entries of before; those of no account go with the first county whose term is over."""
    old = DoorEntry.objects.filter(county_code__in=[county_code, ""], at__lt=before)
    return old.count() if dry_run else old.delete()[0]
