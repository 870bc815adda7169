"""What the lists of awards show."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiafeng.common.templatetags.ui import deadline, stage, tag
from jiafeng.ground.lists import Column, List, choice, words, year
from jiafeng.ground.units.lists import UNIT
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards.models import NominationChannel, Objection, ObjectionChannel, ReviewSheet, Scheme, SchemeKind, Title
from jiafeng.programme.awards.stages import NominationStage, ObjectionStage, RoundStage

ROUNDS = List(
    _("Awards"),
    [
        Column(_("Round"), "title", 30, "title", link="awards:round"),
        Column(_("Scheme"), "scheme.title", 24, "scheme__title"),
        Column(_("Year"), "year", 8, "year"),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
        Column(_("Nominations"), "nominated", 10, num=True),
        Column(_("Honours to give"), "honours", 10, "honours", num=True),
    ],
    [words(_("Words"), "title", "scheme__title"), year(_("Year"), "year"), choice("stage", _("Stage"), RoundStage.choices, "stage")],
    lead=_("Each round is a file: criteria, nominations, clearance, review, votes, public notice, decision, titles."),
    empty=(
        _("No round yet"),
        _("A round carries a scheme out once, from the call for nominations to the titles. Begin one from its scheme."),
    ),
    sign="award",
)


def _notice(scheme: Scheme) -> str:
    count = {"days": scheme.notice_days}
    if scheme.notice_working:
        length = ngettext("%(days)s working day", "%(days)s working days", scheme.notice_days) % count
    else:
        length = ngettext("%(days)s day", "%(days)s days", scheme.notice_days) % count
    begins = _("from the next day") if scheme.notice_from_next_day else _("from the same day")
    return f"{length}，{begins}"


SCHEMES = List(
    _("Schemes"),
    [
        Column(_("Scheme"), "title", 30, "title", link="awards:scheme"),
        Column(_("Title given"), "honour", 18, "honour"),
        Column(_("Kind"), "get_kind_display", 12, "kind"),
        Column(_("Approval document"), "approval_document", 24),
        Column(_("Public notice"), _notice, 24),
    ],
    [words(_("Words"), "title", "honour"), choice("kind", _("Kind"), SchemeKind.choices, "kind")],
    lead=_("What the county honours, by which criteria and rules."),
    empty=(_("No scheme yet"), _("A scheme says what is honoured and by which rules.")),
    sign="award",
)
NOMINATIONS = List(
    _("Nominations"),
    [
        Column(_("Candidate's number"), "code", 10, "number"),
        Column(_("Nominee"), "person.name", 12, "person__pinyin", link="awards:nomination"),
        UNIT,
        Column(_("Nominated"), "get_channel_display", 14, "channel"),
        Column(_("Stage"), "get_stage_display", 14, "stage", stage),
    ],
    [
        words(_("Name"), "person__name"),
        choice("stage", _("Stage"), NominationStage.choices, "stage"),
        choice("channel", _("Nominated"), NominationChannel.choices, "channel"),
    ],
    empty=(_("Nobody is nominated yet."), ""),
    sign="user-plus",
)


def _left(each: Objection) -> Any:
    return deadline(each.due_on, local_day(timezone.now())) if each.stage == ObjectionStage.OPEN else ""


OBJECTIONS = List(
    _("Objections"),
    [
        Column(_("Receipt number"), "receipt", 14, "receipt", link="awards:objection"),
        Column(_("About"), lambda each: each.nomination.code if each.nomination else _("The list as a whole"), 16),
        Column(_("Channel"), "get_channel_display", 12, "channel", note=lambda each: _("anonymous") if each.is_anonymous else ""),
        Column(_("Received at"), "received_at", 18, "received_at"),
        Column(_("Answer due"), "due_on", 12, "due_on", note=_left),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
    ],
    [choice("stage", _("Stage"), ObjectionStage.choices, "stage"), choice("channel", _("Channel"), ObjectionChannel.choices, "channel")],
    empty=(
        _("No objection"),
        _("They arrive from the page of the notice, or are entered from letters and calls. Titles are granted only when each is answered."),
    ),
    sign="message-report",
)


def _state(title: Title) -> tuple[Any, str]:
    return (_("revoked"), "bad") if title.revoked_at else (_("valid"), "good")


TITLES = List(
    _("Titles"),
    [
        Column(_("Number"), "serial", 16, "serial"),
        Column(_("Name"), "person.name", 12, "person__pinyin", link="awards:title"),
        Column(_("Title given"), "honour", 14, "honour"),
        Column(_("Round"), "round.title", 30, "round__title"),
        Column(_("Granted"), "granted_on", 12, "granted_on"),
        Column(_("State"), lambda title: _state(title)[0], 10, show=lambda title: tag(*_state(title))),
    ],
    [words(_("Name"), "person__name", "serial"), year(_("Year"), "granted_on__year")],
    lead=_("Every honour that was granted, valid or revoked."),
    empty=(_("No title yet"), _("Titles are granted at the end of a round.")),
    sign="certificate",
)


MySheet = tuple[ReviewSheet, bool, bool]


def _standing(row: MySheet) -> Any:
    """Recused, handed in, or what is to be done: the link of a sheet that may be scored now."""
    sheet, open_now, _names = row
    if sheet.recused:
        return tag(sheet.get_recused_display(), "info")
    done = tag(_("Handed in"), "good") if sheet.submitted_at else ""
    if not open_now:
        return done
    word = _("Look or change") if sheet.submitted_at else _("Score")
    address = reverse("awards:sheet", args=[sheet.pk])
    return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a> {}', address, word, sheet.nomination.code, done)


def _told(row: MySheet) -> Any:
    sheet = row[0]
    return sheet.get_recused_display() if sheet.recused else _("Handed in") if sheet.submitted_at else ""


MY_SHEETS = List(
    _("My sheets"),
    [
        Column(_("Candidate's number"), lambda row: row[0].nomination.code, 12),
        Column(_("Nominee"), lambda row: row[0].nomination.person.name if row[2] else _("name hidden"), 16),
        Column(_("Score sheet"), _told, 20, show=_standing),
    ],
    empty=(_("No sheets yet"), _("They are handed out when every nomination is cleared.")),
    sign="writing",
    per=200,
)
