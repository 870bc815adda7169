from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.actions import give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.records import actions
from jiafeng.ground.records.models import ActionLog, Evidence
from tests.factories import AT, County, make_county, make_user, signed_in


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


def photograph(folder: Path, colour: str = "green") -> Path:
    """A photo as a phone writes it: turned, and with its place in it."""
    path = folder / f"{colour}.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (80, 40), colour).save(path, exif=exif)
    return path


def keep(by: User, county: County, path: Path, organisation_id: int | None = None) -> Evidence:
    return actions.add_evidence(by=by, at=AT, county_code=county.region.code, file=path, name="照片.jpg", organisation_id=organisation_id)


def test_the_original_is_untouched_and_the_preview_carries_nothing_along(staff: User, county: County, tmp_path: Path) -> None:
    path = photograph(tmp_path)
    evidence = keep(staff, county, path)
    with default_storage.open(evidence.original) as original:
        assert original.read() == path.read_bytes()
    with default_storage.open(evidence.preview) as preview:
        content = preview.read()
    assert b"SecretPhone" not in content
    with default_storage.open(evidence.preview) as preview, Image.open(preview) as picture:
        assert picture.size == (40, 80)
        assert not picture.getexif()


def test_the_same_bytes_are_one_piece_of_evidence(staff: User, county: County, tmp_path: Path) -> None:
    path = photograph(tmp_path)
    assert keep(staff, county, path) == keep(staff, county, path)
    assert ActionLog.objects.filter(verb="records.evidence.add").count() == 1


def test_a_file_that_is_refused_leaves_nothing(staff: User, county: County, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photograph(tmp_path).read_bytes()[:300])
    with pytest.raises(Refused) as refused:
        keep(staff, county, path)
    assert refused.value.code in ("truncated", "corrupt")
    assert Evidence.objects.count() == 0


def test_originals_are_opened_by_county_staff_and_noted(staff: User, county: County, tmp_path: Path) -> None:
    evidence = keep(staff, county, photograph(tmp_path))
    response = signed_in(staff).get(reverse("records:original", args=[evidence.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert b"".join(response.streaming_content)
    assert ActionLog.objects.filter(verb="records.evidence.open", by=staff).count() == 1


def test_a_coordinator_sees_the_preview_of_the_own_units_evidence_only(staff: User, county: County, tmp_path: Path) -> None:
    own = keep(staff, county, photograph(tmp_path, "red"), county.school.pk)
    others = keep(staff, county, photograph(tmp_path, "blue"), county.water.pk)
    client = signed_in(make_user(Role.UNIT_COORDINATOR, county.school))
    shown = client.get(reverse("records:preview", args=[own.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    assert client.get(reverse("records:original", args=[own.pk])).status_code == 403
    assert client.get(reverse("records:preview", args=[others.pk])).status_code == 404


def test_evidence_is_never_public(staff: User, county: County, tmp_path: Path, client) -> None:
    evidence = keep(staff, county, photograph(tmp_path))
    for name in ("evidence", "preview", "original"):
        assert client.get(reverse(f"records:{name}", args=[evidence.pk])).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [(Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200), (Role.COUNTY_STAFF, 403), (Role.VOLUNTEER, 403)]
)
def test_the_log_is_read_by_auditor_and_administrator(county: County, role: Role, status: int) -> None:
    assert signed_in(make_user(role, county.federation)).get(reverse("records:log")).status_code == status


def test_the_log_is_the_own_countys_filtered_by_words_and_days(staff: User, county: County, tmp_path: Path) -> None:
    keep(staff, county, photograph(tmp_path))
    away = make_county("990302", "别县")
    page = (
        signed_in(make_user(Role.AUDITOR, county.commission))
        .get(reverse("records:log"), {"q": "evidence", "since": "2026-03-01"})
        .content.decode()
    )
    assert "凭证" in page
    assert "开通县级平台" not in page
    assert "records.evidence.add" not in page  # the workbook has it
    assert "凭证" not in signed_in(make_user(Role.AUDITOR, away.commission)).get(reverse("records:log"), {"q": "evidence"}).content.decode()


def test_the_log_is_exported_as_it_is_filtered(county: County) -> None:
    response = signed_in(make_user(Role.AUDITOR, county.commission)).get(reverse("records:log"), {"format": "xlsx"})
    assert b"".join(response.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize("name", ["log"])
def test_the_log_takes_no_post(county: County, name: str) -> None:
    assert signed_in(make_user(Role.AUDITOR, county.commission)).post(reverse(f"records:{name}")).status_code == 405


@pytest.mark.parametrize("verb", ["events.attendance.sign_in", "pledges.pledge.join", "people.roster.check"])
def test_the_log_says_in_words_what_was_done(verb: str) -> None:
    assert ActionLog(verb=verb).what != verb


def test_staff_of_one_county_who_coordinate_in_another_do_not_open_its_originals(staff: User, county: County, tmp_path: Path) -> None:
    away = make_county("990302", "别县")
    visitor = make_user(Role.COUNTY_STAFF, away.federation)
    give_role(by=None, at=AT, user=visitor, organisation=county.school, role=Role.UNIT_COORDINATOR, since=AT.date())
    evidence = keep(staff, county, photograph(tmp_path), county.school.pk)
    client = signed_in(User.objects.get(pk=visitor.pk))
    assert client.get(reverse("records:evidence", args=[evidence.pk])).status_code == 200
    assert client.get(reverse("records:original", args=[evidence.pk])).status_code == 403
