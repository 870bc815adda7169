"""Pages of a drive: list, its page, text, stages, prints."""

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
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.records.queries import history
from jiafeng.ground.units.models import Region
from jiafeng.library.press.codes import qr
from jiafeng.programme.pledges import actions, forms, policies, queries
from jiafeng.programme.pledges.models import PledgeDrive
from jiafeng.programme.pledges.stages import DriveStage
from jiafeng.programme.pledges.views.parts import drive_or_404, form_page


def signing_address(request: HttpRequest, drive: PledgeDrive) -> str:
    """The shared link, as the QR code carries it."""
    return request.build_absolute_uri(reverse("pledges:start", args=[drive.token]))


@login_required
@require_GET
def drives(request: HttpRequest) -> HttpResponse:
    """The drives, newest first."""
    allow(policies.may_see_drives(request.user))
    county = working_county(request.user)
    context = {
        "page": page_of(queries.drives_for(request.user), request, per=30),
        "may_write": not policies.may_write_drive(request.user, county.pk),
    }
    return render(request, "pledges/drives.html", context)


def _writable_county(request: HttpRequest) -> Region:
    county = working_county(request.user)
    allow(policies.may_write_drive(request.user, county.pk))
    return county


@login_required
@require_http_methods(["GET", "POST"])
def new_drive(request: HttpRequest) -> HttpResponse:
    county = _writable_county(request)
    form = forms.DriveForm(posted(request), county=county)

    def act(data: dict[str, Any]) -> str:
        made = actions.create_drive(by=request.user, at=timezone.now(), county=county, **form.facts())
        return reverse("pledges:text", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New pledge drive"),
        back=reverse("pledges:drives"),
        keep="drive-new",
        done=_("The drive is a draft. Write its text next."),
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
        title=_("Edit the drive"),
        back=reverse("pledges:drive", args=[pk]),
        keep=f"drive-{pk}",
        done=_("Saved."),
        current=found,
        around={"drive": found},
    )


@login_required
@require_GET
def drive(request: HttpRequest, pk: int) -> HttpResponse:
    """A drive: its text, its QR code, and how many signed, with the arithmetic."""
    allow(policies.may_see_drives(request.user))
    found = drive_or_404(request, pk)
    user = request.user
    may_write = not policies.may_write_drive(user, found.county_id)
    texts = list(found.texts.all())
    context = {
        "drive": found,
        "text": texts[0] if texts else None,
        "texts": texts,
        "reckoning": queries.reckon(found),
        "opens_rows": not policies.may_see_whole(user, found),
        "changes": queries.changes(texts),
        "kiosks": queries.kiosks_running(user, found, timezone.now()),
        "may_kiosk": not policies.may_start_kiosk(user, found),
        "may_wall": not policies.may_open_wall(user, found),
        "wall_address": _wall_address(request, found),
        "may_booklet": bool(texts) and not policies.may_make_booklet(user, found.county_id),
        "address": signing_address(request, found),
        "may_write": may_write,
        "may_publish": not policies.may_publish_text(user, found),
        "may_enter": not policies.may_enter_paper(user, found),
        "may_print_sheets": not policies.may_print_sheets(user, found),
        "may_open": may_write and found.stage == DriveStage.DRAFT,
        "may_close": may_write and found.stage == DriveStage.OPEN,
        "may_reopen": may_write and found.stage == DriveStage.CLOSED,
        "history": history(found)[:10],
    }
    return render(request, "pledges/drive.html", context)


def _wall_address(request: HttpRequest, drive: PledgeDrive) -> str:
    return request.build_absolute_uri(reverse("pledges:wall", args=[drive.wall_token])) if drive.wall_token else ""


@login_required
@require_GET
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole arithmetic of the channels; every number opens its rows and exports just them."""
    allow(policies.may_see_drives(request.user))
    found = drive_or_404(request, pk)
    allow(policies.may_see_whole(request.user, found))
    return render(request, "pledges/reconciliation.html", {"drive": found, "reckoning": queries.reckon(found)})


@login_required
@require_POST
def open_wall(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.open_wall, _("The wall is open. Show its address on the big screen."))


@login_required
@require_POST
def close_wall(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_wall, _("The wall is closed; its address shows nothing any more."))


@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text; publishing makes a new version."""
    found = drive_or_404(request, pk)
    allow(policies.may_publish_text(request.user, found))
    newest = found.texts.first()

    def act(data: dict[str, Any]) -> None:
        made = actions.publish_text(by=request.user, at=timezone.now(), drive=found, **data)
        tell(request, _("Version %(version)s of the text is published.") % {"version": made.version})

    return form_page(
        request,
        forms.TextForm(posted(request), initial={"clauses": "\n".join(newest.clauses) if newest else ""}),
        act,
        title=_("Text of the pledge"),
        back=reverse("pledges:drive", args=[pk]),
        action=_("Publish this version"),
        keep=f"text-{pk}",
        around={"drive": found},
    )


def _step(request: HttpRequest, pk: int, action: Callable[..., PledgeDrive], done: str) -> HttpResponse:
    found = drive_or_404(request, pk)
    return step(request, lambda: action(by=request.user, at=timezone.now(), drive=found), done, reverse("pledges:drive", args=[pk]))


@login_required
@require_POST
def open_drive(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.open_drive, _("The drive is open. Hang up the poster, or send the link."))


@login_required
@require_POST
def close_drive(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_drive, _("The drive is closed; its numbers stand."))


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
        back=reverse("pledges:drive", args=[pk]),
        keep=f"reopen-{pk}",
        done=_("The drive is open again."),
        around={"drive": found},
    )


@login_required
@require_GET
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of the shared link."""
    allow(policies.may_see_drives(request.user))
    found = drive_or_404(request, pk)
    return HttpResponse(qr(signing_address(request, found)), content_type="image/svg+xml; charset=utf-8")
