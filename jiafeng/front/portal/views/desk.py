"""The desk where articles are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, borne_out, button, final, final_page, form_page
from jiafeng.common.paging import by_number, page_of
from jiafeng.common.toasts import tell
from jiafeng.front.portal import actions, forms, lists, policies, queries
from jiafeng.front.portal.models import TEXTS, Article
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history


@login_required
@require_GET
def manage(request: HttpRequest) -> HttpResponseBase:
    """The articles that staff keep."""
    allow(policies.may_edit_articles(request.user))
    buttons = [
        Button(_("Templates"), reverse("portal:templates"), "notes"),
        Button(_("New article"), reverse("portal:write")),
    ]
    return answer(request, lists.ARTICLES, queries.articles_for(request.user), buttons=buttons)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new article: empty, or beginning with one of the office's templates (`from`)."""
    county = working_county(request.user)
    allow(policies.may_edit_articles(request.user, county.pk))
    found = queries.templates_for(request.user).filter(county=county)
    chosen = by_number(found, request.GET.get("from", ""))
    initial = {name: getattr(chosen, name) for name in ("kind", "title", "source", "summary", "body")} if chosen else None

    def act(data: dict[str, Any]) -> str:
        written = actions.write_article(by=request.user, at=timezone.now(), county=county, **data)
        return reverse("portal:edit", args=[written.pk])

    return form_page(
        request,
        forms.NewArticleForm(posted(request), initial=initial),
        act,
        template="portal/edit.html",
        title=_("New article"),
        back=reverse("portal:manage"),
        action=_("Keep as a draft"),
        keep="article" if chosen is None else f"article-{chosen.pk}",
        done=_("Kept as a draft. Read it once more before it goes on."),
        around={"templates": found, "chosen": chosen},
    )


def article_of(request: HttpRequest, pk: int) -> Article:
    """An article that the user keeps."""
    found = get_object_or_404(queries.articles_for(request.user), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An article at the desk: its text, where it stands, and what may be done with it now."""
    found, at = article_of(request, pk), timezone.now()
    told = policies.must_say_what(found, at)
    shown = {name: getattr(found, name) for name in (*TEXTS, "revision")}

    def act(data: dict[str, Any]) -> str:
        edited = actions.edit_article(by=request.user, at=timezone.now(), article=found, **data)
        waits = policies.waits(edited)
        tell(request, _("The correction waits for a second person; readers see the text as it was until then.") if waits else _("Saved."))
        return request.path

    return form_page(
        request,
        forms.EditArticleForm(posted(request), initial=shown, told=told),
        act,
        template="portal/edit.html",
        title=found.title,
        back=reverse("portal:manage"),
        keep="article",
        current=found,
        around={"article": found, "entries": history(found)[:20], **_standing(request, found, at)},
    )


def _standing(request: HttpRequest, found: Article, at: datetime) -> dict[str, Any]:
    """What may be done with an article now, and what was said of it."""
    by = request.user
    may = {
        "write": policies.may_write(by, found),
        "submit": policies.may_submit(by, found),
        "take_back": policies.may_take_back(by, found),
        "decide": policies.may_approve(by, found) and policies.may_return(by, found),
        "publish": policies.may_publish(by, found),
        "times": policies.may_set_times(by, found),
        "withdraw": policies.may_withdraw(by, found),
        "ask": policies.may_ask(by, found),
    }
    comments = [each for each in queries.said(found, queries.version_of(found)) if each.comment.settled_at is None]
    return {
        "refusal": may["write"],
        "may": {name: not refusal for name, refusal in may.items()},
        "waits": policies.waits(found),
        "ahead": found.is_ahead(at),
        "over": found.is_over(at),
        "approvals": queries.approvals(found, at, request.build_absolute_uri),
        "reviews": queries.version_of(found).reviews.select_related("by", "approver"),
        "comments": comments,
        "previews": [
            (each, request.build_absolute_uri(reverse("portal:preview", args=[each.token]))) for each in queries.previews(found, at)
        ],
        "versions": found.versions.select_related("saved_by")[:6],
    }


@final("portal.article.publish")
@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Check what will be public, say from when and until when, and publish; then its address, and what comes next."""
    found = article_of(request, pk)
    return final_page(
        request,
        lambda data: actions.publish_article(by=request.user, at=timezone.now(), article=found, **data),
        policies.may_publish(request.user, found),
        form=forms.TimesForm(posted(request)),
        title=_("Check and publish"),
        back=reverse("portal:edit", args=[pk]),
        of=found.title,
        facts=queries.facts_to_publish(found),
        consequence=_(
            "It will be public: everybody can read it on the site, in the feed and by search. It can be taken off the site; what was read or "
            "passed on stays read."
        ),
        action=_("Publish"),
        done=lambda: borne_out(_published(request, found), found),
    )


def _published(request: HttpRequest, found: Article) -> Done:
    """What is said of an article that was published: where it stands, or from when."""
    address, at = request.build_absolute_uri(found.url), timezone.now()
    times = (_("When it stands on the site"), reverse("portal:times", args=[found.pk]))
    if found.is_ahead(at):
        when = localtime(found.published_at).strftime("%Y-%m-%d %H:%M")
        title, links = _("Set. It appears on the portal by itself at %(when)s.") % {"when": when}, [times]
    else:
        title, links = _("Published. It stands on the portal now."), [(_("See it on the site"), found.url), times]
    return Done(
        title,
        code=address,
        named=_("Web address"),
        next=_(
            "Pass its address or poster on. A mistake is corrected in the open: readers see that there is a correction, and what it is."
        ),
        links=links,
        stage=ArticleStage.PUBLISHED,
    )


@login_required
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, pk: int) -> HttpResponse:
    """When a published article is taken down and, while that lies ahead, when it is published."""
    found, at = article_of(request, pk), timezone.now()
    allow(policies.may_set_times(request.user, found))
    shown = {"since": found.published_at, "until": found.until, "revision": found.revision}
    return form_page(
        request,
        forms.EditTimesForm(posted(request), initial=shown, ahead=found.is_ahead(at)),
        lambda data: actions.time_article(by=request.user, at=timezone.now(), article=found, **data),
        title=_("When it stands on the site"),
        of=found.title,
        back=reverse("portal:edit", args=[pk]),
        current=found,
        done=_("Saved. It appears and disappears by itself at these times."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = article_of(request, pk)
    allow(policies.may_withdraw(request.user, found))
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


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """How many persons read an article before it is published."""
    county = working_county(request.user)
    allow(policies.may_set_rule(request.user, county.pk))
    return form_page(
        request,
        forms.RuleForm(posted(request), initial={"readers": policies.readers_of(county.pk)}),
        lambda data: actions.set_rule(by=request.user, at=timezone.now(), county=county, **data),
        title=_("Review of articles"),
        back=request.path,
        done=_("Saved. It holds for whatever is not published yet, and for corrections."),
    )


@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The texts that new articles may begin with."""
    allow(policies.may_edit_articles(request.user))
    return render(request, "portal/templates.html", {"page": page_of(queries.templates_for(request.user), request)})


@login_required
@require_http_methods(["GET", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    """A new template, empty or beginning with the text of an article (`from`)."""
    county = working_county(request.user)
    allow(policies.may_edit_articles(request.user, county.pk))
    model = by_number(queries.articles_for(request.user), request.GET.get("from", ""))
    shown = {name: getattr(model, name) for name in ("kind", "title", "source", "summary", "body")} if model else None
    return form_page(
        request,
        forms.TemplateForm(posted(request), initial=shown),
        lambda data: actions.save_template(by=request.user, at=timezone.now(), county=county, **data),
        title=_("New template"),
        back=reverse("portal:templates"),
        keep="template",
        done=_("Kept. It is offered when a new article is begun."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template."""
    found = get_object_or_404(queries.templates_for(request.user).select_related("county"), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    return form_page(
        request,
        forms.TemplateForm(posted(request), initial=vars(found)),
        lambda data: actions.save_template(by=request.user, at=timezone.now(), county=found.county, template=found, **data),
        title=found.name,
        back=reverse("portal:templates"),
        keep="template",
        done=_("Saved."),
    )


@login_required
@require_POST
def remove_template(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.templates_for(request.user), pk=pk)
    allow(policies.may_edit_articles(request.user, found.county_id))
    return button(
        request,
        lambda: actions.remove_template(by=request.user, at=timezone.now(), template=found),
        _("Removed. Articles that began with it keep their text."),
        reverse("portal:templates"),
    )
