"""The pages of messages and letters, through the HTTP client, with photographs cleaned for real."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.jobs.models import Job
from jiafeng.ground.people.actions import withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose, SavedList
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.press.writingsheets import WritingSheet, writing_sheets_pdf
from jiafeng.library.sheets import write_table
from jiafeng.programme.letters import actions, queries
from jiafeng.programme.letters.models import Channel, FamilyLetter, Intake, IntakeItem, Message, MessageLink
from jiafeng.programme.letters.stages import ItemStage, Stage
from tests.factories import status_of
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.letters.factories import approved, drive, on_a_desk, photographed, send, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def as_role(here: Place, role: str = "county_staff") -> Client:
    client = Client()
    client.force_login(here.users[role])
    return client


def author(here: Place, **fields: Any) -> dict[str, Any]:
    return {"name": "示例王芳", "organisation": here.water.pk, "phone": "138 0013 8000", "relation": "spouse", "cadre": "示例李", **fields}


# On a phone


def test_a_stranger_photographs_a_message_by_the_shared_link(client: Client) -> None:
    here = place()
    call = drive(here)
    start, write = reverse("letters:start", args=[call.token]), reverse("letters:write", args=[call.token])
    assert client.post(start, author(here)).url == write
    assert "写一两句心里话" in client.get(write).content.decode()
    done = client.post(write, {"key": str(uuid4()), "photo": upload(), "purposes": ["desk_card", "wall"]})
    message = Message.objects.get()
    assert (message.version.channel, message.cadre, message.person.name) == (Channel.PHOTO, "示例李", "示例王芳")
    assert message.version.ink_width > 200
    assert queries.agreed_to(message.person) == {Purpose.DESK_CARD, Purpose.WALL}
    page = client.get(done.url).content.decode()
    assert message.reference in page
    token = done.url.rsplit("/", 1)[-1]
    picture = client.get(reverse("letters:ink_mine", args=[token]))
    with Image.open(io.BytesIO(b"".join(picture.streaming_content))) as ink:
        assert ink.size == (message.version.ink_width, message.version.ink_height)
    # The phone forgets who wrote: the next person starts at the beginning.
    assert client.get(write).url == start


def test_a_picture_without_a_sheet_is_refused_with_what_to_do(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("letters:start", args=[call.token]), author(here))
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (90, 70, 60)).save(out, "JPEG")
    response = client.post(reverse("letters:write", args=[call.token]), {"key": str(uuid4()), "photo": upload(out.getvalue())})
    assert response.status_code == 422
    assert not Message.objects.exists()
    assert not Person.objects.exists()


def test_whoever_only_says_who_they_are_replaces_nothing(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here, "示例王芳", phone="13800138000")
    message = send(call, known, "原来的话").message
    client.post(reverse("letters:start", args=[call.token]), author(here))
    page = client.post(reverse("letters:write", args=[call.token]), {"key": str(uuid4()), "text": "别人的话"}).content.decode()
    assert "已有一条寄语" in page
    assert message.reference not in page
    message.refresh_from_db()
    assert message.version.text == "原来的话"


def test_by_their_own_link_a_person_writes_changes_their_mind_and_withdraws(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=known)
    assert known.name in client.get(reverse("letters:mine", args=[token])).content.decode()
    client.post(reverse("letters:write_mine", args=[token]), {"key": str(uuid4()), "text": "常回家吃饭", "purposes": ["wall"]})
    client.post(reverse("letters:write_mine", args=[token]), {"key": str(uuid4()), "text": "清白做人"})
    message = Message.objects.get()
    assert message.version.number == 2
    client.post(reverse("letters:agree_mine", args=[token]), {"purpose": "wall", "given": "0"})
    assert queries.agreed_to(known) == set()
    client.post(reverse("letters:withdraw_mine", args=[token]))
    message.refresh_from_db()
    assert message.stage == Stage.WITHDRAWN
    assert "已撤回" in client.get(reverse("letters:mine", args=[token])).content.decode()


def test_corners_and_threshold_are_set_by_hand_and_compared(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=known)
    client.post(reverse("letters:write_mine", args=[token]), {"key": str(uuid4()), "photo": upload()})
    version = Message.objects.get().version
    first = version.ink
    cut = reverse("letters:cut_mine", args=[token])
    assert client.get(cut).status_code == 200
    wider = [[0.05, 0.12], [0.95, 0.12], [0.95, 0.88], [0.05, 0.88]]
    response = client.post(cut, {"threshold": "0.5", "corners": json.dumps(wider), "step": "cut"})
    assert response.status_code == 302, response.context["form"].errors
    version.refresh_from_db()
    assert version.ink != first
    crossed = [[0.1, 0.1], [0.1, 0.9], [0.9, 0.9], [0.9, 0.1]]
    for wrong in ("[]", "[[1,2]]", "null", json.dumps(crossed), "[" * 300):
        assert client.post(cut, {"threshold": "0.5", "corners": wrong, "step": "cut"}).status_code == 422, wrong


def test_a_link_works_at_its_own_county_only_and_a_closed_drive_says_so(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=known)
    place("990202", "yi.example")
    assert client.get(reverse("letters:mine", args=[token]), HTTP_HOST="yi.example").status_code == 404
    actions.close_drive(by=here.staff, at=NOW, drive=call)
    assert "活动已结束" in client.get(reverse("letters:start", args=[call.token])).content.decode()
    assert "活动已结束" in client.get(reverse("letters:mine", args=[token])).content.decode()


# Staff


def test_a_list_is_asked_and_its_sheets_are_printed() -> None:
    here = place()
    call = drive(here)
    people = [person(here), person(here, organisation=here.school)]
    asked = SavedList.objects.create(county=here.county, title="全体", criteria={}, made_at=NOW)
    client = as_role(here)
    page = reverse("letters:ask", args=[call.pk])
    assert "共2人" in client.post(page, {"list": asked.pk, "step": "look"}).content.decode()
    client.post(page, {"list": asked.pk, "step": "make"})
    assert MessageLink.objects.filter(asked=True).count() == len(people)
    printed = client.get(reverse("letters:sheets", args=[call.pk]), {"unit": here.school.pk})
    assert printed.content.startswith(b"%PDF")


def test_messages_are_read_one_after_the_other_and_a_decision_is_undone() -> None:
    here = place()
    call = drive(here)
    first, second = send(call, person(here), "第一条").message, send(call, person(here), "第二条").message
    client = as_role(here)
    queue = reverse("letters:queue", args=[call.pk])
    assert "第一条" in client.get(queue).content.decode()
    onward = client.post(reverse("letters:approve", args=[first.pk]), {"next": "queue"}).url
    page = client.get(onward).content.decode()
    assert "第二条" in page
    assert reverse("letters:reconsider", args=[first.pk]) in page  # 撤销
    assert client.post(reverse("letters:return", args=[second.pk]), {"next": "queue", "reason": ""}).status_code == 422
    client.post(reverse("letters:return", args=[second.pk]), {"next": "queue", "reason": "字太淡"})
    assert "都审完了" in client.get(queue).content.decode()
    client.post(reverse("letters:reconsider", args=[second.pk]))
    assert sorted(Message.objects.values_list("stage", flat=True)) == ["approved", "received"]


def test_ticked_messages_are_approved_together_and_taken_back_together() -> None:
    here = place()
    call = drive(here)
    made = [send(call, person(here)).message for _ in range(3)]
    client = as_role(here)
    batch = str(uuid4())
    client.post(reverse("letters:bulk_approve", args=[call.pk]), {"message": [made[0].pk, made[1].pk, "x", "9" * 30], "batch": batch})
    assert Message.objects.approved().count() == 2
    client.post(reverse("letters:undo", args=[call.pk, batch]))
    assert not Message.objects.approved().exists()


def test_no_message_is_ticked_to_begin_with_and_none_ticked_is_told() -> None:
    here = place()
    call = drive(here)
    send(call, person(here))
    client, address = as_role(here), reverse("letters:messages", args=[call.pk])
    page = client.get(address).content.decode()
    assert 'name="message"' in page
    assert " checked" not in page
    assert 'data-words="通过 {n} 条"' in page
    told = client.post(reverse("letters:bulk_approve", args=[call.pk]), {"batch": str(uuid4())}, follow=True).content.decode()
    assert "请先勾选要处理的条目" in told
    assert not Message.objects.approved().exists()


def test_a_transcription_stands_beside_the_handwriting(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=known)
    client.post(reverse("letters:write_mine", args=[token]), {"key": str(uuid4()), "photo": upload(), "purposes": ["wall"]})
    message = Message.objects.get()
    staff = as_role(here)
    staff.post(reverse("letters:transcribe", args=[message.pk]), {"text": "家和人安"})
    actions.approve(by=here.staff, at=NOW, message=message)
    page = client.get(reverse("letters:shown", args=[message.reference])).content.decode()
    assert 'alt="家和人安"' in page
    assert "工作人员录的文字稿" in page
    assert Message.objects.get().version.text == ""


def test_the_list_costs_the_same_for_one_and_for_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = place()
    call = drive(here)
    client = as_role(here)
    address = reverse("letters:messages", args=[call.pk])
    send(call, person(here))
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for _ in range(2):
        send(call, person(here))
    with django_assert_num_queries(7):
        client.get(address)


# Many pictures at once


def bundle(files: dict[str, bytes], *, gbk: bool = False) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name.encode("gbk").decode("cp437") if gbk else name)
            archive.writestr(entry, content)
    raw = out.getvalue()
    return SimpleUploadedFile("寄语.zip", raw.replace(b"\x00\x08", b"\x00\x00") if gbk else raw, "application/zip")


def roster(rows: list[tuple[str, ...]]) -> SimpleUploadedFile:
    out = io.BytesIO()
    write_table(out, "寄语名册", ["姓名", "单位", "寄语", "照片"], rows)
    return SimpleUploadedFile("名册.xlsx", out.getvalue())


def test_a_folder_finds_its_people_and_the_rest_waits(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call = drive(here)
    known = person(here, "示例王芳")
    twins = [person(here, "示例李强"), person(here, "示例李强", organisation=here.school)]
    blank = io.BytesIO()
    Image.new("RGB", (900, 600), (90, 70, 60)).save(blank, "JPEG")
    files = {
        "寄语/示例王芳.jpg": on_a_desk("平安是福"),
        "寄语/示例水务-示例李强.jpg": on_a_desk("清廉传家"),
        "寄语/IMG_0012.jpg": on_a_desk("勤俭持家"),
        "寄语/空.jpg": blank.getvalue(),
        "寄语/说明.txt": b"x",
    }
    rows = [("示例新人", "示例县水务局", "", "IMG_0012"), ("示例只字", "示例县水务局", "家风正", ""), ("", "示例县水务局", "无名", "")]
    client = as_role(here)
    form = {"key": str(uuid4()), "pictures": bundle(files), "roster": roster(rows), "channel": "upload", "purposes": ["desk_card"]}
    response = client.post(reverse("letters:upload", args=[call.pk]), form)
    assert response.status_code == 302, response.content.decode()[-2000:]
    work_off_jobs()
    found = {item.name: (item.stage, item.found_by) for item in IntakeItem.objects.all()}
    assert found == {
        "寄语/示例王芳.jpg": (ItemStage.TAKEN, "file"),
        "寄语/示例水务-示例李强.jpg": (ItemStage.UNMATCHED, ""),
        "寄语/IMG_0012.jpg": (ItemStage.TAKEN, "roster"),
        "寄语/空.jpg": (ItemStage.UNMATCHED, ""),
        "名册第4行": (ItemStage.TAKEN, "roster"),
    }
    assert queries.agreed_to(known) == {Purpose.DESK_CARD}
    waiting = IntakeItem.objects.get(name__contains="李强")
    page = client.get(reverse("letters:take", args=[waiting.pk]), {"q": "示例李强"}).content.decode()
    assert all(f'value="{twin.pk}"' in page for twin in twins)
    client.post(reverse("letters:take", args=[waiting.pk]), {"person": twins[0].pk})
    waiting.refresh_from_db()
    assert (waiting.stage, waiting.person) == (ItemStage.TAKEN, twins[0])
    # Sent twice, it is one upload; nobody else sees it.
    assert as_role(here, "unit_coordinator").get(reverse("letters:intake", args=[waiting.intake_id])).status_code == 404


def test_names_packed_in_gbk_are_read() -> None:
    from jiafeng.library.media.bundles import _name

    entry = zipfile.ZipInfo("示例王芳.jpg".encode("gbk").decode("cp437"))
    assert _name(entry) == "示例王芳.jpg"


def test_a_sheet_that_was_printed_finds_its_person_and_only_its_frame_is_cut(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    call, known = drive(here), person(here)
    actions.ask(by=here.staff, at=NOW, drive=call, people=[known])
    link = MessageLink.objects.get()
    address = f"http://testserver{reverse('letters:mine', args=[link.token])}"
    sheet = written_sheet(WritingSheet(known.name, "示例水务", address), "家和人安")
    client = as_role(here)
    form = {
        "key": str(uuid4()),
        "pictures": SimpleUploadedFile("扫描1.jpg", photographed(sheet, turn=4, width=1700, height=2300)),
        "channel": "paper",
    }
    client.post(reverse("letters:upload", args=[call.pk]), form)
    work_off_jobs()
    item = IntakeItem.objects.get()
    assert (item.stage, item.found_by, item.person) == (ItemStage.TAKEN, "qr", known), item.reason
    version = Message.objects.get().version
    # Four characters side by side: neither the printed frame nor the words around it.
    assert 3 < version.ink_width / version.ink_height < 6


def written_sheet(sheet: WritingSheet, words: str) -> Image.Image:
    import pypdfium2
    from PIL import ImageDraw, ImageFont

    from jiafeng.library.press.faces import Face
    from jiafeng.library.press.writingsheets import FRAME

    pdf = writing_sheets_pdf("示例寄语", [sheet], NOW.date(), guidance=["写一两句心里话"], boxes=["同意印成桌签"], signing="签名")
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("RGB")
    scale = 150 / 25.4
    face = ImageFont.truetype(str(Face.KAI.path), round(24 * scale))
    ImageDraw.Draw(picture).text(((FRAME[0] + 20) * scale, (FRAME[1] + 30) * scale), words, font=face, fill=(30, 30, 50))
    return picture


# Family letters


def test_a_letter_is_entered_read_and_bound_into_a_booklet(client: Client, work_off_jobs: Callable[[], None]) -> None:
    here = place()
    known = person(here)
    staff = as_role(here)
    write = f"{reverse('letters:new_letter')}?person={known.pk}"
    form = {"key": str(uuid4()), "title": "写给爸爸", "written_on": "2026-03-01", "body": "爸爸您好。\n愿您平安。", "purposes": ["wall"]}
    assert staff.post(write, form).status_code == 302
    pages = {**form, "key": str(uuid4()), "title": "家书", "body": "", "pages": [upload(), upload(on_a_desk("见字如面"))]}
    staff.post(write, pages)
    letters = list(FamilyLetter.objects.order_by("pk"))
    assert [letter.pages.count() for letter in letters] == [0, 2]
    for letter in letters:
        assert client.get(reverse("letters:read", args=[letter.reference])).status_code == 404
        staff.post(reverse("letters:decide_letter", args=[letter.pk]), {"decision": "approve"})
    assert "愿您平安" in client.get(reverse("letters:read", args=[letters[0].reference])).content.decode()
    picture = client.get(reverse("letters:read_page", args=[letters[1].reference, 1]))
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    job = staff.post(reverse("letters:booklet"), {"key": str(uuid4()), "title": "家信选编"}).url
    work_off_jobs()
    result = staff.get(f"{job}/result")
    assert b"".join(result.streaming_content).startswith(b"%PDF")
    assert ActionLog.objects.get(verb="letters.booklet.bind").detail == {"count": 2}
    actions.withdraw_letter(by=here.staff, at=NOW, letter=letters[0], reason="本人来电")
    assert client.get(reverse("letters:read", args=[letters[0].reference])).status_code == 404


def test_a_booklet_made_before_a_withdrawal_is_not_handed_out_any_more_and_made_anew_without_it(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    staff = as_role(here)
    letters = []
    for title in ("写给爸爸", "写给妈妈", "家书"):
        facts = {"key": uuid4(), "written_on": NOW.date(), "body": "见字如面。", "purposes": [Purpose.WALL]}
        written = actions.write_letter(by=here.staff, at=NOW, person=person(here), title=title, **facts)
        letters.append(actions.decide_letter(by=here.staff, at=NOW, letter=written, approved=True))

    def bind() -> str:
        job = str(staff.post(reverse("letters:booklet"), {"key": str(uuid4()), "title": "家信选编"}).url)
        work_off_jobs()
        return job

    whole = bind()
    assert status_of(staff, f"{whole}/result") == 200
    actions.withdraw_letter(by=here.staff, at=NOW, letter=letters[0], reason="本人来电")
    refused = staff.get(f"{whole}/result")
    assert (refused.status_code, "重新制作" in refused.content.decode()) == (403, True)
    page = staff.get(whole).content.decode()
    assert "重新制作" in page
    assert "/result" not in page
    anew = bind()
    assert status_of(staff, f"{anew}/result") == 200
    withdraw_consent(by=None, at=NOW, person=letters[1].person, purpose=Purpose.WALL, channel=ConsentChannel.PHONE)
    assert status_of(staff, f"{anew}/result") == 403
    assert status_of(staff, f"{bind()}/result") == 200


def test_who_has_lost_the_office_since_gets_no_booklet_of_letters(work_off_jobs: Callable[[], None]) -> None:
    here = place()
    staff = as_role(here)
    facts = {"key": uuid4(), "written_on": NOW.date(), "body": "见字如面。", "purposes": [Purpose.WALL]}
    written = actions.write_letter(by=here.staff, at=NOW, person=person(here), title="家书", **facts)
    actions.decide_letter(by=here.staff, at=NOW, letter=written, approved=True)
    form = {"title": "家信选编"}
    made = staff.post(reverse("letters:booklet"), {"key": str(uuid4()), **form}).url
    work_off_jobs()
    asked = staff.post(reverse("letters:booklet"), {"key": str(uuid4()), **form}).url
    Job.objects.exclude(stage="done").get().by.memberships.update(until=NOW.date())
    work_off_jobs()
    assert status_of(staff, f"{made}/result") == 403
    assert status_of(staff, f"{asked}/result") == 404


def test_the_public_sees_only_what_authors_show(client: Client) -> None:
    here = place()
    call = drive(here)
    shown = approved(here, call, person(here), purposes=[Purpose.WALL])
    hidden = approved(here, call, person(here), purposes=[Purpose.DESK_CARD])
    page = client.get(reverse("letters:wall")).content.decode()
    assert shown.person.name in page
    assert hidden.person.name not in page
    assert client.get(reverse("letters:shown", args=[hidden.reference])).status_code == 404


@pytest.mark.parametrize("role", ["volunteer", "partner_staff", "auditor"])
def test_who_only_reads_or_helps_decides_nothing(role: str) -> None:
    here = place()
    call = drive(here)
    message = send(call, person(here)).message
    client = as_role(here, role)
    assert client.post(reverse("letters:approve", args=[message.pk])).status_code in (403, 404)
    assert client.get(reverse("letters:approve", args=[message.pk])).status_code in (403, 404, 405)


def test_a_roster_row_with_a_rounded_number_is_nobodys_and_is_told(work_off_jobs: Callable[[], None], tmp_path: Path) -> None:
    here = place()
    call = drive(here)
    path = tmp_path / "名册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["姓名", "单位", "寄语", "照片"])
    page.write_row(1, 0, ["示例甲", "示例县水务局", "", 20260308123456789])
    page.write_row(2, 0, ["阿依\u202e•古丽", "示例县水务局", "家风正", ""])
    book.close()
    form = {
        "key": str(uuid4()), "pictures": bundle({"寄语/无关.jpg": on_a_desk("平安是福")}),
        "roster": SimpleUploadedFile("名册.xlsx", path.read_bytes()), "channel": "upload", "purposes": ["desk_card"],
    }  # fmt: skip
    client = as_role(here)
    assert client.post(reverse("letters:upload", args=[call.pk]), form).status_code == 302
    work_off_jobs()
    assert IntakeItem.objects.get(stage=ItemStage.TAKEN).person.name == "阿依·古丽"
    page = client.get(reverse("letters:intake", args=[Intake.objects.get().pk])).content.decode()
    assert "截短" in page
    assert "看不见的字符" in page
