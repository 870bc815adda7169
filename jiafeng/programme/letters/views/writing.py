"""Writing on a phone: who you are → the message → what became of it, with its cut-out, consents and withdrawal.

Between the first two steps what was told lies signed in a cookie of the person's own browser, which the last step deletes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import button, form_page, status_of
from jiafeng.ground.links.views import in_this_county
from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.records.views import keep_upload
from jiafeng.library.calendars import local_day
from jiafeng.programme.drives.views import closed, keep_who, note_of, person_of, who_of, withdrawal
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.actions import Outcome, Sent, Words
from jiafeng.programme.letters.models import Channel, Message, MessageDrive, MessageLink
from jiafeng.programme.letters.views.messages import cut_page
from jiafeng.programme.letters.views.parts import jpeg


def _shared(request: HttpRequest, token: str) -> MessageDrive:
    return in_this_county(request, MessageDrive.objects.whole().filter(token=token).first())


def personal(request: HttpRequest, token: str) -> MessageLink:
    return in_this_county(request, queries.link_by_token(token))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("letters.write", times=600, seconds=600)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Step 1 by the shared link: who you are."""
    drive = _shared(request, token)
    if page := closed(request, drive):
        return page
    note = note_of(drive, "letters")
    known = who_of(request, note)
    form = forms.AuthorForm(posted(request), county=drive.county, initial=known.initial() if known else None)
    if request.method == "POST" and form.is_valid():
        return keep_who(redirect("letters:write", token), request, note, form.who())
    return render(request, "letters/phone/start.html", {"drive": drive, "form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("letters.write", times=600, seconds=600)
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2 by the shared link: the message."""
    drive = _shared(request, token)
    if page := closed(request, drive):
        return page
    note = note_of(drive, "letters")
    author = who_of(request, note)
    if author is None:
        return redirect("letters:start", token)
    response = _write(request, drive, author.name, lambda key: person_of(drive, author, key), author.said(), note.path, vouched=False)
    return note.forget(response) if response.status_code == 302 else response


@never_cache
@require_GET
@limited("letters.mine", times=300, seconds=600, methods=("GET",))
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page: the invitation, or the message with what happens next."""
    link = personal(request, token)
    message = queries.message_of(link.drive, link.person_id)
    letter = queries.letter_of(link.drive, link.person_id)
    context: dict[str, Any] = {
        "drive": link.drive,
        "person": link.person,
        "token": token,
        "letter": letter,
        "may_write_letter": not policies.may_send_letter_now(link.drive, local_day(timezone.now())),
    }
    if message is None and letter is not None:
        return redirect("letters:letter_mine", token)
    if message is None:
        return closed(request, link.drive) or render(request, "letters/phone/invited.html", context)
    context |= {
        "message": message,
        "version": message.version,
        "purposes": answers(link.person, actions.PURPOSES, forms.consent_labels()),
        "may_write": not policies.may_take_part(link.drive, local_day(timezone.now())),
        "may_cut": not policies.may_cut(message),
    }
    return render(request, "letters/phone/mine.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("letters.write", times=600, seconds=600)
def write_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Write, or write anew, by a personal link: the person is known."""
    link = personal(request, token)
    if page := closed(request, link.drive):
        return page
    person = link.person
    said: dict[str, Any] = {"relation": person.cadre_relation, "cadre": queries.cadre_of(person)}
    return _write(request, link.drive, person.name, lambda key: person, said, reverse("letters:mine", args=[token]))


def _write(
    request: HttpRequest, drive: MessageDrive, name: str, person_for: Any, said: dict[str, Any], back: str, *, vouched: bool = True
) -> HttpResponse:
    """The message's form, for whoever it is. vouched: a link of their own says who they are; without one it is only their word."""

    def act(data: dict[str, Any]) -> HttpResponse | str:
        sent = _send(drive, data, person_for, said, vouched)
        if sent.outcome == Outcome.ALREADY:
            return render(request, "letters/phone/already.html", {"drive": drive, "name": name})
        return reverse("letters:mine", args=[actions.make_link(at=timezone.now(), drive=drive, person=sent.message.person)])

    return form_page(
        request,
        forms.WordsForm(posted(request), request.FILES or None),
        act,
        template="letters/phone/write.html",
        title=drive.title,
        back=back,
        action=_("Send the message"),
        around={
            "drive": drive,
            "name": name,
            "asks_guardian": "guardian" not in said,  # the shared link asked on the page before
            "guidance": [line for line in drive.guidance.splitlines() if line.strip()],
        },
    )


def _send(drive: MessageDrive, given: dict[str, Any], person_for: Any, said: dict[str, Any], vouched: bool) -> Sent:
    """Examined and cleaned first; then somebody new is noted only together with the message: where that is refused, neither stays."""
    words, channel = Words(text=given["text"]), Channel.TYPED
    if given["photo"]:
        evidence = keep_upload(given["photo"], "photo", by=None, county_code=drive.county.code, caption=str(_("Photographed message")))
        words, channel = Words(evidence=evidence, ink=actions.clean_ink(evidence=evidence)), Channel.PHOTO
    with transaction.atomic():
        return actions.send(
            at=timezone.now(),
            drive=drive,
            person=person_for(given["key"]),
            key=given["key"],
            channel=channel,
            words=words,
            purposes=given["purposes"],
            vouched=vouched,
            **{"guardian": given["guardian"], **said},
        )


def _written(request: HttpRequest, token: str) -> tuple[MessageLink, Message]:
    link = personal(request, token)
    message = queries.message_of(link.drive, link.person_id)
    if message is None:
        raise Http404
    return link, message


@never_cache
@require_http_methods(["GET", "POST"])
@limited("letters.cut", times=120, seconds=600)
def cut_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Drag the corners or move the threshold, and see the handwriting before and after."""
    _link, message = _written(request, token)
    if policies.may_cut(message):
        return redirect("letters:mine", token)
    pictures = {"photo": reverse("letters:photo_mine", args=[token]), "ink": reverse("letters:ink_mine", args=[token])}
    back = reverse("letters:mine", args=[token])
    return cut_page(request, message, pictures, by=None, template="letters/phone/cut.html", title=_("Adjust the cut-out"), back=back)


@never_cache
@require_POST
def agree_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to a purpose, or take it back: from then on it is off the wall and in no further print."""
    link, message = _written(request, token)

    def act() -> None:
        answer(request, link.person, actions.PURPOSES, guardian=message.guardian)

    return button(request, act, _("Noted."), reverse("letters:mine", args=[token]))


def answers(person: Person, purposes: Sequence[Purpose], labels: Sequence[Any]) -> list[tuple[Purpose, Any, bool]]:
    """Each purpose, what its box says, and whether the person agrees now."""
    agreed = queries.agreed_to(person)
    return [(purpose, label, purpose in agreed) for purpose, label in zip(purposes, labels, strict=True)]


def answer(request: HttpRequest, person: Person, purposes: Sequence[Purpose], **facts: Any) -> None:
    """Note what was posted for one of these purposes: given=1, or taken back."""
    raw = request.POST.get("purpose", "")
    if raw not in [each.value for each in purposes]:
        raise Http404
    now = timezone.now()
    if request.POST.get("given") == "1":
        actions.agree(at=now, person=person, purposes=[Purpose(raw)], **facts)
    else:
        withdraw_consent(by=None, at=now, person=person, purpose=Purpose(raw), channel=ConsentChannel.PHONE)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw by the personal link, after one question."""
    _link, message = _written(request, token)
    return withdrawal(
        request,
        lambda: actions.withdraw_message(at=timezone.now(), message=message),
        title=_("Withdraw your message?"),
        consequence=_(
            "It is taken off the wall at once and printed no more; if a card was printed, it is called back. You need not say why."
        ),
        back=reverse("letters:mine", args=[token]),
        done=_("Your message is withdrawn."),
    )


@never_cache
@require_GET
def ink_mine(request: HttpRequest, token: str) -> HttpResponseBase:
    _link, message = _written(request, token)
    return jpeg(request, message.version.ink)


@never_cache
@require_GET
def photo_mine(request: HttpRequest, token: str) -> HttpResponseBase:
    _link, message = _written(request, token)
    return jpeg(request, message.version.evidence.preview if message.version.evidence else "")
