"""Posts with their days: a change of post keeps the one before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.people import policies
from jiafeng.ground.people.actions.persons import level_of
from jiafeng.ground.people.models import Person, Posting
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.units.models import Organisation


@transaction.atomic
def change_post(
    *, by: Any, at: datetime, person: Person, since: date, organisation: Organisation | None, post: str = "", rank_as_written: str = ""
) -> Person:
    """Somebody holds another post from `since`, which is not in the future; what stood until then is kept as an earlier post."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    if organisation != locked.organisation:
        refuse_if(policies.may_add_to(by, locked.county_id, organisation))
    if since > timezone.localdate(at):
        raise Refused(_("This day has not come yet. Enter the change when it has."), field="since")
    if locked.posted_on is not None and since <= locked.posted_on:
        raise Refused(_("Today's post began later than that. Enter it as an earlier post."), field="since")
    _refuse_overlap(locked, locked.posted_on, since)
    Posting.objects.create(
        person=locked, organisation=locked.organisation, post=locked.post, rank=locked.rank, rank_as_written=locked.rank_as_written,
        since=locked.posted_on, until=since,
    )  # fmt: skip
    locked.organisation, locked.post, locked.posted_on = organisation, tidy(post), since
    locked.rank, locked.rank_as_written = level_of(rank_as_written)
    return put(locked, by=by, at=at, verb="people.post.change", since=since.isoformat())


@transaction.atomic
def add_earlier_post(
    *,
    by: Any,
    at: datetime,
    person: Person,
    since: date | None,
    until: date,
    organisation: Organisation | None,
    post: str = "",
    rank_as_written: str = "",
) -> Posting:
    """Note a post that somebody held over [since, until), before today's; refused where it overlaps another one."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    if since is not None and since >= until:
        raise Refused(_("The post ends before it begins."), field="until")
    if locked.posted_on is None or until > locked.posted_on:
        raise Refused(_("Today's post must begin after it. Enter first since when today's post is held."), field="until")
    _refuse_overlap(locked, since, until)
    level, written = level_of(rank_as_written)
    made = Posting.objects.create(
        person=locked, organisation=organisation, post=tidy(post), rank=level, rank_as_written=written, since=since, until=until
    )
    log(by=by, at=at, verb="people.post.note", target=locked)
    return made


@transaction.atomic
def remove_earlier_post(*, by: Any, at: datetime, person: Person, posting: Posting) -> None:
    """Take out an earlier post that was entered by mistake."""
    locked = lock(person, "organisation__county")
    refuse_if(policies.may_edit(by, locked))
    Posting.objects.filter(pk=posting.pk, person=locked).delete()
    log(by=by, at=at, verb="people.post.remove", target=locked)


def _refuse_overlap(person: Person, since: date | None, until: date) -> None:
    held = person.postings.filter(Q(since=None) | Q(since__lt=until))
    if since is not None:
        held = held.filter(until__gt=since)
    if held.exists():
        raise Refused(_("Another earlier post covers some of these days."), field="until")
