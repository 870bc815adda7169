"""What a pledge drive's pages show beside what every drive has (drives.views): its text, its arithmetic, its wall."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, final, final_page
from jiafeng.programme.drives.views import Pages, stepped
from jiafeng.programme.pledges import actions, forms, policies, queries
from jiafeng.programme.pledges.models import PledgeDrive
from jiafeng.programme.pledges.views.parts import drive_or_404


def _around(request: HttpRequest, drive: PledgeDrive) -> dict[str, Any]:
    """Its text, and how many signed, with the arithmetic."""
    user, texts = request.user, list(drive.texts.all())
    return {
        "text": texts[0] if texts else None,
        "changes": queries.changes(texts),
        "reckoning": queries.reckon(drive),
        "opens_rows": not policies.may_see_whole(user, drive),
        "kiosks": queries.kiosks_running(user, drive, timezone.now()),
        "may_kiosk": not policies.may_start_kiosk(user, drive),
        "may_open": bool(texts) and not policies.may_move(user, drive, "open"),
        "may_wall": not policies.may_open_wall(user, drive),
        "wall_address": request.build_absolute_uri(reverse("pledges:wall", args=[drive.wall_token])) if drive.wall_token else "",
        "may_booklet": bool(texts) and not policies.may_make_booklet(user, drive.county_id),
        "may_publish": not policies.may_publish_text(user, drive),
        "may_print_sheets": not policies.may_print_sheets(user, drive),
    }


PAGES = Pages(
    queries.KIND,
    actions,
    forms,
    lead=gettext_lazy("Drives in which families sign: on a phone, on paper, at the staff's device. Each person counts once."),
    new=gettext_lazy("New pledge drive"),
    empty=gettext_lazy("A drive has a text, the days on which people can sign, and a QR code for the poster."),
    holder=gettext_lazy(
        "Whoever holds this link can sign and withdraw for this person. If it went astray, make another: the old one stops working."
    ),
    started=gettext_lazy("The drive is a draft. Write its text next."),
    around=_around,
    next="text",
)


@login_required
@require_GET
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole arithmetic of the channels; every number opens its rows and exports just them."""
    allow(policies.may_see(request.user))
    found = drive_or_404(request, pk)
    allow(policies.may_see_whole(request.user, found))
    return render(request, "pledges/reconciliation.html", {"drive": found, "reckoning": queries.reckon(found)})


@login_required
@require_POST
def open_wall(request: HttpRequest, pk: int) -> HttpResponse:
    return stepped(request, pk, PAGES, actions.open_wall, _("The wall is open. Show its address on the big screen."))


@login_required
@require_POST
def close_wall(request: HttpRequest, pk: int) -> HttpResponse:
    return stepped(request, pk, PAGES, actions.close_wall, _("The wall is closed; its address shows nothing any more."))


@final("pledges.text.publish")
@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text; publishing makes a new version."""
    found = drive_or_404(request, pk)
    newest = found.texts.first()
    number, signed = (newest.version if newest else 0), queries.reckon(found).total

    def act(data: dict[str, Any]) -> str:
        made = actions.publish_text(by=request.user, at=timezone.now(), drive=found, **data)
        return f"{request.path}?done={made.version}"

    return final_page(
        request,
        act,
        policies.may_publish_text(request.user, found),
        form=forms.TextForm(posted(request), initial={"clauses": "\n".join(newest.clauses) if newest else ""}),
        title=_("Text of the pledge"),
        back=reverse("pledges:drive", args=[pk]),
        action=_("Publish this version"),
        keep=f"text-{pk}",
        of=found.title,
        facts=[(_("Drive"), found.title), (_("Version"), number + 1), (_("Signed already, with their version"), signed)],
        consequence=_("A version is never changed: whoever signed it signed just these words. A mistake is mended by another version."),
        done=lambda: _published(number, pk) if request.GET.get("done") == str(number) else None,
    )


def _published(number: int, pk: int) -> Done:
    return Done(
        _("The text is published"),
        code=_("Version %(version)s") % {"version": number},
        next=_("Whoever signs from now on signs this version. A drive that is a draft is opened next."),
        links=[(_("To the drive"), reverse("pledges:drive", args=[pk]))],
    )
