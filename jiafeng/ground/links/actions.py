"""Writes to links, whichever room's table they lie in, and to the register of approvers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy, tidy_name
from jiafeng.common.tokens import digest
from jiafeng.ground.links import policies
from jiafeng.ground.links.models import Approval, Approver, Linked, Passing, PersonalLink
from jiafeng.ground.links.stages import APPROVAL_MOVES
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.units.models import Region

L = TypeVar("L", bound=PersonalLink)
P = TypeVar("P", bound=Passing)
A = TypeVar("A", bound=Approval)


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


def hand_out(*, link: P) -> tuple[P, bool]:
    """Keep a link that ends by itself (unsaved), or find the one that the same form made before; and whether it is new. Call it in a transaction;
    who may and what is logged is the room's to say.
    """
    own = {field.attname: getattr(link, field.attname) for field in link._meta.concrete_fields if not field.primary_key}
    key = own.pop("key")
    return type(link)._default_manager.get_or_create(key=key, defaults={**own, "digest": digest(link.token)})


@transaction.atomic
def end(*, at: datetime, link: P) -> P:
    """Void a link before its time."""
    held = lock(link)
    held.ends_at = min(held.ends_at, at) if at > held.made_at else held.ends_at
    held.save(update_fields=["ends_at"])
    return held


def decide(*, at: datetime, approval: A, revision: int, move: str, words: str = "") -> A:
    """What the approver says, once: `approve`, or `return` with a reason. revision: where the text stands now. Call it in the transaction in which the
    room does what follows from it, after the text is locked.
    """
    held = lock(approval, "approver")
    refuse_if(policies.may_decide(held, revision, at))
    if move == "return":
        words = stated(words, _("Say what is to be changed."), field="words")
    held.stage, held.decided_at, held.words = APPROVAL_MOVES.target(move, held.stage), at, tidy(words)[:300]
    held.save(update_fields=["stage", "decided_at", "words"])
    return held


@transaction.atomic
def add_approver(*, by: Any, at: datetime, county: Region, key: UUID, name: str, post: str, phone: str) -> Approver:
    """Enter somebody who approves by link; the same form sent again finds the first."""
    refuse_if(policies.may_keep_approvers(by, county.pk))
    if len(phone) != 11 or not phone.startswith("1"):
        raise Refused(_("A text message needs a mobile number of 11 digits."), field="phone", code="no_mobile")
    standing = Approver.objects.filter(key=key).first()
    if standing is not None:
        return standing
    row = Approver(county=county, key=key, name=tidy_name(name), post=tidy(post), phone=phone, added_by=by, added_at=at)
    row.save()
    log(by=by, at=at, verb="links.approver.add", target=row)
    return row


@transaction.atomic
def close_approver(*, by: Any, at: datetime, approver: Approver) -> Approver:
    """Take somebody off the register: their telephone number is erased, and what waits for them opens no more."""
    held = lock(approver)
    refuse_if(policies.may_close_approver(by, held))
    held.closed_at, held.phone = at, ""
    return put(held, by=by, at=at, verb="links.approver.close")
