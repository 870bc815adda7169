"""The booklet: every pledge that counts, names by consent or for the archive, and memory that stays flat."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.jobs.models import Job
from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.press.booklets import PER_PAGE
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.actions import Signature
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, SignatureKind
from tests.factories import status_of
from tests.programme.events.factories import NOW, person, place
from tests.programme.pledges.factories import DRAWN, drive, on_paper, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def words(pdf: bytes) -> list[str]:
    """The text of each page, without gaps."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def bound(call: PledgeDrive, folder: Path, *, archive: bool) -> bytes:
    target = folder / f"{archive}.pdf"
    queries.build_booklet(call, target, on=date(2026, 3, 6), archive=archive, progress=lambda done, total: None)
    return target.read_bytes()


def test_names_stand_by_consent_and_all_of_them_in_the_archive(tmp_path: Path) -> None:
    here = place()
    call = drive(here)
    drawn = Signature(SignatureKind.DRAWN, strokes=DRAWN)
    sign(call, person(here, "示例王芳"), signature=drawn, show_name=True)
    sign(call, person(here, "示例李梅"))
    on_paper(here, call, person(here, "示例赵兰"))
    gone = sign(call, person(here, "示例钱红")).pledge
    actions.withdraw_pledge(by=None, at=NOW, pledge=gone)
    disputed = sign(call, person(here, "示例孙丽")).pledge
    actions.dispute_pledge(at=NOW, pledge=disputed)
    shown, archive = ("".join(words(bound(call, tmp_path, archive=archive))) for archive in (False, True))
    assert [name in shown for name in ("示例王芳", "示例李梅", "示例赵兰")] == [True, False, False]
    assert [name in archive for name in ("示例王芳", "示例李梅", "示例赵兰")] == [True, True, True]
    for text in (shown, archive):
        assert "示例钱红" not in text
        assert "示例孙丽" not in text
        assert gone.reference not in text
        assert all(pledge.reference in text for pledge in Pledge.objects.standing())
        assert "常提醒,守底线。" in text


def test_pages_are_numbered_through_and_fonts_are_kept_once(tmp_path: Path) -> None:
    here = place()
    call = drive(here)
    for _ in range(PER_PAGE * 10 + 5):  # a part and a bit
        sign(call, person(here))
    pdf = bound(call, tmp_path, archive=True)
    pages = words(pdf)
    assert len(pages) == 1 + 1 + 11
    assert [f"第{number}页，共13页" in pages[number - 1] for number in range(3, 14)] == [True] * 11
    assert sum(page.count("示例人") for page in pages[2:]) >= PER_PAGE * 10 + 5
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [each for each in document.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/CIDFontType0C"]
    assert len(fonts) < 30


def test_it_is_bound_in_the_background_for_who_keeps_drives(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    sign(call, person(here, "示例王芳"))
    assert as_role(here, "partner_staff").post(reverse("pledges:booklet", args=[call.pk])).status_code == 403
    asked = staff.post(reverse("pledges:booklet", args=[call.pk]), {"kind": "archive"})
    work_off_jobs()
    job = Job.objects.get()
    assert (asked.url, job.stage) == (reverse("jobs:job", args=[job.pk]), "done")
    pdf = b"".join(staff.get(reverse("jobs:result", args=[job.pk])).streaming_content)
    assert "示例王芳" in "".join(words(pdf))
    assert ActionLog.objects.get(verb="pledges.booklet.bind").detail == {"archive": True, "count": 1}


def test_who_has_lost_the_office_since_gets_no_booklet(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    made = staff.post(reverse("pledges:booklet", args=[call.pk]), {"kind": "archive"}).url
    work_off_jobs()
    asked = staff.post(reverse("pledges:booklet", args=[call.pk]), {"kind": "archive"}).url
    Job.objects.exclude(stage="done").get().by.memberships.update(until=NOW.date())
    work_off_jobs()
    assert status_of(staff, f"{made}/result") == 403
    assert status_of(staff, f"{asked}/result") == 404
    assert list(Job.objects.order_by("asked_at", "pk").values_list("stage", flat=True)).count("failed") == 1
    assert ActionLog.objects.filter(verb="pledges.booklet.bind").count() == 1


def test_a_booklet_made_before_a_withdrawal_is_not_handed_out_any_more(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    gone, hidden, accused = (sign(call, person(here), show_name=True).pledge for _ in range(3))

    def bind(kind: str) -> str:
        job = str(staff.post(reverse("pledges:booklet", args=[call.pk]), {"kind": kind}).url)
        work_off_jobs()
        return f"{job}/result"

    def handed_out(booklet: str) -> bool:
        return status_of(staff, booklet) == 200

    shown, archive = bind("shown"), bind("archive")
    assert handed_out(shown)
    assert handed_out(archive)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        withdraw_consent(by=None, at=timezone.now(), person=hidden.person, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
        assert not handed_out(shown)
        assert "重新制作" in staff.get(shown).content.decode()
        assert handed_out(archive), "the archive holds every name by its own right"
        actions.withdraw_pledge(by=None, at=timezone.now(), pledge=gone)
        assert not handed_out(archive)
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        again = bind("archive")
        assert handed_out(again)
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        actions.dispute_pledge(at=timezone.now(), pledge=accused)
        assert not handed_out(again)


def test_a_name_that_no_font_holds_is_told_and_nothing_is_bound(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call = drive(here)
    sign(call, person(here, "示例\ue864"))
    as_role(here).post(reverse("pledges:booklet", args=[call.pk]), {"kind": "archive"})
    work_off_jobs()
    job = Job.objects.get()
    assert job.stage == "failed"
    assert "\ue864" in job.message
    assert job.result == ""


def test_an_empty_drive_has_a_cover_and_its_text(tmp_path: Path) -> None:
    here = place()
    assert len(words(bound(drive(here), tmp_path, archive=False))) == 2
    assert Person.objects.count() == 0
