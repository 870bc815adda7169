"""Every write to people, families and rosters."""

from jiafeng.people.actions.consents import give_consent, withdraw_consent
from jiafeng.people.actions.families import add_relative, remove_relation
from jiafeng.people.actions.importing import import_people
from jiafeng.people.actions.keys import rotate_keys
from jiafeng.people.actions.lists import edit_list, make_list
from jiafeng.people.actions.persons import (
    add_person,
    edit_person,
    leave_list,
    note_denial,
    return_to_list,
    reveal_id_number,
    reveal_phone,
)
from jiafeng.people.actions.report import ImportReport, RowError
from jiafeng.people.actions.rosters import carry_out_roster, check_roster, confirm_roster, upload_roster

__all__ = [
    "ImportReport",
    "RowError",
    "add_person",
    "add_relative",
    "carry_out_roster",
    "check_roster",
    "confirm_roster",
    "edit_list",
    "edit_person",
    "give_consent",
    "import_people",
    "leave_list",
    "make_list",
    "note_denial",
    "remove_relation",
    "return_to_list",
    "reveal_id_number",
    "reveal_phone",
    "rotate_keys",
    "upload_roster",
    "withdraw_consent",
]
