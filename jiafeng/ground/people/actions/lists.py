"""Lists by criteria: made, changed, removed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.people import policies
from jiafeng.ground.people.models import SavedList
from jiafeng.ground.people.queries import parse_criteria
from jiafeng.ground.records.actions import lock, put, refuse_stale
from jiafeng.ground.units.models import Region


@transaction.atomic
def make_list(*, by: Any, at: datetime, county: Region, title: str, criteria: Mapping[str, Any], key: uuid.UUID | None = None) -> SavedList:
    """Keep criteria under a title; the same `key` again returns the first. by: None for the machine's own operator."""
    if by is not None:
        refuse_if(policies.may_keep_lists(by, county.pk))
    standing = SavedList.objects.filter(key=key).first() if key else None
    if standing is not None:
        return standing
    lock(county)
    made = SavedList(county=county, made_by=by if getattr(by, "pk", None) else None, made_at=at, key=key or uuid.uuid4())
    _fill(made, title, criteria)
    return put(made, by=by, at=at, verb="people.list.create")


@transaction.atomic
def edit_list(*, by: Any, at: datetime, saved: SavedList, revision: int, title: str, criteria: Mapping[str, Any]) -> SavedList:
    """Change a list; refused when somebody else changed it since `revision`. Who was invited by it before stays invited."""
    locked = lock(saved)
    refuse_if(policies.may_keep_lists(by, locked.county_id))
    refuse_stale(locked, revision)
    _fill(locked, title, criteria)
    return put(locked, by=by, at=at, verb="people.list.edit")


def _fill(saved: SavedList, title: str, criteria: Mapping[str, Any]) -> None:
    saved.title = tidy(title)[:60]
    if not saved.title:
        raise Refused(_("Give the list a title."), field="title")
    if SavedList.objects.filter(county_id=saved.county_id, title=saved.title).exclude(pk=saved.pk).exists():
        raise Refused(_("A list of this title is there already. Use that one, or choose another title."), field="title")
    saved.criteria = parse_criteria(criteria, saved.county).as_json()
