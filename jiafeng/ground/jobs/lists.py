"""What the list of background work shows."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.jobs.stages import JobStage
from jiafeng.ground.lists import Column, List, choice, words


def _result(job: Job) -> str:
    return format_html('<a href="{}">{}</a>', reverse("jobs:result", args=[job.pk]), job.result_name) if job.result else job.message


JOBS = List(
    _("Background work"),
    [
        Column(_("Work"), "label", 40, link=lambda job: reverse("jobs:job", args=[job.pk])),
        Column(_("Asked"), "asked_at", 18, "asked_at"),
        Column(_("Stage"), "get_stage_display", 12, "stage", stage),
        Column(_("Result"), "result_name", 40, show=_result),
    ],
    [words(_("Words"), "label"), choice("stage", _("Stage"), JobStage.choices, "stage")],
    lead=_("Imports, packs and prints you asked for. Only you see them."),
    empty=(_("No background work"), _("What takes longer than two seconds runs here: an import, a pack, a run of prints.")),
    sign="progress",
)
