"""A family letter on a phone, by a person's own link: written or photographed, then its page with consents and withdrawal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import button, form_page
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives.views import closed, withdrawal
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.actions.family import LETTER_TEXT_VERSION
from jiafeng.programme.letters.models import FamilyLetter, MessageLink
from jiafeng.programme.letters.views.parts import jpeg, keep_pages
from jiafeng.programme.letters.views.writing import answer, answers, personal


@never_cache
@require_http_methods(["GET", "POST"])
@limited("letters.write", times=600, seconds=600)
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Type the letter, or photograph its pages; a newer one takes the place of the one before."""
    link = personal(request, token)
    if page := closed(request, link.drive, policies.may_send_letter_now):
        return page

    def act(data: dict[str, Any]) -> str:
        pages = keep_pages(None, link.person, data.pop("pages"), organisation_id=None)
        actions.write_letter(at=timezone.now(), drive=link.drive, person=link.person, pages=pages, **data)
        return reverse("letters:letter_mine", args=[token])

    return form_page(
        request,
        forms.OwnLetterForm(posted(request), request.FILES or None),
        act,
        template="letters/phone/write_letter.html",
        title=_("Family letter"),
        back=reverse("letters:mine", args=[token]),
        action=_("Send the letter"),
        keep="own-letter",
        around={"drive": link.drive, "person": link.person},
    )


def _written(request: HttpRequest, token: str) -> tuple[MessageLink, FamilyLetter]:
    link = personal(request, token)
    letter = queries.letter_of(link.drive, link.person_id)
    if letter is None:
        raise Http404
    return link, letter


@never_cache
@require_GET
@limited("letters.mine", times=300, seconds=600, methods=("GET",))
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The letter as it was sent, what became of it, and what its author agrees to."""
    link, found = _written(request, token)
    context = {
        "drive": link.drive,
        "person": link.person,
        "token": token,
        "letter": found,
        "pages": list(found.pages.all()),
        "purposes": answers(link.person, actions.LETTER_PURPOSES, forms.letter_consent_labels()),
        "message": queries.message_of(link.drive, link.person_id),
        "may_write": not policies.may_send_letter_now(link.drive, local_day(timezone.now())),
        "may_write_message": not policies.may_take_part(link.drive, local_day(timezone.now())),
    }
    return render(request, "letters/phone/letter.html", context)


@never_cache
@require_POST
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to a purpose, or take it back: from then on no reader and no booklet has it."""
    link, found = _written(request, token)

    def act() -> None:
        answer(request, link.person, actions.LETTER_PURPOSES, guardian=found.guardian, text_version=LETTER_TEXT_VERSION)

    return button(request, act, _("Noted."), reverse("letters:letter_mine", args=[token]))


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw by the personal link, after one question."""
    _link, found = _written(request, token)
    return withdrawal(
        request,
        lambda: actions.withdraw_letter(at=timezone.now(), letter=found),
        title=_("Withdraw your letter?"),
        consequence=_(
            "No reader meets it from that moment on, and a booklet that holds it is not handed out any more. You need not say why."
        ),
        back=reverse("letters:letter_mine", args=[token]),
        done=_("Your letter is withdrawn."),
    )


@never_cache
@require_GET
def page(request: HttpRequest, token: str, place: int) -> HttpResponseBase:
    """A photographed page's preview."""
    _link, found = _written(request, token)
    return jpeg(request, get_object_or_404(found.pages.select_related("evidence"), place=place).evidence.preview)
