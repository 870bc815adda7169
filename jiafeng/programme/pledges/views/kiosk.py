"""The shared tablet: one person after the other signs, and each is forgotten before the next.

The device holds a secret in a cookie and nobody's sign-in. Between two steps the signer lies in a second cookie, which ends with the signature,
with “forget”, and after a minute in which nobody touches the tablet. Addresses name nobody, pages are kept by no browser.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import allow, form_page, status_of, step
from jiafeng.ground.links.views import Note, set_cookie
from jiafeng.ground.people.models import Proof
from jiafeng.ground.people.queries import units_for
from jiafeng.programme.drives.views import closed, keep_who, person_of, who_of
from jiafeng.programme.pledges import actions, forms, policies, queries
from jiafeng.programme.pledges.actions import Signed
from jiafeng.programme.pledges.actions.kiosks import LASTS
from jiafeng.programme.pledges.models import Channel, PledgeKiosk
from jiafeng.programme.pledges.views.parts import drive_or_404
from jiafeng.programme.pledges.views.reading import Way, read_and_sign

FRAME = "pledges/kiosk/frame.html"
_DEVICE, _DONE = "kiosk", "kiosk-done"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def start_kiosk(request: HttpRequest, pk: int) -> HttpResponse:
    """Make this device a shared tablet. Whoever does it is signed out here: nobody who signs is left with a desk."""
    drive = drive_or_404(request, pk)
    allow(policies.may_start_kiosk(request.user, drive))

    def act(data: dict[str, Any]) -> HttpResponse:
        _kiosk, token = actions.start_kiosk(by=request.user, at=timezone.now(), drive=drive, **data)
        logout(request)
        response = redirect("pledges:kiosk")
        set_cookie(response, request, _DEVICE, token, path=_root(), seconds=int(LASTS.total_seconds()), same="Strict")
        return response

    return form_page(
        request,
        forms.KioskForm(posted(request), units=units_for(request.user, drive.county_id)),
        act,
        title=_("Use this device as a shared tablet"),
        back=reverse("pledges:drive", args=[pk]),
        action=_("Sign out here and begin"),
        consequence=_("You are signed out on this device. People sign on it one after the other until somebody enters the PIN."),
        of=drive.title,
    )


@login_required
@require_POST
def end_kiosk(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tablet from the drive's page."""
    found = get_object_or_404(PledgeKiosk.objects.visible_to(request.user), pk=pk)
    return step(
        request,
        lambda: actions.end_kiosk(by=request.user, at=timezone.now(), kiosk=found),
        _("The tablet takes no more signatures."),
        reverse("pledges:drive", args=[found.drive_id]),
    )


def _root() -> str:
    return reverse("pledges:kiosk")


def _note() -> Note:
    return Note("kiosk-signer", "pledges.kiosk", _root(), 15 * 60)


def _device(request: HttpRequest) -> PledgeKiosk | None:
    return queries.kiosk_by_token(request.COOKIES.get(_DEVICE, ""), timezone.now())


def _no_kiosk(request: HttpRequest) -> HttpResponse:
    sentence = _("This device is no shared tablet, or it was ended. Staff set it up from the drive's page.")
    return render(request, "pledges/kiosk/none.html", {"sentence": sentence, "frame": "phone.html"})


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Who you are; the form is empty whoever was here before."""
    device = _device(request)
    if device is None:
        return _no_kiosk(request)
    drive = device.drive
    if page := closed(request, drive, frame=FRAME, away=reverse("pledges:kiosk_forget")):
        return page
    form = forms.KioskSignerForm(posted(request) or None, county=drive.county, initial={"organisation": device.organisation_id})
    if request.method == "POST" and form.is_valid():
        return keep_who(redirect("pledges:kiosk_sign"), request, _note(), form.who())
    context = {"drive": drive, "form": form, "frame": FRAME}
    return render(request, "pledges/kiosk/start.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk_sign(request: HttpRequest) -> HttpResponse:
    """Read, sign, check."""
    device = _device(request)
    if device is None:
        return _no_kiosk(request)
    drive = device.drive
    if page := closed(request, drive, frame=FRAME, away=reverse("pledges:kiosk_forget")):
        return page
    signer = who_of(request, _note())
    if signer is None:
        return redirect("pledges:kiosk")

    def done(signed: Signed) -> HttpResponse:
        response = redirect("pledges:kiosk_done")
        set_cookie(response, request, _DONE, signed.pledge.reference, path=_root(), seconds=60, same="Strict")
        return response

    way = Way(
        drive=drive,
        signer=signer,
        back=_root(),
        person=lambda key: person_of(drive, signer, key),
        vouched=lambda person: False,
        proof=lambda person: Proof.WORD,
        done=done,
        channel=Channel.KIOSK,
        frame=FRAME,
        away=reverse("pledges:kiosk_forget"),
    )
    response = read_and_sign(request, way)
    return _note().forget(response) if response.status_code == 302 else response


@never_cache
@require_safe
def kiosk_done(request: HttpRequest) -> HttpResponse:
    """Thanks, once: shown again it begins anew."""
    device, reference = _device(request), request.COOKIES.get(_DONE)
    if device is None or not reference:
        return redirect("pledges:kiosk")
    response = render(request, "pledges/kiosk/done.html", {"drive": device.drive, "reference": reference, "frame": FRAME})
    return _forget(response)


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk_forget(request: HttpRequest) -> HttpResponse:
    """Forget whoever was here, and begin anew; the idle clock ends here, and the button “I am finished”."""
    response = _forget(redirect("pledges:kiosk"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(_DONE, path=_root())
    return _note().forget(response)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("pledges.pin", times=10, seconds=600)
def kiosk_leave(request: HttpRequest) -> HttpResponse:
    """Staff end the tablet with its PIN."""
    device = _device(request)
    if device is None:
        return _no_kiosk(request)

    def act(data: dict[str, Any]) -> HttpResponse:
        actions.leave_kiosk(at=timezone.now(), kiosk=device, pin=data["pin"])
        response = _forget(redirect("account_login"))
        response.delete_cookie(_DEVICE, path=_root())
        return response

    return form_page(
        request,
        forms.PinForm(posted(request)),
        act,
        template="pledges/kiosk/leave.html",
        title=_("Take the tablet back"),
        back=reverse("pledges:kiosk_forget"),
        action=_("End the shared tablet"),
        around={"drive": device.drive, "frame": FRAME},
    )
