"""Reads of the portal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.portal.models import Article, Feedback, ViewMark, ViewTally
from jiafeng.portal.policies import may_answer_feedback, may_edit_articles
from jiafeng.portal.stages import FeedbackStage
from jiafeng.units.models import Region


def views_of(subject: str, today: date) -> int:
    """How often a text was read: past days summed, and today's readers."""
    past = ViewTally.objects.filter(subject=subject).values_list("total", flat=True).first() or 0
    return past + ViewMark.objects.filter(subject=subject, day=today).count()


def matching(articles: QuerySet[Article], words: str) -> QuerySet[Article]:
    """The articles that hold every word somewhere; words are parted by blanks, Chinese needs none."""
    for word in words.split():
        articles = articles.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word))
    return articles


def articles_for(user: Any) -> QuerySet[Article]:
    """The articles the user keeps, latest written first."""
    return Article.objects.visible_to(user).select_related("written_by").order_by("-written_at", "-pk")


def inbox(user: Any) -> QuerySet[Feedback]:
    """Letters from the public, latest first."""
    return Feedback.objects.visible_to(user).order_by("-received_at", "-pk")


def feedback_by_receipt(county: Region, receipt: str) -> Feedback | None:
    """What was sent under this reference number, however it was typed."""
    return Feedback.objects.filter(county=county, receipt=receipt.strip().upper()).first()


def due(user: Any, at: datetime) -> list[Due]:
    """Letters that wait for an answer."""
    if may_answer_feedback(user):
        return []
    return [
        Due(
            room="portal",
            icon="message-report",
            what=_("Answer a letter from the public: %(receipt)s") % {"receipt": letter.receipt},
            detail=letter.get_kind_display(),
            due=letter.answer_by,
            url=reverse("portal:letter", args=[letter.pk]),
            action=_("Answer"),
        )
        for letter in inbox(user).filter(stage=FeedbackStage.RECEIVED).order_by("answer_by", "pk")[:20]
    ]


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Articles the user keeps."""
    if may_edit_articles(user):
        return []
    return [
        Hit(room=_("Site articles"), icon="news", title=article.title, detail=article.get_stage_display(), url=reverse("portal:edit", args=[article.pk]))
        for article in matching(articles_for(user), words)[:limit]
    ]
