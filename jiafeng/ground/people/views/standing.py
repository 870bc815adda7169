"""What a person agreed to, and the posts they held."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.ground.people import actions, policies, queries
from jiafeng.ground.people.forms import ConsentForm, EarlierPostForm, PostForm
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.people.views.parts import person_of


@login_required
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole ledger of one person, and a new answer."""
    found = person_of(request, pk)
    allow(policies.may_note_consent(request.user, found))
    return form_page(
        request,
        ConsentForm(posted(request), initial={"purpose": request.GET.get("purpose", "")}),
        lambda data: _note(request, found, data),
        template="people/consents.html",
        title=_("Consents"),
        back=reverse("people:consents", args=[pk]),
        done=_("Noted."),
        around={"person": found, "lines": queries.consent_lines(found), "ledger": found.consents.select_related("by")},
    )


def _note(request: HttpRequest, person: Person, given: dict[str, Any]) -> None:
    facts = {
        "person": person,
        "purpose": Purpose(given["purpose"]),
        "channel": ConsentChannel(given["channel"]),
        "guardian": given["guardian"],
    }
    if given["given"] == "yes":
        actions.give_consent(by=request.user, at=timezone.now(), text_version=given["text_version"], **facts)
    else:
        actions.withdraw_consent(by=request.user, at=timezone.now(), reason=given["reason"], **facts)


@login_required
@require_http_methods(["GET", "POST"])
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Today's post and the earlier ones; another post from a day on, or one that was held before."""
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    units = queries.units_for(request.user, found.county_id)
    earlier = "earlier" in request.POST
    change = PostForm(None if earlier else posted(request), units=units, prefix="now", initial={"organisation": found.organisation_id})
    before = EarlierPostForm(request.POST if earlier else None, units=units, prefix="before")
    act = actions.add_earlier_post if earlier else actions.change_post
    return form_page(
        request,
        before if earlier else change,
        lambda data: act(by=request.user, at=timezone.now(), person=found, **data),
        template="people/posts.html",
        title=_("Posts"),
        back=reverse("people:posts", args=[pk]),
        done=_("Saved."),
        around={"person": found, "change": change, "before": before, "earlier": found.postings.select_related("organisation")},
    )


@login_required
@require_POST
def remove_post(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    held = get_object_or_404(found.postings, pk=posting)
    return button(
        request,
        lambda: actions.remove_earlier_post(by=request.user, at=timezone.now(), person=found, posting=held),
        _("Removed."),
        reverse("people:posts", args=[pk]),
    )
