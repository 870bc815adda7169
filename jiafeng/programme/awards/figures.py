"""What awards can prove."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, in_scope
from jiafeng.programme.awards.models import Nomination, Objection, Placement, Poll, PollKind, Story, Title
from jiafeng.programme.awards.stages import NominationStage, ObjectionStage, PollStage, RoundStage

_NOMINATED = Nomination.objects.exclude(stage__in=[NominationStage.WITHDRAWN, NominationStage.DECLINED])
_NOMINATED = _NOMINATED.exclude(round__stage=RoundStage.CANCELLED)


NOMINATED = Figure(
    code="awards.nominated",
    label=_("People nominated"),
    unit=_("people"),
    definition=_("Nominations made in the period, each person once a round, without those withdrawn or declined and cancelled rounds."),
    rows=in_scope(_NOMINATED, "nominated_at"),
    columns={
        "round__title": _("Round"),
        "number": _("Candidate's number"),
        "organisation__name": _("Unit"),
        "channel": _("Nominated"),
        "stage": _("Stage"),
    },
    evidence="evidence",
)
CLEARED = replace(
    NOMINATED,
    code="awards.cleared",
    label=_("Nominations cleared"),
    definition=_("Of these, the nominations that every body holding the round agreed to."),
    rows=in_scope(_NOMINATED.filter(stage=NominationStage.CLEARED), "nominated_at"),
    evidence="",
)
BALLOTS = Figure(
    code="awards.ballots",
    label=_("Committee ballots counted"),
    unit=_("ballots"),
    definition=_("Valid ballots, on the screen and on paper, of committee polls closed in the period."),
    rows=in_scope(Poll.objects.filter(kind=PollKind.COMMITTEE, stage=PollStage.CLOSED), "closed_at"),
    columns={"round__title": _("Round"), "ordinal": _("Poll"), "ballots": _("Ballots"), "closed_at": _("Closed"), "seal": _("Seal")},
    amount="ballots",
)
OBJECTIONS = Figure(
    code="awards.objections",
    label=_("Objections received"),
    unit=_("objections"),
    definition=_("Objections received in the period within the term of a public notice."),
    rows=in_scope(Objection.objects.all(), "received_at"),
    columns={
        "notice__round__title": _("Round"),
        "receipt": _("Receipt number"),
        "channel": _("Channel"),
        "received_at": _("Received at"),
        "due_on": _("Answer due"),
        "answered_at": _("Answered"),
    },
)
ANSWERED = replace(
    OBJECTIONS,
    code="awards.answered",
    label=_("Objections answered"),
    definition=_("Of these, those answered in writing."),
    rows=in_scope(Objection.objects.filter(stage=ObjectionStage.ANSWERED), "received_at"),
)
TITLES = Figure(
    code="awards.titles",
    label=_("Honours granted"),
    unit=_("people"),
    definition=_("Titles granted in the period that stand today, without those revoked."),
    rows=in_scope(Title.objects.standing(), "granted_on"),
    columns={
        "round__title": _("Round"),
        "honour": _("Title given"),
        "serial": _("Number"),
        "person__name": _("Name"),
        "granted_on": _("Granted"),
    },
    names=("person__name",),
)
STORIES = Figure(
    code="awards.stories",
    label=_("Model stories published"),
    unit=_("stories"),
    definition=_("Stories of holders of a title that were published in the period and are still meant to be shown."),
    rows=in_scope(Story.objects.filter(published_at__isnull=False), "published_at"),
    columns={"headline": _("Headline"), "title__honour": _("Title given"), "published_at": _("Published on")},
)
PLACEMENTS = Figure(
    code="awards.placements",
    label=_("Media placements"),
    unit=_("placements"),
    definition=_("Times that radio, television, newspapers or web sites made a result known in the period."),
    rows=in_scope(Placement.objects.all(), "on"),
    columns={"medium": _("Kind of medium"), "outlet": _("Outlet"), "headline": _("Headline"), "on": _("Date")},
    evidence="evidence",
)
