"""Issuing: figures frozen, one code, one number, nothing half done."""

import csv
import json
import signal
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import User
from jiafeng.ground.jobs.models import Job
from jiafeng.library.packs import digest, short_code
from jiafeng.programme.plans.models import PlanLine
from jiafeng.reporting.bulletins import actions, queries
from jiafeng.reporting.bulletins.actions import issuing
from jiafeng.reporting.bulletins.models import Bulletin, Passport, Rendition
from jiafeng.reporting.bulletins.queries import packing, papers
from jiafeng.reporting.bulletins.stages import Stage
from jiafeng.reporting.bulletins.views import deciding
from tests.alone import copy_of, run
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT


def test_issuing_freezes_each_figure_with_its_rows(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver, body="共{6项|plans.lines}措施，{6项|plans.lines}已部署，完成{0项|plans.lines_done}。")
    first, second = issued.passports.all()
    assert (first.figure, first.value, first.rows, second.figure, second.value) == ("plans.lines", 6, 6, "plans.lines_done", 0)
    with packing.private(first.manifest).open(encoding="utf-8-sig", newline="") as stream:
        heads, *rows = csv.reader(stream)
    assert [row[0] for row in rows] == [str(pk) for pk in PlanLine.objects.order_by("pk").values_list("pk", flat=True)]
    assert heads[:2] + heads[-2:] == ["id", "amount", "evidence_sha256", "seal"]
    assert digest(packing.private(first.manifest).read_bytes()) == first.sha256
    assert packing.private(first.manifest).stat().st_mode & 0o777 == 0o600
    assert [mark.passport for mark in issued.marks.order_by("n")] == [first, first, second]


def test_the_code_is_drawn_from_text_and_passports(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    assert issued.code == short_code(digest(issued.record.encode()))
    kept = json.loads(issued.record)
    assert kept["body"] == issued.body
    assert kept["passports"] == [each.as_record() for each in issued.passports.all()]
    assert (issued.stage, issued.issued_by, issued.issued_at, issued.year, issued.number) == (Stage.ISSUED, author, AT, 2026, 1)


def test_numbers_run_by_county_masthead_and_year_without_gaps(author: User, approver: User) -> None:
    factories.lines(6)
    first, second = (actions.begin_issue(by=author, at=AT, bulletin=factories.approved(author, approver)) for _time in range(2))
    other = actions.begin_issue(by=author, at=AT, bulletin=factories.approved(author, approver, masthead="廉政简报"))
    next_year = actions.begin_issue(by=author, at=AT.replace(year=2027), bulletin=factories.approved(author, approver))
    assert [(each.year, each.number) for each in (first, second, other, next_year)] == [(2026, 1), (2026, 2), (2026, 1), (2027, 1)]


def test_a_number_that_was_given_back_is_taken_again(author: User, approver: User) -> None:
    factories.lines(6)
    first, second = (actions.begin_issue(by=author, at=AT, bulletin=factories.approved(author, approver)) for _time in range(2))
    factories.lines(1)
    with pytest.raises(Refused):
        actions.carry_out_issue(by=author, at=AT, bulletin=first)
    first.refresh_from_db()
    assert (first.stage, first.number) == (Stage.APPROVED, None)
    factories.lines(0)
    PlanLine.objects.order_by("-pk").first().delete()
    third = actions.begin_issue(by=author, at=AT, bulletin=factories.approved(author, approver))
    assert (second.number, third.number) == (2, 1)


def test_a_figure_that_no_longer_agrees_is_not_issued(author: User, approver: User) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    factories.lines(1)
    with pytest.raises(Refused) as refused:
        actions.issue(by=author, at=AT, bulletin=approved)
    assert "7" in str(refused.value)
    approved.refresh_from_db()
    assert (approved.stage, approved.code, approved.passports.count()) == (Stage.APPROVED, None, 0)


def test_an_issuer_whose_new_name_cannot_be_printed_is_told_and_nothing_is_issued(author: User, approver: User) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    approved.organisation.__class__.objects.filter(pk=approved.organisation_id).update(name="示例妇联\ue864", short_name="")
    with pytest.raises(Refused, match="E864"):
        actions.issue(by=author, at=AT, bulletin=approved)
    approved.refresh_from_db()
    assert (approved.stage, approved.code) == (Stage.APPROVED, None)


def test_issuing_twice_is_issuing_once(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    again = actions.issue(by=author, at=AT, bulletin=issued)
    assert (again.code, again.number, Passport.objects.count(), Rendition.objects.count()) == (issued.code, 1, 1, 3)


def test_two_workers_that_carry_out_one_issue_make_one(author: User, approver: User) -> None:
    """A job that was taken up again while the first worker still ran: who comes second finds the first's result."""
    factories.lines(6)
    begun = actions.begin_issue(by=author, at=AT, bulletin=factories.approved(author, approver))

    def meanwhile(done: int, total: int) -> None:
        if not Bulletin.objects.get(pk=begun.pk).is_issued:
            actions.carry_out_issue(by=author, at=AT, bulletin=begun)

    second = actions.carry_out_issue(by=author, at=AT, bulletin=begun, progress=meanwhile)
    assert second.code == Bulletin.objects.get(pk=begun.pk).code
    assert (Passport.objects.count(), Rendition.objects.count()) == (1, 3)
    assert packing.private(begun.passports.get().manifest).exists()


@pytest.mark.parametrize("step", ["_freeze", "_keep", "_finish", "OneTimeKey"])
def test_a_fault_between_any_two_steps_leaves_nothing_half_done(
    author: User, approver: User, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    begun = actions.begin_issue(by=author, at=AT, bulletin=approved)

    def fails(*_args: object, **_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, step, fails)
        with pytest.raises(OSError, match="No space"):
            actions.carry_out_issue(by=author, at=AT, bulletin=begun)
    begun.refresh_from_db()
    assert (begun.stage, begun.number, begun.code) == (Stage.ISSUING, 1, None)
    assert not Passport.objects.exists()
    done = actions.issue(by=author, at=AT, bulletin=begun)
    assert (done.stage, done.number) == (Stage.ISSUED, 1)


_PREPARE = """
from tests.reporting.bulletins import factories as f
author, approver = f.user(), f.user()
f.lines(6)
print(author.pk, f.approved(author, approver).pk)
"""
_KILLED = """
import os, signal
from jiafeng.reporting.bulletins.actions import issuing
original = {step}
def watched(*args, **given):
    original(*args, **given)
    os.kill(os.getpid(), signal.SIGKILL)
{step} = watched
{issue}
"""
_ISSUE = """
from django.utils import timezone
from jiafeng.ground.accounts.models import User
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.actions import issuing
from jiafeng.reporting.bulletins.models import Bulletin, Passport
each = Bulletin.objects.get(pk={pk})
assert each.code is None and not Passport.objects.exists()
each = issuing.issue(by=User.objects.get(pk={user}), at=timezone.now(), bulletin=each)
print(each.stage, each.number)
"""


@pytest.mark.parametrize("step", ["os.fsync", "issuing._freeze", "issuing._keep", "issuing.begin_issue"])
def test_a_kill_between_any_two_steps_is_survived(migrated: Path, tmp_path: Path, step: str) -> None:
    """A process is killed at the step; the next press issues, under the same number."""
    folder = copy_of(migrated, tmp_path / "data")
    made = run(_PREPARE, folder)
    assert made.returncode == 0, made.stderr
    user, pk = made.stdout.split()
    press = _ISSUE.format(user=user, pk=pk)
    killed = run(_KILLED.format(step=step, issue=press), folder)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    after = run(press, folder)
    assert after.stdout.split() == ["issued", "1"], after.stderr


def test_it_is_issued_by_a_press_of_the_button(client: Client, author: User, approver: User) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    client.force_login(author)
    answer = client.post(reverse("bulletins:issue", args=[approved.pk]), follow=True)
    approved.refresh_from_db()
    assert approved.stage == Stage.ISSUED
    assert str(approved.code) in answer.content.decode()


def test_a_refused_issue_is_told_on_the_page(client: Client, author: User, approver: User) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    factories.lines(1)
    client.force_login(author)
    answer = client.post(reverse("bulletins:issue", args=[approved.pk]), follow=True)
    assert "6项" in answer.content.decode()
    approved.refresh_from_db()
    assert approved.stage == Stage.APPROVED


def test_partners_do_not_issue(client: Client, author: User, approver: User) -> None:
    factories.lines(6)
    approved = factories.approved(author, approver)
    client.force_login(approver)
    client.post(reverse("bulletins:issue", args=[approved.pk]))
    approved.refresh_from_db()
    assert approved.stage == Stage.APPROVED


@pytest.mark.django_db(transaction=True)
def test_a_large_figure_is_frozen_in_the_background(
    client: Client, monkeypatch: pytest.MonkeyPatch, work_off_jobs: Callable[[], None]
) -> None:
    author, approver = factories.user(), factories.user()
    factories.lines(6)
    approved = factories.approved(author, approver)
    monkeypatch.setattr(deciding, "AT_ONCE", 5)
    client.force_login(author)
    answer = client.post(reverse("bulletins:issue", args=[approved.pk]))
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    approved.refresh_from_db()
    assert approved.stage == Stage.ISSUING
    work_off_jobs()
    approved.refresh_from_db()
    job.refresh_from_db()
    assert approved.stage == Stage.ISSUED
    assert str(approved.code) in job.message
    assert job.return_url == reverse("bulletins:issue", args=[approved.pk]) + "?done"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_in_the_background_is_the_jobs_sentence(
    client: Client, monkeypatch: pytest.MonkeyPatch, work_off_jobs: Callable[[], None]
) -> None:
    author, approver = factories.user(), factories.user()
    factories.lines(6)
    approved = factories.approved(author, approver)
    monkeypatch.setattr(deciding, "AT_ONCE", 5)
    client.force_login(author)
    client.post(reverse("bulletins:issue", args=[approved.pk]))
    factories.lines(1)
    work_off_jobs()
    approved.refresh_from_db()
    assert approved.stage == Stage.APPROVED
    assert "7" in Job.objects.get().message


def test_later_records_alter_nothing_that_was_issued(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    files = {path: path.read_bytes() for path in (Path(settings.PRIVATE) / "bulletins" / str(issued.pk)).iterdir()}
    kept = issued.record
    factories.lines(3)
    PlanLine.objects.order_by("pk").update(title="后来改的名称")
    with pytest.raises(Refused):
        actions.save(by=author, at=AT, bulletin=issued, revision=issued.revision, title="改标题")
    issued.refresh_from_db()
    assert issued.record == kept
    assert {path: path.read_bytes() for path in files} == files
    assert issued.passports.get().value == 6


def test_the_printed_paper_bears_the_code(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    paper = papers.document(issued, AT.date(), str(issued.code))
    assert (paper.code, paper.marks) == (issued.code, ())
    assert paper.qr_text == f"http://testserver/bulletins/code/{issued.code}"
    assert packing.issued_file(issued, "pdf").read_bytes().startswith(b"%PDF-")
    assert str(issued.code) in packing.issued_file(issued, "html").read_text(encoding="utf-8")


def test_a_correction_is_written_from_what_changed_and_issued_like_a_bulletin(author: User, approver: User) -> None:
    factories.lines(6)
    issued = factories.issued(author, approver)
    factories.lines(2)
    key = uuid.uuid4()
    notice = actions.correct(by=author, at=AT, bulletin=issued, key=key)
    assert actions.correct(by=author, at=AT, bulletin=issued, key=key) == notice
    assert notice.corrects == issued
    assert "6项" in notice.body
    assert "8项" in notice.body
    checked = queries.check_bulletin(notice)
    assert checked.passed, [finding.problem for finding in checked.problems]
    waiting = actions.submit(by=author, at=AT, bulletin=notice, revision=notice.revision)
    cited = list(waiting.marks.exclude(kind="figure").values_list("n", flat=True))
    approved = actions.approve(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=cited)
    corrected = actions.issue(by=author, at=AT, bulletin=approved)
    assert json.loads(corrected.record)["corrects"]["code"] == issued.code
    assert papers.public(queries.issued().get(pk=issued.pk)).corrected_by == ((notice.pk, notice.title),)


def test_a_draft_needs_no_correction(author: User) -> None:
    with pytest.raises(Refused):
        actions.correct(by=author, at=AT, bulletin=factories.bulletin(author, "示例。"), key=uuid.uuid4())
