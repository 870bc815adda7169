"""What is read once more before something in an award's file is done that cannot be taken back, and whether it was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiafeng.common.facts import facts_of
from jiafeng.library.calendars import local_day, notice_period
from jiafeng.programme.awards.models import Nomination, Objection, Poll, PollKind, ReviewSheet, Round, RoundBody, Ruling, Story, Title
from jiafeng.programme.awards.queries.files import missing
from jiafeng.programme.awards.queries.ranking import masked
from jiafeng.programme.awards.stages import NominationStage

Facts = list[tuple[Any, Any]]

_OUT = (NominationStage.DECLINED, NominationStage.WITHDRAWN, NominationStage.EXCLUDED)


def before_round(round_: Round) -> Facts:
    """A round, how many stand in it, and what is still missing."""
    nominations = round_.nominations.exclude(stage__in=_OUT)
    lacking = "\n".join(f"{each.what}（{each.whose}）" if each.whose else each.what for each in missing(round_))
    return [
        *facts_of(round_, "title", "stage", "honours"),
        (_("Nominations"), nominations.count()),
        (_("Accepted"), nominations.exclude(stage=NominationStage.PROPOSED).count()),
        (_("What is missing"), lacking or _("Nothing")),
    ]


def before_grant(round_: Round) -> Facts:
    """Who is granted what, by which decision."""
    notice = round_.notices.first()
    names = "、".join(each["name"] for each in notice.listed) if notice else ""
    signed = "\n".join(
        f"{body.organisation.name} {body.document}" for body in round_.bodies.select_related("organisation") if body.signed_at
    )
    return [*before_round(round_), (_("Honour"), round_.scheme.honour), (_("Granted to"), names), (_("Signed by"), signed)]


def before_poll(poll: Poll) -> Facts:
    """A vote: of whom, for how many places, and how many ballots there are."""
    facts: Facts = [
        (_("Round"), poll.round.title),
        *facts_of(poll, "kind", "seats", "most"),
        (_("Candidates"), len(poll.candidates) or _("those whom every body cleared")),
    ]
    if poll.opened_at:
        facts.append((_("Ballots received on the screen"), poll.public_ballots.count() if poll.kind == PollKind.PUBLIC else poll.cast))
    if poll.issued or poll.paper_issued:
        facts += [(_("Codes issued"), poll.issued), (_("Paper ballots issued"), poll.paper_issued)]
    return facts


def before_ruling(ruling: Ruling) -> Facts:
    return [
        (_("Round"), ruling.poll.round.title),
        (_("Burst"), ruling.flag),
        (_("Ruling"), _("released") if ruling.release else _("void")),
        (_("Reason"), ruling.reason),
        (_("Proposed by"), ruling.proposed_by),
    ]


def before_nomination(nomination: Nomination) -> Facts:
    return [
        (_("Round"), nomination.round.title),
        (_("Candidate's number"), nomination.code),
        (_("Name"), nomination.person.name),
        (_("Unit"), nomination.organisation.label if nomination.organisation else ""),
        *facts_of(nomination, "stage"),
    ]


def before_word(nomination: Nomination, body: RoundBody) -> Facts:
    return [*before_nomination(nomination), (_("Body"), body.organisation.name)]


def before_signing(body: RoundBody) -> Facts:
    return [(_("Body"), body.organisation.name), *before_grant(body.round)]


def before_sheet(sheet: ReviewSheet) -> Facts:
    return [
        (_("Round"), sheet.nomination.round.title),
        (_("Candidate's number"), sheet.nomination.code),
        (_("Reviewer"), sheet.reviewer.user),
    ]


def before_answer(objection: Objection) -> Facts:
    about = objection.nomination
    return [
        (_("Receipt number"), objection.receipt),
        (_("Objection"), objection.text),
        (_("About"), f"{about.code} {about.person.name}" if about else _("The list as a whole")),
        (_("Objector"), _("anonymous") if objection.is_anonymous else objection.name),
        (_("Answer due"), date_format(objection.due_on, "DATE_FORMAT")),
    ]


def before_title(title: Title) -> Facts:
    return [
        (_("Name"), title.person.name),
        (_("Honour"), title.honour),
        (_("Number"), title.serial),
        (_("Round"), title.round.title),
        (_("Granted"), date_format(title.granted_on, "DATE_FORMAT")),
    ]


def before_story(story: Story) -> Facts:
    return [*before_title(story.title), *facts_of(story, "headline"), (_("The story"), story.text)]


def before_notice(round_: Round, rows: list[Any], at: datetime) -> Facts:
    """The list as it will be posted: whom it names, from when to when."""
    scheme = round_.scheme
    term = notice_period(local_day(at), scheme.notice_days, working=scheme.notice_working, from_next_day=scheme.notice_from_next_day)
    names = "\n".join(f"{row.nomination.code} {masked(row.nomination)}" for row in rows)
    days = [date_format(timezone.localtime(moment), "DATE_FORMAT") for moment in (term.start, term.end - timedelta(microseconds=1))]
    return [
        *facts_of(round_, "title", "honours"),
        (_("The list as it will be posted"), names or _("Nobody was elected.")),
        (_("Posted from and to"), " – ".join(days)),
        (_("Who will read it"), _("Everybody: it stands on the portal at once, names masked, with the way to object.")),
    ]
