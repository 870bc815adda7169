"""Nothing that is written as a number goes unweighed, and whatever is not a claim is passed over for a reason."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.claims import Passed, Span, find_claims, judge
from jiafeng.library.claims.grammar import NEITHER, START, candidates
from jiafeng.library.claims.judging import REASONS
from jiafeng.library.claims.text import read
from jiafeng.reporting.figures.queries import all_figures

PACKAGE = Path(__file__).parents[3] / "jiafeng"
PROSE = st.text(
    alphabet=st.sampled_from(
        "一二两三四十百千万〇零廿卅几数余多近约超第前每全都均无未没1２35,.:/%‰-人名份个年月日号岁成分之比半件户村要将，。；\n\t |“”《》（）a"
    ),
    max_size=60,
)


@given(PROSE)
def test_every_numeral_lies_in_a_candidate(text: str) -> None:
    prose = read(text)
    covered = {place for one in candidates(prose.text) for place in range(one.start, one.end)}
    nouns = {place for found in NEITHER.finditer(prose.text) for place in range(*found.span())}
    numerals = {found.start() for found in START.finditer(prose.text)} - nouns
    assert numerals <= covered


@given(PROSE)
def test_candidates_are_ordered_and_apart(text: str) -> None:
    end = 0
    for one in judge(text):
        assert one.start >= end
        assert text[one.start : one.end] == one.text != ""
        end = one.end


@given(PROSE)
def test_whatever_claims_nothing_has_a_reason(text: str) -> None:
    for one in judge(text):
        assert isinstance(one, Span) or one.reason in REASONS
        assert isinstance(one, Span) or not one.word or one.word in read(text).text


@pytest.mark.parametrize(
    ("text", "words", "reason", "word"),
    [
        ("2025年3月8日开展了活动。", "2025年3月8日", "date", ""),
        ("根据玉妇发〔2025〕3号文件开展工作。", "〔2025〕3号", "number", ""),
        ("王大爷今年72岁。", "72岁", "age", ""),
        ("住在北京路88号3栋2单元501室。", "3栋2单元501室", "address", ""),
        ("第三届家风大赛开幕。", "第三", "ordinal", ""),
        ("力争知晓率达到95%。", "95%", "plan", "力争"),
        ("各村应当推荐2户。", "2户", "rule", "应当"),
    ],
)
def test_the_reason_is_told_with_the_word_that_gave_it(text: str, words: str, reason: str, word: str) -> None:
    passed = [one for one in judge(text) if isinstance(one, Passed)]
    assert (words, reason, word) in [(one.text, one.reason, one.word) for one in passed]


def glossary() -> list[str]:
    """The product's own words: every term of the glossary, and the English-to-Chinese name of every figure."""
    terms = re.findall(r"[一-龥]{2,8}", (PACKAGE.parent / "docs" / "glossary.md").read_text(encoding="utf-8"))
    return sorted(set(terms))


def figure_labels() -> list[str]:
    """The Chinese labels of all figures."""
    with translation.override("zh-hans"):
        return sorted({str(figure.label) for figure in all_figures()})


def test_there_are_words_to_hide_behind() -> None:
    assert len(glossary()) > 100
    assert len(figure_labels()) > 30


@pytest.mark.parametrize("sentence", ["今年{}共有312件，办结298件。", "截至6月底，全县{}达到17个。", "{}已完成46项，实到231人。"])
def test_none_of_the_products_nouns_hides_a_number(sentence: str) -> None:
    numbers = re.findall(r"\d+[件个项人]", sentence)
    hidden = [
        noun
        for noun in (*glossary(), *figure_labels())
        if not set(numbers) <= {one.text.removeprefix("共有") for one in find_claims(sentence.format(noun))}
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全村参加了插秧节。", "全村"),
        ("诫勉：无", "无"),
        ("一间不少。", "一间不少"),
        ("门门功课有教案。", "门门"),
        ("一块玻璃也没碎。", "一块玻璃也没"),
    ],
)
def test_a_totality_of_these_kinds_is_a_candidate(text: str, words: str) -> None:
    assert words in [one.text for one in judge(text) if one.label == "absolute"]


@pytest.mark.parametrize(
    ("text", "words", "low"),
    [
        ("彩绸两块八。", "两块八", 2.8),
        ("跳出5米12。", "5米12", 5.12),
        ("摘茶三斤二两。", "三斤二两", 3.2),
        ("用时4分32秒。", "4分32秒", None),
        ("捧回一等奖2个。", "一等奖2个", 2),
        ("气温零下六度。", "零", None),
    ],
)
def test_what_is_measured_in_two_units_is_one_candidate(text: str, words: str, low: float | None) -> None:
    assert (words, low) in [(one.text, one.min) for one in judge(text)]
