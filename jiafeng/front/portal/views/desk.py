"""The desk where articles are kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.common.paging import page_of
from jiafeng.front.portal import actions, forms, policies, queries
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.records.queries import history


@login_required
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """The articles that staff keep."""
    allow(policies.may_edit_articles(request.user))
    found = queries.articles_for(request.user)
    narrowed = forms.ArticleFilter(request.GET, stages=ArticleStage.choices)
    if narrowed.is_valid():
        found = queries.matching(found, narrowed.cleaned_data["q"])
        if stage := narrowed.cleaned_data["stage"]:
            found = found.filter(stage=stage)
    return render(request, "portal/manage.html", {"page": page_of(found, request), "filter": narrowed})


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_edit_articles(request.user, county.pk))

    def act(data: dict[str, Any]) -> str:
        written = actions.write_article(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("portal:edit", args=[written.pk])

    return form_page(
        request,
        forms.NewArticleForm(posted(request)),
        act,
        template="portal/edit.html",
        title=_("New article"),
        back=reverse("portal:manage"),
        action=_("Keep as a draft"),
        keep="article",
        done=_("Kept as a draft. Read it once more, then publish it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.articles_for(request.user), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    shown = {name: getattr(found, name) for name in ("kind", "title", "source", "summary", "body", "revision")}

    def act(data: dict[str, Any]) -> str:
        actions.edit_article(by=request.user, at=timezone.now(), article=found, **data)
        return request.path

    return form_page(
        request,
        forms.EditArticleForm(posted(request), initial=shown),
        act,
        template="portal/edit.html",
        title=found.title,
        back=reverse("portal:manage"),
        keep="article",
        done=_("Saved."),
        current=found,
        around={"article": found, "entries": history(found)[:20]},
    )


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.articles_for(request.user), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    return button(
        request,
        lambda: actions.publish_article(by=request.user, at=timezone.now(), article=found),
        _("Published. It stands on the portal now."),
        reverse("portal:edit", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.articles_for(request.user).filter(stage=ArticleStage.PUBLISHED), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    return form_page(
        request,
        forms.WithdrawForm(posted(request), expected=found.title),
        lambda data: actions.withdraw_article(by=request.user, at=timezone.now(), article=found, reason=data["reason"]),
        template="confirm.html",
        title=_("Withdraw an article"),
        back=reverse("portal:edit", args=[pk]),
        action=_("Withdraw"),
        consequence=_("It disappears from the portal at once; links to it will find nothing. The text and its readers are kept."),
        grave=True,
        done=_("Withdrawn. Its text is kept."),
    )
