"""Designs that an administrator adds."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import get_language

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.records.actions import lock, log
from jiafeng.ground.units.models import Region
from jiafeng.library.press import designs
from jiafeng.library.press.cards import try_design
from jiafeng.library.press.sentences import design_sentence
from jiafeng.programme.deskcards import policies
from jiafeng.programme.deskcards.models import CardDesign


def add_design(*, by: Any, at: datetime, county: Region, file: Path) -> CardDesign:
    """Look into a zip in the sandbox, set sample cards with it, and keep it; the same zip again is the design that stands.

    Raises Refused with press's own code where it is no design, reaches out, or does not hold the words it must.
    """
    refuse_if(policies.may_keep_designs(by, county.pk))
    content = file.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    known = CardDesign.objects.filter(county=county, sha256=sha256, removed_at=None).first()
    if known is not None:
        return known
    try:
        design = designs.read_zip(file, sha256[:12])
        preview = try_design(design)
    except designs.BadDesign as bad:
        raise Refused(design_sentence(bad.code, bad.params), field="file", code=bad.code) from bad
    with file.open("rb") as stream:
        kept = default_storage.save(f"deskcards/designs/{sha256}.zip", File(stream))
    shown = default_storage.save(f"deskcards/designs/{sha256}.png", ContentFile(preview))
    chinese = (get_language() or "").startswith("zh")
    return _note(by=by, at=at, county=county, name=design.name_zh if chinese else design.name_en, file=kept, sha256=sha256, preview=shown)


@transaction.atomic
def _note(*, by: Any, at: datetime, county: Region, name: str, file: str, sha256: str, preview: str) -> CardDesign:
    row = CardDesign(county=county, name=name, file=file, sha256=sha256, preview=preview, added_at=at, added_by=by)
    CardDesign.objects.bulk_create([row], ignore_conflicts=True)
    standing = CardDesign.objects.get(county=county, sha256=sha256, removed_at=None)
    if standing.file == file:
        log(by=by, at=at, verb="deskcards.design.add", target=standing, summary=name, county_code=county.code, sha256=sha256)
    return standing


@transaction.atomic
def remove_design(*, by: Any, at: datetime, design: CardDesign) -> CardDesign:
    """Offer it no more. Runs that were set with it keep it."""
    locked = lock(design)
    refuse_if(policies.may_keep_designs(by, locked.county_id))
    if locked.removed_at is None:
        locked.removed_at = at
        locked.save(update_fields=["removed_at"])
        log(by=by, at=at, verb="deskcards.design.remove", target=locked)
    return locked
