"""New keys for what is sealed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast, Substr

from jiafeng.common import sealing
from jiafeng.common.fields import SealedField
from jiafeng.ground.people.models import KeyProof
from jiafeng.ground.records.actions import log

BATCH = 1_000
# A process learns of a new key within a second (common.sealing); what it wrote meanwhile is found by the next look.
_SETTLE = 2.5

Progress = Callable[[int], None]


def rotate_keys(*, by: Any, at: datetime, progress: Progress | None = None, settle: float = _SETTLE) -> int:
    """Seal everything with a new key, and throw the old one away; returns how many rows were sealed anew.

    It goes in batches beside a running deployment, and the old key opens what it sealed until nothing is left of it. Broken off at any
    moment, it is simply called again: then it goes on with the new key that is in the ring already. The search key stays.
    """
    ring = sealing.read_ring()
    if len(ring.keys) == 1:
        ring = sealing.with_new_key(ring)
        sealing.write_ring(ring)
    done, clean = 0, 0
    while clean < 2:  # twice, so that a transaction that was open at the first look is seen at the second
        time.sleep(settle)
        sealed = sum(_seal_anew(model, field, ring, progress) for model, field in _sealed())
        done, clean = done + sealed, 0 if sealed else clean + 1
    log(by=by, at=at, verb="people.keys.rotate", target=KeyProof(pk=1), county_code="", rows=done, key=ring.current, summary="")
    sealing.write_ring(sealing.without_old_keys(ring))
    return done


def _sealed() -> list[tuple[type[models.Model], SealedField]]:
    """Every room's sealed fields: the keys are one ring for all."""
    return [(model, field) for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _seal_anew(model: type[models.Model], field: SealedField, ring: sealing.Ring, progress: Progress | None) -> int:
    """Seal with the current key whatever another key of the ring sealed; the rows are locked a batch at a time."""
    mark = f"{ring.current}."
    sealed_by = Substr(Cast(field.name, models.TextField()), sealing.DIGEST_LENGTH + 2, len(mark))
    old = model._base_manager.annotate(sealed_by=sealed_by).exclude(sealed_by__in=["", mark]).order_by("pk")
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(old.filter(pk__gt=last).select_for_update().values_list("pk", field.name)[:BATCH])
            for pk, text in rows:
                model._base_manager.filter(pk=pk).update(**{field.name: text})
        if not rows:
            return done
        done, last = done + len(rows), rows[-1][0]
        if progress:
            progress(len(rows))
