"""Honours and model stories as the portal shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from jiafeng.ground.people.models import Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.programme.awards.models import Round, Story, Title
from jiafeng.programme.awards.policies import may_keep
from jiafeng.programme.awards.queries.files import published_titles
from jiafeng.programme.pictures.queries import Kind, covers


def published_stories(county_id: int) -> QuerySet[Story]:
    """Published, of a title that stands, of somebody who agrees to a story now."""
    return (
        Story.objects.filter(county_id=county_id, published_at__isnull=False, title__revoked_at=None)
        .filter(consented(Purpose.STORY, "title__person"))
        .select_related("title__person", "title__scheme")
        .order_by("-published_at")
    )


def told(county_id: int, most: int) -> list[Story]:
    """The latest of them, each with its `cover`, where it has one that may be shown."""
    found = list(published_stories(county_id)[:most])
    pictures = covers(each.subject for each in found)
    for each in found:
        each.cover = pictures.get(each.subject)  # type: ignore[attr-defined]
    return found


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


def bodies_of(round_: Round) -> list[str]:
    """The names of the bodies that hold a round together, in their order: who issues its certificates."""
    return [body.organisation.name for body in round_.bodies.select_related("organisation")]


def years_of_honours(county_id: int) -> list[int]:
    """The years in which somebody was honoured who agreed to be named, the latest first."""
    return [day.year for day in published_titles(county_id).order_by().dates("granted_on", "year", order="DESC")]


@dataclass(frozen=True)
class Honours:
    """One round of a year, with those named; each title has `shown_story`, the key of the story that may be read, or None."""

    round: Round
    day: date
    titles: list[Title]


def honours_of(county_id: int, year: int) -> list[Honours]:
    """Who was honoured in a year and agreed to be named, by round, the latest first: two statements."""
    rows = published_titles(county_id).filter(granted_on__year=year).order_by("-granted_on", "-round", "pk")
    told = dict(published_stories(county_id).filter(title__in=rows.order_by().values("pk")).order_by().values_list("title", "pk"))
    groups: dict[int, Honours] = {}
    for title in rows:
        title.shown_story = told.get(title.pk)  # type: ignore[attr-defined]
        groups.setdefault(title.round_id, Honours(title.round, title.granted_on, [])).titles.append(title)
    return list(groups.values())
