"""Asking people: a list by criteria, and printed sheets with a code each."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import show_refusal
from jiafeng.common.pages import allow, status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import matching, saved_lists, units_for
from jiafeng.library.calendars import local_day
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.press.writingsheets import WritingSheet, writing_sheets_pdf
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.views.parts import drive_or_404

MAX_SHEETS = 200


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a list, see how many it finds today, and make their links (step=make)."""
    drive = drive_or_404(request, pk)
    allow(policies.may_enter(request.user, drive))
    form = forms.AskForm(request.POST or None, lists=saved_lists(request.user).filter(county=drive.county))
    found = None
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        people = matching(form.cleaned_data["list"].criteria, drive.county, local_day(now))
        people = people.filter(pk__in=Person.objects.visible_to(request.user).values("pk")).select_related("organisation").order_by("pk")
        found = people.count()
        if request.POST.get("step") == "make":
            try:
                made = actions.ask(by=request.user, at=now, drive=drive, people=people.iterator(chunk_size=1000))
            except Refused as refused:
                show_refusal(form, refused)
            else:
                tell(request, ngettext("%(count)s person has a link now.", "%(count)s people have a link now.", made) % {"count": made})
                return redirect("letters:ask", pk)
    context = {
        "drive": drive,
        "form": form,
        "found": found,
        "asked": queries.links_of(request.user, drive).count(),
        "units": units_for(request.user, drive.county_id),
        "max_sheets": MAX_SHEETS,
    }
    return render(request, "letters/ask.html", context, status=status_of(form))


@login_required
@never_cache
@require_GET
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to write on for everybody who was asked (?unit=, ?from=201), with guidance, consent boxes and a code of their own."""
    drive = drive_or_404(request, pk)
    allow(policies.may_enter(request.user, drive))
    unit, first = (
        int(raw) if (raw := request.GET.get(name, "")).isascii() and raw.isdigit() and len(raw) < 10 else 0 for name in ("unit", "from")
    )
    start = max(first - 1, 0)
    links = list(queries.links_of(request.user, drive, unit or None)[start : start + MAX_SHEETS])
    if not links:
        messages.info(request, _("Nobody was asked yet. Choose a list of people first."))
        return redirect("letters:ask", pk)
    pages = [
        WritingSheet(
            name=link.person.name,
            unit=link.organisation.label if link.organisation else "",
            qr_text=request.build_absolute_uri(reverse("letters:mine", args=[link.token])),
        )
        for link in links
    ]
    make = partial(
        writing_sheets_pdf,
        drive.title,
        pages,
        local_day(timezone.now()),
        guidance=[line for line in drive.guidance.splitlines() if line.strip()],
        ask=_("Write in the frame, as you like. Please return the sheet by %(day)s.") % {"day": drive.last_day.strftime("%Y-%m-%d")},
        boxes=[str(label) for label in forms.consent_labels()],
        signing=_("Signature (for children under 14: a parent or guardian)"),
        relation=_("I am the cadre's"),
        cadre=_("Cadre's name"),
    )
    return pdf_or_back(request, reverse("letters:ask", args=[pk]), make, f"{drive.title}-{start + 1}")
