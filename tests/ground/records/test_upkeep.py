"""What the administrator sees of how the data are kept. The runs themselves are tested in tests/config/test_keeping.py."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.actions import note_upkeep
from jiafeng.ground.records.models import KeptFile, UpkeepKind
from tests.factories import County, make_county, make_user, signed_in

DAMAGED = "文件已损坏 / damaged: private/evidence/示例.original"


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def administrator(county: County) -> Client:
    return signed_in(make_user(Role.ADMINISTRATOR, county.federation))


def run(kind: UpkeepKind, *, days_ago: int = 0, faults: list[str] | None = None) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    note_upkeep(kind=kind, began_at=at, at=at, faults=faults or [], files=12, rows=3456)


def test_the_desk_says_how_the_last_drill_ended(administrator: Client) -> None:
    run(UpkeepKind.DRILL)
    page = administrator.get(reverse("desk:home")).content.decode()
    assert "恢复演练" in page
    assert "逐一核对 12 个文件、3,456 行" in page
    assert "完好" in page


def test_what_is_damaged_is_the_administrators_to_do_today_and_named_on_the_page(administrator: Client) -> None:
    run(UpkeepKind.LOOK, days_ago=1)
    run(UpkeepKind.LOOK, faults=[DAMAGED])
    assert "检查数据库和部分文件：有问题" in administrator.get(reverse("desk:home")).content.decode()
    assert DAMAGED in administrator.get(reverse("records:upkeep")).content.decode()


def test_a_look_that_is_well_again_is_no_work(administrator: Client) -> None:
    run(UpkeepKind.LOOK, days_ago=1, faults=[DAMAGED])
    run(UpkeepKind.LOOK)
    assert "有问题" not in administrator.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize(("days", "late"), [(36, False), (38, True)])
def test_a_drill_that_was_not_repeated_for_a_long_time_is_work(administrator: Client, days: int, late: bool) -> None:
    run(UpkeepKind.DRILL, days_ago=days)
    assert ("很久没有做恢复演练" in administrator.get(reverse("desk:home")).content.decode()) is late


def test_nobody_else_sees_it(county: County) -> None:
    run(UpkeepKind.LOOK, faults=[DAMAGED])
    staff = signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    assert staff.get(reverse("records:upkeep")).status_code == 403
    assert "数据保管" not in staff.get(reverse("desk:home")).content.decode()


def test_a_file_is_noted_as_it_is_kept_and_forgotten_as_it_is_deleted(db: None) -> None:
    name = default_storage.save("示例/一.txt", ContentFile(b"abc"))
    kept = KeptFile.objects.get(name=name)
    assert (kept.size, kept.sha256) == (3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    default_storage.delete(name)
    assert not KeptFile.objects.filter(name=name).exists()
