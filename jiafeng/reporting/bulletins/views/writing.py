"""The writing desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import KeyedForm, posted, show_refusal
from jiafeng.common.pages import allow, button, form_page
from jiafeng.common.paging import by_number, page_of
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.units.models import OrganisationKind
from jiafeng.ground.units.queries import body as body_of
from jiafeng.reporting.bulletins import actions, policies, queries
from jiafeng.reporting.bulletins.forms import CLAIMS, Desk, EditForm, NewForm, TemplateForm, claim_forms, claims_from
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import Check, editing, grounds, periods, picking, prose
from jiafeng.reporting.bulletins.queries import check as check_text
from jiafeng.reporting.bulletins.views.common import bulletin_of, do, refuse
from jiafeng.reporting.figures.queries import choices


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a bulletin from the masthead and the addressees of the one before, and from a template of the office's own (`from`)."""
    county = working_county(request.user)
    allow(policies.may_write(request.user, county.pk))
    latest, today = editing.latest_of(county.pk), timezone.localdate()
    names = ("masthead", "organisation", "report_to", "send_to", "distribute_to", "copies")
    initial: dict[str, Any] = {name: getattr(latest, name) for name in names} if latest else {"masthead": _("Work bulletin")}
    initial.setdefault("organisation", body_of(county, OrganisationKind.FEDERATION))
    start, last = periods.last_whole(today)
    initial |= {"start": start, "last": last}

    found = queries.templates_for(request.user).filter(county=county)
    chosen = by_number(found, request.GET.get("from", ""))
    if chosen is not None:
        initial |= {name: text for name in ("masthead", "title", "body") if (text := getattr(chosen, name))}

    def act(data: dict[str, Any]) -> str:
        made = actions.create(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("bulletins:edit", args=[made.pk])

    return form_page(
        request,
        NewForm(posted(request), county=county, initial=initial),
        act,
        template="bulletins/new.html",
        title=_("New bulletin"),
        back=reverse("bulletins:bulletins"),
        action=_("Save and check the numbers"),
        keep="bulletin-new" if chosen is None else f"bulletin-new-{chosen.pk}",
        around={"templates": found, "chosen": chosen},
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk: text, marks and claims in one form, so that one press saves all of it, with or without JavaScript."""
    found = bulletin_of(request, pk)
    allow(policies.may_edit(request.user, found))
    data = request.POST if request.method == "POST" else None
    offers = editing.offers(found)
    desk = Desk(
        data,
        request.FILES or None,
        bulletin=found,
        marks=found.marks.select_related("file"),
        figures=picking.valued(choices(found.county_id), offers),
    )
    if data is not None and desk.is_valid() and _keep_copies(request, found, desk):
        try:
            saved = actions.save(by=request.user, at=timezone.now(), bulletin=found, **desk.changes)
            if "submit" in data:
                actions.submit(by=request.user, at=timezone.now(), bulletin=saved, revision=saved.revision)
        except Stale as stale:
            # The text stays as typed; the next press saves it over the other's, knowingly.
            desk.text.add_error(None, str(stale))
            desk.text.data = {**data.dict(), "revision": str(Bulletin.objects.get(pk=pk).revision)}
        except Refused as refused:
            if refused.code == "claims":
                return redirect(f"{request.path}?refused#claims")
            show_refusal(desk.text, refused)
        else:
            tell(request, _("Handed in for approval.") if "submit" in data else _("Saved."))
            if "submit" in data:
                return redirect("bulletins:bulletin", pk)
            return redirect(f"{request.path}?claims={onward}#claims" if (onward := _onward(data, desk)) else request.path)
    return _desk_page(request, found, desk, offers)


def _onward(data: QueryDict, desk: Desk) -> int:
    """Where the claims go on after saving: at the same place, or before or behind it. What was bound just now is no claim any more."""
    first = desk.claims[0].number if desk.claims else 0
    if "before" in data:
        return max(first - CLAIMS, 0)
    return first + sum(not form.cleaned_data["kind"] for form in desk.claims) if "behind" in data else first


def _keep_copies(request: HttpRequest, found: Bulletin, desk: Desk) -> bool:
    """Keep the copies of cited documents as evidence of the issuer; False where one is no harmless file, which its field then says."""
    copies = desk.copies
    for form in copies:
        upload = form.cleaned_data["file"]
        try:
            with saved(upload) as path:
                form.kept = add_evidence(
                    by=request.user,
                    at=timezone.now(),
                    county_code=found.county.code,
                    file=path,
                    name=str(upload.name),
                    caption=form.cleaned_data["source"],
                    organisation_id=found.organisation_id,
                )
        except Refused as refused:
            form.add_error("file", refused.sentence)
    return not any(form.errors for form in copies)


def _desk_page(request: HttpRequest, found: Bulletin, desk: Desk, offers: list[editing.Offer]) -> HttpResponse:
    """The desk with the claim check of the text as it stands in the form."""
    body, marks = editing.provisional(found, desk.text["body"].value() or "", [form.mark for form in desk.marks])
    checked = check_text(body, grounds(found, marks))
    first = claims_from(request.GET.get("claims"), checked)
    context = {
        "bulletin": found,
        "desk": desk,
        "form": desk.text,
        "claims": desk.claims or claim_forms(checked, first, desk.figures, offers),
        **_pages(first, checked),
        "check": checked,
        "lines": editing.annotated(body, checked),
        "by_mark": {finding.mark.n: finding for finding in checked.findings if finding.mark},
        "offers": offers,
        "was_refused": "refused" in request.GET and not checked.passed,
    }
    bad = desk.text.errors or any(form.errors for form in (*desk.marks, *desk.claims) if form.is_bound)
    return render(request, "bulletins/edit.html", context, status=422 if bad else 200)


def _pages(first: int, checked: Check) -> dict[str, Any]:
    """Which of the claims stand on the page, and whether others stand before or behind them."""
    unbound = len(checked.unbound)
    return {"first": first, "unbound": unbound, "to": min(first + CLAIMS, unbound), "behind": first + CLAIMS < unbound}


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim check of a text that is still being written; nothing is saved."""
    found = bulletin_of(request, pk)
    allow(policies.may_edit(request.user, found))
    form = EditForm(request.POST, county=found.county)
    typed = (form["body"].value() or "")[:20_000].replace("\r\n", "\n")
    body, marks = editing.provisional(found, typed, found.marks.select_related("file"))
    checked = check_text(body, grounds(found, marks))
    first, offers = claims_from(request.POST.get("claims"), checked), editing.offers(found)
    context = {
        "bulletin": found,
        "check": checked,
        "claims": claim_forms(checked, first, picking.valued(choices(found.county_id), offers), offers),
        **_pages(first, checked),
        "lines": editing.annotated(body, checked),
    }
    return render(request, "bulletins/_claims.html", context)


@login_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a text that was saved before."""
    found = bulletin_of(request, pk)
    revision = _revision(request, found)
    return do(
        request,
        found,
        lambda: actions.submit(by=request.user, at=timezone.now(), bulletin=found, revision=revision),
        _("Handed in for approval."),
    )


def _revision(request: HttpRequest, found: Bulletin) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else found.revision


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = bulletin_of(request, pk)
    return do(
        request,
        found,
        lambda: actions.withdraw(by=request.user, at=timezone.now(), bulletin=found),
        _("Withdrawn; you can change it again."),
    )


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a correction notice, written as far as the records can write it; the same button pressed twice finds the first."""
    found = bulletin_of(request, pk)
    form = KeyedForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Reload the page and press the button again."))
        notice = actions.correct(by=request.user, at=timezone.now(), bulletin=found, key=form.cleaned_data["key"])
    except Refused as refused:
        return refuse(request, found, refused)
    return redirect("bulletins:edit", notice.pk)


@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The texts that new bulletins may begin with."""
    allow(policies.may_write(request.user, working_county(request.user).pk))
    return render(request, "bulletins/templates.html", {"page": page_of(queries.templates_for(request.user), request)})


@login_required
@require_http_methods(["GET", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    """A new template, empty or beginning with the words of a bulletin (`from`)."""
    county = working_county(request.user)
    allow(policies.may_write(request.user, county.pk))
    model = by_number(Bulletin.objects.visible_to(request.user), request.GET.get("from", ""))
    shown = {"masthead": model.masthead, "title": model.title, "body": prose.read(model.body).text} if model else None
    return form_page(
        request,
        TemplateForm(posted(request), initial=shown),
        lambda data: actions.save_template(by=request.user, at=timezone.now(), county=county, **data),
        title=_("New template"),
        back=reverse("bulletins:templates"),
        keep="bulletin-template",
        done=_("Kept. It is offered when a new bulletin is begun."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template."""
    found = get_object_or_404(queries.templates_for(request.user).select_related("county"), pk=pk)
    allow(policies.may_write(request.user, found.county_id))
    return form_page(
        request,
        TemplateForm(posted(request), initial=vars(found)),
        lambda data: actions.save_template(by=request.user, at=timezone.now(), county=found.county, template=found, **data),
        title=found.name,
        back=reverse("bulletins:templates"),
        keep="bulletin-template",
        done=_("Saved."),
    )


@login_required
@require_POST
def remove_template(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.templates_for(request.user), pk=pk)
    allow(policies.may_write(request.user, found.county_id))
    return button(
        request,
        lambda: actions.remove_template(by=request.user, at=timezone.now(), template=found),
        _("Removed. Bulletins that began with it keep their text."),
        reverse("bulletins:templates"),
    )
