"""A second person: reading a draft, saying something to its sentences, deciding; the same behind an approver's link; versions and previews."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.limits import limited
from jiafeng.common.pages import acted, allow, button, form_page, status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.scoping import reach_of
from jiafeng.front.portal import actions, forms, policies, queries
from jiafeng.front.portal.models import Article, ArticleComment, ArticlePreview, ArticleVersion, VersionState
from jiafeng.front.portal.views.desk import article_of
from jiafeng.ground.links.forms import PassingForm, ReturnByLinkForm
from jiafeng.ground.links.models import Approver
from jiafeng.ground.links.views import ask_page, asked, in_this_county, until


def _draft_of(request: HttpRequest, pk: int) -> Article:
    """An article that the user may read before it is published."""
    found = get_object_or_404(Article.objects.within(reach_of(request.user)).select_related("written_by", "county"), pk=pk)
    allow(policies.may_read_draft(request.user, found))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft in for a second person."""
    found = article_of(request, pk)
    if request.method == "GET":
        allow(policies.may_submit(request.user, found))
    return form_page(
        request,
        forms.ProofreadForm(posted(request), initial={"revision": found.revision}),
        lambda data: actions.submit_article(by=request.user, at=timezone.now(), article=found, **data),
        template="portal/submit.html",
        title=_("Hand in for a second person"),
        of=found.title,
        back=reverse("portal:edit", args=[pk]),
        action=_("Hand in"),
        current=found,
        done=_("Handed in. It stands on the desk of those who may read it."),
        around={"article": found, "readers": policies.readers_of(found.county_id)},
    )


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = article_of(request, pk)
    return button(
        request,
        lambda: actions.take_back_article(by=request.user, at=timezone.now(), article=found),
        _("Taken back; you can change it again."),
        reverse("portal:edit", args=[pk]),
    )


@login_required
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The text to be read: sentence by sentence, with what was said to each, what changed, and the decision."""
    return _review_page(request, _draft_of(request, pk))


def _review_page(request: HttpRequest, found: Article, **bad: Any) -> HttpResponse:
    context = _reading(request, found, queries.version_of(found), bad.pop("commenting", None))
    revision = {"revision": found.revision}
    context |= {
        "may_approve": policies.may_approve(request.user, found),
        "may_return": policies.may_return(request.user, found),
        "may_settle": not policies.may_settle(request.user, found),
        "may_keep": not policies.may_edit_articles(request.user, found.county_id),
        "approving": forms.ProofreadForm(initial=revision),
        "returning": forms.ReturnForm(initial=revision),
        **bad,
    }
    shown = [context[name] for name in ("approving", "returning", "commenting") if context[name] is not None]
    return render(request, "portal/review.html", context, status=max(map(status_of, shown)))


def _reading(request: HttpRequest, found: Article, version: ArticleVersion, commenting: forms.CommentForm | None = None) -> dict[str, Any]:
    """The version as it is read, with its comments, and the sentence that `at` names with the form for another."""
    comments = queries.said(found, version)
    text = dict(pair for line in queries.sentences(version.body) for pair in line)
    raw = str(commenting["place"].value()) if commenting is not None else request.GET.get("at", "")
    place = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else None
    if place in text and commenting is None:
        commenting = forms.CommentForm(initial={"place": place})
    before = found.versions.filter(n__lt=version.n).exclude(state=VersionState.DROPPED).first()
    return {
        "article": found,
        "version": version,
        "lines": queries.commented(version, comments),
        "comments": comments,
        "unplaced": (),  # each picture stands after the sentences; where it goes, its mark in the text says
        "here": place,
        "sentence": text.get(place, "") if place is not None else "",
        "commenting": commenting if commenting is not None and (commenting.is_bound or place in text) else None,
        "reviews": version.reviews.select_related("by", "approver"),
        "before": before,
        "changes": queries.changes(before, version) if before else [],
        "readers": policies.readers_of(found.county_id),
    }


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft_of(request, pk)
    form = forms.ProofreadForm(request.POST)
    done = acted(
        request,
        form,
        lambda data: actions.approve_article(by=request.user, at=timezone.now(), article=found, **data),
        _("Read and agreed to."),
        reverse("portal:review", args=[pk]),
    )
    return done or _review_page(request, _draft_of(request, pk), approving=form)


@login_required
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft_of(request, pk)
    form = forms.ReturnForm(request.POST)
    done = acted(
        request,
        form,
        lambda data: actions.return_article(by=request.user, at=timezone.now(), article=found, **data),
        _("Sent back to the writer with your reason."),
        reverse("portal:review", args=[pk]),
    )
    return done or _review_page(request, _draft_of(request, pk), returning=form)


def _comment(request: HttpRequest, found: Article, version: ArticleVersion, back: str, approver: Approver | None = None) -> Any:
    """Keep what was said to a sentence; the answer, or the form where it is to be mended."""
    form = forms.CommentForm(request.POST)
    text = dict(pair for line in queries.sentences(version.body) for pair in line)

    def act(data: dict[str, Any]) -> str:
        by = None if approver else request.user
        sentence = text.get(data["place"])
        if sentence is None:
            raise Refused(_("This sentence is not in the text any more. Choose it again."))
        actions.comment(by=by, at=timezone.now(), version=version, approver=approver, sentence=sentence, **data)
        return f"{back}#s{data['place']}"

    return acted(request, form, act, _("Said. The writer sees it beside the sentence."), back), form


@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to a sentence of the version that is read now."""
    found = _draft_of(request, pk)
    done, form = _comment(request, found, queries.version_of(found), reverse("portal:review", args=[pk]))
    return done or _review_page(request, found, commenting=form)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said to a sentence is dealt with."""
    rows = ArticleComment.objects.filter(version__article__in=queries.articles_for(request.user)).select_related("version__article")
    found = get_object_or_404(rows, pk=pk)
    article = found.version.article
    allow(policies.may_settle(request.user, article))
    return button(
        request,
        lambda: actions.settle_comment(by=request.user, at=timezone.now(), comment=found),
        _("Settled."),
        reverse("portal:review", args=[article.pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link by which a leader without an account reads the text and decides."""
    found = article_of(request, pk)
    if request.method == "GET":
        allow(policies.may_ask(request.user, found))

    def act(data: dict[str, Any]) -> None:
        ends_at = until(data.pop("lasts"))
        actions.ask_approver(by=request.user, at=timezone.now(), article=found, ends_at=ends_at, **data)

    return ask_page(request, found.county_id, act, of=found.title, back=reverse("portal:edit", args=[pk]))


@never_cache
@require_http_methods(["GET", "POST"])
@limited("portal.approve", times=60, seconds=600)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """An approver's page: the code on their telephone, then the text, then their word."""
    approval = in_this_county(request, queries.approval_by(token), "article.county_id")
    found, version = approval.article, approval.version
    if page := asked(request, approval, found.revision, found.county.code):
        return page
    given = request.POST
    if "place" in given:
        done, form = _comment(request, found, version, request.path, approval.approver)
        return done or _link_page(request, found, version, commenting=form)
    if "words" in given:
        returning = ReturnByLinkForm(given)
        sent = acted(
            request,
            returning,
            lambda data: actions.return_by_link(at=timezone.now(), approval=approval, **data),
            _("Sent back."),
            request.path,
        )
        return sent or _link_page(request, found, version, returning=returning)
    if request.method == "POST":
        approving = forms.ProofreadByLinkForm(given)
        agreed = acted(
            request,
            approving,
            lambda data: actions.approve_by_link(at=timezone.now(), approval=approval, **data),
            _("Approved."),
            request.path,
        )
        return agreed or _link_page(request, found, version, approving=approving)
    return _link_page(request, found, version)


def _link_page(request: HttpRequest, found: Article, version: ArticleVersion, **bad: Any) -> HttpResponse:
    context = {
        **_reading(request, found, version, bad.pop("commenting", None)),
        "approving": forms.ProofreadByLinkForm(),
        "returning": ReturnByLinkForm(),
        **bad,
    }
    shown = [context[name] for name in ("approving", "returning", "commenting") if context[name] is not None]
    return render(request, "portal/by_link.html", context, status=max(map(status_of, shown)))


@login_required
@require_http_methods(["GET", "POST"])
def make_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link by which others see the article as it would stand on the site."""
    found = article_of(request, pk)

    def act(data: dict[str, Any]) -> None:
        actions.make_preview(by=request.user, at=timezone.now(), article=found, key=data["key"], ends_at=until(data["lasts"]))

    return form_page(
        request,
        PassingForm(posted(request)),
        act,
        title=_("Preview by a link"),
        of=found.title,
        back=reverse("portal:edit", args=[pk]),
        action=_("Make the link"),
        consequence=_("Whoever has the link sees the text as it stands now, published or not, until it ends. No account is needed."),
        done=_("The link is made; it stands beside the text."),
    )


@login_required
@require_POST
def end_preview(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ArticlePreview.objects.filter(article__in=queries.articles_for(request.user)).select_related("article")
    shown = get_object_or_404(rows, pk=pk)
    allow(policies.may_preview(request.user, shown.article))
    return button(
        request,
        lambda: actions.end_preview(by=request.user, at=timezone.now(), preview=shown),
        _("The link opens no more."),
        reverse("portal:edit", args=[shown.article_id]),
    )


@never_cache
@require_GET
@limited("portal.preview", times=120, seconds=600, methods=("GET",))
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The article as it would stand on the site, for whoever holds the link; nobody's reading is counted."""
    shown = in_this_county(request, queries.preview_by(token, timezone.now()), "article.county_id")
    version = queries.version_of(shown.article)
    return render(request, "portal/preview.html", {"article": shown.article, "version": version, "ends_at": shown.ends_at})


@login_required
@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, and two of them word by word (`a` and `b`; without them the last two)."""
    found = _draft_of(request, pk)
    rows = list(found.versions.select_related("saved_by"))
    numbers = {str(row.n): row for row in rows}
    later = numbers.get(request.GET.get("b", ""), rows[0])
    earlier = numbers.get(request.GET.get("a", "")) or next((row for row in rows if row.n < later.n), None)
    context = {
        "article": found,
        "rows": rows,
        "earlier": earlier,
        "later": later,
        "changes": queries.changes(earlier, later) if earlier else [],
        "may_restore": not policies.may_write(request.user, found),
        "may_keep": not policies.may_edit_articles(request.user, found.county_id),
    }
    return render(request, "portal/versions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Bring an earlier version back, as a new one."""
    found = article_of(request, pk)
    if request.method == "GET":
        allow(policies.may_write(request.user, found))
    version = queries.version_of(found, n)
    return form_page(
        request,
        forms.RestoreForm(posted(request), initial={"revision": found.revision}, told=policies.must_say_what(found, timezone.now())),
        lambda data: actions.restore_version(by=request.user, at=timezone.now(), article=found, version=version, **data),
        template="portal/restore.html",
        title=_("Bring version %(n)s back") % {"n": n},
        of=found.title,
        back=reverse("portal:versions", args=[pk]),
        action=_("Bring it back"),
        current=found,
        done=_("Brought back, as a new version. Nothing of before is lost."),
        around={"article": found, "version": version, "changes": queries.changes(found, version)},
    )
