"""Writing, publishing and withdrawing articles."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import refuse_if, stated
from jiafeng.front.portal.models import Article
from jiafeng.front.portal.policies import may_edit_articles
from jiafeng.front.portal.stages import ARTICLE_MOVES
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.units.models import Region


@transaction.atomic
def write_article(
    *, by: Any, at: datetime, county: Region, key: uuid.UUID, kind: str, title: str, source: str, summary: str, body: str
) -> Article:
    """Keep a new article as a draft; the same form sent again finds the first."""
    refuse_if(may_edit_articles(by, county.pk))
    article, created = Article.objects.get_or_create(
        key=key,
        defaults={
            "county": county,
            "kind": kind,
            "title": title,
            "source": source,
            "summary": summary,
            "body": body,
            "structured": True,
            "written_by": by,
            "written_at": at,
        },
    )
    if created:
        log(by=by, at=at, verb="portal.article.write", target=article)
    return article


@transaction.atomic
def edit_article(
    *, by: Any, at: datetime, article: Article, revision: int, kind: str, title: str, source: str, summary: str, body: str
) -> Article:
    """Change the text, published or not; the log keeps which parts were changed."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    refuse_stale(article, revision)
    changed = fill(article, kind=kind, title=title, source=source, summary=summary, body=body)
    if not changed:
        return article
    article.structured = article.structured or "body" in changed
    return put(article, by=by, at=at, verb="portal.article.edit", changed=changed)


@transaction.atomic
def publish_article(*, by: Any, at: datetime, article: Article) -> Article:
    """Show it on the portal from now."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    article.published_at, article.published_by = at, by
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.publish")


@transaction.atomic
def withdraw_article(*, by: Any, at: datetime, article: Article, reason: str) -> Article:
    """Take it off the portal; the draft, its readers and the reason are kept."""
    article = lock(article)
    refuse_if(may_edit_articles(by, article.county_id))
    stated(reason, _("Say why it is withdrawn: the next person will ask."))
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.withdraw", reason=reason)
