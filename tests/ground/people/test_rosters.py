import io
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.people import actions
from jiafeng.ground.people.models import Person, Roster
from jiafeng.ground.people.stages import RosterStage
from jiafeng.ground.people.views import importing
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.sheets import Column, read_table, write_table
from tests.factories import AT, make_user, signed_in
from tests.ground.people.factories import HEADINGS, make_unit, row

UPLOAD = "/people/rosters"


def file(*rows, content=None):
    if content is None:
        buffer = io.BytesIO()
        write_table(buffer, "示例名册", HEADINGS, rows)
        content = buffer.getvalue()
    return SimpleUploadedFile("示例名册.xlsx", content)


def upload(scene, *rows, key=None, content=None, client=None):
    return (client or scene.client).post(UPLOAD, {"key": str(key or uuid.uuid4()), "file": file(*rows, content=content)})


def table(response, tmp_path, *labels):
    path = tmp_path / "answer.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    with read_table(path, [Column(label, label) for label in labels]) as read:
        assert read.refused is None
        return [read_row.values for read_row in read]


GOOD, BAD = row("示例乙", "示例新局", 手机="13900001234", 配偶姓名="示例丙"), row("示例丁", 手机="123")


def test_upload_check_confirm_and_the_rows_to_correct(scene, tmp_path):
    response = upload(scene, GOOD, BAD)
    roster = Roster.objects.get()
    assert response["Location"] == f"/people/rosters/{roster.pk}"
    html = scene.client.get(response["Location"]).content.decode()
    assert "示例新局" in html
    assert "确认导入1行" in html
    assert "手机" in html
    assert roster.stage == RosterStage.CHECKED
    assert not Person.objects.filter(name="示例乙").exists()

    done = scene.client.post(f"/people/rosters/{roster.pk}/import", follow=True).content.decode()
    assert "导入完成" in done
    assert Person.objects.filter(name__in=["示例乙", "示例丙"]).count() == 2
    roster.refresh_from_db()
    assert (roster.stage, roster.report["new"], roster.report["failed"]) == (RosterStage.IMPORTED, 1, 1)
    assert not default_storage.exists(roster.file)

    (failed,) = table(scene.client.get(f"/people/rosters/{roster.pk}/failed"), tmp_path, "姓名", "手机", "需要改正")
    assert (failed["姓名"], failed["手机"]) == ("示例丁", "123")
    assert "手机" in failed["需要改正"]


def test_the_corrected_rows_are_uploaded_as_they_are(scene, tmp_path):
    upload(scene, BAD)
    roster = Roster.objects.get()
    response = scene.client.get(f"/people/rosters/{roster.pk}/failed")
    upload(scene, content=b"".join(response.streaming_content))
    again = Roster.objects.exclude(pk=roster.pk).get()
    assert (again.report["rows"], again.report["failed"]) == (1, 1)


def test_a_long_roster_is_worked_off_in_the_background(scene, work_off_jobs, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(importing, "AT_ONCE_ROWS", 0)
    response = upload(scene, GOOD)
    roster = Roster.objects.get()
    assert response["Location"].startswith("/jobs/")
    work_off_jobs()
    roster.refresh_from_db()
    assert roster.stage == RosterStage.CHECKED
    scene.client.post(f"/people/rosters/{roster.pk}/import")
    work_off_jobs()
    roster.refresh_from_db()
    assert roster.stage == RosterStage.IMPORTED
    assert list(Job.objects.order_by("asked_at").values_list("stage", flat=True)) == ["done", "done"]
    assert Person.objects.filter(name="示例乙").exists()


def test_a_refused_file_in_the_background_tells_its_sentence(scene, work_off_jobs, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE_BYTES", 2)
    upload(scene, content=b"%PDF-1.7")
    work_off_jobs()
    roster, job = Roster.objects.get(), Job.objects.get()
    assert roster.stage == RosterStage.REFUSED
    assert job.message == roster.report["refused"] != ""


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", "单位,手机\n示例局,1\n".encode()])
def test_what_is_no_roster_is_refused_with_a_sentence(scene, content):
    response = upload(scene, content=content)
    if response.status_code == 302:
        html = scene.client.get(response["Location"]).content.decode()
        assert Roster.objects.get().report["refused"] in html
        assert "确认导入" not in html
    else:
        assert response.status_code == 422  # the form itself refuses an empty file


def test_one_form_sent_twice_uploads_once(scene):
    key = uuid.uuid4()
    first, second = upload(scene, GOOD, key=key), upload(scene, GOOD, key=key)
    assert first["Location"] == second["Location"]
    assert Roster.objects.count() == 1


def test_confirming_twice_imports_once(scene):
    upload(scene, GOOD)
    roster = Roster.objects.get()
    url = f"/people/rosters/{roster.pk}/import"
    assert scene.client.post(url).status_code == 302
    assert scene.client.post(url).status_code == 422
    assert Person.objects.filter(name="示例乙").count() == 1
    assert ActionLog.objects.filter(verb="people.roster.import").count() == 1


def test_an_import_broken_off_can_be_gone_on_with(scene):
    upload(scene, GOOD)
    roster = Roster.objects.get()
    actions.confirm_roster(by=scene.staff, at=AT, roster=roster)
    html = scene.client.get(f"/people/rosters/{roster.pk}").content.decode()
    assert "继续导入" in html
    assert scene.client.post(f"/people/rosters/{roster.pk}/import").status_code == 302
    assert Person.objects.filter(name="示例乙").count() == 1


def test_an_upload_broken_off_can_be_checked(scene, work_off_jobs, tmp_path):
    path = tmp_path / "x.xlsx"
    write_table(path, "", HEADINGS, [GOOD])
    roster = actions.upload_roster(by=scene.staff, at=AT, county=scene.county.region, key=uuid.uuid4(), file=path, name="../../x.xlsx")
    assert roster.name == "x.xlsx"
    assert scene.client.post(f"/people/rosters/{roster.pk}/check").status_code == 302
    work_off_jobs()
    roster.refresh_from_db()
    assert roster.stage == RosterStage.CHECKED


def test_what_is_on_record_already_has_nothing_to_import(scene):
    upload(scene, row("示例甲", "县教育局", 手机="13800001234"))
    roster = Roster.objects.get()
    assert roster.report["skipped"] == 1
    assert "确认导入" not in scene.client.get(f"/people/rosters/{roster.pk}").content.decode()


def test_a_roster_is_seen_by_nobody_else(scene):
    upload(scene, GOOD, BAD)
    roster = Roster.objects.get()
    colleague = signed_in(make_user(Role.COUNTY_STAFF, scene.county.federation))
    for address in ("", "/failed"):
        assert colleague.get(f"/people/rosters/{roster.pk}{address}").status_code == 404
    for address in ("/import", "/check"):
        assert colleague.post(f"/people/rosters/{roster.pk}{address}").status_code == 404


def test_a_coordinators_roster_reaches_their_own_unit_only(scene):
    client = signed_in(scene.coordinator)
    upload(scene, row("示例乙", "县教育局"), row("示例丙", "县水务局"), client=client)
    roster = Roster.objects.get()
    assert (roster.report["new"], roster.report["failed"]) == (1, 1)
    assert client.post(f"/people/rosters/{roster.pk}/import").status_code == 302
    assert not Person.objects.filter(name="示例丙").exists()


def test_the_template_has_every_column_and_imports_as_it_is(scene, tmp_path):
    response = scene.client.get("/people/rosters/template")
    content = b"".join(response.streaming_content)
    path = tmp_path / "template.xlsx"
    path.write_bytes(content)
    with read_table(path, [Column(label, label, required=True) for label in HEADINGS]) as read:
        assert read.refused is None
        assert list(read) == []
    upload(scene, content=content)
    assert Roster.objects.get().report["rows"] == 0


@pytest.mark.parametrize("address", ["import", "check"])
def test_steps_take_a_post(scene, address):
    upload(scene, GOOD)
    assert scene.client.get(f"/people/rosters/{Roster.objects.get().pk}/{address}").status_code == 405


class TestAnotherTelephone:
    ROWS = (row("示例戊", 手机="13900001111"), row("示例己", 手机="13900002222"))

    @pytest.fixture
    def roster(self, scene):
        unit = make_unit(scene.county.region, "示例局")
        for name in ("示例戊", "示例己"):
            scene.add(name, organisation=unit, phone="13800009999", post="科员")
        upload(scene, *self.ROWS)
        return Roster.objects.get()

    def test_nothing_is_imported_before_every_question_is_answered(self, scene, roster):
        page = scene.client.get(f"/people/rosters/{roster.pk}").content.decode()
        assert "是同一个人吗" in page
        assert "138****9999" in page
        assert "13800009999" not in page
        known = Person.objects.get(name="示例戊").pk
        half = scene.client.post(f"/people/rosters/{roster.pk}/import", {"row-3": known})
        assert half.status_code == 422
        assert "checked" in half.content.decode()
        roster.refresh_from_db()
        assert roster.stage == RosterStage.CHECKED

    def test_each_row_is_answered_for_itself(self, scene, roster):
        known = Person.objects.get(name="示例戊").pk
        scene.client.post(f"/people/rosters/{roster.pk}/import", {"row-3": known, "row-4": "other"})
        roster.refresh_from_db()
        assert (roster.stage, roster.report["new"], roster.report["update"]) == (RosterStage.IMPORTED, 1, 1)
        assert Person.objects.get(pk=known).phone == "13900001111"
        assert Person.objects.filter(name="示例己").count() == 2

    def test_all_are_answered_at_once(self, scene, roster):
        scene.client.post(f"/people/rosters/{roster.pk}/import", {"rest": "same"})
        assert sorted(Person.objects.filter(name__in=["示例戊", "示例己"]).values_list("name", flat=True)) == ["示例己", "示例戊"]
        assert {person.phone for person in Person.objects.filter(name__in=["示例戊", "示例己"])} == {"13900001111", "13900002222"}

    def test_an_answer_that_was_not_offered_is_none(self, scene, roster):
        answer = {"row-3": scene.person.pk, "rest": "same"}
        assert scene.client.post(f"/people/rosters/{roster.pk}/import", answer).status_code == 422

    def test_very_many_are_answered_together(self, scene, roster, monkeypatch):
        monkeypatch.setattr("jiafeng.ground.people.actions.report.SHOWN_QUESTIONS", 1)
        upload(scene, *self.ROWS)
        roster = Roster.objects.exclude(pk=roster.pk).get()
        assert (roster.report["asked"], len(roster.report["questions"])) == (2, 1)
        known = Person.objects.get(name="示例戊").pk
        assert scene.client.post(f"/people/rosters/{roster.pk}/import", {"row-3": known}).status_code == 422
        scene.client.post(f"/people/rosters/{roster.pk}/import", {"row-3": known, "rest": "other"})
        assert Person.objects.filter(name="示例己").count() == 2
