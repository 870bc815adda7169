"""A person's own page, by a link of their own: sign, look, withdraw, say that it was not them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import fields_of, posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import form_page
from jiafeng.common.toasts import tell
from jiafeng.ground.links.views import in_this_county
from jiafeng.ground.people.models import Proof
from jiafeng.programme.drives.forms import Who
from jiafeng.programme.drives.views import closed, withdrawal
from jiafeng.programme.pledges import actions, forms, policies, queries
from jiafeng.programme.pledges.models import PledgeLink, SignatureKind
from jiafeng.programme.pledges.views.reading import Way, read_and_sign, to_own_page


def _personal(request: HttpRequest, token: str) -> PledgeLink:
    return in_this_county(request, queries.link_by_token(token), "drive.county_id")


# Every page behind a personal link counts towards one limit, so that guessing at links comes to nothing anywhere.
_limited = limited("pledges.mine", times=300, seconds=600, methods=("GET", "POST"))


@never_cache
@require_GET
@_limited
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation to sign, or the pledge they signed, with what happens next, how to withdraw, and how to say that it was not them."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is not None:
        disputes = list(pledge.disputes.all())
        context = {
            "drive": link.drive,
            "person": link.person,
            "pledge": pledge,
            "token": token,
            "shown": queries.shown_since(pledge),
            "dispute": disputes[0] if disputes else None,
            "may_dispute": not policies.may_dispute(pledge, disputes),
        }
        return render(request, "pledges/phone/mine.html", context)
    if page := closed(request, link.drive):
        return page
    return render(request, "pledges/phone/invited.html", {"drive": link.drive, "person": link.person, "token": token})


@never_cache
@require_http_methods(["GET", "POST"])
@_limited
def sign_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Read, sign, check: the person is known. Once they have signed, it tells nothing more about them."""
    link = _personal(request, token)
    if queries.pledge_of(link.drive, link.person_id) is not None:
        return redirect("pledges:mine", token)
    if page := closed(request, link.drive):
        return page
    person = link.person
    unit = person.organisation
    signer = Who(
        person.name,
        unit.name if unit else "",
        organisation_id=person.organisation_id,
        relation=person.cadre_relation,
        cadre=queries.cadre_of(person),
    )
    way = Way(
        drive=link.drive,
        signer=signer,
        back=reverse("pledges:mine", args=[token]),
        person=lambda key: person,
        vouched=lambda person: True,
        proof=lambda person: Proof.LINK,
        done=to_own_page,
        submit=reverse("pledges:sign_quickly", args=[token]),
    )
    return read_and_sign(request, way)


@csrf_exempt
@require_POST
def sign_quickly(request: HttpRequest, token: str) -> HttpResponse:
    """The last press of a plain signature, answered without session, language or template (config.hot); the link's secret is what says who sends it.

    Anything but a plain signature is handed on to the page it came from (307: the browser sends the same form again there), which has a
    sentence for each.
    """
    mine = request.path.removesuffix("/quick")
    signed = _sign_plainly(request, token)
    where = mine if signed else f"{mine}/sign"
    return HttpResponseRedirect(where, status=303 if signed else 307, headers={"Cache-Control": "no-store"})


_STROKES = forms.StrokesField(required=False)
_LONGEST, _MOST_FIELDS = 40, 20


def _sign_plainly(request: HttpRequest, token: str) -> bool:
    """Sign, where the form is what a plain signature sends."""
    try:
        given = {name: values[-1] for name, values in fields_of(request, _MOST_FIELDS).items()}
        typed = given.get("typed_name", "").strip()
        strokes = "" if typed else _STROKES.clean(given.get("strokes"))
        key, text = UUID(given.get("key", "")), int(given.get("text", ""))
    except (ValidationError, ValueError):
        return False
    if given.get("have_read") != "on" or given.get("by_photo") or not (typed or strokes) or len(typed) > _LONGEST:
        return False
    signature = actions.Signature(SignatureKind.TYPED if typed else SignatureKind.DRAWN, strokes=strokes, typed_name=typed)
    shown = bool(given.get("show_name"))
    return actions.sign_at_once(at=timezone.now(), token=token, text=text, key=key, signature=signature, show_name=shown)


@never_cache
@require_http_methods(["GET", "POST"])
@_limited
def withdraw_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw by the personal link, after one question."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is None:
        return redirect("pledges:mine", token)
    return withdrawal(
        request,
        lambda: actions.withdraw_pledge(by=None, at=timezone.now(), pledge=pledge),
        title=_("Withdraw your pledge?"),
        consequence=_(
            "It leaves every count and list. You need not say why, and nobody is told. Only the Federation can restore it, if you ask."
        ),
        back=reverse("pledges:mine", args=[token]),
        done=_("Your pledge is withdrawn."),
    )


@never_cache
@require_POST
@_limited
def show_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to show the name, or take it back."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is not None and pledge.withdrawn_at is None:
        shown = request.POST.get("shown") == "1"
        actions.show_name(at=timezone.now(), pledge=pledge, shown=shown)
        tell(request, _("Your name may be shown.") if shown else _("Your name is no longer shown."))
    return redirect("pledges:mine", token)


@never_cache
@require_http_methods(["GET", "POST"])
@_limited
def dispute_mine(request: HttpRequest, token: str) -> HttpResponse:
    """这不是我签的: from this moment the pledge counts nowhere, and staff look into it."""
    link = _personal(request, token)
    pledge = queries.pledge_of(link.drive, link.person_id)
    if pledge is None or policies.may_dispute(pledge, list(pledge.disputes.all())):
        return redirect("pledges:mine", token)

    def act(data: dict[str, Any]) -> str:
        made = actions.dispute_pledge(at=timezone.now(), pledge=pledge, words=data["words"])
        return reverse("pledges:dispute_receipt", args=[made.receipt])

    return form_page(
        request,
        forms.DisputeForm(posted(request)),
        act,
        template="pledges/phone/dispute.html",
        title=_("I did not sign this"),
        back=reverse("pledges:mine", args=[token]),
        action=_("Yes: this is not my signature"),
        around={"drive": link.drive, "pledge": pledge},
    )


@never_cache
@require_GET
@limited("pledges.receipt", times=100, seconds=600, methods=("GET",))
def dispute_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """How far it is, for whoever has the receipt number; it names nobody."""
    dispute = in_this_county(request, queries.dispute_by_receipt(receipt))
    return render(request, "pledges/phone/dispute_receipt.html", {"dispute": dispute, "drive": dispute.pledge.drive})
