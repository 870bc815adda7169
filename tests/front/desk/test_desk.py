"""The desk: what is due over all rooms, a search over all rooms, the year's figures, work under way."""

import importlib.util
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.common import due, search
from jiafeng.common.due import Due
from jiafeng.front.desk import queries
from jiafeng.front.portal.actions import send_feedback
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.jobs import actions as jobs
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.plans import actions as plans
from tests.front.portal.factories import a_county, a_user, an_article

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("jiafeng.")]


@pytest.fixture
def county(db: None) -> Region:
    return a_county()


@pytest.fixture
def staff(county: Region) -> User:
    return a_user(county)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Call it with days to put things on the desk that are due then."""

    def put(*days: date | None) -> None:
        items = [Due(room="test", icon="clock", what=f"事项{day}", detail="", due=day, url=f"/due/{day}", action="办理") for day in days]
        monkeypatch.setattr(due, "sources", [lambda user, at: items])

    return put


def test_it_asks_people_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(reverse("desk:home"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["home", "due", "search", "found", "menu", "jobs"])
def test_it_only_shows(desk: Client, name: str) -> None:
    assert desk.post(reverse(f"desk:{name}")).status_code == 405


def test_overdue_comes_first_and_what_has_no_day_last(staff: User, waiting: Callable[..., None]) -> None:
    waiting(None, TODAY, TODAY - timedelta(days=3), TODAY + timedelta(days=1))
    assert [item.due for item in queries.due_for(staff, NOON)] == [TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=1), None]
    assert queries.counts(queries.due_for(staff, NOON), TODAY) == {"all": 4, "overdue": 1, "today": 1}


def test_lateness_is_said_in_words_and_each_has_its_button(desk: Client, waiting: Callable[..., None]) -> None:
    late = timezone.localdate() - timedelta(days=2)
    waiting(late)
    page = desk.get(reverse("desk:home")).content.decode()
    assert f'href="/due/{late}"' in page
    assert "逾期 2 天" in page


def test_a_long_list_is_cut_with_a_way_to_the_whole(desk: Client, waiting: Callable[..., None]) -> None:
    days = [timezone.localdate() + timedelta(days=number) for number in range(12)]
    waiting(*days)
    short, whole = (desk.get(reverse(f"desk:{name}")).content.decode() for name in ("home", "due"))
    assert str(days[-1]) not in short
    assert reverse("desk:due") in short
    assert all(f"事项{day}" in whole for day in days)


def test_an_empty_desk_says_so(desk: Client, waiting: Callable[..., None]) -> None:
    waiting()
    assert "没有待办事项" in desk.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("what", ["due", "search"])
def test_every_room_that_can_be_asked_is_asked(what: str) -> None:
    offered = {"due": due.sources, "search": search.sources}[what]
    asked = []
    for config in ROOMS:
        if config.label != "desk" and importlib.util.find_spec(f"{config.name}.queries"):
            source = getattr(import_module(f"{config.name}.queries"), what, None)
            asked += [(config.label, source)] if source else []
    assert len(asked) >= 2
    assert [label for label, source in asked if source not in offered] == []


def test_search_goes_through_every_room_and_stops_at_the_county(client: Client, desk: Client, staff: User, county: Region) -> None:
    plans.create_plan(by=staff, at=timezone.now(), county=county, year=2026, title="示例计划", theme="家")
    an_article(staff, county, title="示例文章甲")
    assert "示例文章甲" in desk.get(reverse("desk:search"), {"q": "文章甲"}).content.decode()
    client.force_login(a_user(a_county("990202", "另县", "away.example"), username="away"))
    assert "示例文章甲" not in client.get(reverse("desk:search"), {"q": "文章甲"}).content.decode()


def test_evidence_is_found_by_its_caption_by_those_who_may_see_it(client: Client, desk: Client, county: Region, tmp_path: Path) -> None:
    photograph = tmp_path / "IMG_1.png"
    Image.new("RGB", (64, 48), "green").save(photograph)
    add_evidence(by=None, at=timezone.now(), county_code=county.code, file=photograph, name="IMG_1.png", caption="书屋揭牌")
    assert "书屋揭牌" in desk.get(reverse("desk:search"), {"q": "揭牌"}).content.decode()
    client.force_login(a_user(county, Role.VOLUNTEER, "volunteer"))
    assert "书屋揭牌" not in client.get(reverse("desk:search"), {"q": "揭牌"}).content.decode()


def test_a_search_that_finds_nothing_says_what_to_try(desk: Client) -> None:
    assert "换个短一点的词试试" in desk.get(reverse("desk:search"), {"q": "无此词"}).content.decode()


def test_the_years_figures_open_their_records(desk: Client, staff: User, county: Region) -> None:
    plan = plans.create_plan(by=staff, at=timezone.now(), county=county, year=2015, title="示例计划", theme="家")
    body = Organisation.objects.get(county=county)
    for number in range(3):
        plans.add_line(
            by=staff, at=timezone.now(), plan=plan, title=f"措施{number}", duty="职责", due_on=date(2015, 6, 1), lead=body, co_owners=[]
        )
    plans.issue_plan(by=staff, at=timezone.now(), plan=plan)
    page = desk.get(reverse("desk:home")).content.decode()
    assert f"{reverse('figures:figure', args=['plans.lines_done'])}?year=2015" in page
    card = page.split("lines_done")[1].split("</a>")[0]
    assert "<b>0<small>" in card


@pytest.mark.parametrize("role", [Role.UNIT_COORDINATOR, Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_figures_are_only_for_those_who_may_open_them(county: Region, role: Role) -> None:
    user = a_user(county, role, "someone")
    assert queries.cards_for(user, county.pk, 2026) == []
    assert queries.months_for(user, county.pk, 2026) == ([], [])


def test_the_chart_has_twelve_months_and_its_table(desk: Client, staff: User, county: Region) -> None:
    figures, months = queries.months_for(staff, county.pk, 2026)
    assert len(months) == 12
    assert all(len(month.values) == len(figures) for month in months)


@task
def _nothing(job_id: str) -> None:
    """Work that is never taken up."""


def test_work_under_way_shows_its_progress_to_whoever_started_it(client: Client, desk: Client, staff: User, county: Region) -> None:
    job = jobs.enqueue(by=staff, at=timezone.now(), task=_nothing, key="k", label="桌签排版", county_code=county.code)
    job = jobs.start(job_id=str(job.pk), at=timezone.now())
    jobs.advance(job_id=str(job.pk), holder=job.holder, done=29, total=48)
    fragment = desk.get(reverse("desk:jobs")).content.decode()
    assert "29 / 48" in fragment
    assert 'hx-get="' in fragment
    jobs.finish(job_id=str(job.pk), holder=job.holder, at=timezone.now())
    assert "hx-get" not in desk.get(reverse("desk:jobs")).content.decode()
    client.force_login(a_user(county, username="other"))
    assert "桌签排版" not in client.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize(("hour", "part"), [(0, "morning"), (5, "afternoon"), (11, "evening"), (19, "evening")])
def test_the_greeting_follows_the_sun_in_shanghai(hour: int, part: str) -> None:
    assert queries.part_of_day(datetime(2026, 3, 2, hour, tzinfo=UTC)) == part


def test_the_desk_costs_the_same_however_much_is_due(desk: Client, staff: User, county: Region) -> None:
    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(reverse("desk:home")).status_code == 200
        return len(caught)

    def a_letter() -> Any:
        return send_feedback(at=timezone.now(), county=county, key=uuid4(), kind="question", text="几点开门？")

    a_letter()
    first = cost()
    a_letter()
    a_letter()
    assert cost() == first


@pytest.mark.parametrize("waits", [0, 3])
def test_it_costs_the_same_queries_however_much_waits(
    waits: int, desk: Client, county: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(waits):
        send_feedback(at=timezone.now(), county=county, key=uuid4(), kind="suggestion", text=f"示例{number}", page="", contact="")
    desk.get(reverse("desk:home"))  # counts the figures that are kept for some minutes
    with django_assert_num_queries(23):
        desk.get(reverse("desk:home"))
