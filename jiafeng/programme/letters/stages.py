"""The stages of a message drive, of what is sent to it, and of pictures uploaded together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves
from jiafeng.programme.drives.stages import drive_moves


class DriveStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for messages")
    CLOSED = "closed", _("Closed")


DRIVE_MOVES = drive_moves("Message drive", DriveStage)


class Stage(models.TextChoices):
    """Of a message and of a family letter alike."""

    RECEIVED = "received", _("Waits to be read")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Taken back by the author")


_AUTHOR = "the author"
MOVES = Moves(
    "Message or family letter",
    Stage,
    (
        Move("approve", Stage.RECEIVED, Stage.APPROVED, "county staff"),
        Move("return", Stage.RECEIVED, Stage.RETURNED, "county staff", "with a reason"),
        Move("reconsider", Stage.APPROVED, Stage.RECEIVED, "county staff", "to undo"),
        Move("reconsider", Stage.RETURNED, Stage.RECEIVED, "county staff", "to undo"),
        Move("send", Stage.RECEIVED, Stage.RECEIVED, _AUTHOR, "a newer one replaces it"),
        Move("send", Stage.APPROVED, Stage.RECEIVED, _AUTHOR, "a newer one replaces it"),
        Move("send", Stage.RETURNED, Stage.RECEIVED, _AUTHOR, "written again"),
        Move("send", Stage.WITHDRAWN, Stage.RECEIVED, _AUTHOR, "written again"),
        Move("withdraw", Stage.RECEIVED, Stage.WITHDRAWN, _AUTHOR),
        Move("withdraw", Stage.APPROVED, Stage.WITHDRAWN, _AUTHOR),
        Move("withdraw", Stage.RETURNED, Stage.WITHDRAWN, _AUTHOR),
    ),
)


class ItemStage(models.TextChoices):
    """Of one picture among many."""

    WAITING = "waiting", _("Being worked through")
    UNMATCHED = "unmatched", _("Whose is it?")
    REFUSED = "refused", _("Cannot be used")
    TAKEN = "taken", _("Taken over")
    SET_ASIDE = "set_aside", _("Put aside")


ITEM_MOVES = Moves(
    "Uploaded picture",
    ItemStage,
    (
        Move("park", ItemStage.WAITING, ItemStage.UNMATCHED, "the machine", "nobody or several people fit"),
        Move("park", ItemStage.UNMATCHED, ItemStage.UNMATCHED, "the machine", "worked through again"),
        Move("refuse", ItemStage.WAITING, ItemStage.REFUSED, "the machine", "the picture cannot be used"),
        Move("refuse", ItemStage.UNMATCHED, ItemStage.REFUSED, "the machine", "the picture cannot be used"),
        Move("take", ItemStage.WAITING, ItemStage.TAKEN, "the machine", "the person is certain"),
        Move("take", ItemStage.UNMATCHED, ItemStage.TAKEN, "whoever enters paper", "somebody says whose it is"),
        Move("set_aside", ItemStage.UNMATCHED, ItemStage.SET_ASIDE, "whoever enters paper"),
        Move("set_aside", ItemStage.REFUSED, ItemStage.SET_ASIDE, "whoever enters paper"),
        Move("bring_back", ItemStage.SET_ASIDE, ItemStage.UNMATCHED, "whoever enters paper", "to undo"),
    ),
)
