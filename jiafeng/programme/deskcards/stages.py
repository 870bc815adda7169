"""The stages of a card run and of one card."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class RunStage(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    PRINTING = "printing", _("Being set")
    PRINTED = "printed", _("Ready to print")


RUN_MOVES = Moves(
    "Card run",
    RunStage,
    (
        Move("print", RunStage.DRAFT, RunStage.PRINTING, "county staff"),
        Move("print", RunStage.PRINTED, RunStage.PRINTING, "county staff", "set anew after a withdrawal"),
        Move("finish", RunStage.PRINTING, RunStage.PRINTED, "the worker", "every batch is done"),
        Move("give_up", RunStage.PRINTING, RunStage.DRAFT, "the worker", "nothing could be printed"),
    ),
)


class CardStage(models.TextChoices):
    PLANNED = "planned", _("To be set")
    PRINTED = "printed", _("Set")
    REFUSED = "refused", _("Not printed")
    HANDED_OVER = "handed_over", _("Handed over")
    RECALLED = "recalled", _("Called back")
    REPLACED = "replaced", _("Replaced")


CARD_MOVES = Moves(
    "Desk card",
    CardStage,
    (
        Move("print", CardStage.PLANNED, CardStage.PRINTED, "the worker"),
        Move("refuse", CardStage.PLANNED, CardStage.REFUSED, "the worker", "with its reason"),
        Move("plan", CardStage.PRINTED, CardStage.PLANNED, "county staff", "the run is set anew"),
        Move("plan", CardStage.REFUSED, CardStage.PLANNED, "county staff", "the run is set anew"),
        Move("hand_over", CardStage.PRINTED, CardStage.HANDED_OVER, "county staff and coordinators"),
        Move("take_back", CardStage.HANDED_OVER, CardStage.PRINTED, "county staff and coordinators", "to undo"),
        Move("recall", CardStage.PRINTED, CardStage.RECALLED, "county staff", "with a reason"),
        Move("recall", CardStage.HANDED_OVER, CardStage.RECALLED, "county staff", "with a reason"),
        Move("reprint", CardStage.PRINTED, CardStage.REPLACED, "county staff", "reprinted, with a reason"),
        Move("reprint", CardStage.HANDED_OVER, CardStage.REPLACED, "county staff", "reprinted, with a reason"),
        Move("reprint", CardStage.RECALLED, CardStage.REPLACED, "county staff", "reprinted, with a reason"),
    ),
)
