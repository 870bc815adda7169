"""What a drive prints: the poster with its QR code. Its numbered sheets are printed by the room of paper."""

from __future__ import annotations

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
from jiafeng.library.press.posters import Poster, poster_pdf
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import DriveText, PledgeDrive
from jiafeng.programme.pledges.views.drives import PAGES
from jiafeng.programme.pledges.views.parts import drive_or_404


def _printable(request: HttpRequest, pk: int) -> tuple[PledgeDrive, DriveText]:
    allow(policies.may_see(request.user))
    drive = drive_or_404(request, pk)
    text = drive.texts.first()
    if text is None:
        raise Http404
    return drive, text


@login_required
@require_GET
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster to hang up: scan and sign."""
    drive, _text = _printable(request, pk)
    ending = "MONTH_DAY_FORMAT" if drive.opens_on.year == drive.last_day.year else "DATE_FORMAT"
    days = f"{date_format(drive.opens_on)} – {date_format(drive.last_day, ending)}"
    page = Poster(
        title=drive.title,
        qr_text=PAGES.address(request, drive),
        call=_("Scan to sign"),
        date=local_day(timezone.now()),
        eyebrow=_("Families for integrity"),
        facts=((_("Days"), days),),
        organisers=tuple(row.organisation.label for row in drive.issuer_rows.all())[:3],
        note=_("Voluntary. Sheets to sign on paper lie at the Federation."),
    )
    return pdf_or_back(request, reverse("pledges:drive", args=[pk]), partial(poster_pdf, page), f"{drive.title}-" + _("poster"))
