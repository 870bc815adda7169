from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.claims.numerals import read_numeral

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def in_words(number: int) -> str:
    """A whole number below 10^12 as it is written out: the standard way, with 零 for skipped places."""
    for unit, name in ((100_000_000, "亿"), (10_000, "万")):
        if number >= unit:
            head, rest = divmod(number, unit)
            return in_words(head) + name + (("零" if rest < unit // 10 else "") + in_words(rest) if rest else "")
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += DIGITS[digit] + name
        elif words and number and not words.endswith("零"):
            words += "零"
    return words


@given(st.integers(min_value=1, max_value=10**9 - 1))
def test_it_reads_any_number_written_out(number: int) -> None:
    for written in (in_words(number), in_words(number).translate(FORMAL)):
        read = read_numeral(written + "人", 0)
        assert read is not None
        assert read.low == read.high == number
        assert read.end == len(written)


@given(st.integers(min_value=0, max_value=10**12))
def test_it_reads_figures_with_and_without_commas(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        read = read_numeral(written, 0)
        assert read is not None
        assert read.low == read.high == number
        assert read.end == len(written)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("1.2万", 12_000, 12_000),
        ("3万5千", 35_000, 35_000),
        ("1亿2千万", 120_000_000, 120_000_000),
        ("三万五", 35_000, 35_000),
        ("一百二", 120, 120),
        ("一百零二", 102, 102),
        ("捌仟陆佰", 8600, 8600),
        ("十二", 12, 12),
        ("两亿三千万", 230_000_000, 230_000_000),
        ("一点二万", 12_000, 12_000),
        ("九十八点五", Decimal("98.5"), Decimal("98.5")),
        ("百余", 101, 199),
        ("100余", 101, 199),
        ("1200余", 1201, 1299),
        ("20多", 21, 29),
        ("3万余", 30_001, 39_999),
        ("30余万", 300_001, 399_999),
        ("数十", 20, 99),
        ("几百", 200, 999),
        ("十几", 11, 19),
        ("二十几", 21, 29),
        ("十几万", 110_000, 199_999),
        ("三五", 3, 5),
        ("七八十", 70, 80),
        ("十七八", 17, 18),
        ("三四千", 3000, 4000),
        ("十来", 9, 11),
        ("二〇三", 203, 203),
        ("二〇一五", 2015, 2015),
    ],
)
def test_it_reads_the_interval_that_a_numeral_allows(written: str, low: int | Decimal, high: int | Decimal) -> None:
    read = read_numeral(written + "名", 0)
    assert read is not None
    assert (read.low, read.high, read.end) == (low, high, len(written))


@pytest.mark.parametrize("written", ["一二三四", "1" * 5000, "一百" * 5000])
def test_it_refuses_what_is_no_count(written: str) -> None:
    assert read_numeral(written, 0) is None
