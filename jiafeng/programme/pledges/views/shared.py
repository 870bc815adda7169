"""Signing by the drive's shared link: who you are → (the code on your telephone) → read and sign → check → done."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.limits import limited
from jiafeng.common.pages import status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.text import mask_phone
from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.sms.actions import check_code, send_code
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.sms.views import code_form
from jiafeng.programme.pledges import forms, queries
from jiafeng.programme.pledges.models import IdentityCheck, PledgeDrive
from jiafeng.programme.pledges.views.reading import (
    Signer,
    Way,
    at_staff,
    closed,
    in_this_county,
    person_of,
    read_and_sign,
    remember,
    remembered,
    to_own_page,
)

_SECONDS = 120 * 60


def _drive(request: HttpRequest, token: str) -> PledgeDrive:
    return in_this_county(request, queries.drive_by_token(token))


def _cookie(drive: PledgeDrive) -> str:
    return f"pledge-{drive.pk}"


def _remember(response: HttpResponse, request: HttpRequest, drive: PledgeDrive, signer: Signer) -> HttpResponse:
    path = reverse("pledges:start", args=[drive.token])
    return remember(response, request, signer, cookie=_cookie(drive), path=path, seconds=_SECONDS)


def _remembered(request: HttpRequest, drive: PledgeDrive) -> Signer | None:
    return remembered(request, cookie=_cookie(drive), seconds=_SECONDS)


def _needs_code(request: HttpRequest, drive: PledgeDrive) -> bool:
    """Where staff stand beside the person, they say who it is."""
    return drive.identity == IdentityCheck.CODE and not at_staff(request, drive)


def _purpose(drive: PledgeDrive) -> str:
    return f"pledge:{drive.pk}"


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Who you are; where the drive asks for a code, it is sent now."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    known = _remembered(request, drive)
    initial = {**known.__dict__, "organisation": known.organisation_id} if known else None
    form = forms.SignerForm(posted(request) or None, county=drive.county, initial=initial)
    asks_code = _needs_code(request, drive)
    if request.method == "POST" and form.is_valid():
        signer = Signer.of(form.cleaned_data)
        if not asks_code or (known is not None and known.proved and known.phone == signer.phone):
            return _remember(redirect("pledges:sign", token), request, drive, replace(signer, proved=asks_code))
        try:
            _send(request, drive, signer)
        except Refused as refused:
            # A code that was sent a moment ago still holds: to come back and correct one's name is no reason to wait.
            if refused.code != "too_often" or known is None or known.phone != signer.phone:
                show_refusal(form, refused)
                return render(request, "pledges/phone/start.html", {"drive": drive, "form": form, "asks_code": True}, status=422)
        return _remember(redirect("pledges:code_step", token), request, drive, signer)
    return render(request, "pledges/phone/start.html", {"drive": drive, "form": form, "asks_code": asks_code}, status=status_of(form))


def _send(request: HttpRequest, drive: PledgeDrive, signer: Signer) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    send_code(at=timezone.now(), phone=signer.phone, purpose=_purpose(drive), county=drive.county.code, address=address)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.code", times=200, seconds=600)
def code_step(request: HttpRequest, token: str) -> HttpResponse:
    """The code on your telephone; `again` is the button that sends another."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    signer = _remembered(request, drive)
    if signer is None or not _needs_code(request, drive):
        return redirect("pledges:start", token)
    form = code_form(request, lambda: _send(request, drive, signer))
    if form is None:
        return redirect("pledges:code_step", token)
    if form.is_valid():
        refusal = check_code(at=timezone.now(), phone=signer.phone, purpose=_purpose(drive), code=form.cleaned_data["code"])
        if refusal is None:
            return _remember(redirect("pledges:sign", token), request, drive, replace(signer, proved=True))
        show_refusal(form, refusal)
    context = {"drive": drive, "form": form, "masked": mask_phone(signer.phone), "on_console": not reaches_phones()}
    return render(request, "pledges/phone/code.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Read, sign, check."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    signer = _remembered(request, drive)
    if signer is None or (_needs_code(request, drive) and not signer.proved):
        return redirect("pledges:start", token)
    back = reverse("pledges:start", args=[token])

    def vouched(person: Person) -> bool:
        """The telephone in their hand is the one on the list: a name alone is only their word."""
        return signer.proved and person.phone == signer.phone

    way = Way(
        drive=drive,
        signer=signer,
        back=back,
        person=lambda key: person_of(drive, signer, key),
        vouched=vouched,
        proof=lambda person: Proof.CODE if vouched(person) else Proof.WORD,
        done=to_own_page,
    )
    response = read_and_sign(request, way)
    if response.status_code == 302:
        response.delete_cookie(_cookie(drive), path=back)
    return response
