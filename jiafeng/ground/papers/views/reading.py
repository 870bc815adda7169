"""Reading rows: typed by two, settled where they differ, or entered by one from the paper in hand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.pages import allow, button, status_of, step
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.papers import actions, forms, policies, queries
from jiafeng.ground.papers.actions import Namesakes
from jiafeng.ground.papers.models import Mark, PaperRow, PaperSheet
from jiafeng.ground.papers.queries import Facts, Owner, Target
from jiafeng.ground.papers.views.parts import enterable, enterable_sheet
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import named, people_for
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import visible_evidence
from jiafeng.ground.records.views import keep_upload
from jiafeng.ground.records.views import picture as stored_picture

SUGGESTIONS = 12


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The next row to read: its picture, its fields, and three buttons for what is seen."""
    owner, target, sheet = enterable_sheet(request, pk)
    allow(policies.may_read_rows(sheet))
    row = _row_meant(request, sheet)
    if row is None:
        tell(request, _("You have read every row of sheet %(number)s.") % {"number": sheet.number})
        return redirect("papers:sheet", pk)
    form = forms.ReadingForm(
        posted(request), county=sheet.county, fields=owner.fields, printed=row.printed, day=_day(request, owner, target)
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            actions.read_row(by=request.user, at=timezone.now(), row=row, mark=Mark(form.cleaned_data["mark"]), facts=facts)
        except Refused as refused:
            if refused.code not in ("read_already", "read_by_you"):
                allow(refused)
            tell(request, refused)
        day = {"start": facts.signed_on.isoformat()} if facts.signed_on else {}
        return redirect(f"{reverse('papers:read', args=[pk])}?{urlencode(day)}")
    context = {
        "form": form,
        "row": row,
        "sheet": sheet,
        "target": target,
        "progress": queries.progress_of(sheet, request.user),
        "has_picture": queries.picture_of(sheet) is not None,
        "last": queries.my_last_reading(sheet, request.user),
    }
    return render(request, "papers/read.html", context, status=status_of(form))


def _row_meant(request: HttpRequest, sheet: PaperSheet) -> PaperRow | None:
    """The row that the page was shown for, as a POST names it; else the next one."""
    raw = request.POST.get("row", "")
    if raw.isascii() and raw.isdigit() and len(raw) < 4:
        return get_object_or_404(sheet.rows.select_related("sheet", "person__organisation"), number=int(raw))
    return queries.rows_to_read(sheet, request.user).select_related("sheet").first()


def _day(request: HttpRequest, owner: Owner, target: Target) -> Any:
    """The date of the row before, or the day the owner offers."""
    return request.GET.get("start") or owner.day(target.pk)


@login_required
@require_POST
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Read all further rows as blank."""
    _owner, _target, sheet = enterable_sheet(request, pk)
    back = reverse("papers:read", args=[pk])
    return step(request, lambda: actions.read_rest_as_blank(by=request.user, at=timezone.now(), sheet=sheet), "", back)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's last reading."""
    _owner, _target, sheet = enterable_sheet(request, pk)

    def act() -> None:
        row = actions.undo_reading(by=request.user, at=timezone.now(), sheet=sheet)
        tell(request, _("Row %(code)s waits for your reading again.") % {"code": row.code})

    return button(request, act, "", reverse("papers:read", args=[pk]))


def _row_or_404(sheet: PaperSheet, number: int) -> PaperRow:
    row = get_object_or_404(sheet.rows.select_related("person__organisation"), number=number)
    row.sheet = sheet
    return row


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The third look at a row: its picture, both readings, and what is right."""
    owner, target, sheet = enterable_sheet(request, pk)
    row = _row_or_404(sheet, number)
    if request.method == "GET" and policies.may_settle(row):
        return redirect("papers:sheet", pk)
    readings = list(row.readings.select_related("by"))
    agreed = _agreed(readings)
    form = forms.SettleForm(
        posted(request), county=sheet.county, fields=owner.fields, printed=row.printed, day=_day(request, owner, target), initial=agreed
    )
    candidates: list[Person] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            settled = actions.settle_row(
                by=request.user,
                at=timezone.now(),
                row=row,
                mark=Mark(given["mark"]),
                facts=form.facts(),
                same_as=given["same_as"],
                looked=given["looked"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if not settled.is_held:
                tell(request, _("Row %(code)s is settled.") % {"code": row.code})
                return redirect("papers:sheet", pk)
            row = settled
            form.add_error(None, row.problem)
    if row.is_held and not row.printed:
        facts = form.facts() if "mark" in getattr(form, "cleaned_data", {}) and not form.has_error("name") else _held_facts(readings)
        candidates = _namesakes(row, facts)
    apart = queries.differing(readings) if len(readings) == 2 else []
    context = {
        "form": form,
        "row": row,
        "sheet": sheet,
        "target": target,
        "readings": [{"reading": reading, "facts": _shown(reading, owner, sheet, apart)} for reading in readings],
        "has_picture": queries.picture_of(sheet) is not None,
        "candidates": candidates,
    }
    return render(request, "papers/settle.html", context, status=status_of(form))


def _agreed(readings: list[Any]) -> dict[str, Any]:
    """What the two agree on, to begin with; where they differ the field is empty and is looked at."""
    signed = [Facts.from_text(reading.facts) for reading in readings if reading.mark == Mark.SIGNED]
    if not signed:
        return {}
    differing = signed[0].differing(signed[1]) if len(signed) == 2 else []
    return {name: value for name, value in vars(signed[0]).items() if name not in differing}


def _held_facts(readings: list[Any]) -> Facts:
    return Facts.from_text(readings[0].facts) if readings else Facts()


def _namesakes(row: PaperRow, facts: Facts) -> list[Person]:
    """People of the name, to choose from; none where the name is not given."""
    name = facts.compared().name
    if not name:
        return []
    people = Person.objects.present().filter(county=row.sheet.county_id, name_key=name).select_related("organisation")
    return list(people.order_by("pk")[:20])


def _shown(reading: Any, owner: Owner, sheet: PaperSheet, apart: list[str]) -> list[tuple[Any, Any, bool]]:
    """A reading's facts as (label, value, whether the two differ in it) for the page."""
    form = forms.FactsForm(county=sheet.county, fields=owner.fields)
    kept = vars(Facts.from_text(reading.facts))
    units = dict(form.fields["organisation"].queryset.values_list("pk", "name")) if "organisation" in form.fields else {}  # type: ignore[attr-defined]
    shown = {"organisation": units.get(kept.get("organisation"), "")}
    if "relation" in form.fields:
        shown["relation"] = dict(form.fields["relation"].choices).get(kept.get("relation") or "", "")  # type: ignore[attr-defined]
    shown["show_name"] = _("ticked") if kept.get("show_name") else _("not ticked")
    return [
        (field.label, shown.get(name, kept.get(name, "")), name in apart)
        for name, field in form.fields.items()
        if reading.mark == Mark.SIGNED
    ]


@login_required
@require_POST
def again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let a row be read anew that was taken for blank or struck out."""
    _owner, _target, sheet = enterable_sheet(request, pk)
    row = _row_or_404(sheet, number)
    return step(
        request,
        lambda: actions.look_again(by=request.user, at=timezone.now(), row=row),
        _("The row is read anew, by two people."),
        reverse("papers:read", args=[pk]),
    )


@login_required
@never_cache
@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of one row, for those who read it."""
    _owner, _target, sheet = enterable_sheet(request, pk)
    photo = queries.picture_of(sheet)
    if photo is None or not 1 <= number <= sheet.geometry.rows or not default_storage.exists(photo.row_file(number)):
        raise Http404
    if "w" in request.GET:
        return stored_picture(request, photo.row_file(number))
    return FileResponse(default_storage.open(photo.row_file(number)), content_type="image/jpeg")


@login_required
@never_cache
@require_GET
def names(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """People of the user's reach whose name begins as typed, as options of a field."""
    _owner, found = enterable(request, kind, target)
    form = forms.SuggestForm(request.GET)
    people: list[Person] = []
    if form.is_valid():
        everybody = people_for(request.user).present().filter(county=found.county)
        people = list(named(everybody, form.cleaned_data["name"])[:SUGGESTIONS])
    return render(request, "papers/_names.html", {"people": people})


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """One person enters rows from the paper in hand, one after the other; date, sheet, unit and photo are carried to the next row."""
    owner, found = enterable(request, kind, target)
    carried = visible_evidence(request.user, request.GET.get("photo", ""))
    initial = {"sheet": request.GET.get("sheet", ""), "organisation": request.GET.get("unit")}
    form = forms.HandForm(
        posted(request), request.FILES or None, county=found.county, fields=owner.fields, day=_day(request, owner, found), initial=initial
    )
    candidates: list[Person] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            evidence = _kept(request, found, given["photo"]) or carried
            sentence = actions.enter_by_hand(
                by=request.user,
                at=timezone.now(),
                target=found,
                key=given["key"],
                facts=form.facts(),
                version=found.version,
                sheet=given["sheet"],
                evidence=evidence,
                same_as=given["same_as"],
                looked=given["looked"],
            )
        except Namesakes as namesakes:
            candidates = namesakes.candidates
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, sentence)
            return redirect(f"{reverse('papers:enter', args=[kind, target])}?{_carry(form, evidence)}")
    context = {"form": form, "target": found, "candidates": candidates, "carried": carried}
    return render(request, "papers/enter.html", context, status=422 if candidates else status_of(form))


def _kept(request: HttpRequest, target: Target, upload: Any) -> Evidence | None:
    if not upload:
        return None
    facts = {"county_code": target.county.code, "caption": target.title, "organisation_id": target.organisation.pk}
    return keep_upload(upload, "photo", by=request.user, **facts)


def _carry(form: forms.HandForm, evidence: Evidence | None) -> str:
    given = form.cleaned_data
    sheet, dash, row = given["sheet"].rpartition("-")
    carried = {
        "start": given["signed_on"].isoformat() if given.get("signed_on") else "",
        "sheet": f"{sheet}{dash}{int(row) + 1}" if dash and row.isdecimal() else given["sheet"],
        "photo": evidence.pk if evidence else "",
        "unit": given["organisation"].pk if given.get("organisation") else "",
    }
    return urlencode({name: str(value) for name, value in carried.items() if value})
