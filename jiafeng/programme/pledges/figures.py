"""What pledges can prove."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope, Parameter, in_scope, titles
from jiafeng.programme.pledges.models import Channel, Pledge, PledgeDrive, PledgeTrace

_signed = in_scope(Pledge.objects.standing(), "signed_on", drive="drive_id")


def _people(scope: FigureScope) -> QuerySet[Pledge]:
    """Each person's first pledge in the scope; within one drive there is no second."""
    if "drive" in scope.params:
        return _signed(scope)
    firsts = _signed(scope).order_by().values("person").annotate(first=Min("pk")).values("first")
    return Pledge.objects.filter(pk__in=firsts).order_by("pk")


SIGNERS = Figure(
    code="pledges.signers",
    label=_("People who signed the pledge"),
    unit=_("people"),
    definition=_(
        "People who signed in the period, without those who withdrew or whose signature is disputed; on several channels a person counts once, over several drives once in each."
    ),
    rows=_signed,
    columns={
        "reference": _("Reference number"),
        "person__name": _("Name"),
        "organisation__name": _("Unit"),
        "drive__title": _("Pledge drive"),
        "text__version": _("Version of the text"),
        "signed_on": _("Signed on"),
    },
    evidence="traces__evidence",
    parameters=(Parameter("drive", _("Pledge drive"), titles(PledgeDrive.objects.order_by("-opens_on", "-pk"))),),
)
PEOPLE = replace(
    SIGNERS,
    code="pledges.people",
    label=_("Different people who signed a pledge"),
    definition=_(
        "Different people who signed at least one pledge in the period that was neither withdrawn nor disputed; over several drives a person counts once."
    ),
    rows=_people,
)


def _by(channel: Channel, noun: str, label: Any, definition: Any) -> Figure:
    traces = PledgeTrace.objects.filter(channel=channel, pledge__withdrawn_at=None, pledge__disputed_at=None)
    columns = {
        "pledge__reference": _("Reference number"),
        "pledge__person__name": _("Name"),
        "pledge__organisation__name": _("Unit"),
        "drive__title": _("Pledge drive"),
        "signed_on": _("Signed on"),
        "sheet": _("Sheet and row"),
    }
    rows = in_scope(traces, "signed_on", drive="drive_id")
    return replace(SIGNERS, code=f"pledges.{noun}", label=label, definition=definition, rows=rows, columns=columns, evidence="evidence")


ON_PHONE = _by(
    Channel.PHONE,
    "on_phone",
    _("People who signed on a phone"),
    _(
        "Signers whose signature came by their own phone, without those withdrawn or disputed; who also signed otherwise is counted there too."
    ),
)
ON_PAPER = _by(
    Channel.PAPER,
    "on_paper",
    _("People who signed on paper"),
    _("Signers entered from a paper sheet, without those withdrawn or disputed; who also signed otherwise is counted there too."),
)
ON_TABLET = _by(
    Channel.KIOSK,
    "on_tablet",
    _("People who signed on a shared tablet"),
    _(
        "Signers whose signature came by a shared tablet, without those withdrawn or disputed; who also signed otherwise is counted there too."
    ),
)
