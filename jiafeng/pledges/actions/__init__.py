"""Every write to pledge drives, pledges and their traces."""

from jiafeng.pledges.actions.drives import close_drive, create_drive, edit_drive, open_drive, publish_text, reopen_drive
from jiafeng.pledges.actions.signing import (
    Outcome,
    Signature,
    Signed,
    enter_paper,
    make_link,
    restore_pledge,
    show_name,
    sign,
    withdraw_pledge,
)

__all__ = [
    "Outcome",
    "Signature",
    "Signed",
    "close_drive",
    "create_drive",
    "edit_drive",
    "enter_paper",
    "make_link",
    "open_drive",
    "publish_text",
    "reopen_drive",
    "restore_pledge",
    "show_name",
    "sign",
    "withdraw_pledge",
]
