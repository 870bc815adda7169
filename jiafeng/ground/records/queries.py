"""Reads over the log and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiafeng.common.due import Due
from jiafeng.common.search import Hit
from jiafeng.ground.records.models import RENAMED, ActionLog, Evidence, Upkeep, UpkeepKind
from jiafeng.ground.records.policies import may_see_upkeep
from jiafeng.library import media


def history(target: models.Model) -> QuerySet[ActionLog]:
    """What happened to a row, latest first."""
    return (
        ActionLog.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).select_related("by").order_by("-at", "-pk")
    )


def last_change(target: models.Model) -> dict[str, Any]:
    """Who changed the row last, what and when, in the form `refusals.Stale` takes."""
    entry = history(target).first()
    if entry is None:
        return {"who": _("Somebody else"), "what": "", "when": None}
    changed = [str(target._meta.get_field(name).verbose_name) for name in entry.detail.get("changed", [])]  # type: ignore[union-attr]
    return {"who": str(entry.by or _("The system")), "what": "、".join(changed) or entry.summary, "when": entry.at}


def log_for(user: Any, q: str = "", since: date | None = None, until: date | None = None) -> QuerySet[ActionLog]:
    """The county's log, latest first, narrowed by words and days (both inclusive, Shanghai)."""
    entries = ActionLog.objects.visible_to(user).select_related("by").order_by("-at", "-pk")
    if q:
        sought = Q(summary__icontains=q) | Q(verb__icontains=q) | Q(reason__icontains=q) | Q(by__name__icontains=q)
        for before, today in RENAMED.items():
            if q.lower() in today:
                sought |= Q(verb__startswith=before)
        entries = entries.filter(sought)
    if since:
        entries = entries.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    if until:
        entries = entries.filter(at__lt=timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)))
    return entries


def openable(user: Any, ids: Iterable[UUID | None]) -> set[UUID]:
    """Of these pieces of evidence, those the user may open: a unit sees that a sheet exists, not the other units' names on it."""
    return set(Evidence.objects.visible_to(user).filter(pk__in={pk for pk in ids if pk}).values_list("pk", flat=True))


def visible_evidence(user: Any, given: str) -> Evidence | None:
    """The evidence of a number carried in an address, if it is one and the user may see it."""
    try:
        number = UUID(given)
    except ValueError:
        return None
    return Evidence.objects.visible_to(user).filter(pk=number).first()


_PREVIEW_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}


def preview_type(evidence: Evidence) -> str:
    """The media type of the derived preview, which is ours and therefore known by its ending."""
    return _PREVIEW_TYPES.get(evidence.preview.rsplit(".", 1)[-1], "application/octet-stream")


_REFUSALS = {
    "missing": gettext_lazy("The file is not there any more. Choose it again."),
    "not_a_file": gettext_lazy("This is a link or a folder, not a file. Choose the file itself."),
    "empty": gettext_lazy("The file is empty. Take the photo or save the document again, then choose it."),
    "too_large": gettext_lazy("The file is too large. Send a photo at ordinary size (up to 60 MB and 60 megapixels)."),
    "too_small": gettext_lazy("The picture is a dot or a line, and shows nothing. Choose the photo itself."),
    "misnamed": gettext_lazy("The file's name ends as another kind of file does. Give it its own ending, such as .jpg, and send it again."),
    "not_supported": gettext_lazy(
        "This kind of file is not taken. Send a photo (JPEG, PNG, WebP, HEIC), a PDF, or a Word or Excel file without macros."
    ),
    "mixed": gettext_lazy("The file is two things at once, as harmful files are. Take the photo again, or save the document as PDF."),
    "truncated": gettext_lazy("The file is cut off: the transfer did not finish. Send it again."),
    "corrupt": gettext_lazy("The file is damaged and cannot be opened. Save or photograph it again."),
    "bomb": gettext_lazy("Opening this file would take far more room than it should. Save it again as an ordinary photo or document."),
    "encrypted": gettext_lazy("The file is locked with a password. Save a copy without the password and send that."),
    "active_content": gettext_lazy("The file carries macros, scripts or attachments. Save a copy without them, or print it to PDF."),
}


def refusal_sentence(refusal: media.Refused) -> Any:
    """What to tell the person whose file was not taken."""
    return _REFUSALS[refusal.reason]


def search(user: Any, words: str, limit: int = 8) -> list[Hit]:
    """Evidence by file name or caption, latest first."""
    found = Evidence.objects.visible_to(user).filter(Q(name__icontains=words) | Q(caption__icontains=words)).order_by("-added_at")
    return [
        Hit(
            room=gettext_lazy("Evidence"),
            icon="paperclip",
            title=each.caption or each.name,
            detail=each.name,
            url=reverse("records:evidence", args=[each.pk]),
        )
        for each in found[:limit]
    ]


DRILL_DAYS = 30
_LATE = timedelta(days=DRILL_DAYS + 7)


def newest_upkeep() -> list[Upkeep]:
    """The latest run of each kind that ever ran, in the order of the kinds."""
    found = (Upkeep.objects.filter(kind=kind).order_by("-ended_at").first() for kind in UpkeepKind.values)
    return [run for run in found if run is not None]


def upkeep_runs() -> QuerySet[Upkeep]:
    """Every run, the latest first."""
    return Upkeep.objects.order_by("-ended_at", "-pk")


def upkeep_of(user: Any) -> list[Upkeep]:
    """The latest runs, for whoever may see them; for others none."""
    return [] if may_see_upkeep(user) else newest_upkeep()


def upkeep_due(user: Any, at: datetime) -> list[Due]:
    """What an administrator has to see to: something found damaged, a drill that failed, or none for a long time."""
    return [
        Due(
            room=_("Data keeping"),
            icon="alert-triangle",
            what=_("%(what)s: not well") % {"what": run.get_kind_display()} if not run.sound else _("No restore drill for a long time"),
            detail=run.message if not run.sound else "",
            due=timezone.localdate(run.ended_at),
            url=reverse("records:upkeep"),
            action=_("See what is wrong"),
        )
        for run in upkeep_of(user)
        if not run.sound or (run.kind == UpkeepKind.DRILL and run.ended_at < at - _LATE)
    ]
