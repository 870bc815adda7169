"""Reads of the portal."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.comparing import Piece, compare
from jiafeng.common.due import Due, counted, told
from jiafeng.common.facts import facts_of
from jiafeng.common.navigation import address_of, address_of_row
from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.common.search import Hit
from jiafeng.front.portal.models import (
    TEXTS,
    Article,
    ArticleApproval,
    ArticleComment,
    ArticleKind,
    ArticlePreview,
    ArticleTemplate,
    ArticleVersion,
    Feedback,
    VersionState,
    ViewMark,
    ViewTally,
)
from jiafeng.front.portal.policies import may_answer_feedback, may_edit_articles, may_illustrate, reads_for_others
from jiafeng.front.portal.stages import ArticleStage, FeedbackStage
from jiafeng.ground.links.queries import by_token
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
_news = Prepared(lambda county_id, at: Article.objects.public(county_id, at).exclude(kind=ArticleKind.NOTICE)[:NEWS])
_notices = Prepared(lambda county_id, at: Article.objects.public(county_id, at).filter(kind=ArticleKind.NOTICE)[:NOTICES])
_issued = Prepared(lambda county_id: issued(county_id)[:NEWS])


def latest(county: Region, at: datetime) -> list[Reading]:
    """What the home page shows of the news."""
    return with_covers(readings(_news(county.pk, at), _issued(county.pk), NEWS), 1)


def notices(county: Region, at: datetime) -> list[Reading]:
    return readings(_notices(county.pk, at), (), NOTICES)


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
    may_edit=may_illustrate,
    is_public=lambda article: article.stands(timezone.now()),
    reads=lambda user, article: not may_edit_articles(user, article.county_id),
    keeps=lambda user, article: not may_edit_articles(user, article.county_id),
    page=lambda article: reverse("portal:edit", args=[article.pk]),
)
"""How articles have pictures."""


_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”』」）)]*|[^。！？!?]+$")


def sentences(body: str) -> list[list[tuple[int, str]]]:
    """The text's paragraphs as its sentences, each with its number: what a comment is hung on."""
    numbers = itertools.count()
    lines = (line.strip() for line in body.splitlines())
    return [[(next(numbers), each) for each in _SENTENCE.findall(line)] for line in lines if line]


def version_of(article: Article, n: int | None = None) -> ArticleVersion:
    """One version of an article; without a number the one that is read now: a correction that waits, else the text as it stands."""
    versions = article.versions.select_related("saved_by")
    if n is not None:
        return get_object_or_404(versions, n=n)
    found = versions.filter(state=VersionState.PROPOSED).first() or versions.filter(state=VersionState.KEPT).first()
    assert found is not None, "an article has a version from its first moment on"
    return found


def corrections(article: Article) -> QuerySet[ArticleVersion]:
    """What readers are told was corrected, the first one first."""
    return article.versions.exclude(corrected_at=None).order_by("corrected_at", "pk")


@dataclass(frozen=True)
class Said:
    """A comment, and whether its sentence stands in the version at hand, and where."""

    comment: ArticleComment
    place: int | None


def facts_to_publish(article: Article) -> list[tuple[Any, Any]]:
    """What the page before publishing says of it: as what, from whom, about what, and who read it."""
    reviews = version_of(article).reviews.select_related("by", "approver")
    readers = "、".join(str(each.by or each.approver) for each in reviews)
    return [*facts_of(article, "title", "kind", "source", "summary"), (_("Read by"), readers)]


def said(article: Article, version: ArticleVersion) -> list[Said]:
    """What was said to the article's sentences, of whatever version: each where its sentence stands today, those whose sentence is gone last."""
    places: dict[str, list[int]] = {}
    for place, sentence in itertools.chain.from_iterable(sentences(version.body)):
        places.setdefault(sentence[:300], []).append(place)
    rows = ArticleComment.objects.filter(version__article=article).select_related("by", "approver", "settled_by", "version")
    found = []
    for row in rows:
        stands = places.get(row.sentence, [])
        nearest = min(stands, key=lambda place: abs(place - row.place), default=None)
        found.append(Said(row, row.place if row.version_id == version.pk else nearest))
    return sorted(found, key=lambda each: (each.place is None, each.place or 0, each.comment.pk))


def commented(version: ArticleVersion, comments: list[Said]) -> list[list[dict[str, Any]]]:
    """The version's paragraphs for the page on which it is read: each sentence with how many open comments hang on it."""
    open_at = Counter(each.place for each in comments if each.comment.settled_at is None)
    return [[{"place": place, "text": text, "open": open_at[place]} for place, text in line] for line in sentences(version.body)]


def changes(before: ArticleVersion | Article, after: ArticleVersion | Article) -> list[tuple[Any, list[list[Piece]]]]:
    """Field by field what differs between two versions, word by word."""
    pairs = ((name, str(getattr(before, name)), str(getattr(after, name))) for name in TEXTS)
    labels = dict(ArticleKind.choices)
    found = []
    for name, old, new in pairs:
        if old != new:
            old, new = (str(labels.get(old, old)), str(labels.get(new, new))) if name == "kind" else (old, new)
            field: Any = Article._meta.get_field(name)
            found.append((field.verbose_name, compare(old, new)))
    return found


def previews(article: Article, at: datetime) -> QuerySet[ArticlePreview]:
    """The links that show it now."""
    return article.previews.filter(ends_at__gt=at).select_related("made_by").order_by("-pk")


def preview_by(token: str, at: datetime) -> ArticlePreview | None:
    """The preview that a secret opens, while it lasts."""
    return by_token(ArticlePreview.objects.select_related("article__county").filter(ends_at__gt=at), token)


def approvals(article: Article, at: datetime, address: Callable[[str], str]) -> list[tuple[ArticleApproval, str]]:
    """Who was asked by link, the last one first, each with the link while it holds. address: of a page, as others reach it."""
    rows = article.approvals.select_related("approver")
    return [(each, address(reverse("portal:by_link", args=[each.token])) if each.holds(at) else "") for each in rows]


def approval_by(token: str) -> ArticleApproval | None:
    """The approval that a secret opens, whatever became of it."""
    return by_token(ArticleApproval.objects.select_related("article__county", "version", "approver"), token)


def templates_for(user: Any) -> QuerySet[ArticleTemplate]:
    """The texts that a new article may begin with."""
    return ArticleTemplate.objects.visible_to(user).order_by("name", "pk")


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
    """Letters that wait for an answer, drafts that wait for a second person, and what came back to be changed or published."""
    return [*_letters_due(user, at), *_drafts_due(user)]


def _letters_due(user: Any, at: datetime) -> list[Due]:
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


_READ = _("Read “%(title)s” and decide")
_TO_DO = (
    (ArticleStage.RETURNED, _("Change “%(title)s”, which was sent back"), _("Change it"), "portal:edit"),
    (ArticleStage.APPROVED, _("Publish “%(title)s”, which was read"), _("Publish"), "portal:publish"),
)


def _wrote(user: int, article: str) -> Exists:
    """Whether somebody wrote in the article and so does not read it for others; as `policies` says of one."""
    return Exists(ArticleVersion.objects.filter(article=OuterRef(article), saved_by=user).exclude(state=VersionState.DROPPED))


_AT_HAND = (ArticleStage.SUBMITTED, ArticleStage.RETURNED, ArticleStage.APPROVED)
_at_hand = Prepared(
    lambda reach, user: (
        Article.objects.within(reach)
        .filter(stage__in=_AT_HAND)
        .annotate(wrote=_wrote(user, "pk"))
        .select_related("written_by")
        .order_by("pk")[:40]
    )
)
_proposals = Prepared(
    lambda reach, user: (
        ArticleVersion.objects.filter(state=VersionState.PROPOSED, article__county_id__in=reach.county_ids)
        .annotate(wrote=_wrote(user, "article"))
        .select_related("article__written_by")
        .order_by("pk")[:20]
    )
)


def _drafts_due(user: Any) -> list[Due]:
    """What waits for a second person, the user or another one; and for those who write, what came back or may be published."""
    if reads_for_others(user):
        return []
    reach, writes = reach_of(user), not may_edit_articles(user)
    at_hand: list[Any] = list(_at_hand(reach, user.pk))
    found = [_reading_due(each, user, mine=not each.wrote) for each in at_hand if each.stage == ArticleStage.SUBMITTED]
    found += [_reading_due(each.article, user, mine=not each.wrote) for each in _proposals(reach, user.pk)]
    does = {str(stage): (what, action, page) for stage, what, action, page in _TO_DO}
    return found + [_article_due(each, *does[each.stage], whose=each.written_by) for each in at_hand if writes and each.stage in does]


def _reading_due(article: Article, user: Any, *, mine: bool) -> Due:
    if mine:
        return _article_due(article, _READ, _("Read and decide"), "portal:review", whose=user)
    return _article_due(article, _READ, _("See how far it is"), "portal:review", whose=_("somebody who did not write in it"), mine=False)


def _article_due(article: Article, what: Any, action: Any, page: str, *, whose: Any, mine: bool = True) -> Due:
    return Due(
        room=_("Site articles"),
        icon="news",
        what=what % {"title": article.title},
        detail=article.get_kind_display(),
        due=None,
        url=address_of_row(page, article.pk),
        action=action,
        whose=str(whose),
        mine=mine,
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
