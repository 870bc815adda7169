"""Reads over family letters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.jobs.models import Job
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.ground.units.models import Region
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import FamilyLetter, MessageDrive
from jiafeng.programme.letters.stages import Stage


def letters_for(user: Any, *, words: str = "", stage: str = "") -> QuerySet[FamilyLetter]:
    """The letters within the user's reach, latest first; withdrawn ones only where they are asked for."""
    rows = FamilyLetter.objects.visible_to(user).select_related("person", "organisation")
    rows = rows.filter(stage=stage) if stage else rows.standing()
    return rows.filter(title__icontains=words) | rows.filter(person__name__icontains=words) if words else rows


def letter_of(drive: MessageDrive, person_id: int) -> FamilyLetter | None:
    """The letter that a person sent in a drive: the one that stands, else the last that was withdrawn."""
    rows = FamilyLetter.objects.filter(drive=drive, person_id=person_id).select_related("county", "person")
    return rows.standing().order_by("-pk").first() or rows.order_by("-pk").first()


def readable() -> Q:
    """What readers may see: approved, and the author agrees to the wall now."""
    return Q(consented(Purpose.WALL), stage=Stage.APPROVED)


def readable_letters(county_id: int) -> QuerySet[FamilyLetter]:
    """The county's letters that readers may see, latest first."""
    rows = FamilyLetter.objects.filter(readable(), county_id=county_id)
    return rows.select_related("person", "organisation").order_by("-written_on", "-pk")


def outdated_booklet(job: Job) -> Any:
    """Why a booklet is not handed out any more, though it was made: who asked for it may not print now, or one of its letters is not for readers.
    None where neither is so."""
    if refusal := policies.may_moderate(job.by, Region.objects.get(code=job.county_code).pk):
        return refusal
    bound = set(job.outcome["letters"])
    if FamilyLetter.objects.filter(readable(), pk__in=bound).count() == len(bound):
        return None
    return _("A letter of this booklet was withdrawn since it was made, or its author no longer agrees. Make the booklet anew, without it.")
