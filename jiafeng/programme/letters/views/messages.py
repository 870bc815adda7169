"""Pages of what came in: the list, one message, its cut-out, consents, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import acted, allow, asks, form_page, nothing_ticked, step
from jiafeng.common.toasts import tell
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Purpose
from jiafeng.ground.people.queries import units_for
from jiafeng.ground.records.queries import history, openable
from jiafeng.programme.letters import actions, forms, lists, policies, queries
from jiafeng.programme.letters.models import Message
from jiafeng.programme.letters.views.parts import drive_or_404, jpeg, message_or_404


@login_required
@require_GET
def messages(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What came in."""
    allow(policies.may_see(request.user))
    drive = drive_or_404(request, pk)
    return answer(
        request,
        lists.MESSAGES,
        lambda asked: queries.narrowed(queries.messages_for(request.user, drive), **asked),
        template="letters/messages.html",
        of=drive.title,
        back=reverse("letters:drive", args=[pk]),
        choices={"unit": units_for(request.user, drive.county_id).values_list("pk", "name")},
        drive=drive,
        may_read=not policies.may_moderate(request.user, drive.county_id),
        batch=uuid4(),
    )


@login_required
@require_POST
def bulk_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the ticked messages together; one press takes all of it back."""
    drive = drive_or_404(request, pk)
    allow(policies.may_moderate(request.user, drive.county_id))
    back = reverse("letters:messages", args=[pk])
    ids = [int(raw) for raw in request.POST.getlist("message") if raw.isascii() and raw.isdigit() and len(raw) < 18]
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        batch = uuid4()
    if not ids:
        return nothing_ticked(request, back)

    def act() -> None:
        done = actions.bulk_approve(by=request.user, at=timezone.now(), drive=drive, ids=ids, batch=batch)
        sentence = ngettext("%(count)s message approved.", "%(count)s messages approved.", done) % {"count": done}
        tell(request, sentence, undo=reverse("letters:undo", args=[pk, batch]) if done else "")

    return step(request, act, "", back)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int, batch: UUID) -> HttpResponse:
    """Take back the approvals that were given together."""
    drive = drive_or_404(request, pk)

    def act() -> None:
        done = actions.reconsider_all(by=request.user, at=timezone.now(), drive=drive, batch=batch)
        sentence = ngettext("%(count)s message waits to be read again.", "%(count)s messages wait to be read again.", done)
        tell(request, sentence % {"count": done})

    return step(request, act, "", reverse("letters:messages", args=[pk]))


@login_required
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with its versions and what its author agrees to."""
    found = message_or_404(request, pk)
    return message_page(request, found)


def message_page(request: HttpRequest, found: Message, **forms_at_fault: Any) -> HttpResponse:
    agreed = queries.agreed_to(found.person)
    versions = list(found.versions.select_related("by", "evidence"))
    context = {
        "message": found,
        "drive": found.drive,
        "version": found.version,
        "versions": versions,
        "openable": openable(request.user, [each.evidence_id for each in versions]),
        "purposes": [(purpose, purpose in agreed) for purpose in actions.PURPOSES],
        "transcribe_form": forms.TranscribeForm(initial={"text": found.version.transcription}),
        "return_form": ReasonForm(),
        "may_decide": not policies.may_decide(request.user, found),
        "may_undo": not policies.may_reconsider(request.user, found),
        "may_work": not policies.may_withdraw_message(request.user, found),
        "history": history(found)[:20],
        **forms_at_fault,
    }
    return render(request, "letters/message.html", context, status=422 if forms_at_fault else 200)


withdraw = asks(
    message_or_404, ReasonForm, actions.withdraw_message, policies.may_work_on, "letters:message",
    title=gettext_lazy("Withdraw the message"), grave=True,
    done=gettext_lazy("The message is withdrawn. It is off the wall, and a printed card is called back."),
)  # fmt: skip
"""Withdraw for somebody who asked for it, with the reason."""


@login_required
@require_POST
def transcribe(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody reads in the handwriting, set beside it."""
    found = message_or_404(request, pk)
    allow(policies.may_work_on(request.user, found))
    form = forms.TranscribeForm(request.POST)
    done = acted(
        request,
        form,
        lambda data: actions.transcribe(by=request.user, at=timezone.now(), version=found.version, **data),
        _("The transcription stands beside the handwriting."),
        reverse("letters:message", args=[pk]),
    )
    return done or message_page(request, found, transcribe_form=form)


@login_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the author told staff, or ticked on paper."""
    found = message_or_404(request, pk)
    allow(policies.may_work_on(request.user, found))
    form = forms.ConsentForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act(given: dict[str, Any]) -> None:
        now, purpose = timezone.now(), Purpose(given["purpose"])
        if given["given"]:
            guardian = given["guardian"] or found.guardian
            actions.agree(by=request.user, at=now, person=found.person, purposes=[purpose], guardian=guardian)
        else:
            withdraw_consent(by=request.user, at=now, person=found.person, purpose=purpose, channel=ConsentChannel.STAFF)

    done = acted(request, form, act, _("Noted."), reverse("letters:message", args=[pk]))
    return done or message_page(request, found, consent_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut the handwriting out again, with the corners dragged by hand or another threshold."""
    found = message_or_404(request, pk)
    allow(policies.may_work_on(request.user, found))
    if found.version.evidence is None:
        raise Http404
    pictures = {"photo": reverse("letters:photo", args=[pk]), "ink": reverse("letters:ink", args=[pk])}
    back = reverse("letters:message", args=[pk])
    return cut_page(request, found, pictures, by=request.user, template="letters/cut.html", title=_("Cut out anew"), back=back)


def cut_page(
    request: HttpRequest, found: Message, pictures: dict[str, str], *, by: Any, template: str, title: str, back: str
) -> HttpResponse:
    """Shared by staff and by the author's own page. What was done is seen on the same page again."""
    version, evidence = found.version, found.version.evidence
    assert evidence is not None, "asked only of a photograph"

    def act(data: dict[str, Any]) -> str:
        corners = None if request.POST.get("step") == "find" else data["corners"]
        made = actions.clean_ink(evidence=evidence, corners=corners, threshold=data["threshold"])
        actions.set_ink(by=by, at=timezone.now(), version=version, cut=made)
        return request.path

    form = forms.CutForm(posted(request), initial={"threshold": version.threshold})
    done = _("Cut out anew. Compare it with the photograph.")
    around = {"message": found, "drive": found.drive, "version": version, "pictures": pictures}
    return form_page(request, form, act, template=template, title=title, back=back, done=done, around=around)


@login_required
@require_GET
def ink(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cut-out handwriting."""
    return jpeg(request, message_or_404(request, pk).version.ink)


@login_required
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photograph's preview, without what a camera writes into it."""
    found = message_or_404(request, pk)
    return jpeg(request, found.version.evidence.preview if found.version.evidence else "")
