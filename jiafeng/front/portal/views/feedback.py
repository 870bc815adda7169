"""What the public sends in: the entrance, the answer, and the desk's side of both."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import Done, allow, borne_out, final, final_page, status_of
from jiafeng.front.portal import actions, forms, lists, policies, queries
from jiafeng.front.portal.models import Feedback
from jiafeng.ground.lists.views import answer
from jiafeng.ground.units.queries import county_of


@require_http_methods(["GET", "POST"])
@limited("portal.feedback", times=20, seconds=600)
def feedback(request: HttpRequest) -> HttpResponse:
    """The entrance for complaints, suggestions and questions."""
    county = county_of(request)
    form = forms.FeedbackForm(posted(request), initial={"page": request.GET.get("page", "")[:200]})
    if request.method == "POST" and form.is_valid():
        sent = actions.send_feedback(at=timezone.now(), county=county, **form.cleaned_data)
        return redirect("portal:receipt", sent.receipt)
    return render(request, "portal/feedback.html", {"form": form, "receipt_form": forms.ReceiptForm()}, status=status_of(form))


@require_GET
@limited("portal.receipt", times=60, seconds=600, methods=("GET",))
def find_answer(request: HttpRequest) -> HttpResponse:
    """From a typed reference number to its page."""
    form = forms.ReceiptForm(request.GET or None)
    sent = queries.feedback_by_receipt(county_of(request), form.cleaned_data["receipt"]) if form.is_valid() else None
    if sent is not None:
        return redirect("portal:receipt", sent.receipt)
    if form.is_valid():
        form.add_error("receipt", _("Nothing was sent under this number. Check it against what you wrote down."))
    return render(request, "portal/feedback.html", {"form": forms.FeedbackForm(), "receipt_form": form}, status=status_of(form))


@require_GET
@limited("portal.receipt", times=60, seconds=600, methods=("GET",))
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of something sent: its stage and answer, never who sent it."""
    sent = queries.feedback_by_receipt(county_of(request), receipt)
    if sent is None:
        raise Http404(receipt)
    return render(request, "portal/receipt.html", {"sent": sent})


@login_required
@require_GET
def letters(request: HttpRequest) -> HttpResponseBase:
    """What the public sent in."""
    allow(policies.may_read_feedback(request.user))
    return answer(request, lists.INBOX, queries.inbox(request.user))


@login_required
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, and its answer."""
    allow(policies.may_read_feedback(request.user))
    found: Feedback = get_object_or_404(queries.inbox(request.user), pk=pk)
    return render(request, "portal/letter.html", {"letter": found, "may_answer": not policies.may_answer(request.user, found)})


@final("portal.feedback.answer")
@login_required
@require_http_methods(["GET", "POST"])
def answer_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer, which whoever sent the letter reads under its number."""
    found: Feedback = get_object_or_404(queries.inbox(request.user), pk=pk)
    answered = Done(
        _("The letter is answered"), code=found.receipt, next=_("The sender reads it under the reference number."), stage="answered"
    )
    return final_page(
        request,
        lambda data: actions.answer_feedback(by=request.user, at=timezone.now(), feedback=found, **data),
        policies.may_answer(request.user, found),
        form=forms.AnswerForm(posted(request)),
        title=_("Answer the letter"),
        back=reverse("portal:letter", args=[pk]),
        of=found.receipt,
        facts=[*facts_of(found, "receipt", "kind", "received_at", "text"), (_("how to reach you"), found.contact)],
        action=_("Send the answer"),
        consequence=_("The sender reads it at once; it is not written twice."),
        done=lambda: borne_out(answered, found),
        keep="answer",
    )
