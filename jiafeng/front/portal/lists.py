"""What the desk's lists of the public site show."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import deadline, stage, tag
from jiafeng.front.portal.models import ArticleKind, Feedback, FeedbackKind
from jiafeng.front.portal.queries import matching
from jiafeng.front.portal.stages import ArticleStage, FeedbackStage
from jiafeng.ground.lists import Column, Filter, List, choice, words

ARTICLES = List(
    _("Site articles"),
    [
        Column(_("headline"), "title", 40, "title", link="portal:edit"),
        Column(_("kind"), "get_kind_display", 10, "kind"),
        Column(_("stage"), "get_stage_display", 10, "stage", stage),
        Column(_("written by"), "written_by", 14, "written_by__name"),
        Column(_("written"), "written_at", 18, "written_at"),
        Column(_("published"), "published_at", 18, "published_at"),
    ],
    [
        Filter("q", _("words"), words("").read, matching),
        choice("kind", _("kind"), ArticleKind.choices, "kind"),
        choice("stage", _("stage"), ArticleStage.choices, "stage"),
    ],
    lead=_("News, notices and stories that stand on the public site."),
    empty=(_("No articles here"), _("An article tells the public what happened. Write the first one.")),
    sign="news",
)


def _standing(sent: Feedback) -> str:
    answered = sent.stage == FeedbackStage.ANSWERED
    return tag(sent.get_stage_display(), "good") if answered else deadline(sent.answer_by, timezone.localdate())


INBOX = List(
    _("Letters from the public"),
    [
        Column(_("reference number"), "receipt", 16, "receipt", link="portal:letter"),
        Column(_("kind"), "get_kind_display", 10, "kind"),
        Column(_("text"), "text", 60, show=lambda sent: sent.text if len(sent.text) <= 40 else f"{sent.text[:40]}…"),
        Column(_("received"), lambda sent: timezone.localdate(sent.received_at), 12, "received_at"),
        Column(_("to be answered by"), "answer_by", 12, "answer_by"),
        Column(_("stage"), "get_stage_display", 12, "stage", _standing),
    ],
    [
        words(_("words"), "text", "receipt"),
        choice("kind", _("kind"), FeedbackKind.choices, "kind"),
        choice("stage", _("stage"), FeedbackStage.choices, "stage"),
    ],
    lead=_("Complaints, suggestions and questions; each is answered within ten working days."),
    empty=(_("No letters yet"), _("What people send through the entrance at the foot of every public page arrives here.")),
    sign="message-report",
)
