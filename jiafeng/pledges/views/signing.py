"""Signing on a phone: who you are → read and sign → check → done. Nothing about the person is kept on the server until they submit:
between the steps it lies signed in a cookie of their own browser, which the last step deletes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.calendars import local_day
from jiafeng.common.forms import show_refusal, with_value
from jiafeng.common.limits import limited
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.people.actions.identifying import identify, note_person
from jiafeng.people.models import CadreRelation, Person
from jiafeng.pledges import actions, forms, policies, queries
from jiafeng.pledges.actions import Outcome, Signature
from jiafeng.pledges.models import Channel, DriveText, PledgeDrive, PledgeLink, SignatureKind
from jiafeng.pledges.views.parts import status
from jiafeng.records.actions import add_evidence
from jiafeng.records.models import Evidence
from jiafeng.units.models import Organisation
from jiafeng.units.queries import profile_for_host

_SALT = "pledges.identity"
_MINUTES = 120


@dataclass(frozen=True)
class Signer:
    """Who is about to sign, as far as the steps before have told."""

    name: str
    unit: str
    phone: str = ""
    organisation_id: int | None = None
    relation: str = ""
    cadre: str = ""
    guardian: str = ""

    @property
    def relation_label(self) -> str:
        return str(CadreRelation(self.relation).label) if self.relation else ""

    def said(self) -> dict[str, str]:
        return {"relation": self.relation, "cadre": self.cadre, "guardian": self.guardian}


def _in_this_county(request: HttpRequest, drive: PledgeDrive | None) -> PledgeDrive:
    """A link works at its own county's address only."""
    profile = profile_for_host(request.get_host())
    if drive is None or profile is None or profile.county_id != drive.county_id:
        raise Http404
    return drive


def _shared(request: HttpRequest, token: str) -> PledgeDrive:
    return _in_this_county(request, queries.drive_by_token(token))


def _personal(request: HttpRequest, token: str) -> PledgeLink:
    link = queries.link_by_token(token)
    _in_this_county(request, link.drive if link else None)
    assert link is not None
    return link


def _closed(request: HttpRequest, drive: PledgeDrive) -> HttpResponse | None:
    """The page that says why nobody can sign today; None where they can."""
    refusal = policies.may_sign_now(drive, local_day(timezone.now()))
    return render(request, "pledges/phone/closed.html", {"drive": drive, "sentence": refusal}) if refusal else None


def _cookie(drive: PledgeDrive) -> str:
    return f"pledge-{drive.pk}"


def _remembered(request: HttpRequest, drive: PledgeDrive) -> Signer | None:
    try:
        return Signer(**signing.loads(request.COOKIES.get(_cookie(drive), ""), salt=_SALT, max_age=_MINUTES * 60))
    except (signing.BadSignature, TypeError):
        return None


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Step 1 by the shared link: who you are."""
    drive = _shared(request, token)
    if closed := _closed(request, drive):
        return closed
    known = _remembered(request, drive)
    initial = {**known.__dict__, "organisation": known.organisation_id} if known else None
    form = forms.SignerForm(request.POST or None, county=drive.county, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit: Organisation | None = given["organisation"]
        signer = {
            "name": given["name"],
            "unit": unit.name if unit else "",
            "phone": given["phone"],
            "organisation_id": unit.pk if unit else None,
            "relation": given["relation"],
            "cadre": given["cadre"],
            "guardian": given["guardian"],
        }
        response = redirect("pledges:sign", token)
        response.set_cookie(
            _cookie(drive),
            signing.dumps(signer, salt=_SALT, compress=True),
            max_age=_MINUTES * 60,
            path=reverse("pledges:start", args=[token]),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response
    return render(request, "pledges/phone/start.html", {"drive": drive, "form": form}, status=status(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.sign", times=600, seconds=600)
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Steps 2 and 3 by the shared link."""
    drive = _shared(request, token)
    if closed := _closed(request, drive):
        return closed
    signer = _remembered(request, drive)
    if signer is None:
        return redirect("pledges:start", token)
    back = reverse("pledges:start", args=[token])
    response = _read_and_sign(request, drive, signer, back, lambda key: _person_of(drive, signer, key), vouched=False)
    if response.status_code == 302:
        response.delete_cookie(_cookie(drive), path=back)
    return response


def _person_of(drive: PledgeDrive, signer: Signer, key: UUID) -> Person:
    """The person on the county's list with this name, unit and telephone; else a new one, marked as their own word."""
    unit = Organisation.objects.filter(county=drive.county_id, pk=signer.organisation_id).first()
    known = identify(county=drive.county, name=signer.name, organisation=unit, phone=signer.phone)
    return known.person or note_person(
        by=None, at=timezone.now(), county=drive.county, name=signer.name, organisation=unit, phone=signer.phone, key=key
    )


@never_cache
@require_GET
@limited("pledges.mine", times=300, seconds=600, methods=("GET",))
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page: the invitation to sign, or the pledge they signed, with what happens next and how to withdraw."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is not None:
        return render(request, "pledges/phone/mine.html", {"drive": link.drive, "person": link.person, "pledge": pledge, "token": token})
    if closed := _closed(request, link.drive):
        return closed
    return render(request, "pledges/phone/invited.html", {"drive": link.drive, "person": link.person, "token": token})


@never_cache
@require_http_methods(["GET", "POST"])
def sign_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Steps 2 and 3 by a personal link: the person is known. Once they have signed, it tells nothing more about them."""
    link = _personal(request, token)
    if queries.pledge_of(link.drive, link.person_id) is not None:
        return redirect("pledges:mine", token)
    if closed := _closed(request, link.drive):
        return closed
    person = link.person
    unit = person.organisation
    signer = Signer(
        person.name,
        unit.name if unit else "",
        organisation_id=person.organisation_id,
        relation=person.cadre_relation,
        cadre=queries.cadre_of(person),
    )
    return _read_and_sign(request, link.drive, signer, reverse("pledges:mine", args=[token]), lambda key: person)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw by the personal link, after one question."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is None:
        return redirect("pledges:mine", token)
    if request.method == "POST":
        actions.withdraw_pledge(by=None, at=timezone.now(), pledge=pledge)
        tell(request, _("Your pledge is withdrawn."))
        return redirect("pledges:mine", token)
    return render(request, "pledges/phone/withdraw.html", {"drive": link.drive, "person": link.person, "pledge": pledge, "token": token})


@never_cache
@require_POST
def show_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to show the name, or take it back."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is not None and pledge.withdrawn_at is None:
        shown = request.POST.get("shown") == "1"
        actions.show_name(at=timezone.now(), pledge=pledge, shown=shown)
        tell(request, _("Your name may be shown.") if shown else _("Your name is no longer shown."))
    return redirect("pledges:mine", token)


def _read_and_sign(
    request: HttpRequest, drive: PledgeDrive, signer: Signer, back: str, person: Any, *, vouched: bool = True
) -> HttpResponse:
    """Read and sign (GET), check the answers (POST step=check), change them (step=change), submit (step=submit).

    vouched: a link of their own says who they are; without one it is only their word.
    """
    text = drive.texts.first()
    assert text is not None, "a drive opens only with a text"
    step = request.POST.get("step", "check")
    form = forms.SignForm(request.POST or None, name=signer.name, initial={"text": text.pk})
    context: dict[str, Any] = {"drive": drive, "text": text, "signer": signer, "form": form, "back": back}
    if request.method == "GET" or step == "change" or not form.is_valid():
        if step == "change":
            form.errors.clear()
        return render(request, "pledges/phone/sign.html", context, status=status(form))
    photo = forms.PhotoForm(request.POST if step == "submit" else None, request.FILES or None) if form.kind == SignatureKind.PHOTO else None
    context["photo"] = photo
    if step == "submit" and (photo is None or photo.is_valid()):
        try:
            return _submit(request, drive, signer, form, photo, person, vouched)
        except Refused as refused:
            if refused.code == "withdrawn" and not vouched:
                return render(request, "pledges/phone/already.html", {"drive": drive, "signer": signer})
            if refused.code == "old_text":
                with_value(form, "text", text.pk)
                show_refusal(form, refused)
                return render(request, "pledges/phone/sign.html", context, status=422)
            show_refusal(photo or form, refused)
    refused_now = bool(form.errors or (photo and photo.errors))
    return render(request, "pledges/phone/check.html", context, status=422 if refused_now else 200)


def _submit(
    request: HttpRequest, drive: PledgeDrive, signer: Signer, form: forms.SignForm, photo: Any, person_for: Any, vouched: bool
) -> HttpResponse:
    """Somebody new is noted only together with the pledge: where that is refused, neither stays.

    Whoever only says who they are is shown a pledge that they made just now, never one that stood before: not its day, not its page, not that
    it was withdrawn.
    """
    now = timezone.now()
    signature = form.signature()
    if photo is not None:
        signature = Signature(SignatureKind.PHOTO, evidence=_keep_photo(drive, signer, photo.cleaned_data["photo"]))
    with transaction.atomic():
        person = person_for(form.cleaned_data["key"])
        at_staff = request.user.is_authenticated and not policies.may_enter_paper(request.user, drive, person)
        signed = actions.sign(
            by=request.user if at_staff else None,
            at=now,
            drive=drive,
            text=DriveText(pk=form.cleaned_data["text"], drive=drive),
            person=person,
            key=form.cleaned_data["key"],
            signature=signature,
            channel=Channel.STAFF if at_staff else Channel.PHONE,
            show_name=form.cleaned_data["show_name"],
            **signer.said(),
        )
        if signed.outcome == Outcome.ALREADY or (signed.outcome == Outcome.JOINED and not vouched):
            return render(request, "pledges/phone/already.html", {"drive": drive, "signer": signer})
        return redirect("pledges:mine", actions.make_link(at=now, drive=drive, person=person))


def _keep_photo(drive: PledgeDrive, signer: Signer, upload: Any) -> Evidence:
    with saved(upload) as path:
        return add_evidence(
            by=None,
            at=timezone.now(),
            county_code=drive.county.code,
            file=path,
            name=upload.name,
            caption=str(_("Photographed signature")),
            organisation_id=signer.organisation_id,
        )
