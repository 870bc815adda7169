"""Delivery, in the background: no page waits for a gateway."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from jiafeng.ground.sms import actions
from jiafeng.ground.sms.jobs.gateways import NoAnswer, NotTaken, gateway
from jiafeng.ground.sms.models import Message
from jiafeng.ground.sms.stages import MessageStage

logger = logging.getLogger(__name__)
TRIES = 3
BETWEEN = timedelta(minutes=1)


def ask_to_deliver(message: Message) -> None:
    """Put the delivery into the queue, in the same transaction as the message."""
    deliver.enqueue(message_id=message.pk)


@task()
def deliver(message_id: int) -> None:
    """Hand one message to the gateway. Started twice, it sends once, unless it was killed between the gateway's answer and our note of it."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None or message.stage != MessageStage.WAITING:
        return
    phone, text = actions.opened(message)
    try:
        gateway().send(phone=phone, text=text, number=message.key)
    except NotTaken as refusal:
        words = _kept(message, refusal)
        logger.warning("text message %s to %s was refused: %s", message.pk, message.masked, words)
        actions.note_failure(at=timezone.now(), message=message, reason=words)
    except NoAnswer as silence:
        words = _kept(message, silence)
        logger.warning("text message %s to %s: %s", message.pk, message.masked, words)
        if message.tries + 1 < TRIES:
            actions.note_try(message=message)
            deliver.using(run_after=timezone.now() + BETWEEN).enqueue(message_id=message_id)
        else:
            actions.note_failure(at=timezone.now(), message=message, reason=words)
    else:
        actions.note_sent(at=timezone.now(), message=message)
    actions.forget_old(at=timezone.now())


def _kept(message: Message, said: Exception) -> str:
    """What is noted of a gateway's answer: of a secret message its first word only, the status, since the rest may repeat the message."""
    return str(said).partition(" ")[0] if message.is_secret else str(said)
