"""The stages of an article and of a letter from the public."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class ArticleStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for a second person")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Ready to publish")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Where the text lies in the writer's hands.
WRITABLE = (ArticleStage.DRAFT, ArticleStage.RETURNED, ArticleStage.WITHDRAWN)
_ALONE = "where the county asks for no second person"

ARTICLE_MOVES = Moves(
    "Article",
    ArticleStage,
    (
        *(Move("submit", stage, ArticleStage.SUBMITTED, "county staff") for stage in WRITABLE),
        Move("take_back", ArticleStage.SUBMITTED, ArticleStage.DRAFT, "county staff"),
        Move("take_back", ArticleStage.APPROVED, ArticleStage.DRAFT, "county staff"),
        Move("return", ArticleStage.SUBMITTED, ArticleStage.RETURNED, "a second person", "with a reason"),
        Move("return", ArticleStage.APPROVED, ArticleStage.RETURNED, "a second person", "with a reason"),
        Move(
            "approve",
            ArticleStage.SUBMITTED,
            ArticleStage.APPROVED,
            "a second person",
            "who wrote none of it, the last of those the county asks for",
        ),
        Move("publish", ArticleStage.APPROVED, ArticleStage.PUBLISHED, "county staff"),
        *(Move("publish", stage, ArticleStage.PUBLISHED, "county staff", _ALONE) for stage in WRITABLE),
        Move("withdraw", ArticleStage.PUBLISHED, ArticleStage.WITHDRAWN, "county staff", "with a reason"),
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
