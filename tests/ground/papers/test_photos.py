"""From the printer through the hand and the telephone to the rows: the whole way of a sheet, and the photos that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.papers import actions
from jiafeng.ground.papers.models import Mark, PaperSheet, SheetPhoto
from jiafeng.programme.pledges.models import PledgeDrive, PledgeTrace
from tests.factories import signed_in
from tests.ground.papers import camera
from tests.ground.papers.factories import facts, page_of, printed, read, target_of, typist
from tests.programme.events.factories import NOW, Place, event, person, place
from tests.programme.pledges.factories import drive

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return place()


def sent(client: Client, thing: Any, *files: Path) -> str:
    kind = "pledge" if isinstance(thing, PledgeDrive) else "signin"
    uploads = [SimpleUploadedFile(file.name, file.read_bytes(), "image/jpeg") for file in files]
    return client.post(reverse("papers:photos", args=[kind, thing.pk]), {"photos": uploads}, follow=True).content.decode()


def picture(client: Client, sheet: PaperSheet) -> bytes:
    """The picture of the first row."""
    response = client.get(reverse("papers:picture", args=[sheet.pk, 1]))
    return b"".join(response.streaming_content)  # read to its end, the test client closes it


def photographed(client: Client, sheet: PaperSheet, folder: Path, **how: Any) -> Path:
    name = how.pop("name", "photo.jpg")
    return camera.save(camera.photograph(page_of(client, sheet), **how), folder / name)


def test_a_photo_is_recognised_cut_into_rows_and_read(
    here: Place, tmp_path: Path, work_off_jobs: Callable[[], None], django_capture_on_commit_callbacks: Any
) -> None:
    call, staff = drive(here), signed_in(here.staff)
    sheet = printed(here, call)
    written = {1: [(12, "示例王芳"), (34, "水务局"), (98, "13800138000"), (128, "示例王芳")]}
    page = camera.write(page_of(staff, sheet), sheet.geometry, written)
    file = camera.save(camera.photograph(page), tmp_path / "photo.jpg")
    assert "识别中" in sent(staff, call, file)
    work_off_jobs()
    sheet.refresh_from_db()
    photo = SheetPhoto.objects.get()
    assert (sheet.stage, photo.stage, photo.sheet, photo.has_rows) == ("photo", "read", sheet, True)
    assert "已识别" in staff.get(reverse("papers:sheets", args=["pledge", call.pk])).content.decode()
    assert picture(staff, sheet).startswith(b"\xff\xd8")
    assert staff.get(reverse("papers:picture", args=[sheet.pk, sheet.geometry.rows + 1])).status_code == 404
    assert "rows/1.jpg" in staff.get(reverse("papers:read", args=[sheet.pk])).content.decode()
    for reader in (here.staff, typist(here)):
        read(sheet.rows.select_related("sheet").first(), reader, facts("示例王芳", here))
    assert PledgeTrace.objects.get().evidence == photo.evidence

    # The same photo again, and another of the same sheet, double nothing.
    sent(staff, call, file)
    sent(staff, call, photographed(staff, sheet, tmp_path, name="again.jpg", tilt=(0, 0, 90), fill=0.7))
    work_off_jobs()
    assert SheetPhoto.objects.filter(sheet=sheet).count() == 2
    assert sheet.rows.count() == sheet.geometry.rows
    assert PledgeTrace.objects.count() == 1

    # Closed, its derived pictures go; the photo stays as evidence.
    for reader in (here.staff, typist(here)):
        actions.read_rest_as_blank(by=reader, at=NOW, sheet=sheet)
    sheet.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_sheet(by=here.staff, at=NOW, sheet=sheet)
    assert not default_storage.exists(photo.row_file(1))
    assert staff.get(reverse("papers:picture", args=[sheet.pk, 1])).status_code == 404
    assert default_storage.exists(photo.evidence.original)


def test_a_photo_of_another_gatherings_sheet_is_sent_there(here: Place, tmp_path: Path, work_off_jobs: Callable[[], None]) -> None:
    call, staff = drive(here), signed_in(here.staff)
    gathering = event(here, title="示例另一场")
    file = photographed(staff, printed(here, gathering), tmp_path)
    sent(staff, call, file)
    work_off_jobs()
    assert "这张表属于“示例另一场”" in staff.get(reverse("papers:sheets", args=["pledge", call.pk])).content.decode()
    assert not SheetPhoto.objects.exclude(sheet=None).exists()


def test_a_smudged_code_is_named_by_the_number_at_the_foot(here: Place, tmp_path: Path, work_off_jobs: Callable[[], None]) -> None:
    call, staff = drive(here), signed_in(here.staff)
    sheet = printed(here, call)
    page, mm = page_of(staff, sheet), camera.DPI / 25.4
    page[round(18 * mm) : round(52 * mm), round(165 * mm) : round(203 * mm)] = 90
    sent(staff, call, camera.save(camera.photograph(page), tmp_path / "photo.jpg"))
    work_off_jobs()
    photo = SheetPhoto.objects.get()
    assert photo.stage == "unnamed"
    assert "请输入表底印的编号" in staff.get(reverse("papers:sheets", args=["pledge", call.pk])).content.decode()
    wrong = staff.post(reverse("papers:number", args=[photo.pk]), {"number": "7"}, follow=True).content.decode()
    assert "没有印过第7张" in wrong
    done = staff.post(reverse("papers:number", args=[photo.pk]), {"number": "1"})
    assert done.url == reverse("papers:sheet", args=[sheet.pk])
    sheet.refresh_from_db()
    assert sheet.stage == "photo"
    assert picture(staff, sheet).startswith(b"\xff\xd8")


def test_what_cannot_be_used_is_told_and_the_others_go_on(here: Place, tmp_path: Path, work_off_jobs: Callable[[], None]) -> None:
    call, staff = drive(here), signed_in(here.staff)
    good, gone = printed(here, call), printed(here, call)
    files = [
        photographed(staff, good, tmp_path, name="good.jpg"),
        photographed(staff, good, tmp_path, name="half.jpg", shift=(110, 0)),
        photographed(staff, gone, tmp_path, name="void.jpg"),
    ]
    actions.void_sheet(by=here.staff, at=NOW, sheet=gone, reason="示例")
    (tmp_path / "text.txt").write_text("no picture", encoding="utf-8")
    page = sent(staff, call, *files, tmp_path / "text.txt")
    assert "text.txt" in page
    work_off_jobs()
    found = dict(SheetPhoto.objects.values_list("evidence__name", "problem"))
    assert found == {"good.jpg": "", "half.jpg": "cut_off", "void.jpg": "void"}
    page = staff.get(reverse("papers:sheets", args=["pledge", call.pk])).content.decode()
    assert "表没有拍全" in page
    assert "第2张表已作废" in page


def test_a_photo_that_was_read_is_left_alone_when_a_killed_worker_begins_again(here: Place, tmp_path: Path) -> None:
    call, staff = drive(here), signed_in(here.staff)
    sheet = printed(here, call)
    file = photographed(staff, sheet, tmp_path)
    photo = actions.add_photo(by=here.staff, at=NOW, target=target_of(here, call), file=file, name="photo.jpg")
    for _ in range(2):
        (read_now,) = actions.read_photo(by=here.staff, at=NOW, photo=photo)
        photo.refresh_from_db()
    assert read_now.stage == "read"
    assert SheetPhoto.objects.count() == 1


def test_the_same_file_is_one_job(here: Place, tmp_path: Path) -> None:
    call, staff = drive(here), signed_in(here.staff)
    file = photographed(staff, printed(here, call), tmp_path)
    sent(staff, call, file)
    sent(staff, call, file)
    assert Job.objects.count() == 1


def test_a_volunteer_sends_no_photo_and_too_many_at_once_are_refused(here: Place, tmp_path: Path) -> None:
    gathering = event(here, organisation=here.water)
    with pytest.raises(Refused):
        actions.add_photo(
            by=here.users["volunteer"], at=NOW, target=target_of(here, gathering), file=tmp_path / "none.jpg", name="none.jpg"
        )
    uploads = [SimpleUploadedFile(f"{number}.jpg", b"x", "image/jpeg") for number in range(21)]
    response = signed_in(here.staff).post(reverse("papers:photos", args=["signin", gathering.pk]), {"photos": uploads})
    assert response.status_code == 422


def test_guests_on_a_landscape_sheet_are_signed_in_from_its_photo(here: Place, tmp_path: Path) -> None:
    gathering, staff = event(here), signed_in(here.staff)
    guests = [person(here) for _ in range(3)]
    sheet = printed(here, gathering, guests=guests, landscape=True)
    file = photographed(staff, sheet, tmp_path)
    photo = actions.add_photo(by=here.staff, at=NOW, target=target_of(here, gathering), file=file, name="photo.jpg")
    assert actions.read_photo(by=here.staff, at=NOW, photo=photo)[0].sheet == sheet
    for reader in (here.staff, typist(here)):
        for row in sheet.rows.select_related("sheet")[:2]:
            actions.read_row(by=reader, at=NOW + timedelta(hours=4), row=row, mark=Mark.SIGNED)
    assert gathering.attendances.count() == 2
