"""Every write to people, families and rosters."""

from jiafeng.people.actions.families import add_relative, remove_relation
from jiafeng.people.actions.importing import import_people
from jiafeng.people.actions.persons import add_person, edit_person, leave_list, return_to_list, reveal_phone
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
    "edit_person",
    "import_people",
    "leave_list",
    "remove_relation",
    "return_to_list",
    "reveal_phone",
    "upload_roster",
]
