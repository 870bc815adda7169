"""Every write to message drives, messages, uploads and family letters."""

from functools import partial

from jiafeng.programme.drives import actions as drives
from jiafeng.programme.drives.actions import close_drive, edit_drive, open_drive, reopen_drive
from jiafeng.programme.letters.actions.asking import ask, give_links, make_link
from jiafeng.programme.letters.actions.deciding import (
    approve,
    bulk_approve,
    reconsider,
    reconsider_all,
    return_message,
    transcribe,
    withdraw_message,
)
from jiafeng.programme.letters.actions.family import (
    LETTER_PURPOSES,
    MAX_PAGES,
    decide_letter,
    note_booklet,
    reconsider_letter,
    withdraw_letter,
    write_letter,
)
from jiafeng.programme.letters.actions.inks import Ink, clean_ink, set_ink
from jiafeng.programme.letters.actions.intakes import MAX_ITEMS, bring_back, open_intake, set_aside, take_item, work_item
from jiafeng.programme.letters.actions.sending import PURPOSES, Outcome, Sent, Words, agree, send
from jiafeng.programme.letters.models import MessageDrive

create_drive = partial(drives.create_drive, model=MessageDrive)

__all__ = [
    "LETTER_PURPOSES",
    "MAX_ITEMS",
    "MAX_PAGES",
    "PURPOSES",
    "Ink",
    "Outcome",
    "Sent",
    "Words",
    "agree",
    "approve",
    "ask",
    "bring_back",
    "bulk_approve",
    "clean_ink",
    "close_drive",
    "create_drive",
    "decide_letter",
    "edit_drive",
    "give_links",
    "make_link",
    "note_booklet",
    "open_drive",
    "open_intake",
    "reconsider",
    "reconsider_all",
    "reconsider_letter",
    "reopen_drive",
    "return_message",
    "send",
    "set_aside",
    "set_ink",
    "take_item",
    "transcribe",
    "withdraw_letter",
    "withdraw_message",
    "work_item",
    "write_letter",
]
