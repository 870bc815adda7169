"""Reading and signing, by whatever way somebody comes: a link of their own, the shared link, the shared tablet.

Nothing about the person is kept on the server until they submit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiafeng.common.forms import posted, show_refusal, with_value
from jiafeng.common.pages import status_of
from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import Person, Proof
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.views import keep_upload
from jiafeng.programme.drives.forms import Who
from jiafeng.programme.pledges import actions, forms, policies
from jiafeng.programme.pledges.actions import Outcome, Said, Signature, Signed
from jiafeng.programme.pledges.models import Channel, DriveText, PledgeDrive, SignatureKind


@dataclass(frozen=True)
class Way:
    """How somebody comes to sign. `person` finds or notes them, given the form's key; `done` answers once they have signed.

    vouched: whether something says that they are this person. Without it they are shown a pledge that they made just now, never one that
    stood before: not its day, not its page, not that it was withdrawn.
    """

    drive: PledgeDrive
    signer: Who
    back: str
    person: Callable[[UUID], Person]
    vouched: Callable[[Person], bool]
    proof: Callable[[Person], Proof]
    done: Callable[[Signed], HttpResponse]
    channel: Channel = Channel.PHONE
    frame: str = "phone.html"
    away: str = ""
    submit: str = ""


def at_staff(request: HttpRequest, drive: PledgeDrive, person: Person | None = None) -> bool:
    """Whether somebody who may enter paper is signed in here: then it is the staff's device."""
    return request.user.is_authenticated and not policies.may_enter(request.user, drive, person)


def read_and_sign(request: HttpRequest, way: Way) -> HttpResponse:
    """Read and sign (GET), check the answers (POST step=check), change them (step=change), submit (step=submit)."""
    text = way.drive.texts.first()
    assert text is not None, "a drive opens only with a text"
    step = request.POST.get("step", "check")
    form = forms.SignForm(posted(request) or None, name=way.signer.name, initial={"text": text.pk})
    context: dict[str, Any] = {
        "drive": way.drive,
        "text": text,
        "signer": way.signer,
        "form": form,
        "back": way.back,
        "frame": way.frame,
        "away": way.away,
        "submit": way.submit,
    }
    if request.method == "GET" or step == "change" or not form.is_valid():
        if step == "change":
            form.errors.clear()
        return render(request, "pledges/phone/sign.html", context, status=status_of(form))
    photo = forms.PhotoForm(request.POST if step == "submit" else None, request.FILES or None) if form.kind == SignatureKind.PHOTO else None
    context["photo"] = photo
    if step == "submit" and (photo is None or photo.is_valid()):
        try:
            return _submit(request, way, form, photo)
        except Refused as refused:
            if refused.code in ("withdrawn", "disputed"):
                return render(request, "pledges/phone/already.html", context)
            if refused.code == "old_text":
                with_value(form, "text", text.pk)
                show_refusal(form, refused)
                return render(request, "pledges/phone/sign.html", context, status=422)
            show_refusal(photo or form, refused)
    refused_now = bool(form.errors or (photo and photo.errors))
    return render(request, "pledges/phone/check.html", context, status=422 if refused_now else 200)


def _submit(request: HttpRequest, way: Way, form: forms.SignForm, photo: Any) -> HttpResponse:
    """Somebody new is noted only together with the pledge: where that is refused, neither stays."""
    now = timezone.now()
    signature = form.signature()
    if photo is not None:
        signature = Signature(SignatureKind.PHOTO, evidence=_keep_photo(way.drive, way.signer, photo.cleaned_data["photo"]))
    with transaction.atomic():
        person = way.person(form.cleaned_data["key"])
        staffed = way.channel == Channel.PHONE and at_staff(request, way.drive, person)
        try:
            signed = actions.sign(
                by=request.user if staffed else None,
                at=now,
                drive=way.drive,
                text=DriveText(pk=form.cleaned_data["text"], drive=way.drive),
                person=person,
                key=form.cleaned_data["key"],
                signature=signature,
                channel=Channel.STAFF if staffed else way.channel,
                said=Said(**way.signer.said(), show_name=form.cleaned_data["show_name"]),
                proof=Proof.STAFF if staffed else way.proof(person),
            )
        except Refused as refused:
            if refused.code in ("withdrawn", "disputed") and way.vouched(person):
                raise Refused(refused.sentence, field=refused.field) from refused
            raise
        if signed.outcome == Outcome.ALREADY or (signed.outcome == Outcome.JOINED and not way.vouched(person)):
            return render(
                request, "pledges/phone/already.html", {"drive": way.drive, "signer": way.signer, "frame": way.frame, "away": way.away}
            )
        return way.done(signed)


def to_own_page(signed: Signed) -> HttpResponse:
    """After signing: the person's own page, by a link of their own."""
    return redirect("pledges:mine", actions.make_link(at=timezone.now(), drive=signed.pledge.drive, person=signed.pledge.person))


def _keep_photo(drive: PledgeDrive, signer: Who, upload: Any) -> Evidence:
    caption = str(_("Photographed signature"))
    return keep_upload(upload, "photo", by=None, county_code=drive.county.code, caption=caption, organisation_id=signer.organisation_id)
