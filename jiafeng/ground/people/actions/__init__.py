"""Every write to people, families and rosters."""

from jiafeng.ground.people.actions.consents import give_consent, withdraw_consent
from jiafeng.ground.people.actions.erasing import NAMELESS, erase_person, note_export, note_list_export
from jiafeng.ground.people.actions.families import add_relative, remove_relation
from jiafeng.ground.people.actions.importing import import_people
from jiafeng.ground.people.actions.keys import rotate_keys
from jiafeng.ground.people.actions.lists import edit_list, make_list
from jiafeng.ground.people.actions.merging import merge_people, tell_apart, undo_merge
from jiafeng.ground.people.actions.persons import (
    add_person,
    edit_person,
    leave_list,
    note_denial,
    return_to_list,
    reveal_id_number,
    reveal_phone,
)
from jiafeng.ground.people.actions.posts import add_earlier_post, change_post, remove_earlier_post
from jiafeng.ground.people.actions.report import ImportReport, RowError
from jiafeng.ground.people.actions.retention import Expired, run_retention, set_term
from jiafeng.ground.people.actions.rosters import carry_out_roster, check_roster, confirm_roster, upload_roster

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
