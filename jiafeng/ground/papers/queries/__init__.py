"""Reads over sheets, and the rooms they belong to."""

from jiafeng.ground.papers.queries.owners import Facts, Owner, Printed, Row, Target, owner_of, register
from jiafeng.ground.papers.queries.printing import page_of
from jiafeng.ground.papers.queries.sheets import (
    Progress,
    differing,
    my_last_reading,
    photos_of,
    picture_of,
    progress_of,
    row_by_code,
    rows_to_read,
    sheet_by_codes,
    sheet_by_token,
    sheets_of,
)

__all__ = [
    "Facts",
    "Owner",
    "Printed",
    "Progress",
    "Row",
    "Target",
    "differing",
    "my_last_reading",
    "owner_of",
    "page_of",
    "photos_of",
    "picture_of",
    "progress_of",
    "register",
    "row_by_code",
    "rows_to_read",
    "sheet_by_codes",
    "sheet_by_token",
    "sheets_of",
]
