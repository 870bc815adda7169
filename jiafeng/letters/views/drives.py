"""Pages of a message drive: list, its page, stages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.accounts.queries import working_county
from jiafeng.common.forms import show_refusal, with_value
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.toasts import tell
from jiafeng.letters import actions, forms, policies, queries
from jiafeng.letters.models import MessageDrive
from jiafeng.letters.stages import DriveStage
from jiafeng.letters.views.parts import allow, drive_or_404, status
from jiafeng.press.codes import qr
from jiafeng.records.queries import history


def writing_address(request: HttpRequest, drive: MessageDrive) -> str:
    """The shared link, as the QR code carries it."""
    return request.build_absolute_uri(reverse("letters:start", args=[drive.token]))


@login_required
@require_GET
def drives(request: HttpRequest) -> HttpResponse:
    """The drives, newest first."""
    allow(policies.may_see(request.user))
    county = working_county(request.user)
    context = {
        "page": page_of(queries.drives_for(request.user), request, per=30),
        "may_write": not policies.may_write_drive(request.user, county.pk),
    }
    return render(request, "letters/drives.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_drive(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_write_drive(request.user, county.pk))
    form = forms.DriveForm(request.POST or None, county=county)
    if request.method == "POST" and form.is_valid():
        try:
            drive = actions.create_drive(by=request.user, at=timezone.now(), county=county, **form.facts())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, _("The drive is a draft. Open it when everything is said."))
            return redirect("letters:drive", drive.pk)
    context = {"form": form, "title": _("New message drive"), "keep": "messages-new", "back": reverse("letters:drives")}
    return render(request, "letters/form.html", context, status=status(form))


@login_required
@require_http_methods(["GET", "POST"])
def edit_drive(request: HttpRequest, pk: int) -> HttpResponse:
    drive = drive_or_404(request, pk)
    allow(policies.may_write_drive(request.user, drive.county_id))
    form = forms.EditDriveForm(request.POST or None, county=drive.county, initial=forms.EditDriveForm.initial_of(drive))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_drive(by=request.user, at=timezone.now(), drive=drive, **form.facts())
        except Refused as refused:
            if isinstance(refused, Stale):
                # With today's revision in the form, saving once more is the author's own choice.
                with_value(form, "revision", MessageDrive.objects.values_list("revision", flat=True).get(pk=pk))
            show_refusal(form, refused)
        else:
            tell(request, _("Saved."))
            return redirect("letters:drive", pk)
    back = reverse("letters:drive", args=[pk])
    context = {"form": form, "title": _("Edit the message drive"), "keep": f"messages-{pk}", "drive": drive, "back": back}
    return render(request, "letters/form.html", context, status=status(form))


@login_required
@require_GET
def drive(request: HttpRequest, pk: int) -> HttpResponse:
    """A drive: what it asks, its QR code, and what came in."""
    allow(policies.may_see(request.user))
    found = drive_or_404(request, pk)
    user = request.user
    may_write = not policies.may_write_drive(user, found.county_id)
    context = {
        "drive": found,
        "reckoning": queries.reckon(found),
        "address": writing_address(request, found),
        "may_write": may_write,
        "may_enter": not policies.may_enter(user, found),
        "may_read": not policies.may_moderate(user, found.county_id),
        "may_open": may_write and found.stage == DriveStage.DRAFT,
        "may_close": may_write and found.stage == DriveStage.OPEN,
        "may_reopen": may_write and found.stage == DriveStage.CLOSED,
        "history": history(found)[:10],
    }
    return render(request, "letters/drive.html", context)


def _step(request: HttpRequest, pk: int, action: Any, sentence: str) -> HttpResponse:
    found = drive_or_404(request, pk)
    allow(policies.may_write_drive(request.user, found.county_id))
    try:
        action(by=request.user, at=timezone.now(), drive=found)
    except Refused as refused:
        allow(refused)
    tell(request, sentence)
    return redirect("letters:drive", pk)


@login_required
@require_POST
def open_drive(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.open_drive, _("The drive is open. Ask people, or send the link."))


@login_required
@require_POST
def close_drive(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_drive, _("The drive is closed. What came can still be read and printed."))


@login_required
@require_http_methods(["GET", "POST"])
def reopen_drive(request: HttpRequest, pk: int) -> HttpResponse:
    found = drive_or_404(request, pk)
    allow(policies.may_write_drive(request.user, found.county_id))
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_drive(by=request.user, at=timezone.now(), drive=found, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, _("The message drive is open again."))
            return redirect("letters:drive", pk)
    back = reverse("letters:drive", args=[pk])
    context = {"form": form, "title": _("Reopen the drive"), "keep": f"reopen-{pk}", "drive": found, "back": back}
    return render(request, "letters/form.html", context, status=status(form))


@login_required
@require_GET
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of the shared link."""
    allow(policies.may_see(request.user))
    return HttpResponse(qr(writing_address(request, drive_or_404(request, pk))), content_type="image/svg+xml")
