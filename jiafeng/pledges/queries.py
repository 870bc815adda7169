"""Reads over drives and pledges, with the arithmetic of their channels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.accounts.policies import holds
from jiafeng.calendars import local_day
from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.common.tokens import digest
from jiafeng.people.models import CadreRelation, Person
from jiafeng.plans.models import PlanLine
from jiafeng.plans.queries import Work
from jiafeng.pledges.models import Channel, DriveIssuer, Pledge, PledgeDrive, PledgeLink, PledgeTrace
from jiafeng.pledges.stages import DriveStage


@dataclass(frozen=True)
class Reckoning:
    """How the channels of a drive come to its total: the sum of `channels` − `overlaps` − `withdrawn` = `total`."""

    channels: list[tuple[str, Any, int]]
    overlaps: int
    withdrawn: int
    total: int


def reckon(drive: PledgeDrive) -> Reckoning:
    """The drive's arithmetic, from three counts. Overlaps are traces of people who are there by another channel already."""
    counted = dict(PledgeTrace.objects.filter(drive=drive).order_by().values_list("channel").annotate(Count("pk")))
    pledges = Pledge.objects.filter(drive=drive)
    total = pledges.standing().count()
    withdrawn = pledges.filter(withdrawn_at__isnull=False).count()
    return Reckoning(
        channels=[(channel.value, channel.label, counted.get(channel.value, 0)) for channel in Channel],
        overlaps=sum(counted.values()) - total - withdrawn,
        withdrawn=withdrawn,
        total=total,
    )


def drives_for(user: Any) -> QuerySet[PledgeDrive]:
    """The drives the user may see, newest first. Their totals stand on each drive's own page."""
    return PledgeDrive.objects.visible_to(user).select_related("organisation", "county").order_by("-opens_on", "-pk")


def with_issuers(drives: QuerySet[PledgeDrive]) -> QuerySet[PledgeDrive]:
    return drives.select_related("county", "organisation", "plan_line").prefetch_related(
        Prefetch("issuer_rows", DriveIssuer.objects.select_related("organisation"))
    )


def drive_by_token(token: str) -> PledgeDrive | None:
    """The drive of a shared link."""
    return with_issuers(PledgeDrive.objects.filter(token=token)).first()


def link_by_token(token: str) -> PledgeLink | None:
    """The person and drive of a personal link."""
    return (
        PledgeLink.objects.select_related("drive__county", "drive__organisation", "person__organisation")
        .filter(digest=digest(token))
        .first()
    )


def cadre_of(person: Person) -> str:
    """The name of the cadre in the person's household, as far as the list of people knows."""
    if person.household_id is None or person.cadre_relation in ("", CadreRelation.SELF):
        return ""
    cadres = Person.objects.present().filter(household=person.household_id, cadre_relation=CadreRelation.SELF)
    return cadres.order_by("pk").values_list("name", flat=True).first() or ""


def pledge_of(drive: PledgeDrive, person_id: int) -> Pledge | None:
    return Pledge.objects.select_related("text", "drive").prefetch_related("traces").filter(drive=drive, person_id=person_id).first()


def pledges_for(user: Any, drive: PledgeDrive) -> QuerySet[Pledge]:
    """The drive's pledges within the user's reach, latest first."""
    traces = PledgeTrace.objects.only("pledge_id", "channel", "kind", "sheet", "signed_on")
    return (
        Pledge.objects.visible_to(user)
        .filter(drive=drive)
        .select_related("person", "organisation", "text")
        .prefetch_related(Prefetch("traces", traces))
        .order_by("-pk")
    )


def narrowed(
    pledges: QuerySet[Pledge], *, words: str = "", channel: str = "", unit: int | None = None, withdrawn: bool = False
) -> QuerySet[Pledge]:
    """By name or reference number, channel, unit; standing pledges unless the withdrawn ones are asked for."""
    pledges = pledges.filter(withdrawn_at__isnull=not withdrawn)
    if words:
        pledges = pledges.filter(Q(person__name__icontains=words) | Q(reference__iexact=words))
    if channel:
        pledges = pledges.filter(pk__in=PledgeTrace.objects.filter(channel=channel).values("pledge"))
    if unit:
        pledges = pledges.filter(organisation_id=unit)
    return pledges


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What drives did for a plan line."""
    drives = PledgeDrive.objects.visible_to(user).filter(plan_line=line).exclude(stage=DriveStage.DRAFT)
    signed = dict(drives.annotate(signed=Count("pledges", filter=Q(pledges__withdrawn_at=None))).values_list("pk", "signed"))
    return [
        Work(
            icon="signature",
            title=drive.title,
            detail=_("%(count)s people signed") % {"count": signed[drive.pk]},
            on=drive.opens_on,
            url=reverse("pledges:drive", args=[drive.pk]),
        )
        for drive in drives
    ]


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: drives to open, drives about to close, drives past their last day."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    today = local_day(at)
    drives = PledgeDrive.objects.visible_to(user).filter(
        Q(stage=DriveStage.DRAFT, opens_on__lte=today + timedelta(days=14))
        | Q(stage=DriveStage.OPEN, closes_on__lte=today + timedelta(days=8))
    )
    what = {
        DriveStage.DRAFT: (_("Open the drive: %(title)s"), _("People sign from this day on.")),
        DriveStage.OPEN: (_("Enter the last sheets: %(title)s"), _("Enter what came on paper, then close the drive.")),
    }
    return [
        Due(
            room="pledges",
            icon="signature",
            what=what[DriveStage(drive.stage)][0] % {"title": drive.title},
            detail=what[DriveStage(drive.stage)][1],
            due=drive.opens_on if drive.stage == DriveStage.DRAFT else drive.last_day,
            url=reverse("pledges:drive", args=[drive.pk]),
            action=_("Open the page"),
        )
        for drive in drives.order_by("closes_on", "pk")[:20]
    ]


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Drives by title, and a pledge by its whole reference number."""
    hits = [
        Hit(
            room=_("Pledges"),
            icon="signature",
            title=drive.title,
            detail=drive.get_stage_display(),
            url=reverse("pledges:drive", args=[drive.pk]),
        )
        for drive in PledgeDrive.objects.visible_to(user).filter(title__icontains=words)[:limit]
    ]
    hits += [
        Hit(
            room=_("Pledges"),
            icon="signature",
            title=f"{pledge.reference} {pledge.person.name}",
            detail=pledge.drive.title,
            url=reverse("pledges:pledge", args=[pledge.pk]),
        )
        for pledge in Pledge.objects.visible_to(user).filter(reference=words.strip().upper()).select_related("person", "drive")[:1]
    ]
    return hits
