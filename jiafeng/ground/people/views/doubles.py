"""Entries that are probably one person: shown, joined, parted again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.pages import allow, button
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.people import actions, policies, queries
from jiafeng.ground.people.models import Merge
from jiafeng.ground.people.views.parts import person_of


@login_required
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The probable pairs, a page of names at a time."""
    county = working_county(request.user)
    allow(policies.may_add(request.user, county.pk))
    page = page_of(queries.doubtful_names(request.user), request, per=20)
    context = {
        "page": page,
        "pairs": queries.pairs(request.user, page.items),
        "may_merge": policies.covers_county(request.user, county.pk),
    }
    return render(request, "people/duplicates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What making the second entry one with the first would move; then do it."""
    kept, gone = person_of(request, pk), person_of(request, other)
    allow(policies.may_merge(request.user, kept) or policies.may_merge(request.user, gone))
    problem = ""
    if request.method == "POST":
        try:
            made = actions.merge_people(by=request.user, at=timezone.now(), kept=kept, gone=gone)
        except Refused as refused:
            problem = str(refused)
        else:
            tell(request, _("The two entries are one."), undo=f"/people/merges/{made.pk}/undo")
            return redirect("people:person", kept.pk)
    context = {"kept": kept, "gone": gone, "moved": queries.merge_preview(gone), "problem": problem}
    return render(request, "people/merge.html", context, status=422 if problem else 200)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept", "gone"), pk=pk)
    allow(policies.may_undo_merge(request.user, found))

    def act() -> HttpResponse:
        actions.undo_merge(by=request.user, at=timezone.now(), merge=found)
        tell(request, _("They are two entries again."))
        return redirect("people:person", found.gone_id)

    return button(request, act, "", reverse("people:person", args=[found.kept_id]))


@login_required
@require_POST
def apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    one, two = person_of(request, pk), person_of(request, other)
    for person in (one, two):
        allow(policies.may_edit(request.user, person))
    return button(
        request,
        lambda: actions.tell_apart(by=request.user, at=timezone.now(), one=one, other=two),
        _("Noted: two people."),
        reverse("people:duplicates"),
    )
