"""What anybody reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.syndication.views import Feed as Syndication
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from jiafeng.common.paging import page_of
from jiafeng.front.portal import actions, policies, queries
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.ground.people.queries import schedule
from jiafeng.ground.units.models import Region
from jiafeng.ground.units.queries import county_of, profile_of, site_of
from jiafeng.library.press import MissingGlyphs, Poster, clean, poster_png, qr
from jiafeng.library.press.sentences import unprintable_sentence
from jiafeng.programme.events.queries import next_activities
from jiafeng.programme.pictures.queries import cover_bytes
from jiafeng.reporting.bulletins.queries import issued, public


def _visitor(request: HttpRequest) -> str:
    return f"{request.META.get('REMOTE_ADDR', '')}|{request.headers.get('User-Agent', '')}"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    county, at = county_of(request), timezone.now()
    context = {
        "news": queries.latest(county, at),
        "notices": queries.notices(county, at),
        "figures": queries.shown_figures(county),
        "drive": queries.open_drive(county, timezone.localdate()),
        "messages_drive": queries.open_message_drive(county, timezone.localdate()),
        "activities": next_activities(county, timezone.now()),
    }
    return render(request, "portal/home.html", context)


@require_GET
def articles(request: HttpRequest, kind: str = "", past: bool = False) -> HttpResponse:
    """Everything published, or one kind of it; or notices whose time is over."""
    county, now = county_of(request), timezone.now()
    found = Article.objects.past_notices(county, now) if past else Article.objects.public(county, now)
    if kind:
        found = found.filter(kind=kind)
    title = {ArticleKind.NOTICE: _("Notices"), ArticleKind.STORY: _("Model stories")}.get(kind, _("News"))  # type: ignore[call-overload]
    page = page_of(found, request, per=20)
    context = {"page": page, "items": queries.with_covers(queries.readings(page.items, (), 20)), "kind": kind, "past": past}
    context["title"] = _("Past notices") if past else title
    return render(request, "portal/articles.html", context)


@require_GET
def article(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Article.objects.readable(county_of(request), now), pk=pk)
    actions.readers.note(at=now, subject=found.subject, visitor=_visitor(request))
    context = {
        "article": found,
        "over": found.is_over(now),
        "corrections": queries.corrections(found),
        "views": queries.views_of(found.subject, timezone.localdate(now)),
        "address": request.build_absolute_uri(),
        "may_edit": not policies.may_edit_articles(request.user, found.county_id),
    }
    return render(request, "portal/article.html", context)


@require_GET
@cache_control(public=True, max_age=86400)
def article_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The article's address as a QR code."""
    found = get_object_or_404(Article.objects.readable(county_of(request), timezone.now()), pk=pk)
    address = request.build_absolute_uri(reverse("portal:article", args=[found.pk]))
    return HttpResponse(qr(address), content_type="image/svg+xml; charset=utf-8")


@require_GET
@cache_control(public=True, max_age=3600)
def drive_code(request: HttpRequest) -> HttpResponse:
    """The address of the pledge drive of the day as a QR code."""
    drive = queries.open_drive(county_of(request), timezone.localdate())
    if drive is None:
        raise Http404("no drive is open")
    return HttpResponse(
        qr(request.build_absolute_uri(reverse("pledges:start", args=[drive.token]))), content_type="image/svg+xml; charset=utf-8"
    )


@require_GET
def article_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture with the article's title and code."""
    found = get_object_or_404(Article.objects.readable(county_of(request), timezone.now()), pk=pk)
    kind = found.get_kind_display()
    return _poster(
        request, found.url, found.subject, title=found.title, eyebrow=kind, source=found.source, at=found.published_at, lead=found.summary
    )


@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every issued bulletin, latest first."""
    page = page_of(issued(county_of(request)), request, per=20)
    return render(
        request,
        "portal/bulletins.html",
        {"page": page, "items": queries.with_covers(queries.reading_of_bulletin(each) for each in page.items)},
    )


@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued bulletin: its text, and what every number in it rests on."""
    found = public(get_object_or_404(issued(county_of(request)), pk=pk))
    now = timezone.now()
    subject = f"bulletin:{found.pk}"
    actions.readers.note(at=now, subject=subject, visitor=_visitor(request))
    context = {"bulletin": found, "views": queries.views_of(subject, timezone.localdate(now)), "address": request.build_absolute_uri()}
    return render(request, "portal/bulletin.html", context)


@require_GET
@cache_control(public=True, max_age=86400)
def bulletin_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin's address as a QR code."""
    found = get_object_or_404(issued(county_of(request)), pk=pk)
    return HttpResponse(
        qr(request.build_absolute_uri(reverse("portal:bulletin", args=[found.pk]))), content_type="image/svg+xml; charset=utf-8"
    )


@require_GET
def bulletin_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture with the bulletin's title and code."""
    found = get_object_or_404(issued(county_of(request)), pk=pk)
    address = reverse("portal:bulletin", args=[found.pk])
    return _poster(
        request,
        address,
        f"bulletin:{found.pk}",
        title=found.title,
        eyebrow=found.masthead,
        source=found.organisation.name,
        at=found.issued_at,
    )


def _poster(
    request: HttpRequest, path: str, subject: str, *, title: str, eyebrow: str, source: str, at: Any, lead: str = ""
) -> HttpResponse:
    """A picture to keep on the phone and pass on: messengers ignore the preview a page offers of itself. The cover of the text stands on it."""
    shown = Poster(
        title=title if len(title) <= 60 else f"{title[:59]}…",
        eyebrow=eyebrow[:16],
        lead=lead,
        qr_text=request.build_absolute_uri(path),
        call=_("Scan to read it"),
        date=timezone.localdate(at),
        organisers=(source,) if len(source) <= 36 else (),
        picture=cover_bytes(subject),
    )
    try:
        return HttpResponse(poster_png(shown), content_type="image/png", headers={"Cache-Control": "private, max-age=1800"})
    except MissingGlyphs as missing:
        messages.error(request, unprintable_sentence(missing))
        return redirect(path)


class Feed(Syndication):
    """The latest articles and bulletins, for readers that ask by themselves."""

    def get_object(self, request: HttpRequest) -> Region:
        return county_of(request)

    def title(self, county: Region) -> str:
        return str(county.profile.site_name)

    def item_description(self, item: queries.Reading) -> str:
        """Readers take a description for HTML; the cover comes from here each time, so that one that is taken back is gone there, too."""
        summary = escape(clean(item.summary))
        if item.cover is None:
            return summary
        return format_html('<p><img src="{}{}?w=800" alt="{}"></p>{}', item.site, item.cover.url, clean(item.cover.alt), summary)

    def description(self, county: Region) -> str:
        return str(county.profile.tagline)

    def link(self) -> str:
        return reverse("portal:home")

    def items(self, county: Region) -> list[queries.Reading]:
        site = site_of(county)
        found = queries.readings(Article.objects.public(county, timezone.now())[:30], issued(county)[:30], 30)
        return [replace(each, site=site) for each in queries.with_covers(found)]

    def item_title(self, item: queries.Reading) -> str:
        return clean(item.title)

    def item_link(self, item: queries.Reading) -> str:
        return item.url

    def item_guid(self, item: queries.Reading) -> str:
        """A reader knows an item again by it, whichever way the feed was fetched."""
        return f"{item.site}{item.url}"

    def item_pubdate(self, item: queries.Reading) -> datetime:
        return item.at


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long: the table by which the machine deletes."""
    profile = profile_of(request)
    return render(request, "portal/privacy.html", {"rows": schedule(profile.county if profile else None)})


@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/sitemap.html")
