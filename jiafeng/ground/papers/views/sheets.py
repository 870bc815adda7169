"""Sheets: printed, listed, looked at, closed; and what somebody sees who scans one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import Done, acted, allow, borne_out, final, final_page
from jiafeng.common.toasts import tell
from jiafeng.ground.lists.views import answer
from jiafeng.ground.papers import actions, forms, lists, policies, queries
from jiafeng.ground.papers.actions.printing import MOST_SHEETS
from jiafeng.ground.papers.models import PaperSheet
from jiafeng.ground.papers.queries import Owner, Target
from jiafeng.ground.papers.stages import RowStage, SheetStage
from jiafeng.ground.papers.views.parts import enterable_sheet, sheet_or_404, target_or_404
from jiafeng.ground.records.queries import history
from jiafeng.library.calendars import local_day
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.press.rowsheets import row_sheets_pdf


@login_required
@require_GET
def sheets(request: HttpRequest, kind: str, target: int) -> HttpResponseBase:
    """Everything on paper of one drive or gathering: print, send photos, read, enter by hand."""
    owner, found = target_or_404(request, kind, target)
    return overview(request, owner, found)


def photos_context(request: HttpRequest, target: Target) -> dict[str, Any]:
    """The list of photographs, which asks again while one is being looked at."""
    photos = queries.photos_of(request.user, target)
    return {"photos": photos, "target": target, "waiting": any(photo.is_new for photo in photos)}


def overview(request: HttpRequest, owner: Owner, target: Target, print_form: Any = None, photos_form: Any = None) -> HttpResponseBase:
    print_form = print_form or forms.PrintForm(has_guests=bool(owner.guests(request.user, target.pk)))
    photos_form = photos_form or forms.PhotosForm()
    context = {
        **photos_context(request, target),
        "print_form": print_form,
        "photos_form": photos_form,
        "form": print_form if print_form.errors else photos_form,
        "may_print": not owner.may_print(request.user, target.pk),
        "may_enter": not owner.may_enter(request.user, target.pk),
    }
    status = 422 if print_form.errors or photos_form.errors else 200
    rows = queries.sheets_of(request.user, target)
    return answer(request, lists.SHEETS, rows, of=target.title, back=target.url, template="papers/sheets.html", status=status, **context)


@login_required
@require_POST
def print_more(request: HttpRequest, kind: str, target: int) -> HttpResponseBase:
    """Number new sheets and show their pages."""
    owner, found = target_or_404(request, kind, target)
    allow(owner.may_print(request.user, target))
    guests = owner.guests(request.user, target)
    form = forms.PrintForm(request.POST, has_guests=bool(guests))

    def act(data: dict[str, Any]) -> str:
        made = actions.print_sheets(
            by=request.user,
            at=timezone.now(),
            target=found,
            count=data["count"],
            landscape=data["landscape"],
            guests=guests if data.get("guests") else (),
        )
        tell(request, _("Sheets %(first)s to %(last)s are numbered.") % {"first": made[0].number, "last": made[-1].number})
        return f"{reverse('papers:pages', args=[kind, target])}?number={made[0].number}&last={made[-1].number}"

    return acted(request, form, act, "", reverse("papers:sheets", args=[kind, target])) or overview(request, owner, found, print_form=form)


def _whole(raw: str, otherwise: int) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else otherwise


@login_required
@require_GET
def pages(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """The pages of sheets ?number= to ?last= as PDF, as often as they are asked for."""
    owner, found = target_or_404(request, kind, target)
    allow(owner.may_print(request.user, target))
    first = _whole(request.GET.get("number", ""), 1)
    last = min(_whole(request.GET.get("last", ""), first), first + MOST_SHEETS - 1)
    chosen = list(
        PaperSheet.objects.visible_to(request.user)
        .filter(kind=kind, target=target, number__gte=first, number__lte=last)
        .exclude(stage=SheetStage.VOID)
        .prefetch_related("rows__person__organisation")
        .order_by("number")
    )
    if not chosen:
        raise Http404
    versions = {version: owner.printed(target, version) for version in {sheet.version for sheet in chosen}}
    printed = [
        queries.page_of(sheet, versions[sheet.version], request.build_absolute_uri(reverse("papers:scan", args=[sheet.token])))
        for sheet in chosen
    ]
    make = partial(row_sheets_pdf, printed, local_day(timezone.now()))
    return pdf_or_back(request, reverse("papers:sheets", args=[kind, target]), make, f"{found.title}-{first}")


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: how far it is read, the rows that need a decision, and what was taken over."""
    owner, target, found = sheet_or_404(request, pk)
    may_enter = not owner.may_enter(request.user, target.pk)
    rows = list(
        found.rows.filter(stage__in=[RowStage.DIFFERS, RowStage.HELD, RowStage.ENTERED]).select_related("person__organisation", "sheet")
    )
    context = {
        "sheet": found,
        "target": target,
        "unsettled": [row for row in rows if not row.is_entered],
        "entered": [row for row in rows if row.is_entered],
        "photos": list(found.photos.select_related("evidence", "by")),
        "progress": queries.progress_of(found, request.user),
        "may_enter": may_enter,
        "may_print": not owner.may_print(request.user, target.pk) and not policies.may_print_again(found),
        "may_read": may_enter and not policies.may_read_rows(found) and queries.rows_to_read(found, request.user).exists(),
        "may_close": may_enter and not policies.may_close(found),
        "may_void": may_enter and not policies.may_void(found),
        "history": history(found)[:10],
    }
    return render(request, "papers/sheet.html", context)


@final("papers.sheet.close")
@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is read from the sheet."""
    _owner, target, found = enterable_sheet(request, pk)
    closed = Done(_("The sheet is closed"), code=found.number, next=_("Its photo stays as evidence."), stage=SheetStage.CLOSED)
    return final_page(
        request,
        lambda data: actions.close_sheet(by=request.user, at=timezone.now(), sheet=found),
        policies.may_close(found),
        title=_("Close the sheet"),
        back=reverse("papers:sheet", args=[pk]),
        of=_("Sheet %(number)s") % {"number": found.number},
        facts=_before(target, found),
        consequence=_("Nothing more is read from it."),
        done=lambda: borne_out(closed, found),
    )


def _before(target: Target, found: PaperSheet) -> list[tuple[Any, Any]]:
    """What the sheet is of, and how far it was read."""
    entered = found.rows.filter(stage=RowStage.ENTERED).count()
    return [(_("Belongs to"), target.title), *facts_of(found, "number", "stage"), (_("Rows entered"), f"{entered} / {found.rows.count()}")]


@final("papers.sheet.void")
@login_required
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a spoiled sheet void, with the reason."""
    _owner, target, found = enterable_sheet(request, pk)
    voided = Done(
        _("The sheet is void"),
        code=found.number,
        next=_("Number and print another where one is needed."),
        links=[(_("Sheets"), reverse("papers:sheets", args=[target.kind, target.pk]))],
        stage=SheetStage.VOID,
    )
    return final_page(
        request,
        lambda data: actions.void_sheet(by=request.user, at=timezone.now(), sheet=found, **data),
        policies.may_void(found),
        form=ReasonForm(posted(request)),
        title=_("Declare void"),
        back=reverse("papers:sheet", args=[pk]),
        of=_("Sheet %(number)s") % {"number": found.number},
        facts=_before(target, found),
        consequence=_("For a sheet that was spoiled, lost or printed by mistake. A photo of it is refused from then on."),
        done=lambda: borne_out(voided, found),
        grave=True,
    )


@require_GET
@limited("papers.scan", times=120, seconds=600, methods=("GET",))
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code on a sheet opens: its page for those who enter paper; for anybody else the public page it belongs to, or the sign-in."""
    found = queries.sheet_by_token(token)
    if found is None:
        raise Http404
    if request.user.is_authenticated:
        return redirect("papers:sheet", found.pk)
    owner = queries.owner_of(found.kind)
    passer_by = owner.passer_by(found.target) if owner else ""
    return redirect(passer_by) if passer_by else redirect_to_login(request.path)
