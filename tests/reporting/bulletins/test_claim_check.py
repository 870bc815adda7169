"""Every claim rests on a figure that agrees with it, on a named document, or on the author's word that it claims nothing."""

import pytest
from django.utils import translation

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import User
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import MarkKind
from jiafeng.reporting.bulletins.queries import check_bulletin
from tests.reporting.bulletins import factories


def problems(author: User, body: str) -> list[str]:
    return [finding.problem for finding in check_bulletin(factories.bulletin(author, body)).problems]


@pytest.mark.parametrize("words", ["66项", "六十六项", "60余项", "近70项", "66项措施"])
def test_words_that_the_figure_bears_out_pass(author: User, words: str) -> None:
    factories.lines(66)
    assert problems(author, f"全年完成{{{words}|plans.lines}}。") == []


@pytest.mark.parametrize(("words", "says"), [("100余项", "101–199"), ("67项", "67"), ("七十多项", "71–79"), ("65项", "65")])
def test_words_that_contradict_the_figure_are_refused_with_both_values(author: User, words: str, says: str) -> None:
    factories.lines(66)
    (problem,) = problems(author, f"全年完成{{{words}|plans.lines}}。")
    assert says in problem
    assert "66" in problem
    assert words in problem


def test_a_claim_without_a_mark_is_refused(author: User) -> None:
    (problem,) = problems(author, "发放倡议书1,234份。")
    assert "1,234份" in problem


@pytest.mark.parametrize("words", ["全部", "人人"])
def test_a_totality_rests_on_no_count(author: User, words: str) -> None:
    factories.lines(3)
    (problem,) = problems(author, f"全县干部家庭{{{words}|plans.lines}}参与了活动。")
    assert words in problem


@pytest.mark.parametrize("words", ["百分百", "100%", "98.5%", "三分之二", "过半"])
def test_a_share_rests_on_no_count(author: User, words: str) -> None:
    factories.lines(100)
    (problem,) = problems(author, f"群众知晓率达{{{words}|plans.lines}}。")
    assert words in problem
    with_nothing = problems(author, "群众对廉政文化知晓率达百分百。")
    assert len(with_nothing) == 1


def test_a_mark_without_a_number_rests_on_no_figure(author: User) -> None:
    factories.lines(6)
    (problem,) = problems(author, "全年{完成措施|plans.lines}。")
    assert "完成措施" in problem


def test_a_mark_holds_one_number(author: User) -> None:
    factories.lines(6)
    assert len(problems(author, "完成{6项措施、发放60份材料|plans.lines}。")) == 1


def test_a_cited_number_and_no_claim_pass_whatever_they_say(author: User) -> None:
    draft = factories.bulletin(author, "上级共表彰1,234户，接待群众300人次。")
    draft = actions.bind(by=author, at=factories.AT, bulletin=draft, words="1,234户", kind=MarkKind.CITED, source="示例通报")
    assert [finding.words for finding in check_bulletin(draft).problems] == ["300人次"]
    draft = actions.bind(by=author, at=factories.AT, bulletin=draft, words="300人次", kind=MarkKind.NOT_CLAIM, note="示例")
    assert check_bulletin(draft).passed


def test_dates_document_numbers_and_rules_are_no_claims(author: User) -> None:
    assert problems(author, "2026年3月8日，根据玉妇发〔2015〕3号文件，做好三八节和六进宣讲工作。") == []


def test_a_mark_that_does_not_exist_is_told(author: User) -> None:
    (problem,) = problems(author, "共{6项|9}措施。")
    assert "9" in problem


def test_the_period_of_the_bulletin_bounds_the_count_and_a_mark_may_have_its_own(author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "{6项|plans.lines}措施。", start=factories.date(2025, 1, 1), end=factories.date(2026, 1, 1))
    assert not check_bulletin(draft).passed
    own = actions.MarkData(MarkKind.FIGURE, "plans.lines", factories.START, factories.END)
    draft = actions.save(by=author, at=factories.AT, bulletin=draft, revision=draft.revision, marks={1: own})
    assert check_bulletin(draft).passed


def test_another_countys_records_do_not_count(author: User) -> None:
    factories.lines(6, region=factories.county("990102", domain="other.example"))
    assert len(problems(author, "共{6项|plans.lines}措施。")) == 1


@pytest.mark.parametrize("reference", ["no.such", "plans.lines?event=1", "plans.lines?x=y"])
def test_a_figure_that_does_not_exist_cannot_be_bound(author: User, reference: str) -> None:
    with pytest.raises(Refused):
        factories.bulletin(author, f"共{{6项|{reference}}}措施。")


@pytest.mark.parametrize(
    "ground",
    [
        actions.MarkData(MarkKind.CITED),
        actions.MarkData(MarkKind.FIGURE, "plans.lines", start=factories.START),
        actions.MarkData(MarkKind.FIGURE, "plans.lines", start=factories.END, end=factories.START),
    ],
)
def test_a_mark_names_its_ground_whole(author: User, ground: actions.MarkData) -> None:
    with pytest.raises(Refused):
        factories.bulletin(author, "共6项措施。", marks=[actions.Binding("6项", ground)])


def test_a_word_of_planning_beside_it_does_not_silence_a_claim(author: User) -> None:
    """The sentence that was approved and published without one mark (issue 11)."""
    body = "计划条目全部部署，发往17个单位。"
    assert [finding.words for finding in check_bulletin(factories.bulletin(author, body)).problems] == ["全部", "17个"]
    draft = factories.bulletin(author, body)
    with pytest.raises(Refused):
        actions.submit(by=author, at=factories.AT, bulletin=draft, revision=draft.revision)


def test_what_is_passed_over_is_told_with_its_reason(author: User) -> None:
    with translation.override("zh-hans"):
        passed = check_bulletin(factories.bulletin(author, "2026年3月8日，县妇联计划于下周发放倡议书500份。")).passed_over
    assert [(one.words, one.why) for one in passed] == [
        ("2026年3月8日", "日期或时间。"),
        ("500份", "“计划”说的是计划或目标，不是已经做到的事。"),
    ]


def test_what_is_marked_is_not_listed_as_passed_over(author: User) -> None:
    draft = factories.bulletin(author, "县妇联计划于下周发放倡议书500份。")
    draft = actions.bind(by=author, at=factories.AT, bulletin=draft, words="500份", kind=MarkKind.CITED, source="示例通报")
    assert check_bulletin(draft).passed_over == ()


def test_an_old_numeral_is_held_against_its_figure_whole(author: User) -> None:
    factories.lines(28)
    assert problems(author, "全年完成{廿八项|plans.lines}。") == []
    factories.lines(8, region=factories.county("990103", domain="old.example"))
    assert problems(author, "全年完成{卅八项|plans.lines}。") != []


def test_a_ratio_rests_on_no_count(author: User) -> None:
    factories.lines(5)
    assert len(problems(author, "男女代表的比例为{5:1|plans.lines}。")) == 1
