"""Lists, the file of a bulletin, passports against today, downloads, and what the public may see."""

import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.library.packs import verify
from jiafeng.programme.plans.models import Deployment, PlanLine
from jiafeng.reporting.bulletins import actions, queries
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import packing, papers, today
from jiafeng.reporting.figures.figures import CATALOGUE
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT


def page(name: str, bulletin: Bulletin, *rest: object) -> str:
    return reverse(f"bulletins:{name}", args=[bulletin.pk, *rest])


@pytest.fixture
def issued(author: User, approver: User) -> Bulletin:
    factories.lines(6)
    return factories.issued(author, approver)


@pytest.fixture
def proved(author: User, approver: User, tmp_path: Path) -> tuple[Bulletin, Evidence]:
    """A bulletin whose figure rests on one receipt with a scanned sheet."""
    photo = tmp_path / "scan.png"
    Image.new("RGB", (40, 30), "white").save(photo)
    region = factories.county()
    evidence = add_evidence(by=author, at=AT, county_code=region.code, file=photo, name="示例回执.png")
    (line,) = factories.lines(1)
    Deployment.objects.create(
        county=region,
        organisation=factories.organisation(region),
        line=line,
        deployed_at=AT,
        deployed_by=author,
        received_on=AT.date(),
        received_channel="paper",
        confirmed_at=AT,
        confirmed_by=author,
        evidence=evidence,
    )
    return factories.issued(author, approver, body="收回回执{1份|plans.receipts}。", end=date(2026, 3, 21)), evidence


def read(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content


def test_the_list_is_narrowed_and_exported(client: Client, author: User, issued: Bulletin) -> None:
    factories.bulletin(author, "示例。", title="另一期")
    client.force_login(author)
    url = reverse("bulletins:bulletins")
    assert "另一期" in read(client, url).decode()
    assert "另一期" not in read(client, f"{url}?stage=issued").decode()
    assert issued.title in read(client, f"{url}?q={issued.code}").decode()
    assert read(client, f"{url}?format=xlsx").startswith(b"PK")


def test_the_list_asks_no_more_for_three_than_for_one(client: Client, author: User) -> None:
    client.force_login(author)
    counts = []
    for _count in (1, 3):
        while Bulletin.objects.count() < _count:
            factories.bulletin(author, "示例。")
        client.get(reverse("bulletins:bulletins"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("bulletins:bulletins"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("role", [Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR])
def test_the_file_shows_issued_and_today(client: Client, issued: Bulletin, role: Role) -> None:
    factories.lines(2)
    client.force_login(factories.user(role))
    answer = client.get(page("bulletin", issued))
    assert [(passport.value, now) for passport, now, _gone in answer.context["passports"]] == [(6, 8)]
    assert [found.value for found in answer.context["wrong"].values()] == [8]
    assert str(issued.code) in answer.content.decode()


def test_a_passport_says_which_rows_came_went_and_changed(client: Client, author: User, issued: Bulletin) -> None:
    first, second, *_rest = PlanLine.objects.order_by("pk")
    gone = str(first.pk)
    first.ownerships.all().delete()
    first.delete()
    PlanLine.objects.filter(pk=second.pk).update(title="改过的名称")
    (added,) = factories.lines(1)
    client.force_login(author)
    difference = client.get(page("passport", issued, 1)).context["difference"]
    assert (difference.value, difference.added, difference.removed, difference.changed) == (6, 1, 1, 1)
    assert difference.added_rows[0].pk == str(added.pk)
    assert difference.removed_rows[0].pk == gone
    assert "改过的名称" in difference.changed_rows[0].now
    assert "改过的名称" not in difference.changed_rows[0].then


def test_a_change_of_evidence_is_a_change_of_the_row(proved: tuple[Bulletin, Evidence]) -> None:
    bulletin, _evidence = proved
    assert queries.difference(bulletin.passports.get()).is_same
    Deployment.objects.update(evidence=None)
    assert queries.difference(bulletin.passports.get()).changed == 1


def test_an_unchanged_figure_says_so(client: Client, author: User, issued: Bulletin) -> None:
    client.force_login(author)
    assert client.get(page("passport", issued, 1)).context["difference"].is_same


def test_a_figure_that_left_the_catalogue_keeps_its_passport(
    client: Client, author: User, issued: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(CATALOGUE, "plans.lines")
    client.force_login(author)
    assert client.get(page("bulletin", issued)).status_code == 200
    answer = client.get(page("passport", issued, 1))
    assert (answer.context["today_value"], len(answer.context["rows"])) == (None, 6)


@pytest.mark.django_db(transaction=True)
def test_a_large_figure_is_compared_in_the_background(
    client: Client, monkeypatch: pytest.MonkeyPatch, work_off_jobs: Callable[[], None]
) -> None:
    author, approver = factories.user(), factories.user()
    factories.lines(6)
    issued = factories.issued(author, approver)
    factories.lines(2)
    monkeypatch.setattr(today, "AT_ONCE", 5)
    client.force_login(author)
    assert client.get(page("passport", issued, 1)).context["difference"] is None
    answer = client.post(page("compare", issued, 1))
    assert answer["Location"] == reverse("jobs:job", args=[Job.objects.get().pk])
    work_off_jobs()
    assert client.get(page("passport", issued, 1)).context["difference"].added == 2


def test_downloads_are_the_files_as_issued(client: Client, author: User, issued: Bulletin) -> None:
    client.force_login(author)
    for fmt in ("pdf", "docx", "html"):
        assert read(client, page("download", issued, fmt)) == packing.issued_file(issued, fmt).read_bytes()
    assert client.get(page("download", issued, "exe")).status_code == 404


def test_a_draft_downloads_marked_as_one_and_has_no_pack(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "示例。")
    client.force_login(author)
    assert read(client, page("download", draft, "pdf")).startswith(b"%PDF-")
    assert papers.document(draft, AT.date()).marks
    assert client.get(page("download", draft, "zip")).status_code == 403
    assert client.get(page("download", draft, "html")).status_code == 302
    with pytest.raises(Refused):
        packing.write_pack(draft, io.BytesIO(), originals=False)


def test_a_draft_that_cannot_be_printed_says_why(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "示例\U0001f9ff。")
    client.force_login(author)
    assert "\U0001f9ff" in client.get(page("download", draft, "pdf"), follow=True).content.decode()


def test_the_pack_is_whole_and_gives_the_printed_code(
    client: Client, author: User, proved: tuple[Bulletin, Evidence], tmp_path: Path
) -> None:
    bulletin, evidence = proved
    client.force_login(author)
    path = tmp_path / "pack.zip"
    path.write_bytes(read(client, page("download", bulletin, "zip")))
    report = verify(str(path))
    assert report.problems == []
    assert (report.code, report.rows, report.evidence) == (bulletin.code, 1, 1)
    with zipfile.ZipFile(path) as archive:
        assert archive.read(f"evidence/{evidence.sha256}.png") == (tmp_path / "scan.png").read_bytes()


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.AUDITOR])
def test_evidence_stays_at_home_for_others(client: Client, proved: tuple[Bulletin, Evidence], tmp_path: Path, role: Role) -> None:
    bulletin, evidence = proved
    client.force_login(factories.user(role))
    path = tmp_path / "pack.zip"
    path.write_bytes(read(client, page("download", bulletin, "zip")))
    report = verify(str(path))
    assert (report.problems, report.evidence, report.code) == ([], 0, bulletin.code)
    with zipfile.ZipFile(path) as archive:
        assert evidence.sha256 in archive.read("manifests/1-plans.receipts.csv").decode()


def test_evidence_that_rotted_on_the_disk_is_not_packed(client: Client, author: User, proved: tuple[Bulletin, Evidence]) -> None:
    bulletin, evidence = proved
    original = packing.private(evidence.original)
    original.chmod(0o600)
    original.write_bytes(original.read_bytes() + b"x")
    client.force_login(author)
    answer = client.get(page("download", bulletin, "zip"), follow=True)
    assert evidence.sha256 in answer.content.decode()


def test_the_same_pack_twice_is_the_same_bytes(issued: Bulletin) -> None:
    one, two = io.BytesIO(), io.BytesIO()
    for stream in (one, two):
        packing.write_pack(issued, stream, originals=True)
    assert one.getvalue() == two.getvalue()


def test_a_script_lists_and_exports(issued: Bulletin, tmp_path: Path) -> None:
    (row,) = queries.listing()
    assert row == {"id": issued.pk, "title": issued.title, "stage": "issued", "issued_at": AT.isoformat()}
    for fmt in ("pdf", "docx", "zip"):
        queries.export(issued, fmt, tmp_path / f"b.{fmt}", originals=True)
        assert (tmp_path / f"b.{fmt}").stat().st_size > 1000
    with pytest.raises(Refused):
        queries.export(issued, "txt", tmp_path / "b.txt", originals=True)


def test_the_manifest_masks_names(client: Client, author: User, proved: tuple[Bulletin, Evidence]) -> None:
    bulletin, _evidence = proved
    client.force_login(author)
    text = read(client, page("manifest", bulletin, 1)).decode("utf-8-sig")
    assert text.startswith("id,amount,")
    assert len(text.splitlines()) == 2


def test_anybody_reads_what_a_printed_code_stands_for(client: Client, issued: Bulletin) -> None:
    for code in (issued.code, str(issued.code).lower()):
        answer = client.get(reverse("bulletins:by_code", args=[code]))
        assert answer.status_code == 200
        assert issued.title in answer.content.decode()
    assert "示例措施1" not in answer.content.decode()


def test_an_unknown_code_and_a_draft_are_not_found(client: Client, author: User) -> None:
    factories.bulletin(author, "示例。")
    answer = client.get(reverse("bulletins:by_code", args=["0000-0000-0000-0000"]))
    assert answer.status_code == 404
    assert "0000-0000-0000-0000" in answer.content.decode()


def test_strangers_sign_in_first(client: Client, issued: Bulletin) -> None:
    for name, rest in (("bulletin", ()), ("passport", (1,)), ("manifest", (1,)), ("download", ("pdf",))):
        assert client.get(page(name, issued, *rest))["Location"].startswith("/accounts/login/")


def test_the_public_view_holds_no_row_of_anybody(issued: Bulletin) -> None:
    public = papers.public(queries.issued(issued.county).get())
    assert (public.passports[0].value, public.passports[0].rows, public.grounds) == (6, 6, {1: 1})
    assert public.text == "全年共安排措施6项。"
    assert "示例措施1" not in repr(public)


def test_the_desk_tells_each_what_waits_for_them(author: User, approver: User) -> None:
    factories.lines(6)
    waiting = factories.submitted(author)
    assert [due.url for due in queries.due(approver, AT)] == [page("review", waiting)]
    assert [due.mine for due in queries.due(author, AT)] == [False]  # whoever wrote in it decides nothing
    returned = actions.return_to_writer(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, reason="核实")
    assert [(due.url, due.detail) for due in queries.due(author, AT)] == [(page("edit", returned), "核实")]
    approved = factories.approved(author, approver)
    assert page("bulletin", approved) in [due.url for due in queries.due(author, AT)]
    assert queries.due(factories.user(Role.VOLUNTEER), AT) == []


def test_search_finds_by_title_text_and_code(author: User, issued: Bulletin) -> None:
    for words in ("家庭助廉", "安排措施", str(issued.code)):
        assert [hit.url for hit in queries.search(author, words)] == [page("bulletin", issued)]
    assert queries.search(factories.user(Role.UNIT_COORDINATOR), "家庭助廉") == []


def test_a_correction_is_started_from_the_page_once(client: Client, author: User, issued: Bulletin) -> None:
    factories.lines(1)
    client.force_login(author)
    key = client.get(page("bulletin", issued)).context["key"]
    for _time in range(2):
        answer = client.post(page("correct", issued), {"key": key})
    notice = issued.corrections.get()
    assert answer["Location"] == page("edit", notice)
    assert client.post(page("correct", issued), {"key": "x"}, follow=True).status_code == 200
    client.force_login(factories.user(Role.AUDITOR))
    client.post(page("correct", issued), {"key": uuid.uuid4()})
    assert issued.corrections.count() == 1
