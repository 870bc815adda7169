"""Every write to gatherings."""

from jiafeng.events.actions.door import Outcome, SignedIn, enter_paper, sign_in, sign_in_by_code
from jiafeng.events.actions.events import (
    cancel_event,
    close_event,
    create_event,
    edit_event,
    hold_event,
    open_event,
    reopen_event,
    report_activity,
    set_programme,
)
from jiafeng.events.actions.invitations import invite, reply
from jiafeng.events.actions.record import add_photo, set_photo_consent, write_minutes

__all__ = [
    "Outcome",
    "SignedIn",
    "add_photo",
    "cancel_event",
    "close_event",
    "create_event",
    "edit_event",
    "enter_paper",
    "hold_event",
    "invite",
    "open_event",
    "reopen_event",
    "reply",
    "report_activity",
    "set_photo_consent",
    "set_programme",
    "sign_in",
    "sign_in_by_code",
    "write_minutes",
]
