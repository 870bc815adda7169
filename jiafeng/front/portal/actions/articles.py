"""Writing, publishing and withdrawing articles. Whatever somebody saves is a version; nothing of before is lost."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.front.portal import policies
from jiafeng.front.portal.actions.telling import tell_readers
from jiafeng.front.portal.models import TEXTS, Article, ArticleTemplate, ArticleVersion, PublishingRule, VersionState
from jiafeng.front.portal.stages import ARTICLE_MOVES
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.units.models import Region


@transaction.atomic
def write_article(
    *, by: Any, at: datetime, county: Region, key: uuid.UUID, kind: str, title: str, source: str, summary: str, body: str, outcome: str = ""
) -> Article:
    """Keep a new article as a draft; the same form sent again finds the first."""
    refuse_if(policies.may_edit_articles(by, county.pk))
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
            "outcome": outcome,
            "written_by": by,
            "written_at": at,
        },
    )
    if created:
        _keep_version(article, by=by, at=at)
        log(by=by, at=at, verb="portal.article.write", target=article)
    return article


def _keep_version(article: Article, *, by: Any, at: datetime, **other: Any) -> ArticleVersion:
    """The text as the article has it, or as `other` says, as its next version. Call it with the article held."""
    last = article.versions.first()
    texts = {name: getattr(article, name) for name in TEXTS}
    version = ArticleVersion(article=article, n=last.n + 1 if last else 1, saved_by=by, saved_at=at, **{**texts, **other})
    version.save()
    return version


@transaction.atomic
def edit_article(
    *,
    by: Any,
    at: datetime,
    article: Article,
    revision: int,
    kind: str,
    title: str,
    source: str,
    summary: str,
    body: str,
    outcome: str = "",
    note: str = "",
) -> Article:
    """Change the text. What stands on the portal is corrected: `note` tells its readers what, and where the county asks for a second person,
    they read what stood there until that person has read the correction.
    """
    article = lock(article)
    refuse_if(policies.may_write(by, article))
    refuse_stale(article, revision)
    texts = {"kind": kind, "title": title, "source": source, "summary": summary, "body": body, "outcome": outcome}
    changed = [name for name, text in texts.items() if getattr(article, name) != text]
    if not changed:
        return article
    structured = article.structured or "body" in changed
    if not ARTICLE_MOVES.refusal("withdraw", article.stage):
        told = policies.must_say_what(article, at)
        note = (
            stated(note, _("It stands on the site already: tell its readers in a few words what was corrected."), field="note")
            if told
            else ""
        )
        if policies.readers_of(article.county_id):
            _keep_version(article, by=by, at=at, state=VersionState.PROPOSED, note=note, **texts)
            proposed = put(article, by=by, at=at, verb="portal.article.propose", changed=changed, reason=note)
            tell_readers(proposed, by=by, at=at)
            return proposed
        fill(article, structured=structured, **texts)
        _keep_version(article, by=by, at=at, note=note, corrected_at=at if told else None)
        return put(article, by=by, at=at, verb="portal.article.correct", changed=changed, reason=note)
    fill(article, structured=structured, **texts)
    _keep_version(article, by=by, at=at)
    return put(article, by=by, at=at, verb="portal.article.edit", changed=changed)


@transaction.atomic
def restore_version(*, by: Any, at: datetime, article: Article, revision: int, version: ArticleVersion, note: str = "") -> Article:
    """Bring back the text of an earlier version, as a new one; what stands on the portal is corrected by it (`edit_article`)."""
    texts = {name: getattr(version, name) for name in TEXTS}
    return edit_article(by=by, at=at, article=article, revision=revision, note=note, **texts)


@transaction.atomic
def publish_article(*, by: Any, at: datetime, article: Article, since: datetime | None = None, until: datetime | None = None) -> Article:
    """Show it on the portal: from now, or from `since`; for good, or until `until`. Both are looked at whenever somebody reads, so that a time
    comes exactly once whether the machine runs at that moment or not.
    """
    article = lock(article)
    refuse_if(policies.may_publish(by, article))
    _set_times(article, at, since, until)
    article.published_by = by
    article.return_reason = ""
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.publish", **_told(article))


@transaction.atomic
def time_article(*, by: Any, at: datetime, article: Article, revision: int, since: datetime | None, until: datetime | None) -> Article:
    """Set anew when a published article is taken down and, while that lies ahead, when it is published."""
    article = lock(article)
    refuse_if(policies.may_set_times(by, article))
    refuse_stale(article, revision)
    if article.is_ahead(at):
        _set_times(article, at, since, until)
    else:
        if until is not None and until <= at and until != article.until:
            raise Refused(_("Choose a time ahead, or withdraw it now."), field="until")
        article.until = until
    return put(article, by=by, at=at, verb="portal.article.time", **_told(article))


def _set_times(article: Article, at: datetime, since: datetime | None, until: datetime | None) -> None:
    if since is not None and since < at:
        raise Refused(_("Choose a time ahead, or leave it empty to publish now."), field="since")
    article.published_at, article.until = since or at, until
    if until is not None and until <= article.published_at:
        raise Refused(_("It would be taken down before it is published."), field="until")


def _told(article: Article) -> dict[str, Any]:
    times = {"since": article.published_at, "until": article.until}
    return {name: time.isoformat() for name, time in times.items() if time}


@transaction.atomic
def withdraw_article(*, by: Any, at: datetime, article: Article, reason: str) -> Article:
    """Take it off the portal; the text, its readers and the reason are kept. A correction that waits falls with it."""
    article = lock(article)
    refuse_if(policies.may_withdraw(by, article))
    stated(reason, _("Say why it is withdrawn: the next person will ask."))
    article.versions.filter(state=VersionState.PROPOSED).update(state=VersionState.DROPPED)
    article.until = None
    return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.withdraw", reason=reason)


@transaction.atomic
def set_rule(*, by: Any, at: datetime, county: Region, readers: int) -> PublishingRule:
    """Say how many persons beside the writer must read an article before it is published."""
    refuse_if(policies.may_set_rule(by, county.pk))
    rule, _created = PublishingRule.objects.select_for_update().get_or_create(county=county)
    rule.readers = readers
    return put(rule, by=by, at=at, verb="portal.rule.edit", readers=readers)


@transaction.atomic
def save_template(
    *,
    by: Any,
    at: datetime,
    county: Region,
    template: ArticleTemplate | None = None,
    name: str,
    kind: str,
    title: str,
    source: str,
    summary: str,
    body: str,
) -> ArticleTemplate:
    """Keep a text that new articles may begin with, or change it."""
    refuse_if(policies.may_edit_articles(by, county.pk))
    row = lock(template) if template else ArticleTemplate(county=county)
    if ArticleTemplate.objects.filter(county=county, name=name).exclude(pk=row.pk).exists():
        raise Refused(_("There is a template of this name already."), field="name")
    fill(row, name=name, kind=kind, title=title, source=source, summary=summary, body=body)
    return put(row, by=by, at=at, verb="portal.template.edit" if template else "portal.template.add")


@transaction.atomic
def remove_template(*, by: Any, at: datetime, template: ArticleTemplate) -> None:
    """Take a template away; articles that began with it keep their text."""
    row = lock(template)
    refuse_if(policies.may_edit_articles(by, row.county_id))
    log(by=by, at=at, verb="portal.template.remove", target=row)
    row.delete()
