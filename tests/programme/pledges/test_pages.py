"""The pages of pledges, through the HTTP client."""

import gzip
import io
import re
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.people.models import Person, Source
from jiafeng.library.sheets import Column, read_table
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.models import Channel, Pledge, PledgeDrive, PledgeTrace, SignatureKind
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import CLAUSES, DRAWN, drive, on_paper, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def as_role(here: Place, role: str = "county_staff") -> Client:
    client = Client()
    client.force_login(here.users[role])
    return client


def picture() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(stream, "PNG")
    return SimpleUploadedFile("签名.png", stream.getvalue(), "image/png")


def identity(here: Place, **fields):
    return {"name": "示例王芳", "organisation": here.water.pk, "phone": "138 0013 8000", "relation": "spouse", "cadre": "示例李", **fields}


def signature(call: PledgeDrive, **fields):
    return {"key": str(uuid4()), "text": call.texts.first().pk, "strokes": DRAWN, "have_read": "on", "step": "submit", **fields}


# On a phone, by the shared link


def test_a_stranger_signs_by_the_shared_link(client: Client) -> None:
    here = place()
    call = drive(here)
    start, read = reverse("pledges:start", args=[call.token]), reverse("pledges:sign", args=[call.token])
    assert client.post(start, identity(here)).url == read
    page = client.get(read).content.decode()
    assert all(clause in page for clause in CLAUSES)
    assert "示例县水务局干部" in page
    form = signature(call, show_name="on")
    check = client.post(read, {**form, "step": "check"}).content.decode()
    assert "<path d=" in check
    assert Pledge.objects.count() == 0
    done = client.post(read, form)
    pledge = Pledge.objects.get()
    assert pledge.reference in client.get(done.url).content.decode()
    assert (pledge.person.name, pledge.person.source, pledge.person.phone) == ("示例王芳", Source.SELF, "13800138000")
    assert (pledge.cadre, queries.shown_since(pledge).at) == ("示例李", NOW)
    assert pledge.traces.get().kind == SignatureKind.DRAWN
    # The phone forgets who signed: the next person starts at the beginning.
    assert client.get(read).url == start


def test_somebody_on_the_list_is_found_and_not_doubled(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here, "示例王芳", phone="13800138000")
    on_paper(here, call, known)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    client.post(reverse("pledges:sign", args=[call.token]), signature(call))
    assert Person.objects.count() == 1
    assert sorted(Pledge.objects.get().traces.values_list("channel", flat=True)) == ["paper", "phone"]


def test_a_namesake_with_another_telephone_is_another_person(client: Client) -> None:
    here = place()
    call = drive(here)
    person(here, "示例王芳", phone="13900139000")
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    client.post(reverse("pledges:sign", args=[call.token]), signature(call))
    assert Person.objects.count() == 2


def test_the_form_sent_twice_is_one_pledge_and_one_person(client: Client) -> None:
    here = place()
    call, form = drive(here), None
    form = signature(call)
    for _ in range(2):
        client.post(reverse("pledges:start", args=[call.token]), identity(here))
        assert client.post(reverse("pledges:sign", args=[call.token]), form).status_code == 302
    assert (Person.objects.count(), Pledge.objects.count(), PledgeTrace.objects.count()) == (1, 1, 1)


def test_whoever_signed_already_is_told_so_and_given_no_link(client: Client) -> None:
    here = place()
    call, known = drive(here), person(here, "示例王芳", phone="13800138000")
    pledge = sign(call, known).pledge
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    response = client.post(reverse("pledges:sign", args=[call.token]), signature(call))
    page = response.content.decode()
    assert "只计一次" in page
    assert pledge.reference not in page
    assert "/pledges/p/" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "id_name"),
        ({"phone": "12345"}, "11位"),
        ({"phone": ""}, "id_phone"),
    ],
)
def test_a_wrong_identity_is_explained_at_its_field(client: Client, change: dict, words: str) -> None:
    here = place()
    response = client.post(reverse("pledges:start", args=[drive(here).token]), identity(here, **change))
    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"have_read": ""}, "have_read"),
        ({"strokes": ""}, "typed_name"),
        ({"strokes": "{"}, "strokes"),
        ({"strokes": "300*150_10.10"}, "strokes"),
        ({"strokes": "300*150_10.10.99990.20.30.30.40.40"}, "strokes"),
        ({"strokes": "300*150_" + ".".join(f"{n % 3000}.50" for n in range(7000))}, "strokes"),
        ({"strokes": "99999999999*5_1.1.2.2.3.3.4.4"}, "strokes"),
        ({"strokes": "", "typed_name": "别人"}, "typed_name"),
    ],
)
def test_a_signature_that_is_none_is_explained(client: Client, change: dict, kept: str) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    response = client.post(reverse("pledges:sign", args=[call.token]), signature(call, **change))
    assert response.status_code == 422
    assert kept in response.context["form"].errors
    assert Pledge.objects.count() == 0


def test_a_name_can_be_typed_instead(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    client.post(reverse("pledges:sign", args=[call.token]), signature(call, strokes="", typed_name="示例 王芳"))
    assert PledgeTrace.objects.get().kind == SignatureKind.TYPED


def test_a_signature_can_be_photographed_instead(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    form = signature(call, strokes="", by_photo="on")
    read = reverse("pledges:sign", args=[call.token])
    assert client.post(read, form).status_code == 422
    assert client.post(read, {**form, "photo": SimpleUploadedFile("x.png", b"no picture")}).status_code == 422
    assert client.post(read, {**form, "photo": picture()}).status_code == 302
    trace = PledgeTrace.objects.get()
    assert (trace.kind, trace.evidence.media_type) == (SignatureKind.PHOTO, "image/png")
    # Whoever decides whether it is theirs sees it.
    dispute = actions.dispute_pledge(at=NOW, pledge=trace.pledge)
    page = as_role(here).get(reverse("pledges:dispute", args=[dispute.pk])).content.decode()
    assert reverse("records:preview", args=[trace.evidence_id]) in page


def test_the_back_button_of_the_check_keeps_the_signature(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    response = client.post(reverse("pledges:sign", args=[call.token]), signature(call, step="change"))
    assert response.status_code == 200
    assert response.context["form"]["strokes"].value() == DRAWN


def test_a_new_text_is_shown_before_it_is_signed(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    form = signature(call)
    newest = actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=["新的一条承诺。"])
    response = client.post(reverse("pledges:sign", args=[call.token]), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "新的一条承诺。" in page
    assert f'value="{newest.pk}"' in page
    assert (Pledge.objects.count(), Person.objects.count()) == (0, 0)


def test_a_child_is_asked_for_a_guardian_and_nothing_stays(client: Client) -> None:
    here = place()
    call = drive(here)
    person(here, "示例王芳", phone="13800138000", birth_year=2016)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    response = client.post(reverse("pledges:sign", args=[call.token]), signature(call))
    assert response.status_code == 422
    assert "监护人" in response.content.decode()
    assert Pledge.objects.count() == 0


def test_a_drive_that_is_not_open_says_so(client: Client) -> None:
    here = place()
    closed = actions.close_drive(by=here.staff, at=NOW, drive=drive(here))
    assert "活动已结束" in client.get(reverse("pledges:start", args=[closed.token])).content.decode()
    assert "还没开始" in client.get(reverse("pledges:start", args=[drive(here, opened=False).token])).content.decode()
    response = client.post(reverse("pledges:start", args=[closed.token]), identity(here))
    assert "活动已结束" in response.content.decode()


def test_an_unknown_link_or_a_link_of_another_county_is_not_found(client: Client) -> None:
    here = place()
    place("990202", "yi.example")
    call = drive(here)
    assert client.get(reverse("pledges:start", args=["x" * 16])).status_code == 404
    assert client.get(reverse("pledges:mine", args=["x" * 22])).status_code == 404
    assert client.get(reverse("pledges:start", args=[call.token]), headers={"host": "yi.example"}).status_code == 404


def test_at_the_staffs_device_it_is_their_channel() -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    staff.post(reverse("pledges:start", args=[call.token]), identity(here))
    staff.post(reverse("pledges:sign", args=[call.token]), signature(call))
    trace = PledgeTrace.objects.get()
    assert (trace.channel, trace.by) == (Channel.STAFF, here.staff)


# By a personal link


def test_the_personal_link_signs_shows_and_withdraws(client: Client) -> None:
    here = place()
    call, signer = drive(here), person(here, "示例王芳")
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=signer)
    mine = reverse("pledges:mine", args=[token])
    assert "示例王芳" in client.get(mine).content.decode()
    assert client.post(reverse("pledges:sign_mine", args=[token]), signature(call)).url == mine
    client.post(reverse("pledges:show_mine", args=[token]), {"shown": "1"})
    assert queries.shown_since(Pledge.objects.get()).at == NOW
    assert client.get(reverse("pledges:withdraw_mine", args=[token])).status_code == 200
    client.post(reverse("pledges:withdraw_mine", args=[token]))
    pledge = Pledge.objects.get()
    assert (pledge.withdrawn_at, pledge.withdrawn_by, queries.shown_since(pledge)) == (NOW, None, None)
    withdrawn = client.get(mine).content.decode()
    assert re.search("<h1[^>]*>您的承诺已撤回", withdrawn)
    assert reverse("portal:home") in withdrawn
    client.post(reverse("pledges:show_mine", args=[token]), {"shown": "1"})
    assert queries.shown_since(Pledge.objects.get()) is None


def test_a_personal_link_without_pledge_has_nothing_to_withdraw(client: Client) -> None:
    here = place()
    token = actions.make_link(by=here.staff, at=NOW, drive=drive(here), person=person(here))
    assert client.post(reverse("pledges:withdraw_mine", args=[token])).url == reverse("pledges:mine", args=[token])


def test_pages_on_a_phone_are_light(client: Client) -> None:
    here = place()
    call = drive(here)
    client.post(reverse("pledges:start", args=[call.token]), identity(here))
    pages = [reverse(name, args=[call.token]) for name in ("pledges:start", "pledges:sign")]
    assert all(len(gzip.compress(client.get(page).content)) < 20_000 for page in pages)


# At the desk


def test_staff_begin_a_drive_write_its_text_and_open_it() -> None:
    here = place()
    staff = as_role(here)
    facts = {"title": "示例承诺", "organisation": here.federation.pk, "issuers": [here.commission.pk]}
    made = staff.post(reverse("pledges:new_drive"), {**facts, "opens_on": "2026-03-01", "last_day": "2026-03-31", "identity": "none"})
    call = PledgeDrive.objects.get()
    assert made.url == reverse("pledges:text", args=[call.pk])
    assert call.closes_on == date(2026, 4, 1)
    assert [row.organisation for row in call.issuer_rows.all()] == [here.federation, here.commission]
    assert staff.post(reverse("pledges:open_drive", args=[call.pk])).status_code == 422
    call.refresh_from_db()
    assert call.stage == "draft"
    staff.post(reverse("pledges:text", args=[call.pk]), {"clauses": "一条\n\n两条"})
    staff.post(reverse("pledges:open_drive", args=[call.pk]))
    call.refresh_from_db()
    assert (call.stage, call.texts.get().clauses) == ("open", ["一条", "两条"])
    assert staff.get(reverse("pledges:drive", args=[call.pk])).status_code == 200
    staff.post(reverse("pledges:close_drive", args=[call.pk]))
    assert staff.post(reverse("pledges:reopen_drive", args=[call.pk]), {"reason": ""}).status_code == 422
    staff.post(reverse("pledges:reopen_drive", args=[call.pk]), {"reason": "补录"})
    call.refresh_from_db()
    assert call.stage == "open"


def test_a_stale_edit_keeps_what_was_typed_and_can_be_saved_again() -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    address = reverse("pledges:edit_drive", args=[call.pk])
    facts = {"organisation": here.federation.pk, "opens_on": "2026-03-01", "last_day": "2026-03-31", "identity": "none"}
    old = call.revision
    staff.post(address, {**facts, "title": "先改", "revision": old})
    response = staff.post(address, {**facts, "title": "后改", "revision": old})
    assert response.status_code == 422
    assert "后改" in response.content.decode()
    again = response.context["form"]["revision"].value()
    assert staff.post(address, {**facts, "title": "后改", "revision": again}).status_code == 302


def test_the_list_is_filtered_and_exported_as_filtered() -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    one, two, gone = person(here, "示例甲"), person(here, "示例乙", organisation=here.school), person(here, "示例丙")
    sign(call, one)
    on_paper(here, call, two, sheet="1-1")
    actions.withdraw_pledge(by=None, at=NOW, pledge=sign(call, gone).pledge)
    address = reverse("pledges:signers", args=[call.pk])

    def names(query: str) -> list[str]:
        return [pledge.person.name for pledge in staff.get(f"{address}?{query}").context["page"].items]

    assert names("") == ["示例乙", "示例甲"]
    assert names("channel=paper") == ["示例乙"]
    assert names(f"unit={here.water.pk}") == ["示例甲"]
    assert names("q=甲") == ["示例甲"]
    assert names("state=withdrawn") == ["示例丙"]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        file.write_bytes(b"".join(staff.get(f"{address}?format=xlsx&channel=paper").streaming_content))
        with read_table(file, (Column("name", "姓名", required=True), Column("sheet", "表号行号"))) as table:
            assert [(row.values["name"], row.values["sheet"]) for row in table] == [("示例乙", "1-1")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_queries_however_long(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = place()
    call, staff = drive(here), as_role(here)
    for _ in range(rows):
        on_paper(here, call, sign(call, person(here)).pledge.person)
    with django_assert_num_queries(9):
        staff.get(reverse("pledges:signers", args=[call.pk]))


def test_the_drives_page_shows_arithmetic_and_never_who_did_not_sign() -> None:
    here = place()
    call, signer, other = drive(here), person(here, "示例签了"), person(here, "示例没签")
    on_paper(here, call, sign(call, signer).pledge.person)
    actions.make_link(by=here.staff, at=NOW, drive=call, person=other)
    staff = as_role(here)
    pages = [staff.get(reverse(f"pledges:{name}", args=[call.pk])).content.decode() for name in ("drive", "signers")]
    assert "示例签了" in pages[1]
    assert not any(word in page for page in pages for word in ("示例没签", "未签", "%</"))


def test_a_coordinator_reads_only_the_own_units_signatures() -> None:
    here = place()
    call = drive(here)
    own, foreign = sign(call, person(here, "示例本单位")).pledge, sign(call, person(here, "示例外单位", organisation=here.school)).pledge
    coordinator = as_role(here, "unit_coordinator")
    page = coordinator.get(reverse("pledges:signers", args=[call.pk])).content.decode()
    assert "示例本单位" in page
    assert "示例外单位" not in page
    assert coordinator.get(reverse("pledges:pledge", args=[own.pk])).status_code == 200
    assert coordinator.get(reverse("pledges:pledge", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("name", ["drives", "drive", "signers", "links", "text", "edit_drive"])
def test_a_volunteer_is_told_that_it_is_not_their_page(name: str) -> None:
    here = place()
    call = drive(here)
    response = as_role(here, "volunteer").get(reverse(f"pledges:{name}", args=[] if name == "drives" else [call.pk]))
    assert response.status_code == 403


def test_staff_withdraw_with_a_reason_and_restore() -> None:
    here = place()
    pledge, staff = sign(drive(here), person(here)).pledge, as_role(here)
    assert staff.post(reverse("pledges:withdraw", args=[pledge.pk]), {"reason": ""}).status_code == 422
    staff.post(reverse("pledges:withdraw", args=[pledge.pk]), {"reason": "本人来电"})
    assert "本人来电" in staff.get(reverse("pledges:pledge", args=[pledge.pk])).content.decode()
    staff.post(reverse("pledges:restore", args=[pledge.pk]), {"reason": "本人来访"})
    pledge.refresh_from_db()
    assert pledge.withdrawn_at is None


def test_a_link_is_shown_with_its_code_and_voided_by_a_new_one() -> None:
    here = place()
    call, signer, staff = drive(here), person(here, "示例王芳"), as_role(here)
    assert "示例王芳" in staff.get(reverse("pledges:links", args=[call.pk]), {"q": "示例王"}).content.decode()
    address = reverse("pledges:make_link", args=[call.pk, signer.pk])
    first, again, fresh = (staff.post(address, data).context["address"] for data in ({}, {}, {"afresh": "1"}))
    assert first == again != fresh
    assert Client().get(first).status_code == 404
    assert Client().get(fresh).status_code == 200


def test_the_poster_is_printed() -> None:
    here = place()
    response = as_role(here).get(reverse("pledges:poster", args=[drive(here).pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_nothing_is_printed_without_a_text() -> None:
    here = place()
    bare = actions.create_drive(
        by=here.staff,
        at=NOW,
        county=here.county,
        organisation=here.federation,
        title="示例",
        opens_on=NOW.date(),
        closes_on=NOW.date() + timedelta(days=1),
    )
    assert as_role(here).get(reverse("pledges:poster", args=[bare.pk])).status_code == 404
    assert as_role(here).post(reverse("papers:print", args=["pledge", bare.pk])).status_code == 403
