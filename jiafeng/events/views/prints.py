"""What a gathering prints: the invitations with their QR codes."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.calendars import local_day
from jiafeng.events import policies, queries
from jiafeng.events.models import Event
from jiafeng.events.views.parts import allow, event_or_404
from jiafeng.press.invitations import Guest, InvitationCard, invitation_cards_pdf
from jiafeng.press.responses import pdf_or_back


def _when(event: Event) -> str:
    return date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")


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
    return pdf_or_back(request, reverse("events:invitations", args=[pk]), make, f"{event.title}-{_('invitation cards')}")
