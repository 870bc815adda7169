"""The stages of a printed sheet, of a photograph of it, and of one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class SheetStage(models.TextChoices):
    PRINTED = "printed", _("Printed")
    PHOTOGRAPHED = "photo", _("Being read")
    READ = "read", _("Read")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class PhotoStage(models.TextChoices):
    RECEIVED = "received", _("Being looked at")
    UNNAMED = "unnamed", _("Which sheet?")
    READ = "read", _("Recognised")
    REFUSED = "refused", _("Not usable")


class RowStage(models.TextChoices):
    OPEN = "open", _("To be read")
    DIFFERS = "differs", _("Read differently")
    HELD = "held", _("Needs a decision")
    ENTERED = "entered", _("Entered")
    BLANK = "blank", _("Blank")
    STRUCK = "struck", _("Struck out")


FINISHED = (RowStage.ENTERED, RowStage.BLANK, RowStage.STRUCK)
_TYPIST = "who enters paper"

SHEET_MOVES = Moves(
    "Paper sheet",
    SheetStage,
    (
        Move("photograph", SheetStage.PRINTED, SheetStage.PHOTOGRAPHED, "the machine", "a photograph shows the whole sheet"),
        Move("photograph", SheetStage.PHOTOGRAPHED, SheetStage.PHOTOGRAPHED, "the machine", "another photograph replaces the pictures"),
        Move("finish", SheetStage.PHOTOGRAPHED, SheetStage.READ, "the machine", "every row is decided"),
        Move("look_again", SheetStage.READ, SheetStage.PHOTOGRAPHED, _TYPIST),
        Move("look_again", SheetStage.PHOTOGRAPHED, SheetStage.PHOTOGRAPHED, _TYPIST),
        Move("close", SheetStage.PRINTED, SheetStage.CLOSED, _TYPIST, "it was entered by hand"),
        Move("close", SheetStage.READ, SheetStage.CLOSED, _TYPIST),
        Move("void", SheetStage.PRINTED, SheetStage.VOID, _TYPIST, "with a reason"),
        Move("void", SheetStage.PHOTOGRAPHED, SheetStage.VOID, _TYPIST, "with a reason, no row is entered"),
    ),
)

PHOTO_MOVES = Moves(
    "Photograph of a paper sheet",
    PhotoStage,
    (
        Move("recognise", PhotoStage.RECEIVED, PhotoStage.READ, "the machine"),
        Move("ask", PhotoStage.RECEIVED, PhotoStage.UNNAMED, "the machine", "its code cannot be read"),
        Move("refuse", PhotoStage.RECEIVED, PhotoStage.REFUSED, "the machine"),
        Move("recognise", PhotoStage.UNNAMED, PhotoStage.READ, _TYPIST, "by the number printed on it"),
    ),
)

ROW_MOVES = Moves(
    "Row of a paper sheet",
    RowStage,
    (
        Move("differ", RowStage.OPEN, RowStage.DIFFERS, "the second reader", "the two readings differ"),
        Move("undo", RowStage.DIFFERS, RowStage.OPEN, "one of the two readers"),
        Move("undo", RowStage.OPEN, RowStage.OPEN, "the first reader"),
        *(
            Move("hold", source, RowStage.HELD, _TYPIST, "the owner's room refuses it")
            for source in (RowStage.OPEN, RowStage.DIFFERS, RowStage.HELD)
        ),
        *(Move("enter", source, RowStage.ENTERED, _TYPIST) for source in (RowStage.OPEN, RowStage.DIFFERS, RowStage.HELD)),
        *(Move("blank", source, RowStage.BLANK, _TYPIST) for source in (RowStage.OPEN, RowStage.DIFFERS, RowStage.HELD)),
        *(Move("strike", source, RowStage.STRUCK, _TYPIST) for source in (RowStage.OPEN, RowStage.DIFFERS, RowStage.HELD)),
        *(Move("look_again", source, RowStage.OPEN, _TYPIST) for source in (RowStage.BLANK, RowStage.STRUCK)),
    ),
)
