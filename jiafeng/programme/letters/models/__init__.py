"""Message drives, the messages that families send to them, family letters, and pictures uploaded together."""

from jiafeng.programme.letters.models.drives import MessageDrive, MessageLink
from jiafeng.programme.letters.models.family import FamilyLetter, LetterPage
from jiafeng.programme.letters.models.intakes import Intake, IntakeItem
from jiafeng.programme.letters.models.messages import Channel, Message, MessageVersion

__all__ = [
    "Channel",
    "FamilyLetter",
    "Intake",
    "IntakeItem",
    "LetterPage",
    "Message",
    "MessageDrive",
    "MessageLink",
    "MessageVersion",
]
