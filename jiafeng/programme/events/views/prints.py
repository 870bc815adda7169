"""What a gathering prints: the invitations with their QR codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.common.pages import allow
from jiafeng.library.calendars import local_day
from jiafeng.library.press.badges import Named, badges_pdf, seat_cards_pdf
from jiafeng.library.press.invitations import Guest, InvitationCard, invitation_cards_pdf
from jiafeng.library.press.minutes import MinutesSheet, minutes_pdf
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.programme.events import policies, queries
from jiafeng.programme.events.models import Event, Reply
from jiafeng.programme.events.views.parts import event_or_404


def _when(event: Event) -> str:
    return date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")


@login_required
@require_GET
def invitation_prints(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitations, several to a page, each with its number and QR code."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))
    rows = list(queries.invitations_for(request.user, event).prefetch_related("seats"))
    if not rows:
        raise Http404
    guests = [
        Guest(
            name=row.person.name,
            unit=row.person.organisation.name if row.person.organisation else "",
            number=str(row.number),
            qr_text=request.build_absolute_uri(reverse("events:invitation", args=[row.token])),
            seats="、".join(seat.label for seat in row.seats.all()),
        )
        for row in rows
    ]
    card = InvitationCard(
        title=event.title,
        host="、".join(host.name for host in event.hosts),
        facts=((_("When"), _when(event)), (_("Place"), event.place)),
        greeting=_("You are warmly invited."),
        note=_("Scan to reply; show the code or the number at the door."),
    )
    make = partial(invitation_cards_pdf, card, guests, local_day(timezone.now()))
    return pdf_or_back(request, reverse("events:invitations", args=[pk]), make, f"{event.title}-" + _("invitation cards"))


def _named(request: HttpRequest, event: Event) -> list[Named]:
    """Everybody who is invited and does not stay away, as badges and seat cards name them."""
    rows = queries.invitations_for(request.user, event).exclude(reply=Reply.NO).prefetch_related("seats")
    return [
        Named(
            name=row.person.name,
            unit=row.person.organisation.name if row.person.organisation else "",
            number=str(row.number),
            seats="、".join(seat.label for seat in row.seats.all()),
            qr_text=request.build_absolute_uri(reverse("events:invitation", args=[row.token])),
        )
        for row in rows
    ]


def _pieces(request: HttpRequest, pk: int, print_: Callable[..., bytes], name: str) -> HttpResponse:
    event = event_or_404(request, pk)
    allow(policies.may_host(request.user, event.organisation))
    people = _named(request, event)
    if not people:
        raise Http404
    make = partial(print_, event.title, event.organisation.name, people, local_day(timezone.now()))
    return pdf_or_back(request, reverse("events:invitations", args=[pk]), make, f"{event.title}-{name}")


@login_required
@require_GET
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Name badges, ten to a sheet, with the code for the door."""
    return _pieces(request, pk, badges_pdf, _("name badges"))


@login_required
@require_GET
def seat_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat cards to fold, two to a sheet."""
    return _pieces(request, pk, seat_cards_pdf, _("seat cards"))


@login_required
@require_GET
def minutes_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they stand, on A4."""
    event = event_or_404(request, pk)
    allow(policies.may_read_people(request.user, event))
    standing = queries.minutes_of(event)
    if standing is None:
        raise Http404
    written = date_format(timezone.localtime(standing.written_at), "DATETIME_FORMAT")
    facts = [(_("When"), _when(event)), (_("Place"), event.place), (_("Host"), "、".join(host.name for host in event.hosts))]
    if event.report_key is None:
        facts.append((_("People"), _("%(count)s signed in") % {"count": queries.came(event)}))
    sheet = MinutesSheet(
        title=event.title,
        heading=_("Minutes"),
        facts=tuple(facts),
        text=standing.text,
        decided=_("Decisions"),
        decisions=tuple(standing.decision_list),
        foot=_("Revision %(number)s, %(who)s, %(when)s") % {"number": standing.revision, "who": standing.written_by, "when": written},
    )
    make = partial(minutes_pdf, sheet, local_day(timezone.now()))
    return pdf_or_back(request, reverse("events:event", args=[pk]), make, f"{event.title}-" + _("minutes"))
