"""Writes to uploads of many pictures: opened, each picture matched to its person and taken over, or laid before somebody who knows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence, lock, log, move
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.actions.inks import Ink, clean_ink, local_copy
from jiafeng.programme.letters.actions.matching import Clue, find_person, link_in
from jiafeng.programme.letters.actions.sending import Words, send
from jiafeng.programme.letters.models import Channel, Intake, IntakeItem, MessageDrive
from jiafeng.programme.letters.stages import ITEM_MOVES, ItemStage

MAX_ITEMS = 2_000


@transaction.atomic
def open_intake(
    *,
    by: Any,
    at: datetime,
    drive: MessageDrive,
    key: uuid.UUID,
    channel: Channel,
    pictures: Sequence[tuple[str, Path]],
    clues: Sequence[Clue] = (),
    notes: Sequence[tuple[int, str]] = (),
    purposes: Sequence[Purpose] = (),
) -> Intake:
    """Keep the pictures and what the roster says of them, to be worked through by a job; the same form (`key`) sent twice is one upload.

    pictures: (file name, path); clues: rows of the roster, each with the name of its picture or with words of its own.
    """
    drive = MessageDrive.objects.select_related("county").get(pk=drive.pk)
    refuse_if(policies.may_enter(by, drive))
    known = Intake.objects.filter(key=key).first()
    if known is not None:
        return known
    by_file = {clue.photo_key: clue for clue in clues if clue.photo}
    words_only = [clue for clue in clues if clue.text and not clue.photo]
    if not pictures and not words_only:
        raise Refused(_("There is no picture in it. Choose photographs, or a zip file of them."), field="pictures")
    if len(pictures) + len(words_only) > MAX_ITEMS:
        raise Refused(_("At most 2,000 pictures at once. Upload the units one after the other."), field="pictures")
    intake = Intake.objects.create(
        key=key, county_id=drive.county_id, drive=drive, by=by, at=at, channel=channel, purposes=[str(each) for each in purposes],
        note=[list(note) for note in notes],
    )  # fmt: skip
    items = []
    for number, (name, path) in enumerate(pictures, 1):
        with path.open("rb") as stream:
            file = default_storage.save(f"letters/intakes/{intake.pk}/{number}", File(stream))
        clue = by_file.get(Path(name).stem.casefold())
        items.append(
            IntakeItem(
                intake=intake, number=number, name=name[:200], file=file, given=clue.facts if clue else {}, text=clue.text if clue else ""
            )
        )
    for number, clue in enumerate(words_only, len(items) + 1):
        label = _("Row %(row)s of the roster") % {"row": clue.row}
        items.append(IntakeItem(intake=intake, number=number, name=label, text=clue.text, given=clue.facts))
    IntakeItem.objects.bulk_create(items, batch_size=500)
    log(by=by, at=at, verb="letters.intake.upload", target=intake, summary=drive.title, county_code=drive.county.code, pictures=len(items))
    return intake


def work_item(*, by: Any, at: datetime, item: IntakeItem) -> IntakeItem:
    """Find the person of one picture and take it over; what cannot be is parked or refused with its reason. Done already, it does nothing.

    The picture is examined and cleaned before anything is locked; a kill in between leaves it waiting, and the next run begins with it.
    """
    if item.stage != ItemStage.WAITING:
        return item
    intake = item.intake
    try:
        evidence = _evidence(by=by, at=at, item=item)
    except Refused as refused:
        return _leave(at=at, item=item, step="refuse", reason=str(refused))
    person, found_by = link_in(evidence, intake.drive), "qr"
    if person is None:
        match = find_person(by=by, at=at, county=intake.county, item=item)
        person, found_by = match.person, match.found_by
        if person is None:
            return _leave(at=at, item=item, step="park", reason=match.reason)
    others = intake.items.filter(stage=ItemStage.TAKEN, person=person).exclude(pk=item.pk)
    if others.exists():
        return _leave(
            at=at, item=item, step="park", reason=_("Another picture of this upload is %(name)s's already.") % {"name": person.name}
        )
    try:
        cut = clean_ink(evidence=evidence) if evidence else None
    except Refused as refused:
        return _leave(at=at, item=item, step="refuse", reason=str(refused))
    try:
        return take_item(by=by, at=at, item=item, person=person, cut=cut, found_by=found_by)
    except Refused as refused:
        return _leave(at=at, item=item, step="park", reason=str(refused))


@transaction.atomic
def take_item(
    *, by: Any, at: datetime, item: IntakeItem, person: Person, cut: Ink | None = None, found_by: str = "hand", guardian: str = ""
) -> IntakeItem:
    """Make the picture (or the words) the person's message. Taken already, it stays with its first person."""
    locked = _lock(item)
    if locked.stage == ItemStage.TAKEN:
        return locked
    target = ITEM_MOVES.target("take", locked.stage)
    intake, given = locked.intake, locked.given
    sent = send(
        by=by,
        at=at,
        drive=intake.drive,
        person=person,
        key=uuid.uuid5(intake.pk, str(locked.number)),
        channel=Channel(intake.channel),
        words=Words(text=locked.text, evidence=locked.evidence, ink=cut),
        cadre=given.get("cadre", ""),
        relation=given.get("relation", "") or person.cadre_relation,
        guardian=guardian or given.get("guardian", ""),
        purposes=[Purpose(each) for each in intake.purposes],
    )
    locked.stage, locked.person, locked.found_by, locked.reason = target, person, found_by, ""
    locked.version = sent.message.current
    locked.save(update_fields=["stage", "person", "found_by", "reason", "version"])
    return locked


@transaction.atomic
def set_aside(*, by: Any, at: datetime, item: IntakeItem) -> IntakeItem:
    """Put a picture aside that belongs to no message."""
    return _by_hand(by=by, at=at, item=item, verb="letters.picture.set_aside")


@transaction.atomic
def bring_back(*, by: Any, at: datetime, item: IntakeItem) -> IntakeItem:
    """Undo: the picture waits for its person again."""
    return _by_hand(by=by, at=at, item=item, verb="letters.picture.bring_back")


def _by_hand(*, by: Any, at: datetime, item: IntakeItem, verb: str) -> IntakeItem:
    locked = _lock(item)
    refuse_if(policies.may_enter(by, locked.intake.drive))
    return move(locked, ITEM_MOVES, by=by, at=at, verb=verb, county_code=locked.intake.county.code)


@transaction.atomic
def _leave(*, at: datetime, item: IntakeItem, step: str, reason: str) -> IntakeItem:
    locked = _lock(item)
    if locked.stage == ItemStage.TAKEN:
        return locked
    locked.stage = ITEM_MOVES.target(step, locked.stage)
    locked.reason = reason[:200]
    locked.save(update_fields=["stage", "reason"])
    return locked


def _evidence(*, by: Any, at: datetime, item: IntakeItem) -> Evidence | None:
    """The picture as evidence of its county, kept once; the uploaded file is then no longer needed."""
    if item.evidence_id or not item.file:
        return item.evidence
    with local_copy(item.file) as path:
        evidence = add_evidence(
            by=by, at=at, county_code=item.intake.county.code, file=path, name=item.name, caption=item.intake.drive.title
        )
    if not evidence.media_type.startswith("image/"):
        raise Refused(_("Send a photograph or a scanned picture (JPEG, PNG, WebP or HEIC)."), code="not_image")
    _note_evidence(item=item, evidence=evidence)
    return evidence


@transaction.atomic
def _note_evidence(*, item: IntakeItem, evidence: Evidence) -> None:
    file, item.evidence, item.file = item.file, evidence, ""
    item.save(update_fields=["evidence", "file"])
    transaction.on_commit(lambda: default_storage.delete(file))


def _lock(item: IntakeItem) -> IntakeItem:
    return lock(item, "intake__drive__county", "intake__county", "evidence", "person")
