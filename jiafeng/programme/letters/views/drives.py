"""Pages of a message drive: list, its page, stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import allow, step
from jiafeng.common.paging import page_of
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.records.queries import history
from jiafeng.library.press.codes import qr
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.models import MessageDrive
from jiafeng.programme.letters.stages import DriveStage
from jiafeng.programme.letters.views.parts import drive_or_404, form_page


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
    form = forms.DriveForm(posted(request), county=county)

    def act(data: dict[str, Any]) -> str:
        made = actions.create_drive(by=request.user, at=timezone.now(), county=county, **form.facts())
        return reverse("letters:drive", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New message drive"),
        back=reverse("letters:drives"),
        keep="messages-new",
        done=_("The drive is a draft. Open it when everything is said."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_drive(request: HttpRequest, pk: int) -> HttpResponse:
    found = drive_or_404(request, pk)
    allow(policies.may_write_drive(request.user, found.county_id))
    form = forms.EditDriveForm(posted(request), county=found.county, initial=forms.EditDriveForm.initial_of(found))
    return form_page(
        request,
        form,
        lambda data: actions.edit_drive(by=request.user, at=timezone.now(), drive=found, **form.facts()),
        title=_("Edit the message drive"),
        back=reverse("letters:drive", args=[pk]),
        keep=f"messages-{pk}",
        done=_("Saved."),
        current=found,
        around={"drive": found},
    )


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


def _step(request: HttpRequest, pk: int, action: Callable[..., MessageDrive], done: str) -> HttpResponse:
    found = drive_or_404(request, pk)
    return step(request, lambda: action(by=request.user, at=timezone.now(), drive=found), done, reverse("letters:drive", args=[pk]))


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
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda data: actions.reopen_drive(by=request.user, at=timezone.now(), drive=found, **data),
        title=_("Reopen the drive"),
        back=reverse("letters:drive", args=[pk]),
        keep=f"reopen-{pk}",
        done=_("The message drive is open again."),
        around={"drive": found},
    )


@login_required
@require_GET
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of the shared link."""
    allow(policies.may_see(request.user))
    return HttpResponse(qr(writing_address(request, drive_or_404(request, pk))), content_type="image/svg+xml; charset=utf-8")
