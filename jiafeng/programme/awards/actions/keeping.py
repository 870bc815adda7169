"""What becomes of an award's rows when two entries turn out to be one person, when a person is erased, and when a term of keeping is over."""

from __future__ import annotations

from datetime import datetime

from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import Region
from jiafeng.programme.awards.models import Nomination, Objection, ReviewSheet, RoundBody, Story
from jiafeng.programme.awards.stages import ObjectionStage


def erase_nominations(*, at: datetime, person: Person) -> None:
    """The nominations and titles are counted on, of nobody: what was written about the person is blanked, and the story is taken down.

    They are reminded of nothing any more.
    """
    RoundBody.objects.filter(contact=person).update(contact=None)
    Nomination.objects.filter(person=person).update(summary="", reasons={}, nominated_by="", guardian="")
    ReviewSheet.objects.filter(nomination__person=person).update(remark="")
    Story.objects.filter(title__person=person).update(headline="", text="", published_at=None, published_by=None)


def forget_objectors(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Blank who objected, in objections answered before a moment; the objection and its answer stay with the file."""
    rows = Objection.objects.filter(county=county, stage=ObjectionStage.ANSWERED, answered_at__lt=before).exclude(name="")
    return rows.count() if dry_run else rows.update(name="", phone="")
