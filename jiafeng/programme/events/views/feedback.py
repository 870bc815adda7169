"""The feedback form: written by the host, answered by those who came without an account or a name, read as numbers with their n."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.common.toasts import tell
from jiafeng.ground.links.views import in_this_county, set_cookie
from jiafeng.library.press.codes import qr
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.models import Questionnaire
from jiafeng.programme.events.views.parts import event_or_404

COOKIE, COOKIE_AGE = "feedback", 60 * 60 * 24 * 60


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions, the link and code to hand out, and the results: each with its n, and none under five answers."""
    event = event_or_404(request, pk)
    allow(policies.may_ask_feedback(request.user, event))
    standing = queries.questionnaire_of(event)
    address = request.build_absolute_uri(reverse("events:give_feedback", args=[standing.token])) if standing else ""
    return form_page(
        request,
        forms.QuestionsForm(posted(request), initial={"questions": queries.questions_text(standing)}),
        lambda data: actions.open_feedback(by=request.user, at=timezone.now(), event=event, **data),
        template="events/feedback.html",
        title=_("Feedback"),
        back=reverse("events:feedback", args=[pk]),
        done=_("The feedback form is open. Show its code after the gathering."),
        around={
            "event": event,
            "standing": standing,
            "results": queries.feedback_results(standing) if standing else None,
            "address": address,
            "code": qr(address) if standing else "",
            "least": queries.LEAST_ANSWERS,
        },
    )


@final("events.feedback.close")
@login_required
@require_http_methods(["GET", "POST"])
def close_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more answers."""
    event = event_or_404(request, pk)
    form = get_object_or_404(Questionnaire, event=event)
    closed = Done(_("The feedback form is closed"), next=_("The results stand on this gathering's feedback page."))
    return final_page(
        request,
        lambda data: actions.close_feedback(by=request.user, at=timezone.now(), form=form),
        policies.may_close_feedback(request.user, form),
        title=_("Close the feedback form"),
        back=reverse("events:feedback", args=[pk]),
        of=event.title,
        facts=[(_("Gathering"), event.title), (_("Answers so far"), form.replies.count())],
        consequence=_("Its link and code take no answer any more."),
        done=lambda: closed if form.closed_at else None,
    )


def _asked(request: HttpRequest, token: str) -> Questionnaire:
    """The form of a shared link, which works at its own county's address only."""
    return in_this_county(request, queries.questionnaire_by_token(token), "event.county_id")


@never_cache
@require_http_methods(["GET", "POST"])
@limited("events.feedback", times=300, seconds=600)
def give_feedback(request: HttpRequest, token: str) -> HttpResponse:
    """The form as those who came see it. The cookie holds a random number that tells a second sending from the same browser."""
    found = _asked(request, token)
    now = timezone.now()
    browser = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(16)
    form = forms.FeedbackForm(posted(request), questions=found.questions.all())

    def act(data: dict[str, Any]) -> HttpResponse:
        first = actions.give_feedback(at=now, form=found, browser=browser, answers=form.answers())
        response = redirect("events:feedback_thanks", token)
        set_cookie(response, request, COOKIE, browser, path=reverse("events:give_feedback", args=[token]), seconds=COOKIE_AGE)
        if not first:
            tell(request, _("This phone has answered already; the first answer stands."))
        return response

    return form_page(
        request,
        form,
        act,
        template="events/phone/feedback.html",
        title=_("Your feedback"),
        back=reverse("events:feedback_thanks", args=[token]),
        action=_("Send"),
        keep="feedback",
        around={"event": found.event, "closed": policies.may_give_feedback(found, now)},
    )


@require_GET
def feedback_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt; it tells nothing about the answer."""
    _asked(request, token)
    return render(request, "events/phone/feedback_thanks.html")
