"""Writes to schemes and their criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.records.actions import fill, lock, log, put, refuse_stale
from jiafeng.ground.units.models import Region
from jiafeng.programme.awards import policies
from jiafeng.programme.awards.models import Criterion, Scheme, SchemeKind, SchemeVersion, WeightedCriterion

MAX_CRITERIA, MAX_EXCLUSIONS = 12, 20


@dataclass(frozen=True)
class Weighed:
    """A criterion as a version words it, and its weight in percent."""

    title: str
    text: str
    weight: int


@transaction.atomic
def create_scheme(*, by: Any, at: datetime, county: Region, **facts: Any) -> Scheme:
    """Open a scheme; `facts` are the fields of the model from `title` to `bar_years`."""
    refuse_if(policies.may_keep(by, county.pk))
    scheme = Scheme(county=county)
    _fill(scheme, facts)
    return put(scheme, by=by, at=at, verb="awards.scheme.create")


@transaction.atomic
def edit_scheme(*, by: Any, at: datetime, scheme: Scheme, revision: int, **facts: Any) -> Scheme:
    """Change a scheme's rules for the rounds to come and the steps still ahead; refused when somebody else changed it since `revision`."""
    locked = lock(scheme)
    refuse_if(policies.may_keep(by, locked.county_id))
    refuse_stale(locked, revision)
    return put(locked, by=by, at=at, verb="awards.scheme.edit", changed=_fill(locked, facts))


def _fill(scheme: Scheme, facts: dict[str, Any]) -> list[str]:
    changed = fill(scheme, **{name: tidy(value) if isinstance(value, str) else value for name, value in facts.items()})
    if not scheme.title or not scheme.honour:
        raise Refused(_("Name the scheme and the title it gives."), field="title")
    if scheme.for_children and scheme.public_vote:
        raise Refused(_("The public never votes on children. Take one of the two marks away."), field="public_vote")
    if scheme.kind == SchemeKind.COMMEND and not scheme.may_certify:
        raise Refused(_("A commendation needs its approval document and the number of honours it allows."), field="approval_document")
    if Scheme.objects.filter(county_id=scheme.county_id, title=scheme.title).exclude(pk=scheme.pk).exists():
        raise Refused(_("There is already a scheme of this name."), field="title")
    return changed


@transaction.atomic
def publish_version(*, by: Any, at: datetime, scheme: Scheme, criteria: Sequence[Weighed], exclusions: Sequence[str]) -> SchemeVersion:
    """Publish criteria and exclusions as a new version. Rounds that have begun keep theirs."""
    locked = lock(scheme)
    refuse_if(policies.may_keep(by, locked.county_id))
    ruled_out = [sentence for sentence in map(tidy, exclusions) if sentence]
    if not criteria or len(criteria) > MAX_CRITERIA:
        raise Refused(_("Give one to twelve criteria, each on a line of its own."), field="criteria")
    if sum(each.weight for each in criteria) != 100 or any(each.weight < 1 for each in criteria):
        raise Refused(
            _("The weights must add up to 100; they come to %(sum)s.") % {"sum": sum(each.weight for each in criteria)}, field="criteria"
        )
    titles = [tidy(each.title) for each in criteria]
    if len(set(titles)) != len(titles) or not all(titles):
        raise Refused(_("Each criterion needs a name of its own."), field="criteria")
    if len(ruled_out) > MAX_EXCLUSIONS or any(len(sentence) > 300 for sentence in ruled_out):
        raise Refused(_("At most twenty exclusions of at most 300 characters."), field="exclusions")
    newest = locked.versions.first()
    version = SchemeVersion.objects.create(
        scheme=locked, number=newest.number + 1 if newest else 1, exclusions=ruled_out, published_at=at, published_by=by
    )
    for place, (title, each) in enumerate(zip(titles, criteria, strict=True)):
        shared, _new = Criterion.objects.get_or_create(county=locked.county, title=title, defaults={"text": tidy(each.text)})
        WeightedCriterion.objects.create(
            version=version, criterion=shared, text=tidy(each.text) or shared.text, place=place, weight=each.weight
        )
    log(by=by, at=at, verb="awards.version.publish", target=locked, summary=str(version), version=version.number)
    return version
