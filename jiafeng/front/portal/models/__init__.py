"""Articles and how they come to stand on the portal, how often they were read, and what the public sends in."""

from jiafeng.front.portal.models.articles import Article, ArticleKind
from jiafeng.front.portal.models.feedback import Feedback, FeedbackKind
from jiafeng.front.portal.models.readers import ViewMark, ViewTally
from jiafeng.front.portal.models.searching import SearchEntry
from jiafeng.front.portal.models.workflow import (
    TEXTS,
    ArticleApproval,
    ArticleComment,
    ArticlePreview,
    ArticleReview,
    ArticleTemplate,
    ArticleVersion,
    PublishingRule,
    VersionState,
)

__all__ = [
    "TEXTS",
    "Article",
    "ArticleApproval",
    "ArticleComment",
    "ArticleKind",
    "ArticlePreview",
    "ArticleReview",
    "ArticleTemplate",
    "ArticleVersion",
    "Feedback",
    "FeedbackKind",
    "PublishingRule",
    "SearchEntry",
    "VersionState",
    "ViewMark",
    "ViewTally",
]
