"""Uploads worked through picture by picture, and the booklet of family letters."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.jobs.jobs import running
from jiafeng.ground.units.models import OrganisationKind, Region
from jiafeng.ground.units.queries import body
from jiafeng.library.calendars import local_day
from jiafeng.library.press.letterbooks import Booklet, Letter, booklet_pdf
from jiafeng.programme.letters import actions, policies, queries
from jiafeng.programme.letters.models import Intake
from jiafeng.programme.letters.stages import ItemStage


@task()
def work_intake(job_id: str, intake_id: str) -> None:
    """Find the person of each uploaded picture and take it over. Begun again after a kill, it goes on with those that still wait."""
    with running(job_id) as progress:
        intake = Intake.objects.select_related("by", "drive__county", "county").get(pk=intake_id)
        items = intake.items.select_related("evidence").order_by("number")
        waiting = [item.pk for item in items if item.stage == ItemStage.WAITING]
        done, total = len(items) - len(waiting), len(items)
        for pk in waiting:
            item = intake.items.select_related("intake__drive__county", "intake__county", "evidence").get(pk=pk)
            actions.work_item(by=intake.by, at=timezone.now(), item=item)
            done += 1
            progress(done, total)
        taken = intake.items.filter(stage=ItemStage.TAKEN).count()
        progress.finish(message=_("%(taken)s of %(total)s found their person; look at the others.") % {"taken": taken, "total": total})


@task()
def make_booklet(job_id: str, county_id: int, title: str, subtitle: str) -> None:
    """Set the family letters that readers may see as a booklet, as they stand when the job runs."""
    with running(job_id) as progress:
        county = Region.objects.get(pk=county_id)
        refuse_if(policies.may_moderate(progress.by, county_id))
        letters = list(queries.readable_letters(county_id).prefetch_related("pages__evidence").order_by("written_on", "pk"))
        if not letters:
            raise Refused(_("No letter is approved whose author agrees to readers."))
        federation = body(county, OrganisationKind.FEDERATION)
        set_letters = []
        for number, letter in enumerate(letters, 1):
            pages = []
            for page in letter.pages.all():
                with default_storage.open(page.evidence.preview) as stream:
                    pages.append(stream.read())
            unit = letter.organisation.label if letter.organisation else ""
            set_letters.append(Letter(letter.title, letter.person.name, unit, letter.written_on, letter.body, tuple(pages)))
            progress(number, len(letters) + 1)
        booklet = Booklet(title, subtitle, federation.name if federation else county.name, local_day(timezone.now()), tuple(set_letters))
        with progress.pdf(title) as target:
            target.write_bytes(booklet_pdf(booklet, contents=_("Contents")))
        actions.note_booklet(by=progress.by, at=timezone.now(), county=county, title=title, count=len(letters))
        message = _("%(count)s letters are in the booklet.") % {"count": len(letters)}
        progress.finish(message=message, outcome={"letters": [letter.pk for letter in letters]})
