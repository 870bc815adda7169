"""The picker of figures: values in the list, the best match for the number first; and every claim of a long text is reached."""

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import User
from jiafeng.reporting.bulletins.forms import CLAIMS
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import Finding, picking
from jiafeng.reporting.bulletins.queries.editing import Offer
from tests.reporting.bulletins import factories

OFFERS = [
    Offer("plans.lines", "计划工作条目", "", 6, "项", ("6项",)),
    Offer("plans.lines_done", "已完成工作条目", "", 6, "项", ("6项",)),
    Offer("pledges.signers", "签名承诺人数", "", 108, "人", ("108人",)),
    Offer("events.attendees", "参加活动人次", "", 66, "人次", ("66人次",)),
    Offer("events.events", "举办活动", "", 6, "场", ("6场",)),
]
GROUPS = [("计划", [("plans.lines", "计划工作条目")]), ("活动", [("events.old?event=9", "旧活动")])]


def finding(words: str, low: float | None, high: float | None, before: str = "", after: str = "") -> Finding:
    return Finding(words, before, after, 0, False, low, high, None, None, "")


def test_every_figure_stands_with_its_value_and_none_is_left_out() -> None:
    groups = picking.valued(GROUPS, OFFERS)
    assert groups == [("计划", [("plans.lines", "计划工作条目：6 项")]), ("活动", [("events.old?event=9", "旧活动")])]


def test_what_agrees_comes_first_by_unit_and_by_the_words_around() -> None:
    (first, offered), *rest = picking.picked_for(finding("6项", 6, 6, "全年已完成", "措施"), GROUPS, OFFERS)
    assert str(first) == "与“6项”相符"
    assert [ref for ref, _label in offered] == ["plans.lines_done", "plans.lines", "events.events"]
    assert offered[0][1] == "已完成工作条目：6 项"
    assert rest == GROUPS


def test_more_than_a_hundred_agrees_with_a_hundred_and_eight() -> None:
    (_first, offered), *_rest = picking.picked_for(finding("100余人", 100, 200), GROUPS, OFFERS)
    assert [ref for ref, _label in offered] == ["pledges.signers"]


def test_where_none_agrees_the_nearest_of_its_unit_come_first() -> None:
    (first, offered), *_rest = picking.picked_for(finding("110人", 110, 110), GROUPS, OFFERS)
    assert str(first) == "与“110人”最接近"
    assert [ref for ref, _label in offered] == ["pledges.signers"]


@pytest.mark.parametrize(("low", "high"), [(None, None), (0, 0), (-3, -3)])
def test_a_totality_or_nought_has_no_best_match_that_is_none(low: float | None, high: float | None) -> None:
    assert picking.picked_for(finding("百分百", low, high), GROUPS, OFFERS) == GROUPS


@pytest.fixture
def long_text(author: User) -> Bulletin:
    """More claims than a page holds, each other than the next."""
    return factories.bulletin(author, "\n".join(f"第{number}次活动有{number + 1000}人参加。" for number in range(CLAIMS + 30)))


def test_the_list_has_values_and_its_best_match(client: Client, author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "全年安排措施6项。")
    client.force_login(author)
    page = client.get(reverse("bulletins:edit", args=[draft.pk])).content.decode()
    assert '<optgroup label="与“6项”相符">' in page
    assert "计划工作条目：6 项" in page
    assert "data-picker" in page
    typed = {"body": "全年安排措施6项。", "title": "示例"}
    assert "与“6项”相符" in client.post(reverse("bulletins:check", args=[draft.pk]), typed).content.decode()


def test_every_claim_of_a_long_text_is_reached(client: Client, author: User, long_text: Bulletin) -> None:
    client.force_login(author)
    address = reverse("bulletins:edit", args=[long_text.pk])
    whole = len(client.get(address).context["check"].unbound)
    assert whole > CLAIMS
    seen: set[int] = set()
    for first in (0, CLAIMS):
        claims = client.get(f"{address}?claims={first}").context["claims"]
        assert len(claims) <= CLAIMS
        seen |= {form.number for form in claims}
    assert seen == set(range(whole))
    for strange in ("-1", "x", "9" * 30, str(whole + 500)):
        assert client.get(f"{address}?claims={strange}").status_code == 200


def test_saving_goes_on_to_those_that_follow_and_loses_nothing(client: Client, author: User, long_text: Bulletin) -> None:
    client.force_login(author)
    address = reverse("bulletins:edit", args=[long_text.pk])
    shown = client.get(f"{address}?claims={CLAIMS}")
    text, claims = shown.context["form"], shown.context["claims"]
    data = {name: text[name].value() for name in text.fields if text[name].value() is not None}
    data["organisation"] = long_text.organisation_id
    for form in claims:
        data |= {form.add_prefix(name): form[name].value() or "" for name in ("kind", "figure", "source", "note", "words", "place")}
    bound = claims[0]
    data |= {bound.add_prefix("kind"): "not_claim", "before": ""}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == address  # those before begin at the first
    long_text.refresh_from_db()
    assert f"{{{bound['words'].value()}|1}}" in long_text.body
