"""What the pages of paper share."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from jiafeng.common.pages import allow
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.papers.models import READERS, PaperSheet
from jiafeng.ground.papers.queries import Owner, Target, owner_of


def target_or_404(request: HttpRequest, kind: str, pk: int) -> tuple[Owner, Target]:
    """The owner and its target, if the user may see it. A volunteer sees no list of people, so no sheets."""
    owner = owner_of(kind)
    if owner is None:
        raise Http404
    target = owner.find(request.user, pk)
    if target is None:
        raise Http404
    if not holds(request.user, *READERS):
        allow(owner.may_enter(request.user, pk))
    return owner, target


def enterable(request: HttpRequest, kind: str, pk: int) -> tuple[Owner, Target]:
    """As `target_or_404`, for those who may enter its paper."""
    owner, target = target_or_404(request, kind, pk)
    allow(owner.may_enter(request.user, pk))
    return owner, target


def sheet_or_404(request: HttpRequest, pk: int) -> tuple[Owner, Target, PaperSheet]:
    """The sheet, if the user may see it and what it belongs to."""
    rows = PaperSheet.objects.visible_to(request.user).select_related("county", "organisation", "printed_by")
    sheet = get_object_or_404(rows, pk=pk)
    owner, target = target_or_404(request, sheet.kind, sheet.target)
    return owner, target, sheet


def enterable_sheet(request: HttpRequest, pk: int) -> tuple[Owner, Target, PaperSheet]:
    owner, target, sheet = sheet_or_404(request, pk)
    allow(owner.may_enter(request.user, target.pk))
    return owner, target, sheet
