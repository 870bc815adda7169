"""What a gathering prints: the sign-in sheet and the invitations with their QR codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.calendars import local_day
from jiafeng.events import policies, queries
from jiafeng.events.models import Event
from jiafeng.events.views.parts import allow, event_or_404
from jiafeng.press.faces import MissingGlyphs
from jiafeng.press.invitations import Guest, InvitationCard, invitation_cards_pdf
from jiafeng.press.tables import Column, table_sheet_pdf

BLANK_ROWS = 12


def _pdf(request: HttpRequest, back: str, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The printed page; where a character has no font, the page it was asked from says which, instead of paper with a gap."""
    try:
        content = make()
    except MissingGlyphs as missing:
        signs = "、".join(sorted({each.character for each in missing.missing}))
        sentence = _("These characters cannot be printed: %(signs)s. Replace them, or write them with other characters.")
        messages.error(request, sentence % {"signs": signs})
        return redirect(back)
    header = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})


def _when(event: Event) -> str:
    return date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in sheet: those invited by number, then blank rows."""
    event = event_or_404(request, pk)
    allow(policies.may_read_people(request.user, event))
    rows = [
        (str(row.number), row.person.name, row.person.organisation.label if row.person.organisation else "", "")
        for row in queries.invitations_for(request.user, event)
    ]
    columns = [Column(_("Number"), 0.6, True), Column(_("Name"), 1.2), Column(_("Unit"), 2.2), Column(_("Signature"), 1.8)]
    make = partial(
        table_sheet_pdf,
        event.title,
        columns,
        rows,
        local_day(timezone.now()),
        subtitle=f"{_when(event)} · {event.place}",
        note=_("Whoever is not on the list writes name and unit into a blank row."),
        blank_rows=BLANK_ROWS,
        numbered=False,
    )
    return _pdf(request, reverse("events:event", args=[pk]), make, f"{event.title}-{_('sign-in sheet')}")


@login_required
@require_GET
def invitation_prints(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitations, several to a page, each with its number and QR code."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))
    rows = list(queries.invitations_for(request.user, event))
    if not rows:
        raise Http404
    guests = [
        Guest(
            name=row.person.name,
            unit=row.person.organisation.name if row.person.organisation else "",
            number=str(row.number),
            qr_text=request.build_absolute_uri(reverse("events:invitation", args=[row.token])),
        )
        for row in rows
    ]
    card = InvitationCard(
        title=event.title,
        host=event.organisation.name,
        facts=((_("When"), _when(event)), (_("Place"), event.place)),
        greeting=_("You are warmly invited."),
        note=_("Scan to reply; show the code or the number at the door."),
    )
    make = partial(invitation_cards_pdf, card, guests, local_day(timezone.now()))
    return _pdf(request, reverse("events:invitations", args=[pk]), make, f"{event.title}-{_('invitation cards')}")
