"""Gatherings: programme, invitations, who came and by which channel, minutes and photos.

An attendance is the fact that a person came, once per event; a trace is how we know: the staff's list, the person's QR code, paper. Two traces of
one person are one attendance. Nobody who stayed away is recorded: an invitation holds only the reply that the person gave.
"""

from jiafeng.programme.events.models.attendance import (
    Attendance,
    AttendanceQuerySet,
    AttendanceTrace,
    Channel,
    DoorDevice,
    DoorDeviceQuerySet,
)
from jiafeng.programme.events.models.gatherings import (
    READERS,
    Access,
    Event,
    EventKind,
    JointHost,
    ProgrammeItem,
)
from jiafeng.programme.events.models.helpers import DoorHelper
from jiafeng.programme.events.models.invitations import (
    Invitation,
    InvitationQuerySet,
    Reply,
    Seat,
)
from jiafeng.programme.events.models.record import (
    EventPhoto,
    Faces,
    FeedbackReply,
    Minutes,
    PhotoPerson,
    Question,
    QuestionKind,
    Questionnaire,
)

__all__ = [
    "READERS",
    "Access",
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceTrace",
    "Channel",
    "DoorDevice",
    "DoorDeviceQuerySet",
    "DoorHelper",
    "Event",
    "EventKind",
    "EventPhoto",
    "Faces",
    "FeedbackReply",
    "Invitation",
    "InvitationQuerySet",
    "JointHost",
    "Minutes",
    "PhotoPerson",
    "ProgrammeItem",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Reply",
    "Seat",
]
