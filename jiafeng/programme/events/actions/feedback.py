"""Writes to the feedback form of an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import digest, shared_token
from jiafeng.ground.records.actions import lock, log
from jiafeng.library.calendars import local_day
from jiafeng.programme.events import policies
from jiafeng.programme.events.models import Event, FeedbackReply, Question, QuestionKind, Questionnaire

MOST_QUESTIONS, LONGEST_ANSWER = 5, 500


@transaction.atomic
def open_feedback(*, by: Any, at: datetime, event: Event, questions: Iterable[tuple[str, str]]) -> Questionnaire:
    """Open the feedback form with its (kind, text) questions. Once somebody has answered, the questions stay as they are."""
    locked = lock(event)
    refuse_if(policies.may_ask_feedback(by, locked))
    rows = [(kind, tidy(text)) for kind, text in questions if tidy(text)]
    if not rows:
        raise Refused(_("Write at least one question."), field="questions")
    if len(rows) > MOST_QUESTIONS:
        raise Refused(_("At most five questions: people answer on their way home."), field="questions")
    if any(len(text) > 100 for _kind, text in rows):
        raise Refused(_("A question has at most 100 characters. Shorten the long one."), field="questions")
    form, _made = Questionnaire.objects.get_or_create(event=locked, defaults={"token": shared_token(), "opened_at": at, "opened_by": by})
    if form.replies.exists():
        raise Refused(_("People have answered already, so the questions stay as they are."), field="questions")
    form.questions.all().delete()
    Question.objects.bulk_create(
        Question(questionnaire=form, place=place, kind=QuestionKind(kind), text=text) for place, (kind, text) in enumerate(rows, 1)
    )
    log(by=by, at=at, verb="events.feedback.open", target=locked, questions=len(rows))
    return form


@transaction.atomic
def close_feedback(*, by: Any, at: datetime, form: Questionnaire) -> Questionnaire:
    """Take no more answers. Twice is once."""
    event = lock(form.event)
    refuse_if(policies.may_ask_feedback(by, event))
    row = lock(form)
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        log(by=by, at=at, verb="events.feedback.close", target=event)
    return row


@transaction.atomic
def give_feedback(*, at: datetime, form: Questionnaire, browser: str, answers: Mapping[int, Any]) -> bool:
    """One answer sheet of one browser; whether it was the browser's first. `answers`: by the place of the question, 1–5 or words.

    Nothing is logged and nothing but the day is kept: a time laid beside the list of sign-ins would give the person away.
    """
    refuse_if(policies.may_give_feedback(form, at))
    kept: dict[str, Any] = {}
    for question in form.questions.all():
        given = answers.get(question.place)
        if given in (None, ""):
            continue
        if question.kind == QuestionKind.SCALE:
            if given not in range(1, 6):
                raise Refused(_("Choose a number from 1 to 5."), field=f"question_{question.place}")
            kept[str(question.place)] = given
        else:
            kept[str(question.place)] = str(given).strip()[:LONGEST_ANSWER]
    if not kept:
        raise Refused(_("Answer at least one question before sending."), code="empty")
    made = FeedbackReply(questionnaire=form, digest=digest(f"{form.token}.{browser}"), on=local_day(at), answers=kept)
    before = form.replies.filter(digest=made.digest).exists()
    FeedbackReply.objects.bulk_create([made], ignore_conflicts=True)
    return not before
