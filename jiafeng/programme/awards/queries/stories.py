"""Model stories as the portal shows them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from jiafeng.ground.people.models import Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.programme.awards.models import Story
from jiafeng.programme.awards.policies import may_keep
from jiafeng.programme.pictures.queries import Kind


def published_stories(county_id: int) -> QuerySet[Story]:
    """Published, of a title that stands, of somebody who agrees to a story now."""
    return (
        Story.objects.filter(county_id=county_id, published_at__isnull=False, title__revoked_at=None)
        .filter(consented(Purpose.STORY, "title__person"))
        .select_related("title__person", "title__scheme")
        .order_by("-published_at")
    )


STORIES = Kind(
    name="story",
    rows=lambda: Story.objects.select_related("county", "title"),
    may_edit=lambda user, story: may_keep(user, story.county_id),
    is_public=lambda story: published_stories(story.county_id).filter(pk=story.pk).exists(),
    reads=lambda user, story: not may_keep(user, story.county_id),
    keeps=lambda user, story: not may_keep(user, story.county_id),
    page=lambda story: reverse("awards:title", args=[story.title_id]),
    attachments=False,
)
"""How stories have pictures."""
