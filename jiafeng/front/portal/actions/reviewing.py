"""A second person: handing in, reading, sending back; the same by an approver's link; what is said to a sentence; links to look at a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.front.portal import policies
from jiafeng.front.portal.actions.telling import tell_readers, tell_writers
from jiafeng.front.portal.models import (
    TEXTS,
    Article,
    ArticleApproval,
    ArticleComment,
    ArticlePreview,
    ArticleReview,
    ArticleVersion,
    VersionState,
)
from jiafeng.front.portal.stages import ARTICLE_MOVES
from jiafeng.ground.links import actions as links
from jiafeng.ground.links.models import Approver
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale

_PROOFREAD = _("Proofread it first: names, posts, numbers and days. Then tick that you did.")


def _version(article: Article) -> ArticleVersion:
    """The version that is read now: a correction that waits, else the text as it stands."""
    version = policies.proposal_of(article) or article.versions.filter(state=VersionState.KEPT).first()
    assert version is not None, "an article has a version from its first moment on"
    return version


@transaction.atomic
def submit_article(*, by: Any, at: datetime, article: Article, revision: int, proofread: bool) -> Article:
    """Hand the text in. `proofread`: the writer says so, as everybody after them will."""
    article = lock(article)
    refuse_if(policies.may_submit(by, article))
    refuse_stale(article, revision)
    refuse_if(None if proofread else _PROOFREAD, field="proofread")
    article.return_reason = ""
    # A version that was read once and came back is read anew: what is approved is what was read.
    _version(article).reviews.all().delete()
    submitted = move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.submit")
    tell_readers(submitted, by=by, at=at)
    return submitted


@transaction.atomic
def take_back_article(*, by: Any, at: datetime, article: Article) -> Article:
    """Take back what was handed in, to change it; of a correction that waits, the proposal."""
    article = lock(article)
    refuse_if(policies.may_take_back(by, article))
    proposal = policies.proposal_of(article)
    if proposal is None:
        return move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.take_back")
    _drop(proposal)
    return put(article, by=by, at=at, verb="portal.article.take_back")


@transaction.atomic
def approve_article(*, by: Any, at: datetime, article: Article, revision: int, proofread: bool) -> Article:
    """Say that exactly the text of `revision` may stand. The last of those the county asks for makes it ready; a correction takes effect with it."""
    article = lock(article)
    refuse_if(policies.may_approve(by, article))
    refuse_stale(article, revision)
    refuse_if(None if proofread else _PROOFREAD, field="proofread")
    return _agree(article, by=by, at=at)


@transaction.atomic
def return_article(*, by: Any, at: datetime, article: Article, revision: int, reason: str) -> Article:
    """Send it back with a reason; a correction that waits is not taken."""
    article = lock(article)
    refuse_if(policies.may_return(by, article))
    refuse_stale(article, revision)
    return _send_back(article, by=by, at=at, reason=stated(reason, _("Say what is to be changed.")))


def _agree(article: Article, *, by: Any, at: datetime, approver: Approver | None = None) -> Article:
    version = _version(article)
    step = version.reviews.count() + 1
    ArticleReview(version=version, step=step, by=by, approver=approver, at=at).save()
    who = {"approver": str(approver)} if approver else {}
    if step < policies.readers_of(article.county_id):
        return put(article, by=by, at=at, verb="portal.article.review", **who)
    if version.state != VersionState.PROPOSED:
        approved = move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.approve", **who)
        tell_writers(approved, _("Your article was read and can be published: %(title)s"), by=by, at=at)
        return approved
    changed = fill(article, **{name: getattr(version, name) for name in TEXTS})
    article.structured = article.structured or "body" in changed
    version.state, version.corrected_at = VersionState.KEPT, at if version.note else None
    version.save(update_fields=["state", "corrected_at"])
    return put(article, by=by, at=at, verb="portal.article.correct", changed=changed, reason=version.note, **who)


def _send_back(article: Article, *, by: Any, at: datetime, reason: str, **who: Any) -> Article:
    article.return_reason = reason[:300]
    proposal = policies.proposal_of(article)
    if proposal is None:
        returned = move(article, ARTICLE_MOVES, by=by, at=at, verb="portal.article.return", reason=reason, **who)
    else:
        _drop(proposal)
        returned = put(article, by=by, at=at, verb="portal.article.return", reason=reason, **who)
    tell_writers(returned, _("Your article was sent back, with a reason: %(title)s"), by=by, at=at)
    return returned


def _drop(proposal: ArticleVersion) -> None:
    proposal.state = VersionState.DROPPED
    proposal.save(update_fields=["state"])


@transaction.atomic
def ask_approver(*, by: Any, at: datetime, article: Article, key: UUID, approver: Approver, ends_at: datetime) -> ArticleApproval:
    """Make the link by which an approver reads the version that waits, and decides; the same form sent again finds the first."""
    article = lock(article)
    refuse_if(policies.may_ask(by, article))
    version = _version(article)
    refuse_if(policies.refuse_approver(approver, version), field="approver")
    if approver.county_id != article.county_id or approver.closed_at:
        raise Refused(_("This approver is not on the county's register."), field="approver")
    link = ArticleApproval(
        key=key, article=article, version=version, approver=approver, revision=article.revision, made_by=by, made_at=at, ends_at=ends_at
    )
    kept, created = links.hand_out(link=link)
    if created:
        log(by=by, at=at, verb="portal.article.ask", target=article, approver=str(approver))
    return kept


@transaction.atomic
def approve_by_link(*, at: datetime, approval: ArticleApproval, proofread: bool) -> ArticleApproval:
    """What an approver agrees to counts as a second person's word. Call it once their code was typed."""
    article = lock(approval.article)
    refuse_if(policies.refuse_approver(approval.approver, approval.version))
    refuse_if(None if proofread else _PROOFREAD, field="proofread")
    held = links.decide(at=at, approval=approval, revision=article.revision, move="approve")
    _agree(article, by=None, at=at, approver=held.approver)
    _go_with(article, held)
    return held


@transaction.atomic
def return_by_link(*, at: datetime, approval: ArticleApproval, words: str) -> ArticleApproval:
    """An approver sends the text back with a reason."""
    article = lock(approval.article)
    held = links.decide(at=at, approval=approval, revision=article.revision, move="return", words=words)
    _send_back(article, by=None, at=at, reason=held.words, approver=str(held.approver))
    return held


def _go_with(article: Article, decided: ArticleApproval) -> None:
    """Approvers who were asked about the same version, and have still to answer, are asked about the text as it stands: nothing of it changed."""
    waiting = article.approvals.filter(version=decided.version, decided_at=None)
    waiting.update(revision=article.revision)


@transaction.atomic
def comment(
    *, by: Any, at: datetime, version: ArticleVersion, key: UUID, place: int, sentence: str, text: str, approver: Approver | None = None
) -> ArticleComment:
    """Say something to a sentence of a version; by a user, or by an approver whose code was typed. The same form sent again finds the first."""
    article = version.article
    if approver is None:
        refuse_if(policies.may_read_draft(by, article))
    words = stated(text, _("Say what you mean."), field="text")
    own = {"version": version, "place": place, "sentence": sentence[:300], "text": words, "by": by, "approver": approver, "at": at}
    row, created = ArticleComment.objects.get_or_create(key=key, defaults=own)
    if created:
        who = {"approver": str(approver)} if approver else {}
        log(by=by, at=at, verb="portal.article.comment", target=article, reason=words, **who)
    return row


@transaction.atomic
def settle_comment(*, by: Any, at: datetime, comment: ArticleComment) -> ArticleComment:
    """Note that what was said is dealt with; it stays, with who and when."""
    held = lock(comment, "version__article")
    refuse_if(policies.may_settle(by, held.version.article))
    if held.settled_at is None:
        held.settled_by, held.settled_at = by, at
        held.save(update_fields=["settled_by", "settled_at"])
        log(
            by=by,
            at=at,
            verb="portal.article.settle",
            target=held.version.article,
            county_code=held.version.article.county.code,
            reason=tidy(held.text),
        )
    return held


@transaction.atomic
def make_preview(*, by: Any, at: datetime, article: Article, key: UUID, ends_at: datetime) -> ArticlePreview:
    """Make a link by which whoever has it reads the text as it would stand on the portal; the same form sent again finds the first."""
    article = lock(article)
    refuse_if(policies.may_preview(by, article))
    kept, created = links.hand_out(link=ArticlePreview(key=key, article=article, made_by=by, made_at=at, ends_at=ends_at))
    if created:
        log(by=by, at=at, verb="portal.article.preview", target=article, until=ends_at.isoformat())
    return kept


@transaction.atomic
def end_preview(*, by: Any, at: datetime, preview: ArticlePreview) -> ArticlePreview:
    """The link opens no more."""
    article = lock(preview.article)
    refuse_if(policies.may_preview(by, article))
    ended = links.end(at=at, link=preview)
    log(by=by, at=at, verb="portal.article.end_preview", target=article)
    return ended
