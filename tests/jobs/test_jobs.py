import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django_tasks import task

from jiafeng.accounts.models import Role, User
from jiafeng.common.refusals import Refused
from jiafeng.jobs import actions
from jiafeng.jobs.jobs import running
from jiafeng.jobs.models import Job
from jiafeng.jobs.stages import MOVES, JobStage
from tests.factories import AT, make_county, make_user, signed_in


@task
def count_to(job_id: str, goal: int) -> None:
    with running(job_id) as progress:
        for number in range(goal):
            progress(number + 1, goal)
        name = default_storage.save("jobs/count.txt", ContentFile(str(goal).encode()))
        progress.finish(message="数完了", result=name, result_name="数.txt")


@task
def refuse(job_id: str) -> None:
    with running(job_id):
        raise Refused("表格里没有姓名这一列，请补上。")


@task
def break_down(job_id: str) -> None:
    with running(job_id):
        raise RuntimeError("a defect")


@pytest.fixture
def staff(db: None) -> User:
    return make_user(Role.COUNTY_STAFF, make_county().federation)


def test_the_person_sees_progress_and_downloads_the_result(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    client = signed_in(staff)
    waiting = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "every 1s" in waiting
    work_off_jobs()
    done = client.get(reverse("jobs:job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "数完了" in done
    assert "every 1s" not in done
    assert b"".join(client.get(reverse("jobs:result", args=[job.pk])).streaming_content) == b"3"


def test_the_same_key_is_one_job(staff: User, work_off_jobs) -> None:
    first = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    again = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    assert first == again
    work_off_jobs()
    assert Job.objects.get().stage == JobStage.DONE


def test_a_refusal_is_the_sentence_the_person_reads(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=refuse, key="a", label="导入")
    work_off_jobs()
    assert "没有姓名这一列" in signed_in(staff).get(reverse("jobs:job", args=[job.pk])).content.decode()


def test_a_defect_is_told_as_one_and_not_hidden(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=break_down, key="a", label="导入")
    work_off_jobs()
    job.refresh_from_db()
    assert job.stage == JobStage.FAILED
    assert "系统出错" in job.message
    assert "defect" not in job.message


def test_a_killed_workers_job_starts_again(staff: User, work_off_jobs) -> None:
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    actions.start(job_id=str(job.pk), at=AT)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert actions.requeue_abandoned() == 1
    work_off_jobs()
    job.refresh_from_db()
    assert job.stage == JobStage.DONE


def test_a_finished_job_is_not_started_again(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=1)
    work_off_jobs()
    with pytest.raises(Refused):
        actions.start(job_id=str(job.pk), at=AT)


def test_a_job_is_nobody_elses(staff: User) -> None:
    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    other = make_user(Role.COUNTY_STAFF, staff.memberships.get().organisation)
    assert signed_in(other).get(reverse("jobs:job", args=[job.pk])).status_code == 404
    assert "数数" not in signed_in(other).get(reverse("jobs:jobs")).content.decode()


def test_every_pair_of_move_and_stage_is_either_in_the_table_or_refused() -> None:
    allowed = {(move.name, move.source) for move in MOVES.moves}
    for name in {move.name for move in MOVES.moves}:
        for stage in set(JobStage.values) - {source for move, source in allowed if move == name}:
            with pytest.raises(Refused):
                MOVES.target(name, stage)
