"""Writes to titles, and to how they are made known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, Stale, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import last_change
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.actions.rounds import years_on
from jiafeng.programme.awards.models import Medium, Placement, Round, Story, Title


@transaction.atomic
def renew_title(*, by: Any, at: datetime, title: Title) -> Title:
    """After its review the title stands for the scheme's years again."""
    locked = lock(title, "scheme", "person")
    refuse_if(policies.may_keep(by, locked.county_id))
    if locked.revoked_at is not None:
        raise Refused(_("This title was revoked."), code="wrong_stage")
    day = local_day(at)
    if locked.reviewed_at is not None and local_day(locked.reviewed_at) == day:
        return locked
    locked.reviewed_at, locked.reviewed_by = at, by
    locked.review_on = years_on(day, locked.scheme.review_years)
    return put(locked, by=by, at=at, verb="awards.title.renew", summary=locked.serial)


@transaction.atomic
def revoke_title(*, by: Any, at: datetime, title: Title, reason: str) -> Title:
    """Revoke a title. Whoever checks its number is told so; it bars nominations in the scheme for its years; the story is taken down."""
    locked = lock(title, "scheme", "person")
    refuse_if(policies.may_keep(by, locked.county_id))
    reason = stated(reason, _("Say why the title is revoked."))
    if locked.revoked_at is not None:
        return locked
    locked.revoked_at, locked.revoked_by, locked.revoked_reason = at, by, reason
    locked.barred_until = years_on(local_day(at), locked.scheme.bar_years)
    Story.objects.filter(title=locked).update(published_at=None, published_by=None)
    return put(locked, by=by, at=at, verb="awards.title.revoke", summary=locked.serial, reason=reason)


@transaction.atomic
def add_placement(
    *,
    by: Any,
    at: datetime,
    round_: Round,
    key: UUID,
    medium: Medium,
    outlet: str,
    headline: str,
    on: date,
    reach: int | None = None,
    reach_source: str = "",
    evidence: Evidence | None = None,
) -> Placement:
    """Note that an outlet made the result known, once a form. A reach is given with where the number comes from."""
    refuse_if(policies.may_keep(by, round_.county_id))
    if on > local_day(at):
        raise Refused(_("This day lies in the future. Check the date."), field="on")
    if reach is not None and not tidy(reach_source):
        raise Refused(_("Say where the number comes from."), field="reach_source")
    placement, created = Placement.objects.get_or_create(
        key=key,
        defaults={
            "county_id": round_.county_id,
            "round": round_,
            "medium": medium,
            "outlet": tidy(outlet),
            "headline": tidy(headline),
            "on": on,
            "reach": reach,
            "reach_source": tidy(reach_source) if reach is not None else "",
            "evidence": evidence,
            "entered_at": at,
            "entered_by": by,
        },
    )
    if created:
        log(by=by, at=at, verb="awards.placement.add", target=round_, summary=placement.headline)
    return placement


@transaction.atomic
def write_story(*, by: Any, at: datetime, title: Title, revision: int, headline: str, text: str) -> Story:
    """Write or change the story of whoever holds a title; revision 0 begins it. A change takes it down until it is published again."""
    locked = lock(title, "scheme", "person")
    refuse_if(policies.may_keep(by, locked.county_id))
    if not tidy(headline) or not text.strip():
        raise Refused(_("A story needs a headline and a text."), field="headline")
    story = Story.objects.select_for_update().filter(title=locked).first()
    if story is None:
        story = Story(county=locked.county, title=locked, revision=0)
    elif story.revision != revision:
        raise Stale(**last_change(locked))
    story.headline, story.text, story.written_at, story.written_by = tidy(headline), text.strip(), at, by
    story.published_at = story.published_by = None
    story.revision += 1
    story.save()
    log(by=by, at=at, verb="awards.story.write", target=locked, summary=story.headline)
    return story


@transaction.atomic
def publish_story(*, by: Any, at: datetime, story: Story) -> Story:
    """Show the story on the portal. It needs the person's consent to a story, and is gone the moment they take that back."""
    locked = lock(story, "title__person", "title__county")
    refuse_if(policies.may_keep(by, locked.county_id))
    if locked.title.revoked_at is not None:
        raise Refused(_("This title was revoked."), code="wrong_stage")
    if not queries.agrees_to_story(locked.title.person):
        raise Refused(
            _("%(name)s has not agreed to a story. Ask, and note the answer on the person's page.") % {"name": locked.title.person.name}
        )
    if locked.published_at is None:
        locked.published_at, locked.published_by = at, by
        locked.save(update_fields=["published_at", "published_by"])
        log(by=by, at=at, verb="awards.story.publish", target=locked.title, summary=locked.headline)
    return locked
