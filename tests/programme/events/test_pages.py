"""The pages of gatherings, through the HTTP client."""

import gzip
import io
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.ground.people.models import Person
from jiafeng.library.sheets import Column, read_table
from jiafeng.programme.events import actions, queries
from jiafeng.programme.events.models import Attendance, Event, Invitation, Minutes, Reply
from tests.programme.events.factories import NOW, Place, event, evidence, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def as_role(here: Place, role: str = "county_staff") -> Client:
    client = Client()
    client.force_login(here.users[role])
    return client


def picture(colour: str = "white") -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(stream, "PNG")
    return SimpleUploadedFile("现场.png", stream.getvalue(), "image/png")


def invited(here: Place, gathering: Event, guest: Person) -> Invitation:
    return actions.invite(by=here.staff, at=NOW, event=gathering, people=[guest])[0]


def facts(here: Place, **fields):
    moments = {"starts_at": "2026-03-08T09:00", "ends_at": "2026-03-08T11:00"}
    return {"kind": "gala", "title": "示例晚会", "organisation": here.federation.pk, "place": "示例礼堂", **moments, **fields}


def sheet(client: Client, address: str, heading: str = "姓名") -> list[str]:
    """A column of the list as Excel gets it."""
    response = client.get(address + ("&" if "?" in address else "?") + "format=xlsx")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        file.write_bytes(b"".join(response.streaming_content))
        with read_table(file, (Column("it", heading, required=True),)) as table:
            return [row.values["it"] for row in table]


# Preparing


def test_staff_prepare_announce_and_cancel() -> None:
    here = place()
    staff = as_role(here)
    made = staff.post(reverse("events:new_event"), facts(here, capacity="30"))
    gathering = Event.objects.get()
    assert made.url == reverse("events:event", args=[gathering.pk])
    items = {"revision": gathering.revision, "items": "开场致辞 | 示例主席\n\n诗朗诵"}
    staff.post(reverse("events:programme", args=[gathering.pk]), items)
    assert list(gathering.items.values_list("title", "performer")) == [("开场致辞", "示例主席"), ("诗朗诵", "")]
    staff.post(reverse("events:open_event", args=[gathering.pk]))
    assert staff.post(reverse("events:cancel_event", args=[gathering.pk]), {"reason": " "}).status_code == 422
    staff.post(reverse("events:cancel_event", args=[gathering.pk]), {"reason": "大雪封路", "typed": gathering.title})
    assert "大雪封路" in staff.get(reverse("events:event", args=[gathering.pk])).content.decode()


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"ends_at": "2026-03-08T08:00"}, {"capacity": "0"}, {"organisation": ""}, {"kind": "party"}]
)
def test_wrong_facts_are_explained(change: dict) -> None:
    here = place()
    response = as_role(here).post(reverse("events:new_event"), facts(here, **change))
    assert response.status_code == 422
    assert next(iter(change)) in response.context["form"].errors
    assert not Event.objects.exists()


def test_a_coordinator_prepares_for_the_own_unit_only() -> None:
    here = place()
    coordinator = as_role(here, "unit_coordinator")
    assert coordinator.post(reverse("events:new_event"), facts(here)).status_code == 422
    assert coordinator.post(reverse("events:new_event"), facts(here, organisation=here.water.pk)).status_code == 302


def test_a_stale_edit_keeps_what_was_typed_and_can_be_saved_again() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    address, old = reverse("events:edit_event", args=[gathering.pk]), gathering.revision
    staff.post(address, facts(here, title="先改", revision=old))
    response = staff.post(address, facts(here, title="后改", revision=old))
    assert response.status_code == 422
    assert "后改" in response.content.decode()
    assert staff.post(address, facts(here, title="后改", revision=response.context["form"]["revision"].value())).status_code == 302


def test_staff_invite_by_search_and_print() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    guest = person(here, "示例王芳")
    address = reverse("events:invitations", args=[gathering.pk])
    assert "示例王芳" in staff.get(address, {"q": "示例王"}).content.decode()
    assert staff.get(reverse("events:invitation_prints", args=[gathering.pk])).status_code == 404
    staff.post(address, {"people": [guest.pk]})
    assert Invitation.objects.get().person == guest
    assert "示例王芳" in staff.get(address).content.decode()
    assert staff.get(reverse("events:invitation_prints", args=[gathering.pk])).content.startswith(b"%PDF")
    assert sheet(staff, address) == ["示例王芳"]


def test_inviting_nobody_is_told() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    response = staff.post(reverse("events:invitations", args=[gathering.pk]), {}, follow=True)
    assert "请先勾选要处理的条目" in response.content.decode()


# On the guest's phone


def test_a_guest_reads_answers_and_takes_it_into_the_calendar(client: Client) -> None:
    here = place()
    gathering = event(here)
    actions.set_programme(by=here.staff, at=NOW, event=gathering, revision=gathering.revision, items=[("家书诵读", "")])
    card = invited(here, gathering, person(here, "示例王芳"))
    address = reverse("events:invitation", args=[card.token])
    page = client.get(address)
    assert all(word in page.content.decode() for word in ("示例王芳", "家书诵读", gathering.place, "<svg"))
    assert len(gzip.compress(page.content)) < 20_000
    client.post(address, {"answer": "yes"})
    card.refresh_from_db()
    assert (card.reply, card.replied_at) == (Reply.YES, NOW)
    entry = Calendar.from_ical(client.get(reverse("events:invitation_entry", args=[card.token])).content).walk("VEVENT")[0]
    assert (entry["summary"], entry.decoded("dtstart")) == (gathering.title, gathering.starts_at)


def test_a_guest_is_told_when_the_seats_are_taken(client: Client) -> None:
    here = place()
    gathering = event(here, capacity=1)
    first, second = (invited(here, gathering, person(here)) for _ in range(2))
    client.post(reverse("events:invitation", args=[first.token]), {"answer": "yes"})
    response = client.post(reverse("events:invitation", args=[second.token]), {"answer": "yes"})
    assert response.status_code == 422
    assert "座位不够" in response.content.decode()


def test_an_unknown_invitation_is_not_found(client: Client) -> None:
    place()
    assert client.get(reverse("events:invitation", args=["x" * 22])).status_code == 404
    assert client.get(reverse("events:invitation_entry", args=["x" * 22])).status_code == 404


# The door


def test_a_number_typed_by_hand_works_without_script() -> None:
    here = place()
    gathering = event(here)
    card = invited(here, gathering, person(here, "示例王芳"))
    page = as_role(here).post(reverse("events:door", args=[gathering.pk]), {"code": str(card.number)})
    assert "示例王芳，签到成功" in page.content.decode()


def test_a_name_is_found_by_pinyin_and_signed_in_by_one_tap() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    guest = person(here, "王秀英")
    invited(here, gathering, guest)
    assert "王秀英" in staff.get(reverse("events:door", args=[gathering.pk]), {"q": "wxy"}).content.decode()
    staff.post(reverse("events:sign_in", args=[gathering.pk, guest.pk]))
    assert Attendance.objects.get().person == guest
    page = staff.get(reverse("events:door", args=[gathering.pk]), {"q": "wangxiu"}).content.decode()
    assert reverse("events:sign_in", args=[gathering.pk, guest.pk]) not in page


def test_somebody_who_is_no_guest_cannot_be_tapped() -> None:
    here = place()
    gathering, stranger = event(here), person(here)
    assert as_role(here).post(reverse("events:sign_in", args=[gathering.pk, stranger.pk])).status_code == 404


def test_a_walk_in_is_found_on_the_list_or_noted_once() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    known = person(here, "示例王芳", phone="13800138000")
    address = reverse("events:walk_in", args=[gathering.pk])
    form = {"name": "示例王芳", "organisation": here.water.pk, "phone": "13800138000", "key": str(uuid4())}
    staff.post(address, form)
    assert Attendance.objects.get().person == known
    new = {"name": "示例新人", "organisation": "", "phone": "", "key": str(uuid4())}
    for _ in range(2):
        staff.post(address, new)
    assert (Attendance.objects.count(), Person.objects.filter(name="示例新人").count()) == (2, 1)


def test_a_walk_in_refused_for_want_of_a_seat_is_not_noted() -> None:
    here = place()
    gathering, staff = event(here, capacity=1), as_role(here)
    actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here), key=uuid4())
    response = staff.post(reverse("events:walk_in", args=[gathering.pk]), {"name": "示例新人", "key": str(uuid4())})
    assert response.status_code == 422
    assert not Person.objects.filter(name="示例新人").exists()


def test_a_volunteer_sees_the_door_but_no_list_of_people() -> None:
    here = place()
    gathering = event(here, organisation=here.water)
    invited(here, gathering, person(here, "示例王芳", phone="13800138000"))
    volunteer = as_role(here, "volunteer")
    assert volunteer.get(reverse("events:event", args=[gathering.pk])).status_code == 200
    page = volunteer.get(reverse("events:door", args=[gathering.pk]), {"q": "示例"}).content.decode()
    assert "示例王芳" in page
    assert "13800138000" not in page
    assert "138****8000" not in page
    for name in ("invitations", "attendances", "minutes"):
        assert volunteer.get(reverse(f"events:{name}", args=[gathering.pk])).status_code == 403
    assert volunteer.get(reverse("events:door", args=[event(here).pk])).status_code == 404


def test_the_door_page_is_light() -> None:
    here = place()
    page = as_role(here).get(reverse("events:door", args=[event(here).pk]))
    assert len(gzip.compress(page.content)) < 20_000


# The record


def test_it_is_held_written_up_photographed_and_closed() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    assert staff.get(reverse("events:hold_event", args=[gathering.pk])).status_code == 403
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        staff.post(reverse("events:hold_event", args=[gathering.pk]), {"summary": "交流体会"})
        address = reverse("events:minutes", args=[gathering.pk])
        staff.post(address, {"revision": 0, "text": "第一稿", "decisions": "一\n二"})
        stale = staff.post(address, {"revision": 0, "text": "另一稿"})
        assert stale.status_code == 422
        assert "另一稿" in stale.content.decode()
        staff.post(address, {"revision": stale.context["form"]["revision"].value(), "text": "另一稿"})
        assert Minutes.objects.count() == 2
        photos = reverse("events:add_photo", args=[gathering.pk])
        assert staff.post(photos, {"photo": SimpleUploadedFile("x.png", b"no picture")}).status_code == 422
        staff.post(photos, {"photo": picture(), "caption": "合影"})
        photo = gathering.photo_rows.get()
        assert photo.stated_at is None
        staff.post(reverse("events:photo", args=[photo.pk]), {"faces": "nobody"})
        photo.refresh_from_db()
        assert photo.stated_by == here.staff
        page = staff.get(reverse("events:event", args=[gathering.pk])).content.decode()
        assert all(word in page for word in ("另一稿", "交流体会", "合影"))
        staff.post(reverse("events:close_event", args=[gathering.pk]))
        assert staff.get(address).status_code == 403
        staff.post(reverse("events:reopen_event", args=[gathering.pk]), {"reason": "补照片"})
    gathering.refresh_from_db()
    assert gathering.stage == "held"


def test_a_unit_reports_from_a_phone_in_one_form() -> None:
    here = place()
    coordinator = as_role(here, "unit_coordinator")
    form = {"organisation": here.water.pk, "title": "示例讲座", "kind": "class", "day": "2026-03-06", "place": "示例室", "attendance": "42"}
    form |= {"key": str(uuid4())}
    address = reverse("events:report")
    assert coordinator.post(address, form).status_code == 422
    done = coordinator.post(address, {**form, "photo": picture()})
    made = Event.objects.get()
    assert done.url == reverse("events:reported", args=[made.pk])
    assert "示例讲座" in coordinator.get(done.url).content.decode()
    assert "42" in coordinator.get(reverse("events:event", args=[made.pk])).content.decode()
    assert coordinator.post(address, {**form, "key": str(uuid4()), "day": "2026-03-09", "photo": picture()}).status_code == 422
    coordinator.post(address, {**form, "photo": picture()})
    assert Event.objects.count() == 1


# Lists and feeds


def test_the_list_is_filtered_and_exported_as_filtered() -> None:
    here = place()
    staff = as_role(here)
    event(here, title="示例座谈", kind="symposium")
    event(here, title="示例晚会", kind="gala", opened=False, starts_at=NOW - timedelta(days=400), ends_at=NOW - timedelta(days=399))
    address = reverse("events:events")

    def titles(query: str) -> list[str]:
        return [row.title for row in staff.get(f"{address}?{query}").context["page"].items]

    assert titles("") == ["示例座谈", "示例晚会"]
    assert titles("kind=gala") == titles("year=2025") == titles("stage=draft") == titles("q=晚会") == ["示例晚会"]
    assert sheet(staff, f"{address}?kind=gala", "名称") == ["示例晚会"]


def test_who_came_is_filtered() -> None:
    here = place()
    gathering, staff = event(here), as_role(here)
    for name in ("示例甲", "示例乙"):
        actions.sign_in(by=here.staff, at=NOW, event=gathering, person=person(here, name), key=uuid4())
    address = reverse("events:attendances", args=[gathering.pk])
    assert [row.person.name for row in staff.get(f"{address}?q=甲").context["page"].items] == ["示例甲"]
    assert staff.get(f"{address}?channel=paper").context["page"].items == []
    assert sheet(staff, address) == ["示例乙", "示例甲"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries_made"), [("events", 5), ("attendances", 7), ("invitations", 10)])
def test_a_list_costs_the_same_queries_however_long(
    name: str, queries_made: int, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = place()
    staff = as_role(here)
    gathering, *_others = [event(here) for _ in range(rows)]
    for _ in range(rows):
        guest = person(here)
        invited(here, gathering, guest)
        actions.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=uuid4())
    address = reverse("events:events") if name == "events" else reverse(f"events:{name}", args=[gathering.pk])
    with django_assert_num_queries(queries_made):
        staff.get(address)


def test_the_calendar_feed_shows_what_its_owner_may_see(client: Client) -> None:
    here = place()
    own, foreign = event(here, organisation=here.water), event(here)
    address = as_role(here, "unit_coordinator").get(reverse("events:events")).context["feed"]
    found = {str(entry["summary"]) for entry in Calendar.from_ical(client.get(address).content).walk("VEVENT")}
    assert found == {own.title}
    assert foreign.title not in found
    assert client.get(reverse("events:feed", args=["1-" + "x" * 22])).status_code == 404
    here.users["unit_coordinator"].set_password("another-password")
    here.users["unit_coordinator"].save()
    assert client.get(address).status_code == 404


def test_an_entry_is_the_same_whichever_host_the_calendar_was_fetched_from(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://jiafeng.example:8443"
    here = place()
    gathering = event(here, organisation=here.water)
    address = as_role(here, "unit_coordinator").get(reverse("events:events")).context["feed"]
    path = urlsplit(address).path
    found = set()
    for host in ("testserver", "10.0.0.7:8000"):
        (entry,) = Calendar.from_ical(client.get(path, HTTP_HOST=host).content).walk("VEVENT")
        found.add(str(entry["uid"]))
    domain = here.county.profile.domain
    assert found == {f"event-{gathering.pk}@{domain or 'jiafeng.example:8443'}"}


def test_today_names_what_is_to_be_done() -> None:
    here = place()
    gathering = event(here)
    event(here, opened=False, title="示例待发布")
    found = {str(due.what): due.url for due in queries.due(here.staff, NOW)}
    assert found == {
        f"Sign people in: {gathering.title}": reverse("events:door", args=[gathering.pk]),
        "Announce: 示例待发布": reverse("events:event", args=[Event.objects.get(title="示例待发布").pk]),
    }
    after = [str(due.what) for due in queries.due(here.staff, NOW + timedelta(hours=5))]
    assert f"Mark as held: {gathering.title}" in after
    assert queries.due(here.users["auditor"], NOW) == []


def test_the_search_finds_only_what_one_may_see() -> None:
    here = place()
    event(here, title="示例座谈")
    assert [hit.title for hit in queries.search(here.staff, "座谈")] == ["示例座谈"]
    assert queries.search(here.users["unit_coordinator"], "座谈") == []


def test_a_photo_of_another_units_event_is_not_found() -> None:
    here = place()
    photo = actions.add_photo(by=here.staff, at=NOW, event=event(here), evidence=evidence(here))
    response = as_role(here, "unit_coordinator").post(reverse("events:photo", args=[photo.pk]), {"faces": "nobody"})
    assert response.status_code == 404
