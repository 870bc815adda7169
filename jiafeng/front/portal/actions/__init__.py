"""Every write of the portal, by noun."""

from jiafeng.front.portal.actions.articles import (
    edit_article,
    publish_article,
    remove_template,
    restore_version,
    save_template,
    set_rule,
    time_article,
    withdraw_article,
    write_article,
)
from jiafeng.front.portal.actions.feedback import ANSWER_WITHIN, answer_feedback, send_feedback
from jiafeng.front.portal.actions.reading import Readers, count_readers, readers
from jiafeng.front.portal.actions.reviewing import (
    approve_article,
    approve_by_link,
    ask_approver,
    comment,
    end_preview,
    make_preview,
    return_article,
    return_by_link,
    settle_comment,
    submit_article,
    take_back_article,
)
from jiafeng.front.portal.actions.searching import catch_up, follow

__all__ = [
    "ANSWER_WITHIN",
    "Readers",
    "answer_feedback",
    "approve_article",
    "approve_by_link",
    "ask_approver",
    "catch_up",
    "comment",
    "count_readers",
    "edit_article",
    "end_preview",
    "follow",
    "make_preview",
    "publish_article",
    "readers",
    "remove_template",
    "restore_version",
    "return_article",
    "return_by_link",
    "save_template",
    "send_feedback",
    "set_rule",
    "settle_comment",
    "submit_article",
    "take_back_article",
    "time_article",
    "withdraw_article",
    "write_article",
]
