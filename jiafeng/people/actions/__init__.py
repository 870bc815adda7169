"""Every write to people, families and rosters."""

from jiafeng.people.actions.consents import give_consent, withdraw_consent
from jiafeng.people.actions.erasing import NAMELESS, erase_person, note_export, note_list_export
from jiafeng.people.actions.families import add_relative, remove_relation
from jiafeng.people.actions.importing import import_people
from jiafeng.people.actions.keys import rotate_keys
from jiafeng.people.actions.lists import edit_list, make_list
from jiafeng.people.actions.merging import merge_people, tell_apart, undo_merge
from jiafeng.people.actions.persons import (
    add_person,
    edit_person,
    leave_list,
    note_denial,
    return_to_list,
    reveal_id_number,
    reveal_phone,
)
from jiafeng.people.actions.posts import add_earlier_post, change_post, remove_earlier_post
from jiafeng.people.actions.report import ImportReport, RowError
from jiafeng.people.actions.retention import Expired, run_retention, set_term
from jiafeng.people.actions.rosters import carry_out_roster, check_roster, confirm_roster, upload_roster

__all__ = [
    "NAMELESS",
    "Expired",
    "ImportReport",
    "RowError",
    "add_earlier_post",
    "add_person",
    "add_relative",
    "carry_out_roster",
    "change_post",
    "check_roster",
    "confirm_roster",
    "edit_list",
    "edit_person",
    "erase_person",
    "give_consent",
    "import_people",
    "leave_list",
    "make_list",
    "merge_people",
    "note_denial",
    "note_export",
    "note_list_export",
    "remove_earlier_post",
    "remove_relation",
    "return_to_list",
    "reveal_id_number",
    "reveal_phone",
    "rotate_keys",
    "run_retention",
    "set_term",
    "tell_apart",
    "undo_merge",
    "upload_roster",
    "withdraw_consent",
]
