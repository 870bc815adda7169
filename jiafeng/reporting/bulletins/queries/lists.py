"""Lists of bulletins, for staff, for the portal, for the desk and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.navigation import address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.links.queries import by_token
from jiafeng.ground.units.models import Region
from jiafeng.library.calendars import local_day
from jiafeng.programme.pictures.queries import Kind
from jiafeng.reporting.bulletins.models import Bulletin, BulletinApproval, BulletinTemplate
from jiafeng.reporting.bulletins.policies import may_edit, may_read, may_write, sees_bulletins
from jiafeng.reporting.bulletins.stages import Stage


def bulletins_for(user: Any, q: str = "", stage: str | None = None, year: int | None = None) -> QuerySet[Bulletin]:
    """The bulletins the user may see, latest first, narrowed by words, stage and year of creation."""
    found = Bulletin.objects.visible_to(user).select_related("organisation", "author").defer("record", "body", "seal").order_by("-pk")
    if q:
        found = found.filter(Q(title__icontains=q) | Q(code__iexact=q.strip()))
    if stage:
        found = found.filter(stage=stage)
    return found.filter(created_at__year=year) if year else found


def approvals(bulletin: Bulletin, at: datetime, address: Callable[[str], str]) -> list[tuple[BulletinApproval, str]]:
    """Who was asked by link, the last one first, each with the link while it holds. address: of a page, as others reach it."""
    rows = bulletin.approvals.select_related("approver")
    return [(each, address(reverse("bulletins:by_link", args=[each.token])) if each.holds(at) else "") for each in rows]


def approval_by(token: str) -> BulletinApproval | None:
    """The approval that a secret opens, whatever became of it."""
    related = ("approver", "bulletin__county", "bulletin__organisation", "bulletin__corrects")
    return by_token(BulletinApproval.objects.select_related(*related), token)


def templates_for(user: Any) -> QuerySet[BulletinTemplate]:
    """The texts that a new bulletin may begin with."""
    return BulletinTemplate.objects.visible_to(user).order_by("name", "pk")


def issued(county: Region | int | None = None) -> QuerySet[Bulletin]:
    """Every issued bulletin (of a county), latest first; the portal shows each by `papers.public`."""
    found = Bulletin.objects.filter(stage=Stage.ISSUED).select_related("organisation", "corrects").defer("record", "seal")
    return (found if county is None else found.filter(county=county)).order_by("-issued_at", "-pk")


def listing() -> list[dict[str, Any]]:
    """Every bulletin as `jiafeng bulletin list --json` prints it."""
    rows = Bulletin.objects.order_by("pk").values_list("pk", "title", "stage", "issued_at")
    return [{"id": pk, "title": title, "stage": stage, "issued_at": at and at.isoformat()} for pk, title, stage, at in rows]


@Prepared
def _waiting(reach: Reach, user: int, waits: bool) -> QuerySet[Bulletin]:
    """Texts handed in, and for whoever `waits` for a decision: their own returned ones, and those to issue. `wrote`: the user had a hand in it.

    All of them: a county has a handful.
    """
    found = Bulletin.objects.within(reach).defer("record", "body", "seal")
    found = found.annotate(wrote=Exists(Bulletin.writers.through.objects.filter(bulletin=OuterRef("pk"), user=user)))
    asked = Q(stage=Stage.SUBMITTED)
    if waits:
        asked |= Q(stage=Stage.APPROVED) | Q(stage=Stage.RETURNED, wrote=True)
    return found.filter(asked).select_related("submitted_by", "approved_by", "approver", "author").order_by("submitted_at", "pk")


def due(user: Any, at: datetime) -> list[Due]:
    """What waits for this user: texts to approve that others wrote, own texts that were returned, approved ones to issue."""
    if sees_bulletins(user):
        return []
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF):
        return []
    return [_TELL[Stage(bulletin.stage)](user, bulletin) for bulletin in _waiting(reach_of(user), user.pk, holds(user, Role.COUNTY_STAFF))]


def _approval_due(user: Any, bulletin: Any) -> Due:
    mine = not bulletin.wrote and bulletin.author_id != user.pk
    act, page = (_("Read and decide"), "review") if mine else (_("See how far it is"), "bulletin")
    what, whose = _("Approve the bulletin “%(title)s”"), user if mine else _("somebody who did not write in it")
    return _due(what, bulletin, bulletin.submitted_by, act, page, whose=whose, since=bulletin.submitted_at, mine=mine)


def _revision_due(user: Any, bulletin: Bulletin) -> Due:
    return _due(_("Revise the bulletin “%(title)s”"), bulletin, bulletin.return_reason, _("Revise"), "edit", whose=bulletin.author)


def _issue_due(user: Any, bulletin: Bulletin) -> Due:
    what = _("Issue the bulletin “%(title)s”")
    return _due(what, bulletin, bulletin.agreed, _("Issue"), "bulletin", whose=bulletin.author, since=bulletin.approved_at)


_TELL = {Stage.SUBMITTED: _approval_due, Stage.RETURNED: _revision_due, Stage.APPROVED: _issue_due}


def _due(what: Any, bulletin: Bulletin, detail: Any, action: Any, page: str, *, whose: Any, since: Any = None, mine: bool = True) -> Due:
    return Due(
        room=_("Bulletins"),
        icon="news",
        what=what % {"title": bulletin.title},
        detail=str(detail or ""),
        due=None,
        url=address_of_row(f"bulletins:{page}", bulletin.pk),
        action=action,
        whose=str(whose),
        since=since and local_day(since),
        mine=mine,
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Bulletins by title, text or code."""
    if sees_bulletins(user):
        return []
    found = Bulletin.objects.visible_to(user).filter(Q(title__icontains=words) | Q(body__icontains=words) | Q(code__iexact=words.strip()))
    return [
        Hit(
            room=_("Bulletins"),
            icon="news",
            title=each.title,
            detail=each.get_stage_display(),
            url=reverse("bulletins:bulletin", args=[each.pk]),
        )
        for each in found.defer("record", "body").order_by("-pk")[:limit]
    ]


BULLETINS = Kind(
    name="bulletin",
    rows=lambda: Bulletin.objects.select_related("county").defer("record", "seal"),
    may_edit=may_edit,
    is_public=lambda bulletin: bulletin.is_issued,
    reads=lambda user, bulletin: not may_read(user, bulletin),
    keeps=lambda user, bulletin: not may_write(user, bulletin.county_id),
    page=lambda bulletin: reverse("bulletins:bulletin", args=[bulletin.pk]),
    attachments=False,
)
"""How bulletins have pictures: until they are handed in; whether one is shown is asked for good."""
