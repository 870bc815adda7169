import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.jobs import actions
from jiafeng.ground.jobs.jobs import running
from jiafeng.ground.jobs.models import Job, Lease
from jiafeng.ground.jobs.stages import MOVES, JobStage
from jiafeng.library.press.faces import Face, refuse_unprintable
from tests.factories import AT, make_county, make_user, signed_in

migration = importlib.import_module("jiafeng.ground.jobs.migrations.0004_where_work_lies")


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


@task
def print_name(job_id: str, name: str) -> None:
    with running(job_id) as progress:
        refuse_unprintable([("示例丙", name, Face.SONG)])
        with progress.pdf("名牌") as target:
            target.write_bytes(f"%PDF {name} {progress.by.username}".encode())
        progress.finish(message="印好了")


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


def test_a_character_that_no_font_holds_is_named_and_nothing_is_left(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=print_name, key="a", label="印名牌", name="示例\ue864")
    work_off_jobs()
    job.refresh_from_db()
    assert job.stage == JobStage.FAILED
    assert "示例丙: \ue864 U+E864" in job.message
    assert job.result == ""


def test_a_pdf_is_left_under_its_title(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=print_name, key="a", label="印名牌", name="示例甲")
    work_off_jobs()
    answer = signed_in(staff).get(reverse("jobs:result", args=[job.pk]))
    assert b"".join(answer.streaming_content).decode() == f"%PDF 示例甲 {staff.username}"
    assert "%E5%90%8D%E7%89%8C.pdf" in answer.headers["Content-Disposition"]


def test_a_defect_is_told_as_one_and_not_hidden(staff: User, work_off_jobs) -> None:
    job = actions.enqueue(by=staff, at=AT, task=break_down, key="a", label="导入")
    work_off_jobs()
    job.refresh_from_db()
    assert job.stage == JobStage.FAILED
    assert "系统出错" in job.message
    assert "defect" not in job.message


def taken_up(staff: User, *, tries: int = 1) -> Job:
    """A job whose worker began and was not heard of since."""
    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    actions.start(job_id=str(job.pk), at=AT)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=AT, worker_ids=["dead"] * tries)
    return job


def test_a_killed_workers_job_starts_again_once_its_lease_has_run_out(staff: User, work_off_jobs) -> None:
    job = taken_up(staff)
    row = DBTaskResult.objects.get()
    actions.renew(work=row.pk, at=AT)
    assert actions.put_back(at=AT + actions.LEASE) == []
    assert actions.put_back(at=AT + actions.LEASE + timedelta(seconds=1)) == [row.pk]
    assert not Lease.objects.exists()
    work_off_jobs()
    job.refresh_from_db()
    assert job.stage == JobStage.DONE


def test_work_that_has_only_just_begun_is_not_put_back(staff: User) -> None:
    taken_up(staff)
    assert actions.put_back(at=AT + timedelta(seconds=1)) == []


def test_what_a_worker_left_is_put_back_at_once_when_that_worker_starts_again(staff: User) -> None:
    taken_up(staff)
    assert actions.put_back(at=AT, worker="another") == []
    assert len(actions.put_back(at=AT, worker="dead")) == 1


def test_a_worker_renews_its_lease_while_it_works_and_gives_it_up(staff: User, work_off_jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(actions, "advance", lambda **_: seen.append(Lease.objects.get().until > timezone.now()))
    actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=1)
    work_off_jobs()
    assert seen == [True]
    assert not Lease.objects.exists()


def test_a_worker_presumed_dead_that_comes_back_changes_nothing(staff: User) -> None:
    job = actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    late = actions.start(job_id=str(job.pk), at=AT).holder
    now = actions.start(job_id=str(job.pk), at=AT).holder
    actions.advance(job_id=str(job.pk), holder=late, done=2, total=3)
    assert actions.fail(job_id=str(job.pk), holder=late, at=AT, message="迟到").stage == JobStage.RUNNING
    assert actions.finish(job_id=str(job.pk), holder=late, at=AT, result="迟到").stage == JobStage.RUNNING
    job.refresh_from_db()
    assert (job.done, job.result) == (0, "")
    assert actions.finish(job_id=str(job.pk), holder=now, at=AT).stage == JobStage.DONE


def test_work_that_ends_its_worker_again_and_again_is_given_up_and_says_so(staff: User) -> None:
    job = taken_up(staff, tries=actions.MOST_TRIES)
    assert actions.put_back(at=AT + 2 * actions.LEASE) == []
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    job.refresh_from_db()
    assert job.stage == JobStage.FAILED
    assert "中断" in job.message


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


def test_work_that_waited_while_the_rooms_moved_is_found_again(staff: User) -> None:
    """A queue of version 0.1 names its functions where they lay then."""
    actions.enqueue(by=staff, at=AT, task=count_to, key="a", label="数数", goal=3)
    waiting = DBTaskResult.objects.get()
    here = waiting.task_path
    for then, now in {
        "jiafeng.pledges.jobs.make_booklet": "jiafeng.programme.pledges.jobs.make_booklet",
        "jiafeng.ground.sms.jobs.deliver": "jiafeng.ground.sms.jobs.deliver",
        here: here,
    }.items():
        DBTaskResult.objects.update(task_path=then)
        migration.follow(apps, None)
        assert DBTaskResult.objects.get().task_path == now
