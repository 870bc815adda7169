"""Reads over family letters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jiafeng.letters.models import FamilyLetter
from jiafeng.letters.stages import Stage
from jiafeng.people.models import Purpose
from jiafeng.people.queries import consented


def letters_for(user: Any, *, words: str = "", stage: str = "") -> QuerySet[FamilyLetter]:
    """The letters within the user's reach, latest first; withdrawn ones only where they are asked for."""
    rows = FamilyLetter.objects.visible_to(user).select_related("person", "organisation")
    rows = rows.filter(stage=stage) if stage else rows.standing()
    return rows.filter(title__icontains=words) | rows.filter(person__name__icontains=words) if words else rows


def readable_letters(county_id: int) -> QuerySet[FamilyLetter]:
    """What readers may see: approved, and the author agrees to the wall now."""
    rows = FamilyLetter.objects.filter(county_id=county_id, stage=Stage.APPROVED).filter(consented(Purpose.WALL))
    return rows.select_related("person", "organisation").order_by("-written_on", "-pk")
