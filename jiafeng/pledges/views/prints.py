"""What a drive prints: the poster with its QR code, and numbered sheets to sign on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

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
from jiafeng.pledges import policies
from jiafeng.pledges.models import DriveText, PledgeDrive
from jiafeng.pledges.views.drives import signing_address
from jiafeng.pledges.views.parts import allow, drive_or_404
from jiafeng.press.faces import MissingGlyphs
from jiafeng.press.posters import Poster, poster_pdf
from jiafeng.press.tables import Column, table_sheet_pdf

ROWS = 16
MAX_SHEETS = 999


def _printable(request: HttpRequest, pk: int) -> tuple[PledgeDrive, DriveText]:
    allow(policies.may_see_drives(request.user))
    drive = drive_or_404(request, pk)
    text = drive.texts.first()
    if text is None:
        raise Http404
    return drive, text


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


@login_required
@require_GET
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster to hang up: scan and sign."""
    drive, _text = _printable(request, pk)
    ending = "MONTH_DAY_FORMAT" if drive.opens_on.year == drive.last_day.year else "DATE_FORMAT"
    days = f"{date_format(drive.opens_on)} – {date_format(drive.last_day, ending)}"
    page = Poster(
        title=drive.title,
        qr_text=signing_address(request, drive),
        call=_("Scan to sign"),
        date=local_day(timezone.now()),
        eyebrow=_("Families for integrity"),
        facts=((_("Days"), days),),
        organisers=tuple(row.organisation.label for row in drive.issuer_rows.all())[:3],
        note=_("Voluntary. Sheets to sign on paper lie at the Federation."),
    )
    return _pdf(request, reverse("pledges:drive", args=[pk]), partial(poster_pdf, page), f"{drive.title}-{_('poster')}")


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One numbered sheet (?number=3) to sign on by hand, with the text and the version it bears."""
    drive, text = _printable(request, pk)
    raw = request.GET.get("number", "1")
    number = min(max(int(raw), 1), MAX_SHEETS) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 1
    make = partial(_sheet, request, drive, text, number)
    return _pdf(request, reverse("pledges:drive", args=[pk]), make, f"{drive.title}-{number}")


def _sheet(request: HttpRequest, drive: PledgeDrive, text: DriveText, number: int) -> bytes:
    clauses = " ".join(f"{place}. {clause}" for place, clause in enumerate(text.clauses, 1))
    consent = _("Tick ✓ after your signature if your name may be shown among the signers.")
    columns: tuple[tuple[Any, float], ...] = (
        (_("Name"), 1.1),
        (_("Unit"), 1.8),
        (_("Cadre and relation"), 1.4),
        (_("Mobile number"), 1.3),
        (_("Signature"), 1.7),
        (_("Date"), 1.0),
    )
    return table_sheet_pdf(
        drive.title,
        [Column(str(label), width) for label, width in columns],
        [],
        local_day(timezone.now()),
        subtitle=_("We pledge: %(clauses)s") % {"clauses": clauses},
        note=consent,
        qr_text=signing_address(request, drive),
        code=_("Sheet %(number)s · version %(version)s") % {"number": number, "version": text.version},
        blank_rows=ROWS,
        row_height=11.5,
    )
