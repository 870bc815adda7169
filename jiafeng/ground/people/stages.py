"""The stages of an uploaded roster."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class RosterStage(models.TextChoices):
    UPLOADED = "uploaded", _("Being checked")
    CHECKED = "checked", _("Checked")
    CONFIRMED = "confirmed", _("Being imported")
    IMPORTED = "imported", _("Import finished")
    REFUSED = "refused", _("Refused")


MOVES = Moves(
    "people: an uploaded roster",
    RosterStage,
    [
        Move("check", RosterStage.UPLOADED, RosterStage.CHECKED, "the machine", "the file is a readable roster"),
        Move("refuse", RosterStage.UPLOADED, RosterStage.REFUSED, "the machine", "the file cannot be used"),
        Move("confirm", RosterStage.CHECKED, RosterStage.CONFIRMED, "who uploaded it"),
        Move("finish", RosterStage.CONFIRMED, RosterStage.IMPORTED, "the machine"),
        Move("refuse", RosterStage.CONFIRMED, RosterStage.REFUSED, "the machine", "the file cannot be read any more"),
    ],
)
