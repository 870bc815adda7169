"""What the public sends in, and its answer."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiafeng.common.refusals import refuse_if
from jiafeng.common.tokens import ALPHABET
from jiafeng.front.portal.models import Feedback
from jiafeng.front.portal.policies import may_answer_feedback
from jiafeng.front.portal.stages import FEEDBACK_MOVES
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.ground.units.models import Region
from jiafeng.library.calendars import add_working_days

ANSWER_WITHIN = 10  # working days


@transaction.atomic
def send_feedback(*, at: datetime, county: Region, key: uuid.UUID, kind: str, text: str, page: str = "", contact: str = "") -> Feedback:
    """Take in what somebody sends; the same form sent again gives the first receipt."""
    today = timezone.localdate(at)
    feedback, created = Feedback.objects.get_or_create(
        key=key,
        defaults={
            "county": county,
            "receipt": f"{today:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _place in range(6))}",
            "kind": kind,
            "text": text,
            "page": page,
            "contact": contact,
            "received_at": at,
            "answer_by": add_working_days(today, ANSWER_WITHIN).day,
        },
    )
    if created:
        log(by=None, at=at, verb="portal.feedback.send", target=feedback, county_code=county.code)
    return feedback


@transaction.atomic
def answer_feedback(*, by: Any, at: datetime, feedback: Feedback, answer: str) -> Feedback:
    """Answer a letter, once; the sender reads it under the receipt number."""
    feedback = lock(feedback)
    refuse_if(may_answer_feedback(by, feedback.county_id))
    feedback.answer, feedback.answered_by, feedback.answered_at = answer, by, at
    return move(feedback, FEEDBACK_MOVES, by=by, at=at, verb="portal.feedback.answer")
