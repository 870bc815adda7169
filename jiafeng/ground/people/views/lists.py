"""Lists by criteria: made, looked at, used again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people import actions, policies, queries
from jiafeng.ground.people.forms import EditListForm, NewListForm
from jiafeng.ground.people.lists import MEANT, SAVED
from jiafeng.ground.people.models import Person, PersonQuerySet, SavedList
from jiafeng.ground.people.views.keeping import taken_by


def list_of(request: HttpRequest, pk: int) -> SavedList:
    found: SavedList = get_object_or_404(SavedList.objects.visible_to(request.user).select_related("county"), pk=pk)
    return found


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponseBase:
    allow(policies.sees_people(request.user))
    refusal = policies.may_keep_lists(request.user, working_county(request.user).pk)
    buttons = [] if refusal else [Button(_("New list"), reverse("people:new_list"))]
    return answer(request, SAVED, queries.saved_lists(request.user), buttons=buttons)


@login_required
@require_GET
def people_of_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who meets the criteria today, counted and shown; workbook and print with masked numbers."""
    found = list_of(request, pk)
    people = _meant(request, found)
    edit = Button(_("Edit"), reverse("people:edit_list", args=[pk]), "pencil")
    return answer(
        request,
        MEANT,
        people,
        template="people/list.html",
        title=found.title,
        taken=taken_by(request, found.county),
        asked=queries.in_words(found),
        count=people.count(),
        buttons=[] if policies.may_keep_lists(request.user, found.county_id) else [edit],
    )


def _meant(request: HttpRequest, found: SavedList) -> PersonQuerySet:
    day = timezone.localdate()
    people = queries.matching(found.criteria, found.county, day) & Person.objects.visible_to(request.user)
    return people.select_related("organisation").order_by("pinyin", "pk")


@login_required
@require_http_methods(["GET", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_keep_lists(request.user, county.pk))
    form = NewListForm(posted(request), units=queries.units_for(request.user, county.pk))

    def act(data: dict[str, Any]) -> str:
        facts = {"title": data["title"], "criteria": form.criteria(), "key": data["key"]}
        made = actions.make_list(by=request.user, at=timezone.now(), county=county, **facts)
        return reverse("people:list", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        template="people/list_form.html",
        title=_("New list by criteria"),
        back=reverse("people:lists"),
        keep="people-list-new",
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    found = list_of(request, pk)
    allow(policies.may_keep_lists(request.user, found.county_id))
    initial = {**found.criteria, "title": found.title, "revision": found.revision}
    form = EditListForm(posted(request), units=queries.units_for(request.user, found.county_id), initial=initial)

    def act(data: dict[str, Any]) -> None:
        facts = {"revision": data["revision"], "title": data["title"], "criteria": form.criteria()}
        actions.edit_list(by=request.user, at=timezone.now(), saved=found, **facts)

    return form_page(
        request,
        form,
        act,
        template="people/list_form.html",
        title=_("Edit %(name)s") % {"name": found.title},
        back=reverse("people:list", args=[pk]),
        keep=f"people-list-{pk}",
        done=_("Saved."),
        current=found,
    )
