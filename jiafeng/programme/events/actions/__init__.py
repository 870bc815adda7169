"""Every write to gatherings."""

from jiafeng.programme.events.actions.devices import add_device, end_device
from jiafeng.programme.events.actions.door import (
    Outcome,
    SignedIn,
    WalkIn,
    enter_paper,
    sign_in,
    sign_in_by_code,
    sign_in_from_phone,
    sign_in_oneself,
    sign_in_walk_in,
    walk_in_oneself,
)
from jiafeng.programme.events.actions.events import (
    cancel_event,
    close_event,
    copy_event,
    create_event,
    edit_event,
    hold_event,
    open_event,
    reopen_event,
    report_activity,
    set_programme,
)
from jiafeng.programme.events.actions.feedback import close_feedback, give_feedback, open_feedback
from jiafeng.programme.events.actions.helpers import name_helper, release_helper
from jiafeng.programme.events.actions.invitations import SignUp, give_links, invite, reply, sign_up, uninvite
from jiafeng.programme.events.actions.notices import planned_by, remind, text_invitations
from jiafeng.programme.events.actions.phone import MOST_AT_ONCE, Answer, Scan, Welcome, device_by_token, phone_sign_in, sync_scans
from jiafeng.programme.events.actions.record import add_photo, state_faces, write_minutes
from jiafeng.programme.events.actions.seating import give_seat, give_seats, read_rows, set_seats

__all__ = [
    "MOST_AT_ONCE",
    "Answer",
    "Outcome",
    "Scan",
    "SignUp",
    "SignedIn",
    "WalkIn",
    "Welcome",
    "add_device",
    "add_photo",
    "cancel_event",
    "close_event",
    "close_feedback",
    "copy_event",
    "create_event",
    "device_by_token",
    "edit_event",
    "end_device",
    "enter_paper",
    "give_feedback",
    "give_links",
    "give_seat",
    "give_seats",
    "hold_event",
    "invite",
    "name_helper",
    "open_event",
    "open_feedback",
    "phone_sign_in",
    "planned_by",
    "read_rows",
    "release_helper",
    "remind",
    "reopen_event",
    "reply",
    "report_activity",
    "set_programme",
    "set_seats",
    "sign_in",
    "sign_in_by_code",
    "sign_in_from_phone",
    "sign_in_oneself",
    "sign_in_walk_in",
    "sign_up",
    "state_faces",
    "sync_scans",
    "text_invitations",
    "uninvite",
    "walk_in_oneself",
    "write_minutes",
]
