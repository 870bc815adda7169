"""What becomes of cards when two entries turn out to be one person (people.holdings)."""

from __future__ import annotations

from jiafeng.deskcards.models import Card
from jiafeng.letters.models import Message
from jiafeng.people.holdings import Changes


def follow_message(*, row: Card, changes: Changes) -> None:
    """Where both wrote to one drive one message stands, and the cards of both hang on it, each with the version that it shows.

    Cards come before messages in a merge; were it otherwise, the message would be refused for the cards that hang on it.
    """
    standing = Message.objects.filter(drive_id=row.message.drive_id, person_id=row.person_id).exclude(pk=row.message_id).first()
    if standing:
        changes.set(row, message=standing)
