"""A list on its page, in its workbook and on its print, shown on the list of a county's units."""

import re
import zipfile
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.lists import Button, Column, Filter, List, choice, day, hidden, one_of, ticked, views, words, year
from jiafeng.ground.lists.views import Shown, answer, press, tick
from jiafeng.ground.units.models import Organisation, OrganisationKind
from tests.factories import County, make_county, make_user

NOT_HIS = "示例：不给看"
LIST = List(
    "示例单位",
    [
        Column("全称", "name", 30, "name", link="units:organisation", note="short_name"),
        Column("类型", "get_kind_display", 12, "kind name"),
        Column("地区", "region.name", 12),
        Column("个数", lambda row: 12345, 12, num=True),
        Column("机密", lambda row: NOT_HIS, 12, may=lambda user: None if user.username.startswith(Role.AUDITOR.value) else "not for you"),
        Column("仅表", lambda row: "示例：在表里", 12, page=False),
        Column("按钮", "pk", control=True, show=lambda row: press("撤", f"/undo/{row.pk}", row.name)),
    ],
    [words("名称", "name"), choice("kind", "类型", OrganisationKind.choices, "kind")],
    empty=("还没有单位", "示例"),
)  # fmt: skip


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def staff(county: County) -> User:
    return make_user(Role.COUNTY_STAFF, county.federation)


def asked(user: User, address: str = "/units/", what: List = LIST, **more: Any) -> Any:
    request = RequestFactory().get(address)
    request.user = user
    return answer(request, what, Organisation.objects.visible_to(user).select_related("region"), **more)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def sheet(response: Any, tmp_path: Any) -> str:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    request_finished.disconnect(close_old_connections)  # as Django's own client does: a test keeps its connection
    response.close()
    request_finished.connect(close_old_connections)
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_it_shows_a_row_of_its_columns_and_links_its_page(county: County, staff: User) -> None:
    page = text(asked(staff))
    assert f'<a href="/units/{county.school.pk}">示例县教育局</a><div class="small-1 muted fw-normal">县教育局</div>' in page
    assert '<td class="cell num" data-label="个数">12,345</td>' in page
    assert "示例：在表里" not in page


def test_what_is_missing_on_the_way_is_a_dash(county: County, staff: User) -> None:
    page = text(asked(staff, what=List("示例", [Column("无", "closed_on.year"), Column("名", "name")])))
    assert '<td class="cell none" data-label="无">—</td>' in page


def test_no_cell_is_markup(county: County, staff: User) -> None:
    Organisation.objects.filter(pk=county.school.pk).update(name="<b>示例</b>", short_name="<i>")
    page = text(asked(staff))
    assert "<b>示例</b>" not in page
    assert "&lt;b&gt;示例&lt;/b&gt;" in page
    assert "&lt;i&gt;" in page


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_a_heading_sorts_and_says_so(county: County, staff: User, sort: str) -> None:
    page = text(asked(staff, f"/units/?sort={sort}"))
    names = re.findall(r'<a href="/units/\d+">([^<]+)</a>', page)
    assert names == sorted(names, reverse=sort.startswith("-"))
    standing, turned = ("ascending", "-name") if sort == "name" else ("descending", "name")
    assert f'<th scope="col" aria-sort="{standing}"><a href="?sort={turned}">全称</a></th>' in page
    assert page.count("aria-sort") == 1


def test_a_heading_keeps_the_filter_and_goes_to_the_first_page(county: County, staff: User) -> None:
    assert 'href="?q=%E5%B1%80&amp;sort=name"' in text(asked(staff, "/units/?q=局&page=1&format=page"))


def test_the_order_is_chosen_without_headings_too(county: County, staff: User) -> None:
    page = text(asked(staff, "/units/?sort=-kind"))
    assert '<option value="-kind" selected>类型 ↓</option>' in page


def test_a_long_list_keeps_its_order_and_says_so(county: County, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SORTED", 2)
    page = text(asked(staff, "/units/?sort=-name"))
    assert "列表太长" in page
    assert "aria-sort" not in page
    assert "aria-sort" in text(asked(staff, "/units/?sort=-name&q=教育局"))


def test_the_filter_stands_in_the_address_and_on_the_page(county: County, staff: User) -> None:
    page = text(asked(staff, "/units/?q=教育&kind=unit"))
    assert "示例县教育局" in page
    assert "示例县水务局" not in page
    assert 'value="教育"' in page
    assert '<option value="unit" selected>' in page


def test_nothing_left_by_a_filter_is_not_nothing_at_all(county: County, staff: User) -> None:
    assert "没有符合的" in text(asked(staff, "/units/?q=没有这个词"))
    nobody = make_user(Role.VOLUNTEER, make_county("990399", "远县").school)
    page = text(answer_none(nobody))
    assert "还没有单位" in page
    assert 'href="/new"' in page


def answer_none(user: User) -> Any:
    request = RequestFactory().get("/units/")
    request.user = user
    return answer(request, LIST, Organisation.objects.none(), buttons=[Button("新增", "/new")])


@pytest.mark.parametrize("form", ["page", "print", "xlsx"])
def test_a_column_that_is_not_for_somebodys_eyes_is_in_nothing(county: County, staff: User, form: str, tmp_path: Any) -> None:
    auditor = make_user(Role.AUDITOR, county.commission)
    seen = {}
    for user in (staff, auditor):
        response = asked(user, f"/units/?format={form}&sort=name")
        seen[user] = sheet(response, tmp_path) if form == "xlsx" else text(response)
    assert (NOT_HIS in seen[staff], NOT_HIS in seen[auditor]) == (False, True)
    assert ("机密" in seen[staff], "机密" in seen[auditor]) == (False, True)


def test_the_workbook_holds_every_column_but_what_is_pressed(county: County, staff: User, tmp_path: Any) -> None:
    book = sheet(asked(staff, "/units/?format=xlsx"), tmp_path)
    assert "示例：在表里" in book
    assert "按钮" not in book


def test_the_workbook_is_narrowed_like_the_page(county: County, staff: User, tmp_path: Any) -> None:
    book = sheet(asked(staff, "/units/?format=xlsx&q=教育局"), tmp_path)
    assert "示例县教育局" in book
    assert "示例县水务局" not in book


def test_the_print_says_what_it_was_narrowed_by_and_has_nothing_to_press(county: County, staff: User) -> None:
    page = text(asked(staff, "/units/?format=print&kind=unit&q=局"))
    assert "类型：" in page
    assert "名称：局" in page
    assert "示例县教育局" in page
    assert "按钮" not in page
    assert "/undo/" not in page


def test_a_print_that_is_cut_says_so(county: County, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "前 " not in text(asked(staff, "/units/?format=print"))
    monkeypatch.setattr(views, "PRINTED", 2)
    page = text(asked(staff, "/units/?format=print"))
    assert "前 2 条" in page
    assert page.count('<th scope="row"') == 2


@pytest.mark.parametrize(("form", "taken"), [("page", []), ("xlsx", [5]), ("print", [5])])
def test_what_leaves_the_house_is_noted_first(county: County, staff: User, form: str, taken: list[int]) -> None:
    noted: list[int] = []
    response = asked(staff, f"/units/?format={form}", taken=noted.append)
    if response.streaming:
        response.close()
    assert noted == taken


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_queries_however_many_rows(county: County, staff: User, django_assert_num_queries: Any, rows: int) -> None:
    what = List("示例", LIST.columns, LIST.filters)
    request = RequestFactory().get("/units/?sort=name")
    request.user = staff
    found = Organisation.objects.filter(pk__in=list(Organisation.objects.values_list("pk", flat=True)[:rows])).select_related("region")
    with django_assert_num_queries(2):  # the rows, and whether they are few enough to be sorted
        assert str(Shown(request, what, found, {}).table).count("<tr>") == rows + 1


FIELDS = [
    words("词", "name"), choice("kind", "类型", OrganisationKind.choices, "kind"), one_of("unit", "单位", "pk"), year("年", "region__id"),
    day("since", "起"), ticked("left", "离开"), hidden("ways", lambda raw: [each for each in raw.split(",") if each in ("a", "b")]),
]  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(["q", "kind", "unit", "year", "since", "left", "ways", "sort", "page", "format"]), st.text(max_size=80))
)
def test_no_address_breaks_a_list(asked_for: dict[str, str]) -> None:
    read = {each.name: each.read(asked_for.get(each.name, "")) for each in FIELDS}
    assert "\0" not in (read["q"] or "")
    assert read["unit"] is None or read["unit"] < 10**18
    assert read["kind"] is None or read["kind"] in OrganisationKind.values


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "unit=x", "unit=99999999999999999999999", "year=0", "year=99999", "since=2026-13-01", "since=0001-01-01", "left=2", "ways=z",
     "sort=password", "sort=-", "sort=pk;drop", "page=-1", "page=1e9", "format=exe", "q=%00", "q=%ED%A0%80", "sort=%00"],
)  # fmt: skip
def test_what_it_does_not_know_narrows_nothing(county: County, staff: User, query: str) -> None:
    what = List("示例", LIST.columns, FIELDS)
    response = asked(staff, f"/units/?{query}", what)
    assert response.status_code == 200
    expected = 0 if "ED%A0" in query else 5
    assert len(re.findall('<th scope="row"', text(response))) == expected


def test_the_view_may_look_itself(county: County, staff: User) -> None:
    what = List("示例", LIST.columns, [Filter("q", "词", str)])
    request = RequestFactory().get("/?q=水务")
    request.user = staff
    page = text(answer(request, what, lambda given: Organisation.objects.filter(name__contains=given["q"]).select_related("region")))
    assert "示例县水务局" in page
    assert "示例县教育局" not in page


def test_rows_that_are_computed_are_a_list_too(county: County, staff: User) -> None:
    request = RequestFactory().get("/?sort=name")
    request.user = staff
    page = text(answer(request, LIST, list(Organisation.objects.select_related("region").order_by("-pk"))))
    assert page.count('<th scope="row"') == 5
    assert "aria-sort" not in page


def test_a_box_belongs_to_a_form_elsewhere() -> None:
    assert 'form="bulk"' in tick("message", 7, "<示例>", "bulk")
    assert "&lt;示例&gt;" in tick("message", 7, "<示例>", "bulk")
