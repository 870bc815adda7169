"""Long rosters."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs.jobs import running
from jiafeng.ground.people.actions import carry_out_roster, check_roster
from jiafeng.ground.people.models import Roster


@task()
def check(job_id: str, roster_id: str) -> None:
    """Check an uploaded roster."""
    with running(job_id) as progress:
        roster = Roster.objects.select_related("by", "county").get(pk=roster_id)
        checked = check_roster(by=roster.by, at=timezone.now(), roster=roster, progress=progress)
        _tell_refusal(checked)
        progress.finish(message=_("Checked %(rows)s rows. Look at what would happen, then confirm.") % checked.report)


@task()
def carry_out(job_id: str, roster_id: str) -> None:
    """Import a confirmed roster."""
    with running(job_id) as progress:
        roster = Roster.objects.select_related("by", "county").get(pk=roster_id)
        done = carry_out_roster(by=roster.by, at=timezone.now(), roster=roster, progress=progress)
        _tell_refusal(done)
        progress.finish(message=_("%(new)s people added, %(update)s updated.") % done.report)


def _tell_refusal(roster: Roster) -> None:
    if roster.report.get("refused"):
        raise Refused(roster.report["refused"])
