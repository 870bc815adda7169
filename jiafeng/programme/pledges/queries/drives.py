"""Reads over drives: lists, links, and what they put on other rooms' pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due, counted, told
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.links.queries import by_token
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives import queries as drives
from jiafeng.programme.drives.queries import Kind
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Work
from jiafeng.programme.pledges.models import Pledge, PledgeDispute, PledgeDrive, PledgeKiosk, PledgeLink
from jiafeng.programme.pledges.stages import DisputeStage

KIND = Kind("pledges", _("Pledges"), "signature", PledgeDrive)


def link_by_token(token: str) -> PledgeLink | None:
    """The person and drive of a personal link."""
    return by_token(PledgeLink.objects.select_related("drive__county", "drive__organisation", "person__organisation"), token)


def kiosk_by_token(token: str, at: datetime) -> PledgeKiosk | None:
    """The kiosk that a device says it is, while it runs."""
    kiosks = PledgeKiosk.objects.select_related("drive__county", "organisation")
    return by_token(kiosks.filter(ended_at=None, ends_at__gt=at), token)


def kiosks_running(user: Any, drive: PledgeDrive, at: datetime) -> QuerySet[PledgeKiosk]:
    return (
        PledgeKiosk.objects.visible_to(user).filter(drive=drive, ended_at=None, ends_at__gt=at).select_related("started_by", "organisation")
    )


def work_for(line: PlanLine, user: Any) -> Iterable[Work]:
    """What drives did for a plan line."""
    signed = Count("pledges", filter=Q(pledges__withdrawn_at=None, pledges__disputed_at=None))
    return drives.work_for(KIND, line, user, signed, _("%(count)s people signed"))


@Prepared
def _open_disputes(reach: Reach, today: date) -> QuerySet[PledgeDispute]:
    disputes = PledgeDispute.objects.within(reach).filter(stage=DisputeStage.OPEN, decided_with=None)
    return counted(disputes.select_related("pledge__drive__organisation").order_by("due_on", "pk"), "due_on", today)


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: disputes to decide, and drives to open or to close."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    today = local_day(at)
    disputes = told(_open_disputes(reach_of(user), today), _dispute_due, today, address_of("pledges:drives"))
    return disputes + drives.near_due(KIND, user, at)


def _dispute_due(dispute: PledgeDispute) -> Due:
    drive = dispute.pledge.drive
    return Due(
        room=_("Pledges"),
        icon="alert-triangle",
        what=_("Decide: somebody says they did not sign"),
        detail=f"{drive.title} · {dispute.receipt}",
        due=dispute.due_on,
        url=address_of_row("pledges:dispute", dispute.pk),
        action=_("Decide"),
        whose=drive.organisation.label,
        since=local_day(dispute.opened_at),
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Drives by title, and a pledge by its whole reference number."""
    return drives.found(KIND, user, words, limit) + [
        Hit(
            room=_("Pledges"),
            icon="signature",
            title=f"{pledge.reference} {pledge.person.name}",
            detail=pledge.drive.title,
            url=reverse("pledges:pledge", args=[pledge.pk]),
        )
        for pledge in Pledge.objects.visible_to(user).filter(reference=words.strip().upper()).select_related("person", "drive")[:1]
    ]
