"""A disk without room: the person is told so, nothing is half written, and once there is room the same form goes through."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.front.portal.models import Feedback, FeedbackKind
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.actions import add_region, set_up_county
from jiafeng.ground.units.models import RegionLevel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def county() -> None:
    at = timezone.now()
    region = add_region(by=None, at=at, code="990101", name="示例县", level=RegionLevel.COUNTY)
    set_up_county(by=None, at=at, county=region, site_name="清风润家", tagline="示例")


@contextmanager
def no_room_in_the_database() -> Iterator[None]:
    """SQLite refuses to grow the file, with the very error that a full disk gives."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # a page that is free would take the row
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")


@contextmanager
def no_room_for_files(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes: the kernel answers as it does on a full disk."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def letter() -> dict[str, str]:
    return {"key": str(uuid4()), "kind": FeedbackKind.SUGGESTION, "text": "示例：" + "建议把阵地开放时间写在门口。" * 120}


def test_a_full_database_is_told_and_nothing_is_half_written(client: Client) -> None:
    client.raise_request_exception = False
    form = letter()
    logged = ActionLog.objects.count()
    with no_room_in_the_database():
        response = client.post(reverse("portal:feedback"), form)
    assert response.status_code == 507
    assert "full_disk.html" in {template.name for template in response.templates}
    assert Feedback.objects.count() == 0
    assert ActionLog.objects.count() == logged


def test_the_same_form_goes_through_once_there_is_room(client: Client) -> None:
    client.raise_request_exception = False
    form = letter()
    with no_room_in_the_database():
        client.post(reverse("portal:feedback"), form)
    assert client.post(reverse("portal:feedback"), form).status_code == 302
    assert client.post(reverse("portal:feedback"), form).status_code == 302
    assert [str(key) for key in Feedback.objects.values_list("key", flat=True)] == [form["key"]]


def test_a_page_is_still_shown_while_nothing_can_be_written(client: Client) -> None:
    with no_room_in_the_database():
        assert client.get(reverse("portal:home")).status_code == 200


def test_an_upload_that_finds_no_room_on_the_way_in_is_told(client: Client) -> None:
    """Large uploads are put aside in a temporary file before any view runs."""
    client.raise_request_exception = False
    large = SimpleUploadedFile("large.bin", b"\0" * (3 << 20))
    with no_room_for_files(1 << 20):
        response = client.post(reverse("portal:feedback"), {**letter(), "file": large})
    assert response.status_code == 507
    assert Feedback.objects.count() == 0


def test_the_limit_on_files_is_what_a_full_disk_would_be(tmp_path: Path) -> None:
    with no_room_for_files(4096), (tmp_path / "grows").open("wb", buffering=0) as stream:
        assert stream.write(b"\0" * 10_000) == 4096
        with pytest.raises(OSError, match="File too large"):
            stream.write(b"\0")
