"""The stages of an award's file: a round, a nomination, a poll, a ballot of the public, a notice, an objection."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import Move, Moves


class RoundStage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    NOMINATING = "nominating", _("Nominating")
    CLEARING = "clearing", _("Joint clearance")
    REVIEWING = "reviewing", _("Review")
    VOTING = "voting", _("Voting")
    NOTICE = "notice", _("Public notice")
    DECIDING = "deciding", _("Decision")
    GRANTED = "granted", _("Titles granted")
    CANCELLED = "cancelled", _("Broken off")


class NominationStage(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for acceptance")
    ACCEPTED = "accepted", _("Accepted")
    CLEARED = "cleared", _("Cleared")
    EXCLUDED = "excluded", _("Excluded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


class PollStage(models.TextChoices):
    SETUP = "setup", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class BallotStage(models.TextChoices):
    COUNTED = "counted", _("Counted")
    QUARANTINED = "quarantined", _("In quarantine")
    VOID = "void", _("Void")


class NoticeStage(models.TextChoices):
    POSTED = "posted", _("Posted")
    ENDED = "ended", _("Ended")
    REPLACED = "replaced", _("Replaced by a changed list")


class ObjectionStage(models.TextChoices):
    OPEN = "open", _("Under check")
    ANSWERED = "answered", _("Answered")


_S = RoundStage
_STAFF = "county staff"

ROUND_MOVES = Moves(
    "Round of an award",
    RoundStage,
    (
        Move("open", _S.DRAFT, _S.NOMINATING, _STAFF, "criteria are published and every stage has its deadline"),
        Move("clear", _S.NOMINATING, _S.CLEARING, _STAFF, "somebody accepted a nomination, and no acceptance is waited for"),
        Move("review", _S.CLEARING, _S.REVIEWING, _STAFF, "every body gave its word on every nomination"),
        Move("vote", _S.REVIEWING, _S.VOTING, _STAFF, "every sheet is handed in or excused"),
        Move("announce", _S.VOTING, _S.NOTICE, _STAFF, "the polls are closed and no place is tied"),
        Move("announce", _S.NOTICE, _S.NOTICE, _STAFF, "with a changed list, whose term starts anew"),
        Move("decide", _S.NOTICE, _S.DECIDING, _STAFF, "the notice is over and every objection answered"),
        Move("announce", _S.DECIDING, _S.NOTICE, _STAFF, "with a changed list, whose term starts anew"),
        Move("grant", _S.DECIDING, _S.GRANTED, _STAFF, "every body signed, and no objection is open"),
        *(
            Move("cancel", source, _S.CANCELLED, _STAFF, "with a reason")
            for source in (_S.DRAFT, _S.NOMINATING, _S.CLEARING, _S.REVIEWING, _S.VOTING, _S.NOTICE, _S.DECIDING)
        ),
    ),
)

NOMINATION_MOVES = Moves(
    "Nomination",
    NominationStage,
    (
        Move("accept", NominationStage.PROPOSED, NominationStage.ACCEPTED, "the nominee", "and the spouse, where there is one"),
        Move("decline", NominationStage.PROPOSED, NominationStage.DECLINED, "the nominee"),
        Move("decline", NominationStage.ACCEPTED, NominationStage.DECLINED, "the nominee", "until the notice"),
        Move("clear", NominationStage.ACCEPTED, NominationStage.CLEARED, "the partner bodies", "all agree"),
        Move("exclude", NominationStage.ACCEPTED, NominationStage.EXCLUDED, "a partner body", "with the rule cited"),
        Move("withdraw", NominationStage.PROPOSED, NominationStage.WITHDRAWN, "county staff", "with a reason"),
        Move("withdraw", NominationStage.ACCEPTED, NominationStage.WITHDRAWN, "county staff", "with a reason"),
        Move("withdraw", NominationStage.CLEARED, NominationStage.WITHDRAWN, "county staff", "with a reason"),
        Move("decline", NominationStage.CLEARED, NominationStage.DECLINED, "the nominee", "until the decision"),
    ),
)

POLL_MOVES = Moves(
    "Poll",
    PollStage,
    (
        Move("open", PollStage.SETUP, PollStage.OPEN, _STAFF, "the codes are made"),
        Move("close", PollStage.OPEN, PollStage.CLOSED, _STAFF, "paper, where there is any, balances"),
    ),
)

BALLOT_MOVES = Moves(
    "Ballot of the public",
    BallotStage,
    (
        Move(
            "flag", BallotStage.COUNTED, BallotStage.QUARANTINED, "the machine or county staff", "a burst of one device, address or minute"
        ),
        Move("release", BallotStage.QUARANTINED, BallotStage.COUNTED, "two people", "with a reason"),
        Move("void", BallotStage.QUARANTINED, BallotStage.VOID, "two people", "with a reason"),
    ),
)

NOTICE_MOVES = Moves(
    "Public notice",
    NoticeStage,
    (
        Move("end", NoticeStage.POSTED, NoticeStage.ENDED, "the clock", "its term is over"),
        Move("replace", NoticeStage.POSTED, NoticeStage.REPLACED, _STAFF, "the list was changed"),
        Move("replace", NoticeStage.ENDED, NoticeStage.REPLACED, _STAFF, "the list was changed"),
    ),
)

OBJECTION_MOVES = Moves(
    "Objection",
    ObjectionStage,
    (
        Move("extend", ObjectionStage.OPEN, ObjectionStage.OPEN, _STAFF, "once, with a reason"),
        Move("answer", ObjectionStage.OPEN, ObjectionStage.ANSWERED, _STAFF, "in writing"),
    ),
)
