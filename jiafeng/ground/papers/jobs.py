"""Photographs are looked at in the background: finding a sheet takes longer than a page may."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jiafeng.ground.jobs.jobs import running
from jiafeng.ground.papers.actions import read_photo
from jiafeng.ground.papers.models import SheetPhoto


@task()
def read(job_id: str, photo_id: int) -> None:
    """Find the sheets on a photo that was sent in."""
    with running(job_id) as progress:
        photo = SheetPhoto.objects.select_related("by", "evidence", "county", "organisation").get(pk=photo_id)
        pages = read_photo(by=photo.by, at=timezone.now(), photo=photo)
        progress.finish(message=_("Looked at %(count)s pages.") % {"count": len(pages)})
