"""Every write to printed sheets, their photographs and their rows."""

from jiafeng.ground.papers.actions.photos import add_photo, name_photo, read_photo
from jiafeng.ground.papers.actions.printing import close_sheet, look_again, print_sheets, void_sheet
from jiafeng.ground.papers.actions.reading import Namesakes, enter_by_hand, read_rest_as_blank, read_row, settle_row, undo_reading

__all__ = [
    "Namesakes",
    "add_photo",
    "close_sheet",
    "enter_by_hand",
    "look_again",
    "name_photo",
    "print_sheets",
    "read_photo",
    "read_rest_as_blank",
    "read_row",
    "settle_row",
    "undo_reading",
    "void_sheet",
]
