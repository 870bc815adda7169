"""What an award's file keeps."""

from jiafeng.awards.models.nominations import (
    Clearance,
    Nomination,
    NominationChannel,
    NominationEvidence,
    RecusalGround,
    Reviewer,
    ReviewSheet,
)
from jiafeng.awards.models.notices import Notice, Objection, ObjectionChannel
from jiafeng.awards.models.polls import (
    LEAST_TO_BREAK_DOWN,
    Checkpoint,
    Envelope,
    PaperCount,
    Poll,
    PollKind,
    PublicBallot,
    Ruling,
    TieRule,
    VotingCode,
)
from jiafeng.awards.models.rounds import DATED_STAGES, Awaited, Deadline, DeadlineChange, Reminder, Round, RoundBody
from jiafeng.awards.models.schemes import PUBLIC_WEIGHT_LIMIT, READERS, Criterion, Scheme, SchemeKind, SchemeVersion, WeightedCriterion
from jiafeng.awards.models.titles import Medium, Placement, Story, Title

__all__ = [
    "DATED_STAGES",
    "LEAST_TO_BREAK_DOWN",
    "PUBLIC_WEIGHT_LIMIT",
    "READERS",
    "Awaited",
    "Checkpoint",
    "Clearance",
    "Criterion",
    "Deadline",
    "DeadlineChange",
    "Envelope",
    "Medium",
    "Nomination",
    "NominationChannel",
    "NominationEvidence",
    "Notice",
    "Objection",
    "ObjectionChannel",
    "PaperCount",
    "Placement",
    "Poll",
    "PollKind",
    "PublicBallot",
    "RecusalGround",
    "Reminder",
    "ReviewSheet",
    "Reviewer",
    "Round",
    "RoundBody",
    "Ruling",
    "Scheme",
    "SchemeKind",
    "SchemeVersion",
    "Story",
    "TieRule",
    "Title",
    "VotingCode",
    "WeightedCriterion",
]
