"""Lists, the file of a bulletin, its passports and its downloads; and the one public page, behind the printed QR code."""

from __future__ import annotations

import io
import tempfile
import uuid
from itertools import islice
from typing import IO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiafeng.common.pages import allow
from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.reporting.bulletins import jobs, lists, policies, queries
from jiafeng.reporting.bulletins.models import Bulletin, Passport
from jiafeng.reporting.bulletins.queries import check_bulletin, editing, packing, papers, periods, today
from jiafeng.reporting.bulletins.views.common import bulletin_of, refuse
from jiafeng.reporting.figures.queries import evidence_of

PER_PAGE = 50


@login_required
@require_GET
def bulletins(request: HttpRequest) -> HttpResponseBase:
    """Every bulletin of the county."""
    allow(policies.sees_bulletins(request.user))
    refusal = policies.may_write(request.user, working_county(request.user).pk)
    buttons = [] if refusal else [Button(_("New bulletin"), reverse("bulletins:new"))]
    return answer(request, lists.BULLETINS, lambda asked: queries.bulletins_for(request.user, **asked), buttons=buttons)


@login_required
@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """A bulletin's file: text, passports against today, what may be done next, what happened."""
    found = bulletin_of(request, pk)
    user = request.user
    checked = check_bulletin(found)
    passports = [(each, *_today(each)) for each in found.passports.select_related("bulletin")]
    context = {
        "bulletin": found,
        "check": checked,
        "lines": editing.annotated(found.body, checked),
        "passports": passports,
        "wrong": _wrong(passports),
        "period": periods.period_words(found.start, found.last_day),
        "corrections": found.corrections.order_by("pk"),
        "history": history(found)[:12],
        "key": uuid.uuid4(),
        "approvals": queries.approvals(found, timezone.now(), request.build_absolute_uri),
        "may_keep": not policies.may_write(user, found.county_id),
        "may_ask": not policies.may_ask(user, found),
        "may_edit": not policies.may_edit(user, found),
        "may_withdraw": not policies.may_withdraw(user, found),
        "may_approve": not policies.may_approve(user, found),
        "may_return": not policies.may_return(user, found),
        "may_issue": not policies.may_issue(user, found),
        "may_correct": not policies.may_correct(user, found),
        "originals": not policies.may_take_originals(user, found),
    }
    return render(request, "bulletins/bulletin.html", context)


def _wrong(passports: list[tuple[Passport, int | None, str]]) -> dict[int, queries.Correction]:
    """The figures that were wrong, by their numbers. Large ones are compared on their own page."""
    read = (each for each, now, _gone in passports if now not in (None, each.value) and max(each.rows, now) <= today.AT_ONCE)
    return {found.passport.n: found for each in read if (found := queries.correction_of(each)) is not None}


def _today(each: Passport) -> tuple[int | None, str]:
    """Today's value, or why there is none: a figure may have been taken out of the catalogue since."""
    try:
        return queries.value_today(each), ""
    except Refused as refused:
        return None, str(refused)


def _passport(request: HttpRequest, pk: int, n: int) -> tuple[Bulletin, Passport]:
    found = bulletin_of(request, pk)
    return found, get_object_or_404(found.passports.select_related("bulletin__county"), n=n)


@login_required
@require_GET
def passport(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """A passport: what was frozen, the rows it counted, what it counts today and why."""
    found, each = _passport(request, pk, n)
    now, gone = _today(each)
    number = _page_number(request)
    rows = list(islice(packing.manifest_rows(each), (number - 1) * PER_PAGE, number * PER_PAGE + 1))
    job = Job.objects.visible_to(request.user).filter(key__startswith=f"bulletins.compare:{each.pk}:").order_by("-asked_at").first()
    large = max(each.rows, now or 0) > today.AT_ONCE
    difference = None
    if now is not None and not large:
        difference = queries.difference(each)
    elif job and job.is_done:
        difference = queries.Difference.from_json(job.outcome)
    context = {
        "bulletin": found,
        "passport": each,
        "today_value": now,
        "gone": gone,
        "difference": difference,
        "large": large,
        "job": job,
        "heads": packing.manifest_heads(each),
        "rows": rows[:PER_PAGE],
        "evidence": evidence_of(rows, request.user),
        "adds": any(row.amount != 1 for row in rows),
        "number": number,
        "has_next": len(rows) > PER_PAGE,
    }
    return render(request, "bulletins/passport.html", context)


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return min(max(int(given), 1), 200) if given.isascii() and given.isdigit() and len(given) < 4 else 1


@login_required
@require_POST
def compare(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Compare a large figure with today in the background."""
    found, each = _passport(request, pk, n)
    key = f"bulletins.compare:{each.pk}:{request.user.pk}:{timezone.now():%Y%m%dT%H%M}"
    label, back = _("Comparing “%(label)s” with today") % {"label": each.label}, request.path.removesuffix("/compare")
    return redirect(ask(request, jobs.compare, key, label, found.county.code, back, passport_id=each.pk))


@login_required
@require_GET
def manifest(request: HttpRequest, pk: int, n: int) -> HttpResponseBase:
    """The frozen rows as they lie in the archive pack: names masked."""
    _found, each = _passport(request, pk, n)
    stream = packing.private(each.manifest).open("rb")
    return FileResponse(stream, as_attachment=True, filename=f"{each.label}.csv", content_type="text/csv; charset=utf-8")


@login_required
@require_GET
def download(request: HttpRequest, pk: int, fmt: str) -> HttpResponseBase:
    """The bulletin as pdf, docx, html or archive pack; a draft as pdf or docx, marked as one."""
    found = bulletin_of(request, pk)
    if fmt not in packing.MEDIA_TYPES:
        raise Http404
    if fmt == "zip":
        allow(policies.may_export_pack(request.user, found))
    try:
        stream = _file(request, found, fmt)
    except Refused as refused:
        return refuse(request, found, refused)
    return FileResponse(stream, as_attachment=True, filename=packing.file_name(found, fmt), content_type=packing.MEDIA_TYPES[fmt])


def _file(request: HttpRequest, found: Bulletin, fmt: str) -> IO[bytes]:
    """The file, open at its start. A pack is written to a temporary file, so that memory stays flat."""
    if fmt == "zip":
        stream = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
        try:
            packing.write_pack(found, stream, originals=not policies.may_take_originals(request.user, found))
        except Refused:
            stream.close()
            raise
        stream.seek(0)
        return stream
    return packing.issued_file(found, fmt).open("rb") if found.is_issued else io.BytesIO(packing.draft_file(found, fmt))


@require_GET
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the printed code stands for, for anybody: the bulletin, its figures and their counts, and nobody's records."""
    wanted = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    found = queries.issued().select_related("county").filter(code=wanted).first()
    if found is None:
        return render(request, "bulletins/unknown_code.html", {"code": code}, status=404)
    return render(request, "bulletins/by_code.html", {"public": papers.public(found)})
