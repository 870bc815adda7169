"""Who keeps the site, and who may do what with an article, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.stages import wrong_stage
from jiafeng.front.portal.models import Article, ArticleVersion, Feedback, PublishingRule, VersionState
from jiafeng.front.portal.stages import ARTICLE_MOVES, FEEDBACK_MOVES, WRITABLE, ArticleStage
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds, is_staff_of
from jiafeng.ground.links.models import Approver


def may_edit_articles(user: Any, county_id: int | None = None) -> Any:
    """Articles are the Federation's own."""
    if not is_staff_of(user, county_id):
        return _("Articles are written and published by the county's staff. Ask them to publish it for you.")
    return None


def readers_of(county_id: int) -> int:
    """How many persons beside the writer the county asks for: 0, 1 or 2."""
    return PublishingRule.objects.filter(county=county_id).values_list("readers", flat=True).first() or 0


def proposal_of(article: Article) -> ArticleVersion | None:
    """The correction that waits for a second person."""
    return article.versions.filter(state=VersionState.PROPOSED).first()


def may_set_rule(user: Any, county_id: int | None = None) -> Any:
    """How many must read an article is not decided by those who write."""
    if not holds(user, Role.ADMINISTRATOR, county_id=county_id):
        return _("How many persons read an article before it is published is set by the administrator.")
    return None


def may_write(user: Any, article: Article) -> Any:
    """Whether the text lies in the writers' hands: a published one is corrected, which waits for a second person where the county asks for one."""
    if refusal := may_edit_articles(user, article.county_id):
        return refusal
    if article.stage in WRITABLE:
        return None
    if article.stage != ArticleStage.PUBLISHED:
        return not_now(_("The text is out of your hands at this stage. Take it back, or have it sent back, and then change it."))
    if proposal_of(article):
        return not_now(_("A correction waits for a second person already. Take it back, or have it sent back, and then write another."))
    return None


def may_illustrate(user: Any, article: Article) -> Any:
    """Pictures and attachments are changed as the text is. Of what stands on the site a second person has no version to read: it is withdrawn first,
    where the county asks for one."""
    if refusal := may_write(user, article):
        return refusal
    if article.stage == ArticleStage.PUBLISHED and readers_of(article.county_id):
        return not_now(
            _("It was read by a second person as it stands. To change its pictures, withdraw it, change them and hand it in again.")
        )
    return None


def may_submit(user: Any, article: Article) -> Any:
    if refusal := may_edit_articles(user, article.county_id) or ARTICLE_MOVES.refusal("submit", article.stage):
        return refusal
    return None if readers_of(article.county_id) else _("The county asks for no second person. Publish it when it is ready.")


def may_take_back(user: Any, article: Article) -> Any:
    """A text that was handed in, or a correction that waits."""
    if refusal := may_edit_articles(user, article.county_id):
        return refusal
    return None if proposal_of(article) else ARTICLE_MOVES.refusal("take_back", article.stage)


def may_read_draft(user: Any, article: Article) -> Any:
    """Who sees a text before it is published, and says something to its sentences."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, county_id=article.county_id):
        return _("Drafts are read by the county's staff and its partners' staff.")
    return None


def reads_for_others(user: Any) -> Any:
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF):
        return _("Drafts are read by the county's staff and its partners' staff.")
    return None


def _decides(user: Any, article: Article) -> Any:
    if refusal := may_read_draft(user, article):
        return refusal
    if article.versions.filter(saved_by=user).exclude(state=VersionState.DROPPED).exists():
        return _("You wrote in this article. Somebody who did not must read it.")
    return None


def waits(article: Article) -> bool:
    """Whether a version of it waits for a second person."""
    return article.stage == ArticleStage.SUBMITTED or proposal_of(article) is not None


def may_approve(user: Any, article: Article) -> Any:
    if refusal := _decides(user, article) or (None if waits(article) else wrong_stage(article.get_stage_display())):
        return refusal
    version = proposal_of(article) or article.versions.filter(state=VersionState.KEPT).first()
    if version and version.reviews.filter(by=user).exists():
        return not_now(_("You read this version already. Another person must read it now."))
    return None


def may_return(user: Any, article: Article) -> Any:
    return _decides(user, article) or (None if waits(article) else ARTICLE_MOVES.refusal("return", article.stage))


def may_ask(user: Any, article: Article) -> Any:
    """An approver by link is asked for what waits."""
    return may_edit_articles(user, article.county_id) or (None if waits(article) else wrong_stage(article.get_stage_display()))


def refuse_approver(approver: Approver, version: ArticleVersion) -> Any:
    """Two persons are two: nobody reads a version twice."""
    return (
        _("You read this version already. Another person must read it now.") if version.reviews.filter(approver=approver).exists() else None
    )


def may_publish(user: Any, article: Article) -> Any:
    if refusal := may_edit_articles(user, article.county_id) or ARTICLE_MOVES.refusal("publish", article.stage):
        return refusal
    if article.stage != ArticleStage.APPROVED and readers_of(article.county_id):
        return not_now(_("The county asks for a second person. Hand it in; it can be published once it was read."))
    return None


def may_set_times(user: Any, article: Article) -> Any:
    """When it is taken down can be changed at any time; when it is published, while that lies ahead."""
    return may_edit_articles(user, article.county_id) or ARTICLE_MOVES.refusal("withdraw", article.stage)


def may_withdraw(user: Any, article: Article) -> Any:
    return may_edit_articles(user, article.county_id) or ARTICLE_MOVES.refusal("withdraw", article.stage)


def may_preview(user: Any, article: Article) -> Any:
    return may_edit_articles(user, article.county_id)


def may_settle(user: Any, article: Article) -> Any:
    """What was said to a sentence is settled by those who write."""
    return may_edit_articles(user, article.county_id)


def must_say_what(article: Article, at: datetime) -> bool:
    """Whether a change is one that readers have to be told: they may have read what stood there."""
    return article.stage == ArticleStage.PUBLISHED and not article.is_ahead(at)


def may_read_feedback(user: Any, county_id: int | None = None) -> Any:
    """Letters are read by those who answer them and by the auditor."""
    if not holds(user, Role.COUNTY_STAFF, Role.AUDITOR, county_id=county_id):
        return _("Letters from the public are read by the county's staff and the auditor.")
    return None


def may_answer(user: Any, feedback: Feedback) -> Any:
    """A letter is answered once."""
    return may_answer_feedback(user, feedback.county_id) or FEEDBACK_MOVES.refusal("answer", feedback.stage)


def may_answer_feedback(user: Any, county_id: int | None = None) -> Any:
    if not is_staff_of(user, county_id):
        return _("Letters from the public are answered by the county's staff.")
    return None
