"""The list of units."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.common.scoping import reach_of
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.ground.units import actions, lists, policies, queries
from jiafeng.ground.units.forms import AliasForm, CloseForm, HolidaysForm, OrganisationForm
from jiafeng.ground.units.models import Organisation, Region


def _county(request: HttpRequest) -> Region:
    county = Region.objects.filter(pk__in=reach_of(request.user).home_county_ids).order_by("code").first()
    if county is None:
        raise Http404
    return county


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponseBase:
    """The county's units."""
    allow(policies.sees_units(request.user))
    found = Organisation.objects.visible_to(request.user).select_related("region").prefetch_related("aliases")
    add = Button(_("New unit"), reverse("units:new_organisation"))
    return answer(request, lists.ORGANISATIONS, found, buttons=[] if policies.may_keep_units(request.user) else [add])


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    county = _county(request)
    allow(policies.may_keep_units(request.user, county.pk))
    form = OrganisationForm(posted(request), county=county)

    def act(data: dict[str, Any]) -> str:
        unit = actions.add_organisation(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("units:organisation", args=[unit.pk])

    back = reverse("units:organisations")
    return form_page(request, form, act, title=_("New unit"), back=back, keep="unit")


@login_required
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with its spellings; posting adds a spelling."""
    allow(policies.sees_units(request.user))
    unit = get_object_or_404(Organisation.objects.visible_to(request.user).select_related("region", "county"), pk=pk)
    refusal = policies.may_keep_units(request.user, unit.county_id)
    if request.method == "POST":
        allow(refusal)
    return form_page(
        request,
        AliasForm(posted(request)),
        lambda data: actions.add_alias(by=request.user, at=timezone.now(), organisation=unit, **data),
        template="units/organisation.html",
        title=unit.name,
        back=reverse("units:organisation", args=[pk]),
        around={
            "unit": unit,
            "may_keep": not refusal,
            "aliases": unit.aliases.order_by("normalised"),
            "history": history(unit)[:20],
        },
    )


@final("units.organisation.close")
@login_required
@require_http_methods(["GET", "POST"])
def close_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Organisation.objects.visible_to(request.user).select_related("region"), pk=pk)
    closed = Done(
        _("%(unit)s is closed") % {"unit": unit.name}, next=_("Its records stay. Give its people another unit on the list of people.")
    )
    return final_page(
        request,
        lambda data: actions.close_organisation(by=request.user, at=timezone.now(), organisation=unit, **data),
        policies.may_keep_units(request.user, unit.county_id) or policies.may_close_unit(unit),
        form=CloseForm(posted(request), initial={"on": timezone.localdate()}),
        title=_("Close %(unit)s") % {"unit": unit.name},
        back=reverse("units:organisation", args=[pk]),
        of=unit.name,
        facts=[*facts_of(unit, "name", "kind"), (_("Region"), unit.region)],
        consequence=_("It is offered nowhere any more, nothing is deployed to it, and nobody is entered for it."),
        action=_("Close the unit"),
        done=lambda: closed if unit.closed_on else None,
        typed=unit.name,
        grave=True,
    )


@login_required
@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    """Which years' official days off are known, by whose word, and where the package that counts differs from what was entered."""
    allow(policies.sees_units(request.user))
    context = {"years": queries.holiday_years(timezone.localdate()), "may_enter": not policies.may_enter_holidays(request.user)}
    return render(request, "units/holidays.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_holidays(request: HttpRequest) -> HttpResponse:
    """Enter a year's notice, or correct it."""
    allow(policies.may_enter_holidays(request.user))
    county = _county(request)
    return form_page(
        request,
        HolidaysForm(posted(request), initial={"year": timezone.localdate().year + 1}),
        lambda data: actions.enter_holidays(by=request.user, at=timezone.now(), county_code=county.code, **data),
        title=_("Official days off"),
        back=reverse("units:holidays"),
        keep="holidays",
        done=_("The days are entered. Deadlines counted from now on rest on them."),
    )
