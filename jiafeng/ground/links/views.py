"""What every page behind a link does: it stands at its own county's address, remembers between two steps, and asks for a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.pages import allow, form_page
from jiafeng.common.refusals import Refused
from jiafeng.common.text import mask_phone
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.links import actions, lists, policies
from jiafeng.ground.links.forms import ApproverForm, AskForm, CodeForm
from jiafeng.ground.links.models import Approval, Approver
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.ground.sms.actions import check_code, send_code
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.queries import county_of
from jiafeng.library.calendars import local_day
from jiafeng.library.press.badges import Named, badges_pdf
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.sheets.responses import xlsx_response

R = TypeVar("R")

CODES = 400
"""Codes on one print: forty sheets of A4."""


@dataclass(frozen=True)
class Given:
    """Whose link it is, and its address."""

    name: str
    unit: str
    address: str


def given_out(request: HttpRequest, way: str, title: str, words: str, given: Sequence[Given], back: str) -> HttpResponseBase:
    """The links of many as a workbook (`xlsx`), a sheet of codes to cut out (`codes`), or text to send each of them (`text`).

    title: what they lead to; words: what each is told before their link; back: the page it was asked from. Who may, and the entry in the log, are the
    room's: call it once that is written.
    """
    told = [f"{each.name}，{words}{each.address}" for each in given]
    if way == "xlsx":
        columns = [(_("Name"), 12), (_("Unit"), 28), (_("Link"), 60), (_("Text to send"), 90)]
        rows = ([each.name, each.unit, each.address, text] for each, text in zip(given, told, strict=True))
        return xlsx_response(f"{title}-" + _("personal links"), title, columns, rows)
    if way == "codes":
        named = [Named(each.name, each.unit, qr_text=each.address) for each in given]
        make = partial(badges_pdf, title, "", named, local_day(timezone.now()))
        return pdf_or_back(request, back, make, f"{title}-" + _("codes"))
    return render(request, "links/texts.html", {"title": title, "told": told, "back": back})


def in_this_county(request: HttpRequest, found: R | None, county: str = "county_id") -> R:
    """What a link leads to, at its own county's address only; else 404. county: where on it the county's key stands."""
    if found is None or attrgetter(county)(found) != county_of(request).pk:
        raise Http404
    return found


def set_cookie(response: HttpResponse, request: HttpRequest, name: str, value: str, *, path: str, seconds: int, same: Any = "Lax") -> None:
    """A cookie that no script reads and that goes to this path only."""
    response.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite=same, secure=request.is_secure())


@dataclass(frozen=True)
class Note:
    """What a visitor told on one page, kept for the next: signed, in a cookie of their own browser, for so many seconds. salt: what it is about."""

    cookie: str
    salt: str
    path: str
    seconds: int

    def keep(self, response: HttpResponse, request: HttpRequest, told: Any) -> HttpResponse:
        """told: anything that JSON can say."""
        set_cookie(response, request, self.cookie, signing.dumps(told, salt=self.salt, compress=True), path=self.path, seconds=self.seconds)
        return response

    def read(self, request: HttpRequest) -> Any:
        """What was told; None where nothing was, it is too old, or somebody wrote it who is not us."""
        try:
            return signing.loads(request.COOKIES.get(self.cookie, ""), salt=self.salt, max_age=self.seconds)
        except signing.BadSignature:
            return None

    def forget(self, response: HttpResponse) -> HttpResponse:
        response.delete_cookie(self.cookie, path=self.path)
        return response


@dataclass(frozen=True)
class Telephone:
    """A telephone that is to show, by a code, that it is in the visitor's hand: for one purpose such as `pledge:17`. county: its official code."""

    phone: str
    purpose: str
    county: str

    def send(self, request: HttpRequest) -> None:
        """Send a code, in the place of the one before. Raises Refused beyond the limits of the number, the address and the county."""
        address = request.META.get("REMOTE_ADDR", "")
        send_code(at=timezone.now(), phone=self.phone, purpose=self.purpose, county=self.county, address=address)

    def send_after(self, request: HttpRequest, form: forms.Form, before: str) -> bool:
        """Send the first code once a form told the number; False where the form says why not.

        before: the number that was told the time before. A code that was sent a moment ago still holds: to come back and correct one's name is
        no reason to wait.
        """
        try:
            self.send(request)
        except Refused as refused:
            if refused.code != "too_often" or before != self.phone:
                show_refusal(form, refused)
                return False
        return True

    def form(self, request: HttpRequest) -> CodeForm | None:
        """The form for the code. `again` posted is the button that sends another: None once it is on its way, else the form says why not."""
        if request.method != "POST" or "again" not in request.POST:
            return CodeForm(posted(request))
        try:
            self.send(request)
        except Refused as refused:
            form = CodeForm({"code": ""})
            form.errors.clear()
            show_refusal(form, refused)
            return form
        tell(request, _("Another code is on its way."))
        return None

    def shown_by(self, form: CodeForm) -> bool:
        """Whether the live code was typed, which is then used up; else the form says what is wrong."""
        if form.is_valid() and (refusal := self.refusal(form.cleaned_data["code"])) is not None:
            show_refusal(form, refusal)
        return form.is_valid()

    def refusal(self, code: str) -> Refused | None:
        """None where this is the live code; each look is a try, and counted."""
        return check_code(at=timezone.now(), phone=self.phone, purpose=self.purpose, code=code)

    def told(self) -> dict[str, Any]:
        """What the page with the form says of it."""
        return {"masked": mask_phone(self.phone), "on_console": not reaches_phones()}


HOUR = 3600


def asked(request: HttpRequest, approval: Approval, revision: int, county: str) -> HttpResponse | None:
    """The page to answer with until the approver has shown, by the code, that it is they, and while they may decide; None from then on, for an hour.

    revision: where the text stands now; county: its official code.
    """
    over = policies.may_decide(approval, revision, timezone.now())
    note = Note("approver", f"links.approver.{approval.digest[:16]}", request.path, HOUR)
    if over:
        return render(request, "links/over.html", {"sentence": over}, status=410)
    if note.read(request):
        return None
    phone = approval.approver.phone
    telephone = Telephone(phone, f"approve:{approval._meta.app_label}:{approval.pk}", county)
    first = request.method != "POST"
    form = telephone.form(request) if not first else CodeForm()
    if form is None:
        form = CodeForm()
    elif not first and telephone.shown_by(form):
        return note.keep(redirect(request.path), request, True)
    context = {"form": form, "approver": approval.approver, "first": first, **telephone.told()}
    return render(request, "links/code.html", context, status=422 if form.errors else 200)


def ask_page(request: HttpRequest, county_id: int, act: Callable[[dict[str, Any]], Any], *, of: Any, back: str) -> HttpResponse:
    """The form by which a room asks an approver. act: takes key, approver and `lasts`, a span."""
    consequence = _(
        "You get a link to send them. It opens only with a code that goes to their telephone, shows them this text alone, and ends by itself."
    )
    return form_page(
        request,
        AskForm(posted(request), county_id=county_id),
        act,
        title=_("Ask a leader by link"),
        of=of,
        back=back,
        action=_("Make the link"),
        consequence=consequence,
        done=_("The link is made. Send it to them yourself; the code reaches their telephone when they open it."),
    )


def until(lasts: timedelta) -> Any:
    """When a link that is made now ends."""
    return timezone.now() + lasts


@login_required
@require_GET
def approvers(request: HttpRequest) -> HttpResponseBase:
    """The register: who approves without an account."""
    allow(policies.sees_approvers(request.user))
    add = Button(_("New approver"), reverse("links:new_approver"))
    found = Approver.objects.visible_to(request.user)
    return answer(request, lists.APPROVERS, found, buttons=[] if policies.may_keep_approvers(request.user) else [add])


@login_required
@require_http_methods(["GET", "POST"])
def new_approver(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_keep_approvers(request.user, county.pk))
    return form_page(
        request,
        ApproverForm(posted(request)),
        lambda data: actions.add_approver(by=request.user, at=timezone.now(), county=county, **data),
        title=_("New approver"),
        back=reverse("links:approvers"),
        keep="approver",
        done=_("Entered. The office may ask them for their approval now."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def approver(request: HttpRequest, pk: int) -> HttpResponse:
    """One approver; posting takes them off the register."""
    allow(policies.sees_approvers(request.user))
    found = get_object_or_404(Approver.objects.visible_to(request.user), pk=pk)
    refusal = policies.may_close_approver(request.user, found)
    if request.method == "POST":
        allow(refusal)
    return form_page(
        request,
        forms.Form(posted(request)),
        lambda data: actions.close_approver(by=request.user, at=timezone.now(), approver=found),
        template="links/approver.html",
        title=found.name,
        back=reverse("links:approvers"),
        action=_("Take off the register"),
        grave=True,
        done=_("Taken off. The telephone number is erased; links that wait for them open no more."),
        around={"approver": found, "may_close": not refusal, "entries": history(found)[:20]},
    )
