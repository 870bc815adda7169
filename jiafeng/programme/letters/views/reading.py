"""Reading messages one after the other, by the keyboard if one likes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiafeng.common.forms import ReasonForm
from jiafeng.common.pages import acted, allow, step
from jiafeng.common.toasts import tell
from jiafeng.programme.letters import actions, policies, queries
from jiafeng.programme.letters.models import Message
from jiafeng.programme.letters.stages import Stage
from jiafeng.programme.letters.views.messages import message_page
from jiafeng.programme.letters.views.parts import drive_or_404, message_or_404


@login_required
@require_GET
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """The message that is read next (?after= the one just left), large, with approve and return."""
    drive = drive_or_404(request, pk)
    allow(policies.may_moderate(request.user, drive.county_id))
    raw = request.GET.get("after", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    message = queries.next_to_read(request.user, drive, after)
    waiting = Message.objects.filter(drive=drive, stage=Stage.RECEIVED).count()
    agreed = queries.agreed_to(message.person) if message else set()
    context = {
        "drive": drive,
        "message": message,
        "version": message.version if message else None,
        "waiting": waiting,
        "purposes": [(purpose, purpose in agreed) for purpose in actions.PURPOSES],
        "return_form": ReasonForm(),
    }
    return render(request, "letters/queue.html", context)


def _onward(request: HttpRequest, message: Message) -> str:
    """On to the next in the queue, or back to the message where it was decided on its own page."""
    if request.POST.get("next") == "queue":
        return f"{reverse('letters:queue', args=[message.drive_id])}?after={message.pk}"
    return reverse("letters:message", args=[message.pk])


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = message_or_404(request, pk)
    allow(policies.may_moderate(request.user, found.county_id))

    def act() -> None:
        actions.approve(by=request.user, at=timezone.now(), message=found)
        tell(request, _("Approved: %(name)s.") % {"name": found.person.name}, undo=reverse("letters:reconsider", args=[pk]))

    return step(request, act, "", _onward(request, found))


@login_required
@require_POST
def return_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it back to its author with the reason."""
    found = message_or_404(request, pk)
    allow(policies.may_moderate(request.user, found.county_id))
    form = ReasonForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        actions.return_message(by=request.user, at=timezone.now(), message=found, **data)
        tell(request, _("Returned: %(name)s.") % {"name": found.person.name}, undo=reverse("letters:reconsider", args=[pk]))

    return acted(request, form, act, "", _onward(request, found)) or message_page(request, found, return_form=form)


@login_required
@require_POST
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the decision."""
    found = message_or_404(request, pk)
    allow(policies.may_moderate(request.user, found.county_id))
    return step(
        request,
        lambda: actions.reconsider(by=request.user, at=timezone.now(), message=found),
        _("%(name)s's message waits to be read again.") % {"name": found.person.name},
        reverse("letters:message", args=[pk]),
    )
