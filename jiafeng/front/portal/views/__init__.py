"""Pages of the portal: parse, one call, render."""

from jiafeng.front.portal.views.desk import edit, manage, publish, withdraw, write
from jiafeng.front.portal.views.feedback import feedback, find_answer, letter, letters, receipt
from jiafeng.front.portal.views.public import (
    Feed,
    accessibility,
    article,
    article_code,
    article_poster,
    articles,
    bulletin,
    bulletin_code,
    bulletin_poster,
    bulletins,
    drive_code,
    home,
    privacy,
    search,
    sitemap,
)

__all__ = [
    "Feed",
    "accessibility",
    "article",
    "article_code",
    "article_poster",
    "articles",
    "bulletin",
    "bulletin_code",
    "bulletin_poster",
    "bulletins",
    "drive_code",
    "edit",
    "feedback",
    "find_answer",
    "home",
    "letter",
    "letters",
    "manage",
    "privacy",
    "publish",
    "receipt",
    "search",
    "sitemap",
    "withdraw",
    "write",
]
