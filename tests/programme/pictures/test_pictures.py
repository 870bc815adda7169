"""Pictures of a text: by consent, described, in the size at which they are shown."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from jiafeng.common.refusals import Refused
from jiafeng.front.portal.models import Article
from jiafeng.ground.notices.models import Notice
from jiafeng.ground.people.actions import give_consent, withdraw_consent
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.events.actions import add_photo, state_faces
from jiafeng.programme.events.models import EventPhoto
from jiafeng.programme.pictures import actions, queries
from jiafeng.programme.pictures.models import Attachment, Picture
from jiafeng.programme.pictures.policies import alt_refusal
from jiafeng.programme.pictures.queries import Text, text_of
from tests.front.portal.factories import an_article
from tests.programme.events.factories import NOW, Place, event, evidence, person, place
from tests.programme.pictures.files import a_hard_photograph, a_pdf, a_photograph

ALT = "三户家庭在长桌前签名"


@pytest.fixture
def here(db: None) -> Place:
    return place()


@pytest.fixture
def article(here: Place) -> Article:
    return an_article(here.staff, here.county, published=NOW)


@pytest.fixture
def text(article: Article) -> Text:
    found = text_of(f"article:{article.pk}")
    assert found
    return found


@pytest.fixture
def desk(here: Place, client: Client) -> Client:
    client.force_login(here.staff)
    return client


def a_picture(here: Place, text: Text, **given: Any) -> Picture:
    facts: dict[str, Any] = {"evidence": evidence(here), "alt": ALT, "faces": "nobody", **given}
    return actions.add_picture(by=here.staff, at=NOW, text=text, **facts)


def a_gatherings_photo(here: Place, *people: Person, colour: str = "red") -> EventPhoto:
    photo = add_photo(by=here.staff, at=NOW, event=event(here), evidence=evidence(here, colour), caption="现场")
    return state_faces(by=here.staff, at=NOW, photo=photo, faces="named" if people else "nobody", people=people)


def agrees(here: Place, someone: Person) -> None:
    give_consent(by=here.staff, at=NOW, person=someone, purpose=Purpose.PHOTO, channel="paper")


def page_of(text: Text) -> str:
    return reverse("portal:article", args=[text.row.pk])


def upload(folder: Path, file: Path | None = None) -> SimpleUploadedFile:
    file = file or a_photograph(folder)
    return SimpleUploadedFile(file.name, file.read_bytes())


def test_an_upload_is_added_on_its_page(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    answer = desk.post(
        reverse("pictures:add", args=["article", text.row.pk]),
        {"file": upload(tmp_path), "faces": "nobody", "alt": ALT, "caption": "签名现场", "cover": "on"},
    )
    assert answer.status_code == 302, answer.content.decode()
    made = Picture.objects.get()
    assert (made.number, made.cover, made.caption, made.width, made.height) == (1, True, "签名现场", 64, 48)
    assert "[图1]" in desk.get(reverse("pictures:manage", args=["article", text.row.pk])).content.decode()


def test_an_upload_with_faces_leads_on_to_who_is_on_it(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    answer = desk.post(reverse("pictures:add", args=["article", text.row.pk]), {"file": upload(tmp_path), "faces": "named", "alt": ALT})
    made = Picture.objects.get()
    assert answer["Location"] == reverse("pictures:faces", args=[made.pk])
    assert not queries.enclosures(text.subject).pictures
    someone = person(here)
    desk.post(reverse("pictures:faces", args=[made.pk]) + f"?q={someone.name}", {"faces": "named", "people": someone.pk})
    assert not queries.enclosures(text.subject).pictures
    agrees(here, someone)
    assert set(queries.enclosures(text.subject).pictures) == {1}


def test_a_refused_upload_is_not_kept_and_loses_no_words(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    answer = desk.post(
        reverse("pictures:add", args=["article", text.row.pk]),
        {"file": upload(tmp_path), "faces": "nobody", "alt": "照片1", "caption": "签名现场"},
    )
    assert answer.status_code == 422
    assert "签名现场" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_decoration_needs_no_words_and_everything_else_does(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    address = reverse("pictures:add", args=["article", text.row.pk])
    refused = desk.post(address, {"file": upload(tmp_path), "faces": "nobody"})
    assert refused.status_code == 422
    assert "标为装饰" in refused.content.decode()
    assert desk.post(address, {"file": upload(tmp_path), "alt": ALT}).status_code == 422, "nobody has said who is on it"
    assert desk.post(address, {"file": upload(tmp_path), "faces": "nobody", "decorative": "on"}).status_code == 302
    assert 'alt=""' in desk.get(page_of(text)).content.decode()


def test_what_is_no_picture_is_refused(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    for name, content in (("a.jpg", b"<html>"), ("a.pdf", a_pdf(tmp_path).read_bytes())):
        answer = desk.post(
            reverse("pictures:add", args=["article", text.row.pk]),
            {"file": SimpleUploadedFile(name, content), "faces": "nobody", "alt": ALT},
        )
        assert answer.status_code == 422
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "alt", ["", "IMG_2041.jpg", "微信图片_20261201", "签名现场", "签名 现场", "照片", "活动照片3", "三家人", "现场全景.png"]
)
def test_an_alternative_text_that_says_nothing_is_refused(alt: str) -> None:
    assert alt_refusal(alt, caption="签名现场", file_name="三家人.png", decorative=False)


def test_a_file_name_is_no_alternative_text_and_a_decoration_has_none() -> None:
    assert alt_refusal("示例一中的合影", caption="", file_name="示例一中的合影.jpg", decorative=False)
    assert alt_refusal(ALT, caption="签名现场", file_name="IMG_1.jpg", decorative=False) is None
    assert alt_refusal("", caption="花", file_name="a.jpg", decorative=True) is None
    assert alt_refusal(ALT, caption="", file_name="a.jpg", decorative=True)


def test_a_photo_is_offered_only_while_everybody_on_it_agrees(here: Place, desk: Client, text: Text) -> None:
    mother = person(here)
    photo = a_gatherings_photo(here, mother)
    address = reverse("pictures:photos", args=["article", text.row.pk])
    assert f'value="{photo.pk}" required' not in desk.get(address).content.decode()
    assert desk.post(address, {"photo": photo.pk, "alt": ALT}).status_code == 422
    with pytest.raises(Refused):
        a_picture(here, text, evidence=photo.evidence, photo=photo, faces="")
    agrees(here, mother)
    assert f'value="{photo.pk}" required' in desk.get(address).content.decode()
    assert desk.post(address, {"photo": photo.pk, "alt": ALT, "cover": "on"}).status_code == 302
    assert Picture.objects.get().photo == photo
    assert f'value="{photo.pk}" required' not in desk.get(address).content.decode(), "it is there already"


def test_a_withdrawal_takes_the_picture_out_at_once(here: Place, client: Client, text: Text) -> None:
    mother = person(here)
    agrees(here, mother)
    photo = a_gatherings_photo(here, mother)
    made = a_picture(here, text, evidence=photo.evidence, photo=photo, faces="", cover=True, caption="母亲读信")
    address = reverse("pictures:shown", args=[made.pk])
    assert client.get(address).status_code == 200
    assert client.get(address)["Cache-Control"] == "private, no-cache"
    withdraw_consent(by=None, at=NOW, person=mother, purpose=Purpose.PHOTO, channel="phone")
    assert client.get(address).status_code == 404
    assert "母亲读信" not in client.get(page_of(text)).content.decode()
    assert not queries.covers([text.subject])


def test_who_keeps_the_text_is_told_and_the_copies_are_gone(here: Place, client: Client, text: Text) -> None:
    mother = person(here)
    agrees(here, mother)
    photo = a_gatherings_photo(here, mother)
    made = a_picture(here, text, evidence=photo.evidence, photo=photo, faces="", cover=True)
    assert client.get(reverse("pictures:shown", args=[made.pk])).status_code == 200
    copies = Path(settings.DATA) / "renditions" / made.evidence.preview
    assert copies.is_dir()
    for _ in range(2):
        withdraw_consent(by=None, at=NOW, person=mother, purpose=Purpose.PHOTO, channel="phone")
    assert not copies.exists()
    (notice,) = Notice.objects.filter(user=here.staff)
    assert made.mark in notice.text
    assert notice.url == reverse("pictures:manage", args=["article", text.row.pk])


def test_a_draft_shows_its_pictures_to_its_staff_and_to_a_page_with_a_ticket(here: Place, client: Client) -> None:
    article = an_article(here.staff, here.county)
    text = text_of(f"article:{article.pk}")
    assert text
    address = reverse("pictures:shown", args=[a_picture(here, text).pk])
    assert client.get(address).status_code == 404
    assert client.get(address, {"k": "x:y"}).status_code == 404
    assert client.get(address, {"k": queries.ticket("article:0")}).status_code == 404
    assert client.get(address, {"k": queries.ticket(text.subject)}).status_code == 200
    client.force_login(here.staff)
    assert client.get(address).status_code == 200


def test_a_picture_comes_in_the_size_that_is_asked_for(here: Place, client: Client, text: Text, tmp_path: Path) -> None:
    kept = add_evidence(by=here.staff, at=NOW, county_code=here.county.code, file=a_hard_photograph(tmp_path), name="示例.jpg")
    address = reverse("pictures:shown", args=[a_picture(here, text, evidence=kept).pk])
    for asked, most in (("390", 28_000), ("780", 58_000), ("1200", 130_000)):
        answer = client.get(address, {"w": asked})
        assert answer["Content-Type"] == "image/webp"
        assert len(answer.content) <= most
        assert Image.open(BytesIO(answer.content)).width <= {"390": 400, "780": 800, "1200": 1200}[asked]
    for hostile in ("", "0", "-1", "99999", "9" * 400, "८", "w"):
        assert client.get(address, {"w": hostile}).status_code == 200
    again = client.get(address, {"w": "780"}, headers={"If-None-Match": client.get(address, {"w": "780"})["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_one_cover_and_no_number_twice(here: Place, text: Text) -> None:
    first = a_picture(here, text, cover=True)
    second = a_picture(here, text, evidence=evidence(here, "blue"), cover=True)
    first.refresh_from_db()
    assert (first.cover, second.cover, second.number) == (False, True, 2)
    actions.remove_picture(by=here.staff, at=NOW, picture=second)
    assert a_picture(here, text, evidence=evidence(here, "gray")).number == 3
    assert a_picture(here, text).pk == first.pk, "the same upload is the one that stands"


def test_a_stale_description_is_told(here: Place, desk: Client, text: Text) -> None:
    made = a_picture(here, text)
    address = reverse("pictures:picture", args=[made.pk])
    assert desk.post(address, {"revision": made.revision, "alt": ALT + "，孩子在旁边看", "caption": "签名"}).status_code == 302
    answer = desk.post(address, {"revision": made.revision, "alt": ALT, "caption": "旧"})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert (made.caption, made.revision) == ("签名", 2)


def test_an_attachment_is_a_checked_pdf(here: Place, desk: Client, text: Text, tmp_path: Path) -> None:
    address = reverse("pictures:attach", args=["article", text.row.pk])
    assert desk.post(address, {"title": "附表", "file": upload(tmp_path)}).status_code == 422
    assert desk.post(address, {"title": "附表", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 broken")}).status_code == 422
    assert desk.post(address, {"title": "附表/一", "file": upload(tmp_path, a_pdf(tmp_path))}).status_code == 302
    made = Attachment.objects.get()
    answer = desk.get(reverse("pictures:attachment", args=[made.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "附表" in desk.get(page_of(text)).content.decode()
    assert desk.post(reverse("pictures:detach", args=[made.pk])).status_code == 302
    assert not Attachment.objects.exists()


def test_nobody_else_changes_a_texts_pictures(here: Place, text: Text) -> None:
    made = a_picture(here, text)
    for other in (here.users["partner_staff"], here.users["volunteer"]):
        with pytest.raises(Refused):
            actions.remove_picture(by=other, at=NOW, picture=made)
        with pytest.raises(Refused):
            actions.state_faces(by=other, at=NOW, picture=made, faces="nobody")
    stranger = person(place("990202", domain="yi.example"))
    with pytest.raises(Refused):
        actions.state_faces(by=here.staff, at=NOW, picture=made, faces="named", people=[stranger])
