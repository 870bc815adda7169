"""Signing by the drive's shared link: who you are → (the code on your telephone) → read and sign → check → done."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import status_of
from jiafeng.ground.links.views import Telephone, in_this_county
from jiafeng.ground.people.models import Person, Proof
from jiafeng.programme.drives.views import closed, keep_who, note_of, person_of, who_of
from jiafeng.programme.pledges import forms
from jiafeng.programme.pledges.models import IdentityCheck, PledgeDrive
from jiafeng.programme.pledges.views.reading import Way, at_staff, read_and_sign, to_own_page


def _drive(request: HttpRequest, token: str) -> PledgeDrive:
    return in_this_county(request, PledgeDrive.objects.whole().filter(token=token).first())


def _needs_code(request: HttpRequest, drive: PledgeDrive) -> bool:
    """Where staff stand beside the person, they say who it is."""
    return drive.identity == IdentityCheck.CODE and not at_staff(request, drive)


def _telephone(drive: PledgeDrive, phone: str) -> Telephone:
    return Telephone(phone, f"pledge:{drive.pk}", drive.county.code)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Who you are; where the drive asks for a code, it is sent now."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    note = note_of(drive, "pledges")
    known = who_of(request, note)
    form = forms.WhoForm(posted(request) or None, county=drive.county, initial=known.initial() if known else None)
    asks_code = _needs_code(request, drive)
    if request.method == "POST" and form.is_valid():
        signer = form.who()
        if not asks_code or (known is not None and known.proved and known.phone == signer.phone):
            return keep_who(redirect("pledges:sign", token), request, note, replace(signer, proved=asks_code))
        if _telephone(drive, signer.phone).send_after(request, form, before=known.phone if known else ""):
            return keep_who(redirect("pledges:code_step", token), request, note, signer)
    return render(request, "pledges/phone/start.html", {"drive": drive, "form": form, "asks_code": asks_code}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.code", times=200, seconds=600)
def code_step(request: HttpRequest, token: str) -> HttpResponse:
    """The code on your telephone; `again` is the button that sends another."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    note = note_of(drive, "pledges")
    signer = who_of(request, note)
    if signer is None or not _needs_code(request, drive):
        return redirect("pledges:start", token)
    telephone = _telephone(drive, signer.phone)
    form = telephone.form(request)
    if form is None:
        return redirect("pledges:code_step", token)
    if telephone.shown_by(form):
        return keep_who(redirect("pledges:sign", token), request, note, replace(signer, proved=True))
    return render(request, "pledges/phone/code.html", {"drive": drive, "form": form, **telephone.told()}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Read, sign, check."""
    drive = _drive(request, token)
    if page := closed(request, drive):
        return page
    note = note_of(drive, "pledges")
    signer = who_of(request, note)
    if signer is None or (_needs_code(request, drive) and not signer.proved):
        return redirect("pledges:start", token)

    def vouched(person: Person) -> bool:
        """The telephone in their hand is the one on the list: a name alone is only their word."""
        return signer.proved and person.phone == signer.phone

    way = Way(
        drive=drive,
        signer=signer,
        back=note.path,
        person=lambda key: person_of(drive, signer, key),
        vouched=vouched,
        proof=lambda person: Proof.CODE if vouched(person) else Proof.WORD,
        done=to_own_page,
    )
    response = read_and_sign(request, way)
    return note.forget(response) if response.status_code == 302 else response
