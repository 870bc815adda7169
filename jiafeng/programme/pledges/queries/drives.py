"""Reads over drives: lists, links, and what they put on other rooms' pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.common.tokens import digest
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.library.calendars import local_day
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work
from jiafeng.programme.pledges.models import DriveIssuer, Pledge, PledgeDispute, PledgeDrive, PledgeKiosk, PledgeLink
from jiafeng.programme.pledges.stages import DisputeStage, DriveStage


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


def kiosk_by_token(token: str, at: datetime) -> PledgeKiosk | None:
    """The kiosk that a device says it is, while it runs."""
    kiosks = PledgeKiosk.objects.select_related("drive__county", "organisation")
    return kiosks.filter(digest=digest(token), ended_at=None, ends_at__gt=at).first() if token else None


def kiosks_running(user: Any, drive: PledgeDrive, at: datetime) -> QuerySet[PledgeKiosk]:
    return (
        PledgeKiosk.objects.visible_to(user).filter(drive=drive, ended_at=None, ends_at__gt=at).select_related("started_by", "organisation")
    )


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What drives did for a plan line."""
    drives = PledgeDrive.objects.visible_to(user).filter(plan_line=line).exclude(stage=DriveStage.DRAFT)
    signed = dict(
        drives.annotate(signed=Count("pledges", filter=Q(pledges__withdrawn_at=None, pledges__disputed_at=None))).values_list(
            "pk", "signed"
        )
    )
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
    """For county staff: drives to open, drives about to close, drives past their last day, and disputes to decide."""
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
    disputes = PledgeDispute.objects.visible_to(user).filter(stage=DisputeStage.OPEN, decided_with=None).select_related("pledge__drive")
    return [
        Due(
            room="pledges",
            icon="alert-triangle",
            what=_("Decide: somebody says they did not sign"),
            detail=f"{dispute.pledge.drive.title} · {dispute.receipt}",
            due=dispute.due_on,
            url=reverse("pledges:dispute", args=[dispute.pk]),
            action=_("Open the page"),
        )
        for dispute in disputes.order_by("due_on", "pk")[:20]
    ] + [
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
