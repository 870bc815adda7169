"""Every write to people, families and rosters."""

from jiafeng.people.actions.importing import import_people
from jiafeng.people.actions.report import ImportReport, RowError

__all__ = ["ImportReport", "RowError", "import_people"]
