"""Pages of schemes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.programme.awards import actions, forms, lists, policies
from jiafeng.programme.awards.models import Round, Scheme
from jiafeng.programme.awards.views.parts import scheme_or_404


@login_required
@require_GET
def schemes(request: HttpRequest) -> HttpResponseBase:
    """Every scheme of the county, with its rules."""
    allow(policies.sees_awards(request.user))
    refusal = policies.may_keep(request.user, working_county(request.user).pk)
    found = Scheme.objects.visible_to(request.user).prefetch_related("versions").order_by("title")
    return answer(request, lists.SCHEMES, found, buttons=[] if refusal else [Button(_("New scheme"), reverse("awards:new_scheme"))])


@login_required
@require_http_methods(["GET", "POST"])
def new_scheme(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_keep(request.user, county.pk))
    form = forms.SchemeForm(posted(request))

    def act(data: dict[str, Any]) -> str:
        scheme = actions.create_scheme(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("awards:criteria", args=[scheme.pk])

    return form_page(request, form, act, title=_("New scheme"), back=reverse("awards:schemes"), keep="award-scheme")


@login_required
@require_GET
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """A scheme: rules, criteria in their newest version, exclusions, rounds."""
    allow(policies.sees_awards(request.user))
    found = scheme_or_404(request, pk)
    version = found.versions.first()
    context = {
        "scheme": found,
        "version": version,
        "criteria": version.criteria.select_related("criterion") if version else [],
        "rounds": Round.objects.visible_to(request.user).filter(scheme=found).order_by("-year", "-pk"),
        "may_keep": not policies.may_keep(request.user, found.county_id),
        "history": history(found)[:10],
    }
    return render(request, "awards/scheme.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_scheme(request: HttpRequest, pk: int) -> HttpResponse:
    found = scheme_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.EditSchemeForm(posted(request), instance=found, initial={"revision": found.revision})

    def act(data: dict[str, Any]) -> None:
        actions.edit_scheme(by=request.user, at=timezone.now(), scheme=found, **data)

    back = reverse("awards:scheme", args=[pk])
    return form_page(request, form, act, title=_("Edit the scheme"), back=back, keep=f"award-scheme-{pk}", current=found)


@final("awards.version.publish")
@login_required
@require_http_methods(["GET", "POST"])
def criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of criteria and exclusions."""
    found = scheme_or_404(request, pk)
    newest = found.versions.first()
    number = newest.number if newest else 0
    published = Done(
        _("The criteria are published"),
        code=_("Version %(number)s") % {"number": number},
        next=_("Rounds that begin from now on are held by this version."),
    )

    def act(data: dict[str, Any]) -> str:
        made = actions.publish_version(by=request.user, at=timezone.now(), scheme=found, **data)
        return f"{request.path}?done={made.number}"

    return final_page(
        request,
        act,
        policies.may_keep(request.user, found.county_id),
        form=forms.CriteriaForm(posted(request), initial=forms.CriteriaForm.initial_of(newest)),
        title=_("Criteria of %(scheme)s") % {"scheme": found.title},
        back=reverse("awards:scheme", args=[pk]),
        of=found.title,
        facts=[(_("Scheme"), found.title), (_("Version"), number + 1)],
        action=_("Publish as a new version"),
        consequence=_("Rounds that have begun keep the version they began with."),
        keep=f"award-criteria-{pk}",
        done=lambda: published if request.GET.get("done") == str(number) else None,
    )
