"""Articles and letters on the desk: filter in the address, headings that sort, workbook, print, and as many queries however long they are."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.front.portal import actions
from jiafeng.front.portal.models import FeedbackKind
from jiafeng.ground.accounts.models import User
from jiafeng.ground.units.models import Region
from jiafeng.library.sheets import Column, read_table
from tests.front.portal.factories import an_article


def letter(county: Region, text: str, kind: FeedbackKind = FeedbackKind.QUESTION) -> Any:
    return actions.send_feedback(at=timezone.now(), county=county, key=uuid4(), kind=kind, text=text)


def rows_of(answer: Any, path: Path, heading: str) -> list[str]:
    path.write_bytes(b"".join(answer.streaming_content))
    with read_table(path, [Column("it", heading)]) as table:
        return [row.texts["it"] for row in table]


def test_articles_are_narrowed_sorted_taken_and_printed(desk: Client, staff: User, county: Region, tmp_path: Path) -> None:
    for title in ("丙活动", "甲活动", "乙通知"):
        an_article(staff, county, title=title)
    address = reverse("portal:manage")
    page = desk.get(address, {"q": "活动", "sort": "-title"}).content.decode()
    assert page.index("甲活动") < page.index("丙活动")  # by their codes, the last first
    assert 'aria-sort="descending"' in page
    assert "乙通知" not in page
    taken = rows_of(desk.get(address, {"q": "活动", "format": "xlsx"}), tmp_path / "a.xlsx", "标题")
    assert set(taken) == {"丙活动", "甲活动"}
    printed = desk.get(address, {"format": "print"}).content.decode()
    assert "乙通知" in printed
    assert "<nav" not in printed.split("<main")[1]


def test_letters_are_narrowed_taken_and_printed(desk: Client, county: Region, tmp_path: Path) -> None:
    question, complaint = letter(county, "请问书屋何时开放"), letter(county, "食堂浪费", FeedbackKind.COMPLAINT)
    address = reverse("portal:inbox")
    page = desk.get(address, {"kind": "complaint"}).content.decode()
    assert complaint.receipt in page
    assert question.receipt not in page
    assert question.receipt in desk.get(address, {"q": "书屋"}).content.decode()
    assert rows_of(desk.get(address, {"q": "书屋", "format": "xlsx"}), tmp_path / "l.xlsx", "查询编号") == [question.receipt]
    assert complaint.receipt in desk.get(address, {"format": "print"}).content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "most"), [("manage", 5), ("inbox", 5)])
def test_they_cost_the_same_however_long(
    desk: Client, staff: User, county: Region, name: str, most: int, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        an_article(staff, county, title=f"第{place}篇")
        letter(county, f"第{place}封")
    desk.get(reverse(f"portal:{name}"))
    with django_assert_num_queries(most):
        desk.get(reverse(f"portal:{name}"))
