"""Long work over pledges."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.common.refusals import refuse_if
from jiafeng.ground.accounts.models import User
from jiafeng.ground.jobs.jobs import running
from jiafeng.library.calendars import local_day
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.actions import note_booklet
from jiafeng.programme.pledges.models import PledgeDrive
from jiafeng.programme.pledges.queries import build_booklet


@task()
def make_booklet(job_id: str, drive_id: int, user_id: int, archive: bool) -> None:
    """Bind a drive's pledges into a booklet; whoever asked for it downloads it from the job's page."""
    with running(job_id) as progress:
        by = User.objects.get(pk=user_id)
        drive = PledgeDrive.objects.select_related("county").get(pk=drive_id)
        refuse_if(policies.may_make_booklet(by, drive.county_id))
        with progress.pdf(drive.title) as target:
            count = build_booklet(drive, target, on=local_day(timezone.now()), archive=archive, progress=progress)
        note_booklet(by=by, at=timezone.now(), drive=drive, archive=archive, count=count)
        progress.finish(message=_("%(count)s pledges are bound.") % {"count": count}, outcome={"drive": drive.pk, "archive": archive})
