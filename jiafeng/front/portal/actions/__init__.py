"""Every write of the portal, by noun."""

from jiafeng.front.portal.actions.articles import edit_article, publish_article, withdraw_article, write_article
from jiafeng.front.portal.actions.feedback import ANSWER_WITHIN, answer_feedback, send_feedback
from jiafeng.front.portal.actions.reading import Readers, count_readers, readers

__all__ = [
    "ANSWER_WITHIN",
    "Readers",
    "answer_feedback",
    "count_readers",
    "edit_article",
    "publish_article",
    "readers",
    "send_feedback",
    "withdraw_article",
    "write_article",
]
