"""Entering one message that was brought in on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.pages import allow, status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.views import keep_upload
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters import actions, forms, policies, queries
from jiafeng.programme.letters.actions import Outcome, Sent, Words
from jiafeng.programme.letters.models import Channel, MessageDrive
from jiafeng.programme.letters.views.parts import drive_or_404


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the author, photograph or type the words; whoever wrote before is found, and the newer message replaces the older."""
    drive = drive_or_404(request, pk)
    allow(policies.may_enter(request.user, drive))
    form = forms.EnterForm(
        posted(request), request.FILES or None, drive=drive, initial={"sent_on": min(local_day(timezone.now()), drive.last_day)}
    )
    candidates: list[Person] = []
    if request.method == "POST" and form.is_valid():
        person, candidates = _identify(drive, form)
        if not candidates:
            try:
                sent = _enter(request, drive, form, person)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                facts = {"name": sent.message.person.name}
                first = sent.outcome in (Outcome.SENT, Outcome.AGAIN)
                tell(request, (_("%(name)s's message is entered.") if first else _("%(name)s's message replaces the one before.")) % facts)
                return redirect("letters:message", sent.message.pk)
    context = {"form": form, "drive": drive, "candidates": candidates, "back": reverse("letters:drive", args=[pk])}
    return render(request, "letters/enter.html", context, status=422 if candidates else status_of(form))


def _identify(drive: MessageDrive, form: forms.EnterForm) -> tuple[Person | None, list[Person]]:
    """The person meant, or those it could be; neither means somebody new."""
    given = form.cleaned_data
    if given["same_as"] is not None:
        return given["same_as"], []
    if given["looked"]:
        return None, []
    known = identify(county=drive.county, name=given["name"], organisation=given["organisation"], phone=given["phone"])
    return known.person, known.candidates


def _enter(request: HttpRequest, drive: MessageDrive, form: forms.EnterForm, person: Person | None) -> Sent:
    """Somebody new is noted only together with the message: where that is refused, neither stays."""
    given, now = form.cleaned_data, timezone.now()
    words = Words(text=given["text"])
    if given["photo"]:
        facts = {"county_code": drive.county.code, "caption": drive.title, "organisation_id": given["organisation"].pk}
        evidence = keep_upload(given["photo"], "photo", by=request.user, **facts)
        words = Words(evidence=evidence, ink=actions.clean_ink(evidence=evidence))
    with transaction.atomic():
        who = {name: given[name] for name in ("name", "organisation", "phone", "key")}
        author = person or note_person(by=request.user, at=now, county=drive.county, **who)
        said = {name: given[name] for name in ("key", "relation", "guardian", "sent_on", "purposes")}
        cadre = given["cadre"] or queries.cadre_of(author)
        return actions.send(by=request.user, at=now, drive=drive, person=author, channel=Channel.PAPER, words=words, cadre=cadre, **said)
