"""Writes to personal links, whichever room's table they lie in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from jiafeng.common.tokens import digest
from jiafeng.ground.links.models import Linked, PersonalLink
from jiafeng.ground.people.holdings import Changes

L = TypeVar("L", bound=PersonalLink)


def issue(*, at: datetime, by: Any, link: L, afresh: bool = False) -> tuple[L, bool]:
    """Keep a link (unsaved: of its drive and person, whose model allows one) or find the one that stands; and whether something new was issued.

    afresh: void the one before, for a letter that was lost. Call it in a transaction; who may and what is logged is the room's to say.
    """
    own = {field.attname: getattr(link, field.attname) for field in link._meta.concrete_fields if not field.primary_key}
    key = {name: own.pop(name) for name in ("drive_id", "person_id")}
    kept, created = type(link)._default_manager.select_for_update().get_or_create(**key, defaults={**own, "digest": digest(link.token)})
    kept.issue += afresh and not created
    if kept.digest != digest(kept.token):
        kept.digest, kept.made_at, kept.made_by = digest(kept.token), at, by
        kept.save(update_fields=["issue", "digest", "made_at", "made_by"])
    return kept, created or afresh


def renew(*, row: Linked, changes: Changes) -> None:
    """The row was given to another person (people.holdings): its secret is derived from them, so it is another one now."""
    changes.set(row, digest=digest(row.token))
