"""Pictures in a bulletin: on the web, in PDF and DOCX, in the archive pack; and out of all of them when somebody takes it back."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.people.actions import add_person, give_consent, withdraw_consent
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.library.packs.verify import verify
from jiafeng.programme.pictures.actions import add_picture, remove_picture, state_faces
from jiafeng.programme.pictures.models import Picture
from jiafeng.programme.pictures.queries import text_of
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import check_bulletin, packing
from tests.programme.pictures.files import a_photograph
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT

BODY = "一、进展\n全年共安排措施{6项|plans.lines}。\n[图2]\n二、下一步\n继续落实。"


@pytest.fixture
def mother(author: User) -> Person:
    region = factories.county()
    person = add_person(by=author, at=AT, county=region, name="示例母亲", organisation=factories.organisation(region))
    give_consent(by=author, at=AT, person=person, purpose=Purpose.PHOTO, channel="paper")
    return person


def a_picture(by: User, bulletin: Bulletin, file: Path, **given: Any) -> Picture:
    text = text_of(bulletin.subject)
    assert text
    kept = add_evidence(by=by, at=AT, county_code=bulletin.county.code, file=file, name=file.name)
    return add_picture(by=by, at=AT, text=text, evidence=kept, **{"alt": "三户家庭围坐桌前", "faces": "nobody", **given})


@pytest.fixture
def draft(author: User, mother: Person, tmp_path: Path) -> Bulletin:
    """A text with a cover on which nobody is recognised, and a picture of the mother at its mark."""
    factories.lines(6)
    found = factories.bulletin(author, body=BODY)
    a_picture(author, found, a_photograph(tmp_path, "green", (640, 480)), caption="启动现场", cover=True)
    a_picture(author, found, a_photograph(tmp_path, "blue", (640, 480)), caption="母亲读信", faces="named", people=[mother])
    return found


@pytest.fixture
def issued(author: User, approver: User, draft: Bulletin) -> Bulletin:
    handed_in = actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)
    marks = list(handed_in.marks.values_list("n", flat=True))
    approved = actions.approve(by=approver, at=AT, bulletin=handed_in, revision=handed_in.revision, confirmed=marks)
    return actions.issue(by=author, at=AT, bulletin=approved)


def take_back(mother: Person) -> None:
    withdraw_consent(by=None, at=AT, person=mother, purpose=Purpose.PHOTO, channel="phone")


def images_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return sum(1 for page in document for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    finally:
        document.close()


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pack_of(bulletin: Bulletin) -> io.BytesIO:
    stream = io.BytesIO()
    packing.write_pack(bulletin, stream, originals=False)
    return stream


def test_the_place_of_a_picture_claims_nothing(draft: Bulletin) -> None:
    assert check_bulletin(draft).passed


def test_a_draft_is_printed_with_its_pictures(draft: Bulletin, mother: Person) -> None:
    pdf = packing.draft_file(draft, "pdf")
    assert images_of(pdf) == 2
    assert "母亲读信" in words_of(pdf)
    assert "图2" not in words_of(pdf)
    paper = docx.Document(io.BytesIO(packing.draft_file(draft, "docx")))
    lines = [line.text for line in paper.paragraphs]
    assert len(paper.inline_shapes) == 2
    assert lines.index("启动现场") < lines.index("一、进展") < lines.index("母亲读信") < lines.index("二、下一步")
    assert 'descr="三户家庭围坐桌前"' in paper.element.xml
    take_back(mother)
    assert images_of(packing.draft_file(draft, "pdf")) == 1


def test_an_issued_bulletin_shows_them_on_the_web(client: Client, issued: Bulletin, mother: Person) -> None:
    page = client.get(reverse("portal:bulletin", args=[issued.pk])).content.decode()
    assert (
        page.index("启动现场</figcaption>")
        < page.index("<h2>一、进展</h2>")
        < page.index("母亲读信</figcaption>")
        < page.index("<h2>二、下一步</h2>")
    )
    assert reverse("pictures:shown", args=[Picture.objects.get(number=1).pk]) in client.get(reverse("portal:bulletins")).content.decode()
    take_back(mother)
    page = client.get(reverse("portal:bulletin", args=[issued.pk])).content.decode()
    assert "启动现场" in page
    assert "母亲读信" not in page
    assert "[图" not in page


def test_the_issued_files_are_handed_out_without_them_once_somebody_takes_it_back(issued: Bulletin, mother: Person, tmp_path: Path) -> None:
    with_them = packing.issued_file(issued, "pdf").read_bytes()
    assert images_of(with_them) == 2
    for names in (["bulletin.docx", "bulletin.html", "bulletin.pdf"], ["bulletin-plain.docx", "bulletin.html", "bulletin-plain.pdf"]):
        pack = tmp_path / f"{names[0]}.zip"
        pack.write_bytes(pack_of(issued).getvalue())
        assert zipfile.ZipFile(pack).namelist()[:3] == names
        assert verify(pack).problems == []
        take_back(mother)
    without = packing.issued_file(issued, "pdf").read_bytes()
    assert images_of(without) == 0
    assert issued.code in words_of(without)
    assert len(docx.Document(str(packing.issued_file(issued, "docx"))).inline_shapes) == 1, "the code alone"


def test_a_pack_holds_one_of_the_two_and_what_was_sealed(issued: Bulletin, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    zipfile.ZipFile(pack_of(issued)).extractall(folder)
    plain = packing.private(issued.renditions.get(format="pdf0").path).read_bytes()
    (folder / "bulletin-plain.pdf").write_bytes(plain)
    assert "bulletin-plain.pdf" in dict(verify(folder).problems)
    (folder / "bulletin.pdf").unlink()
    (folder / "bulletin-plain.pdf").write_bytes(plain + b" ")
    assert "bulletin-plain.pdf" in dict(verify(folder).problems)


def test_the_record_names_them(issued: Bulletin) -> None:
    kept = json.loads(issued.record)["pictures"]
    assert [(each["n"], each["caption"]) for each in kept] == [(1, "启动现场"), (2, "母亲读信")]


def test_what_is_handed_in_keeps_its_pictures(author: User, issued: Bulletin) -> None:
    cover, second = Picture.objects.order_by("number")
    with pytest.raises(Refused):
        remove_picture(by=author, at=AT, picture=cover)
    with pytest.raises(Refused):
        state_faces(by=factories.user(Role.AUDITOR), at=AT, picture=second, faces="nobody")
    state_faces(by=author, at=AT, picture=second, faces="")
    assert images_of(packing.issued_file(issued, "pdf").read_bytes()) == 0


def test_a_bulletin_without_pictures_is_sealed_as_ever(author: User, approver: User) -> None:
    factories.lines(6)
    plain = factories.issued(author, approver)
    assert sorted(plain.renditions.values_list("format", flat=True)) == ["docx", "html", "pdf"]
    assert "pictures" not in json.loads(plain.record)


def test_who_approves_sees_them(issued: Bulletin, approver: User, draft: Bulletin, client: Client) -> None:
    client.force_login(approver)
    assert "母亲读信" in client.get(reverse("bulletins:bulletin", args=[issued.pk])).content.decode()
