"""Reads of the portal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due, counted, told
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.front.portal.models import Article, ArticleKind, Feedback, ViewMark, ViewTally
from jiafeng.front.portal.policies import may_answer_feedback, may_edit_articles
from jiafeng.front.portal.stages import FeedbackStage
from jiafeng.ground.records.figures import FigureScope
from jiafeng.ground.units.models import Region
from jiafeng.programme.drives.stages import OPEN
from jiafeng.programme.letters.models import MessageDrive
from jiafeng.programme.pictures.queries import Kind, Shown, covers
from jiafeng.programme.pledges.models import PledgeDrive
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import issued
from jiafeng.reporting.figures.figures import CATALOGUE

# What the home page tells of the programme. Counting a large table takes a while, so the numbers may be ten minutes old.
SHOWN_FIGURES = ("pledges.people", "events.held", "events.attendees", "plans.lines_done")
FIGURES_FOR = 600  # seconds


@dataclass(frozen=True)
class Reading:
    """An article or an issued bulletin, as lists show it; `site` is given where it is read elsewhere."""

    title: str
    summary: str
    source: str
    at: datetime
    url: str
    site: str = ""
    subject: str = ""
    cover: Shown | None = None


def reading_of_bulletin(bulletin: Bulletin) -> Reading:
    assert bulletin.issued_at
    number = _("%(masthead)s, %(year)s no. %(number)s") % {"masthead": bulletin.masthead, "year": bulletin.year, "number": bulletin.number}
    return Reading(
        bulletin.title,
        str(number),
        bulletin.organisation.name,
        bulletin.issued_at,
        address_of_row("portal:bulletin", bulletin.pk),
        subject=f"bulletin:{bulletin.pk}",
    )


def readings(articles: Iterable[Article], bulletins: Iterable[Bulletin], limit: int) -> list[Reading]:
    """Articles and bulletins together, latest first."""
    found = [
        Reading(each.title, each.summary, each.source, each.published_at, each.url, subject=each.subject)
        for each in articles
        if each.published_at
    ]
    found += [reading_of_bulletin(each) for each in bulletins]
    return sorted(found, key=lambda reading: reading.at, reverse=True)[:limit]


def with_covers(found: Iterable[Reading], most: int | None = None) -> list[Reading]:
    """The readings with the cover that each has and may show, in one query; of the first `most` only, where no more are shown with one."""
    shown = list(found)
    pictures = covers(each.subject for each in shown[:most])
    return [replace(each, cover=pictures.get(each.subject)) for each in shown]


NEWS, NOTICES = 6, 5
_news = Prepared(lambda county_id: Article.objects.public(county_id).exclude(kind=ArticleKind.NOTICE)[:NEWS])
_notices = Prepared(lambda county_id: Article.objects.public(county_id).filter(kind=ArticleKind.NOTICE)[:NOTICES])
_issued = Prepared(lambda county_id: issued(county_id)[:NEWS])


def latest(county: Region) -> list[Reading]:
    """What the home page shows of the news."""
    return with_covers(readings(_news(county.pk), _issued(county.pk), NEWS), 1)


def notices(county: Region) -> list[Reading]:
    return readings(_notices(county.pk), (), NOTICES)


def matching_bulletins(county: Region, words: str) -> QuerySet[Bulletin]:
    """The issued bulletins that hold every word, and the one whose printed code was typed."""
    holds = Q()
    for word in words.split():
        holds &= Q(title__icontains=word) | Q(body__icontains=word)
    return issued(county).filter(holds | Q(code__iexact=words.strip()))


def shown_figures(county: Region) -> list[dict[str, Any]]:
    """The programme in a few numbers."""

    figures = [CATALOGUE[code] for code in SHOWN_FIGURES if code in CATALOGUE]

    def count() -> list[int]:
        return [figure.value(FigureScope(county.pk)) for figure in figures]

    values = cache.get_or_set(f"portal:figures:{county.pk}", count, FIGURES_FOR) or []
    return [{"label": figure.label, "unit": figure.unit, "value": value} for figure, value in zip(figures, values, strict=True) if value]


def views_of(subject: str, today: date) -> int:
    """How often a text was read: past days summed, and today's readers."""
    past = ViewTally.objects.filter(subject=subject).values_list("total", flat=True).first() or 0
    return past + ViewMark.objects.filter(subject=subject, day=today).count()


@Prepared
def _open_drives(kind: Any, county_id: int, today: date) -> QuerySet[Any]:
    drives: QuerySet[Any] = kind.objects.filter(county=county_id, stage=OPEN, opens_on__lte=today, closes_on__gt=today)
    return drives.order_by("-opens_on", "-pk")[:1]


def open_drive(county: Region, today: date) -> PledgeDrive | None:
    """The pledge drive that anybody may join today; the one opened last, where there are several."""
    return _open_drives.first(PledgeDrive, county.pk, today)


def open_message_drive(county: Region, today: date) -> MessageDrive | None:
    """The same of messages to one's family."""
    return _open_drives.first(MessageDrive, county.pk, today)


def matching(articles: QuerySet[Article], words: str) -> QuerySet[Article]:
    """The articles that hold every word somewhere; words are parted by blanks, Chinese needs none."""
    for word in words.split():
        articles = articles.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word))
    return articles


def articles_for(user: Any) -> QuerySet[Article]:
    """The articles the user keeps, latest written first."""
    return Article.objects.visible_to(user).select_related("written_by").order_by("-written_at", "-pk")


ARTICLES = Kind(
    name="article",
    rows=lambda: Article.objects.select_related("county"),
    may_edit=lambda user, article: may_edit_articles(user, article.county_id),
    is_public=lambda article: article.is_public,
    reads=lambda user, article: not may_edit_articles(user, article.county_id),
    keeps=lambda user, article: not may_edit_articles(user, article.county_id),
    page=lambda article: reverse("portal:edit", args=[article.pk]),
)
"""How articles have pictures."""


def inbox(user: Any) -> QuerySet[Feedback]:
    """Letters from the public, latest first."""
    return Feedback.objects.visible_to(user).order_by("-received_at", "-pk")


def feedback_by_receipt(county: Region, receipt: str) -> Feedback | None:
    """What was sent under this reference number, however it was typed."""
    return Feedback.objects.filter(county=county, receipt=receipt.strip().upper()).first()


@Prepared
def _unanswered(reach: Reach, today: date) -> QuerySet[Feedback]:
    waiting = Feedback.objects.within(reach).filter(stage=FeedbackStage.RECEIVED)
    return counted(waiting.order_by("answer_by", "pk"), "answer_by", today)


def due(user: Any, at: datetime) -> list[Due]:
    """Letters that wait for an answer."""
    if may_answer_feedback(user):
        return []
    today = timezone.localdate(at)
    return told(_unanswered(reach_of(user), today), _letter_due, today, address_of("portal:inbox"))


def _letter_due(letter: Feedback) -> Due:
    return Due(
        room=_("Letters from the public"),
        icon="message-report",
        what=_("Answer a letter from the public: %(receipt)s") % {"receipt": letter.receipt},
        detail=letter.get_kind_display(),
        due=letter.answer_by,
        url=address_of_row("portal:letter", letter.pk),
        action=_("Answer"),
        whose=_("county staff"),
        since=timezone.localdate(letter.received_at),
    )


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Articles the user keeps."""
    if may_edit_articles(user):
        return []
    return [
        Hit(
            room=_("Site articles"),
            icon="news",
            title=article.title,
            detail=article.get_stage_display(),
            url=reverse("portal:edit", args=[article.pk]),
        )
        for article in matching(articles_for(user), words)[:limit]
    ]
