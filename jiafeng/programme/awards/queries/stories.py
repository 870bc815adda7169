"""Model stories as the portal shows them."""

from __future__ import annotations

from django.db.models import QuerySet

from jiafeng.ground.people.models import Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.programme.awards.models import Story


def published_stories(county_id: int) -> QuerySet[Story]:
    """Published, of a title that stands, of somebody who agrees to a story now."""
    return (
        Story.objects.filter(county_id=county_id, published_at__isnull=False, title__revoked_at=None)
        .filter(consented(Purpose.STORY, "title__person"))
        .select_related("title__person", "title__scheme")
        .order_by("-published_at")
    )
