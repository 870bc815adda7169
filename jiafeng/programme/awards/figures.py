"""What awards can prove."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.programme.awards.models import Nomination, Objection, Placement, Poll, PollKind, Story, Title
from jiafeng.programme.awards.stages import NominationStage, ObjectionStage, PollStage, RoundStage


def _within(rows: QuerySet[Any], scope: FigureScope, moment: str) -> QuerySet[Any]:
    """The rows of the scope's county whose `moment` lies in its period."""
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(**{f"{moment}__gte": timezone.make_aware(datetime.combine(scope.start, time.min))})
    if scope.end:
        rows = rows.filter(**{f"{moment}__lt": timezone.make_aware(datetime.combine(scope.end, time.min))})
    return rows.order_by("pk")


def _on(rows: QuerySet[Any], scope: FigureScope, day: str) -> QuerySet[Any]:
    """As `_within`, for a field that is a day."""
    if scope.county_id is not None:
        rows = rows.filter(county_id=scope.county_id)
    if scope.start:
        rows = rows.filter(**{f"{day}__gte": scope.start})
    if scope.end:
        rows = rows.filter(**{f"{day}__lt": scope.end})
    return rows.order_by("pk")


def _nominated(scope: FigureScope) -> QuerySet[Nomination]:
    rows = Nomination.objects.exclude(stage__in=[NominationStage.WITHDRAWN, NominationStage.DECLINED])
    return _within(rows.exclude(round__stage=RoundStage.CANCELLED), scope, "nominated_at")


def _cleared(scope: FigureScope) -> QuerySet[Nomination]:
    return _nominated(scope).filter(stage=NominationStage.CLEARED)


def _polls(scope: FigureScope) -> QuerySet[Poll]:
    return _within(Poll.objects.filter(kind=PollKind.COMMITTEE, stage=PollStage.CLOSED), scope, "closed_at")


def _objections(scope: FigureScope) -> QuerySet[Objection]:
    return _within(Objection.objects.all(), scope, "received_at")


def _answered(scope: FigureScope) -> QuerySet[Objection]:
    return _objections(scope).filter(stage=ObjectionStage.ANSWERED)


def _titles(scope: FigureScope) -> QuerySet[Title]:
    return _on(Title.objects.standing(), scope, "granted_on")


def _stories(scope: FigureScope) -> QuerySet[Story]:
    return _within(Story.objects.filter(published_at__isnull=False), scope, "published_at")


def _placements(scope: FigureScope) -> QuerySet[Placement]:
    return _on(Placement.objects.all(), scope, "on")


_NOMINATION_COLUMNS = {
    "round__title": _("Round"),
    "number": _("Candidate's number"),
    "organisation__name": _("Unit"),
    "channel": _("Nominated"),
    "stage": _("Stage"),
}
_OBJECTION_COLUMNS = {
    "notice__round__title": _("Round"),
    "receipt": _("Receipt number"),
    "channel": _("Channel"),
    "received_at": _("Received at"),
    "due_on": _("Answer due"),
    "answered_at": _("Answered"),
}

NOMINATED = Figure(
    code="awards.nominated",
    label=_("People nominated"),
    unit=_("people"),
    definition=_("Nominations made in the period, each person once a round, without those withdrawn or declined and cancelled rounds."),
    rows=_nominated,
    columns=_NOMINATION_COLUMNS,
    evidence="evidence",
)
CLEARED = Figure(
    code="awards.cleared",
    label=_("Nominations cleared"),
    unit=_("people"),
    definition=_("Of these, the nominations that every body holding the round agreed to."),
    rows=_cleared,
    columns=_NOMINATION_COLUMNS,
)
BALLOTS = Figure(
    code="awards.ballots",
    label=_("Committee ballots counted"),
    unit=_("ballots"),
    definition=_("Valid ballots, on the screen and on paper, of committee polls closed in the period."),
    rows=_polls,
    columns={"round__title": _("Round"), "ordinal": _("Poll"), "ballots": _("Ballots"), "closed_at": _("Closed"), "seal": _("Seal")},
    amount="ballots",
)
OBJECTIONS = Figure(
    code="awards.objections",
    label=_("Objections received"),
    unit=_("objections"),
    definition=_("Objections received in the period within the term of a public notice."),
    rows=_objections,
    columns=_OBJECTION_COLUMNS,
)
ANSWERED = Figure(
    code="awards.answered",
    label=_("Objections answered"),
    unit=_("objections"),
    definition=_("Of these, those answered in writing."),
    rows=_answered,
    columns=_OBJECTION_COLUMNS,
)
TITLES = Figure(
    code="awards.titles",
    label=_("Honours granted"),
    unit=_("people"),
    definition=_("Titles granted in the period that stand today, without those revoked."),
    rows=_titles,
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
    rows=_stories,
    columns={"headline": _("Headline"), "title__honour": _("Title given"), "published_at": _("Published on")},
)
PLACEMENTS = Figure(
    code="awards.placements",
    label=_("Media placements"),
    unit=_("placements"),
    definition=_("Times that radio, television, newspapers or web sites made a result known in the period."),
    rows=_placements,
    columns={"medium": _("Kind of medium"), "outlet": _("Outlet"), "headline": _("Headline"), "on": _("Date")},
    evidence="evidence",
)
