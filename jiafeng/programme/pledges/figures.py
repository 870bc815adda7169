"""What pledges can prove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope, Parameter
from jiafeng.programme.pledges.models import Channel, Pledge, PledgeDrive, PledgeTrace


def _drives(county_id: int | None) -> Iterable[tuple[int, str]]:
    rows = PledgeDrive.objects.order_by("-opens_on", "-pk")
    if county_id is not None:
        rows = rows.filter(county_id=county_id)
    return rows.values_list("pk", "title")


def _within(rows: QuerySet[Any], scope: FigureScope) -> QuerySet[Any]:
    """Rows of pledges or of traces, by county, drive and day of signing."""
    if "drive" in scope.params:
        rows = rows.filter(drive_id=scope.params["drive"])
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(signed_on__gte=scope.start)
    if scope.end:
        rows = rows.filter(signed_on__lt=scope.end)
    return rows.order_by("pk")


def _signed(scope: FigureScope) -> QuerySet[Pledge]:
    return _within(Pledge.objects.standing(), scope)


def _people(scope: FigureScope) -> QuerySet[Pledge]:
    """Each person's first pledge in the scope; within one drive there is no second."""
    if "drive" in scope.params:
        return _signed(scope)
    firsts = _signed(scope).order_by().values("person").annotate(first=Min("pk")).values("first")
    return Pledge.objects.filter(pk__in=firsts).order_by("pk")


def _by(channel: Channel) -> Any:
    def rows(scope: FigureScope) -> QuerySet[PledgeTrace]:
        return _within(PledgeTrace.objects.filter(channel=channel, pledge__withdrawn_at=None, pledge__disputed_at=None), scope)

    return rows


_DRIVE = Parameter("drive", _("Pledge drive"), _drives)
_PLEDGE_COLUMNS = {
    "reference": _("Reference number"),
    "person__name": _("Name"),
    "organisation__name": _("Unit"),
    "drive__title": _("Pledge drive"),
    "text__version": _("Version of the text"),
    "signed_on": _("Signed on"),
}
_TRACE_COLUMNS = {
    "pledge__reference": _("Reference number"),
    "pledge__person__name": _("Name"),
    "pledge__organisation__name": _("Unit"),
    "drive__title": _("Pledge drive"),
    "signed_on": _("Signed on"),
    "sheet": _("Sheet and row"),
}

SIGNERS = Figure(
    code="pledges.signers",
    label=_("People who signed the pledge"),
    unit=_("people"),
    definition=_(
        "People who signed in the period, without those who withdrew or whose signature is disputed; on several channels a person counts once, over several drives once in each."
    ),
    rows=_signed,
    columns=_PLEDGE_COLUMNS,
    evidence="traces__evidence",
    parameters=(_DRIVE,),
)
PEOPLE = Figure(
    code="pledges.people",
    label=_("Different people who signed a pledge"),
    unit=_("people"),
    definition=_(
        "Different people who signed at least one pledge in the period that was neither withdrawn nor disputed; over several drives a person counts once."
    ),
    rows=_people,
    columns=_PLEDGE_COLUMNS,
    evidence="traces__evidence",
    parameters=(_DRIVE,),
)
ON_PHONE = Figure(
    code="pledges.on_phone",
    label=_("People who signed on a phone"),
    unit=_("people"),
    definition=_(
        "Signers whose signature came by their own phone, without those withdrawn or disputed; who also signed otherwise is counted there too."
    ),
    rows=_by(Channel.PHONE),
    columns=_TRACE_COLUMNS,
    evidence="evidence",
    parameters=(_DRIVE,),
)
ON_PAPER = Figure(
    code="pledges.on_paper",
    label=_("People who signed on paper"),
    unit=_("people"),
    definition=_(
        "Signers entered from a paper sheet, without those withdrawn or disputed; who also signed otherwise is counted there too."
    ),
    rows=_by(Channel.PAPER),
    columns=_TRACE_COLUMNS,
    evidence="evidence",
    parameters=(_DRIVE,),
)
ON_TABLET = Figure(
    code="pledges.on_tablet",
    label=_("People who signed on a shared tablet"),
    unit=_("people"),
    definition=_(
        "Signers whose signature came by a shared tablet, without those withdrawn or disputed; who also signed otherwise is counted there too."
    ),
    rows=_by(Channel.KIOSK),
    columns=_TRACE_COLUMNS,
    evidence="evidence",
    parameters=(_DRIVE,),
)
