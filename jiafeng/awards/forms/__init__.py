"""What the pages of awards take in."""

from jiafeng.awards.forms.nominations import (
    AcceptForm,
    AttachForm,
    ClearanceForm,
    NominationForm,
    PaperAcceptForm,
    PublicNominationForm,
    ReviewerForm,
    ScoreForm,
    SheetFileForm,
    UnitNominationForm,
)
from jiafeng.awards.forms.polls import (
    BallotForm,
    OpenCommitteePollForm,
    OpenPollForm,
    PaperCountForm,
    PollForm,
    PublicBallotForm,
    QuarantineForm,
    RulingForm,
)
from jiafeng.awards.forms.results import AnswerForm, CheckForm, EnterObjectionForm, ObjectionForm, PlacementForm, ReceiptForm, StoryForm
from jiafeng.awards.forms.rounds import DeadlineForm, DocumentForm, EditRoundForm, OptionalReasonForm, ReasonForm, RoundForm
from jiafeng.awards.forms.schemes import CriteriaForm, EditSchemeForm, SchemeForm

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "AttachForm",
    "BallotForm",
    "CheckForm",
    "ClearanceForm",
    "CriteriaForm",
    "DeadlineForm",
    "DocumentForm",
    "EditRoundForm",
    "EditSchemeForm",
    "EnterObjectionForm",
    "NominationForm",
    "ObjectionForm",
    "OpenCommitteePollForm",
    "OpenPollForm",
    "OptionalReasonForm",
    "PaperAcceptForm",
    "PaperCountForm",
    "PlacementForm",
    "PollForm",
    "PublicBallotForm",
    "PublicNominationForm",
    "QuarantineForm",
    "ReasonForm",
    "ReceiptForm",
    "ReviewerForm",
    "RoundForm",
    "RulingForm",
    "SchemeForm",
    "ScoreForm",
    "SheetFileForm",
    "StoryForm",
    "UnitNominationForm",
]
