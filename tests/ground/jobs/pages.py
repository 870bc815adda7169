"""Who reaches which address of background work, and what they show."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks import task

from jiafeng.ground.jobs import actions as jobs
from tests.walk.page import EVERYBODY, GET, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "jobs:jobs": Page(EVERYBODY),
    "jobs:job": Page(STAFF, GET, "job"),
    "jobs:result": Page(STAFF, GET, "job"),
}


@task
def nothing(job_id: str) -> None:
    """Background work that is never taken up here."""


def furnish(world: World) -> None:
    """A job of the staff's that has ended with a file."""
    at, staff = world.at, world.staff
    job = jobs.enqueue(by=staff, at=at, task=nothing, key="walk", label=f"{MARK}工作", county_code=world.home.region.code)
    job = jobs.start(job_id=str(job.pk), at=at)
    result = default_storage.save("jobs/walk.txt", ContentFile(b"done"))
    jobs.finish(job_id=str(job.pk), holder=job.holder, at=at, result=result, result_name="walk.txt")
    world.objects["job"] = {"pk": job.pk}
