"""Work on large figures."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.ground.accounts.models import User
from jiafeng.ground.jobs.jobs import running
from jiafeng.reporting.bulletins.actions import carry_out_issue
from jiafeng.reporting.bulletins.models import Bulletin, Passport
from jiafeng.reporting.bulletins.queries import difference


@task()
def issue(job_id: str, bulletin_id: int, user_id: int) -> None:
    """Freeze, print and issue a bulletin that took its number."""
    with running(job_id) as progress:
        by = User.objects.get(pk=user_id)
        bulletin = carry_out_issue(by=by, at=timezone.now(), bulletin=Bulletin.objects.get(pk=bulletin_id), progress=progress)
        progress.finish(message=_("Issued with the code %(code)s.") % {"code": bulletin.code})


@task()
def compare(job_id: str, passport_id: int) -> None:
    """Compare a frozen figure with the records of today."""
    with running(job_id) as progress:
        found = difference(Passport.objects.select_related("bulletin").get(pk=passport_id), progress)
        progress.finish(message=_("Compared %(rows)s records.") % {"rows": found.rows}, outcome=found.as_json())
