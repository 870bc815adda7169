"""The stages of an article and of a letter from the public."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class ArticleStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ARTICLE_MOVES = Moves(
    "Article",
    ArticleStage,
    (
        Move("publish", ArticleStage.DRAFT, ArticleStage.PUBLISHED, "county staff"),
        Move("withdraw", ArticleStage.PUBLISHED, ArticleStage.WITHDRAWN, "county staff", "with a reason"),
        Move("publish", ArticleStage.WITHDRAWN, ArticleStage.PUBLISHED, "county staff"),
    ),
)


class FeedbackStage(models.TextChoices):
    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")


FEEDBACK_MOVES = Moves(
    "Feedback",
    FeedbackStage,
    (Move("answer", FeedbackStage.RECEIVED, FeedbackStage.ANSWERED, "county staff"),),
)
