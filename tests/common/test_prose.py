"""Light text: a few signs at a line's beginning, and nothing of an older text changes."""

from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.prose import blocks, mark_of, picture_number

TEXT = """第一段，
第二行。

## 小标题
- 一件
- 两件
紧接的一段

3. 第三
4. 第四

| 乡镇 | 户数 |
|---|---|
| 示例镇 | 12 |
| 示例乡 |

［图 2］"""


def test_a_structured_text_has_headings_lists_tables_and_pictures() -> None:
    found = [(each.kind, each.lines or each.rows, each.number, each.headed) for each in blocks(TEXT)]
    assert found == [
        ("paragraph", ("第一段，", "第二行。"), 0, False),
        ("heading2", ("小标题",), 0, False),
        ("bullets", ("一件", "两件"), 0, False),
        ("paragraph", ("紧接的一段",), 0, False),
        ("numbers", ("第三", "第四"), 3, False),
        ("table", (("乡镇", "户数"), ("示例镇", "12"), ("示例乡", "")), 0, True),
        ("picture", ("［图 2］",), 2, False),
    ]


def test_an_older_text_shows_its_lines_as_they_were_typed() -> None:
    found = [(each.kind, each.lines) for each in blocks("- 一\n- 二\n\n## 题\n\n1. 三\n\n| 四 |", structured=False)]
    assert found == [("paragraph", ("- 一", "- 二")), ("heading2", ("题",)), ("paragraph", ("1. 三",)), ("paragraph", ("| 四 |",))]


@given(st.integers(1, 999))
def test_a_mark_is_read_as_it_is_written(number: int) -> None:
    assert picture_number(f"  {mark_of(number)} ") == number
    assert picture_number(f"见{mark_of(number)}") == 0


@given(st.text(alphabet="# -|\\1. 图[]甲\n\r\t", max_size=60))
def test_whatever_is_typed_has_its_parts(text: str) -> None:
    for each in blocks(text):
        assert each.lines or each.rows
        assert len({len(row) for row in each.rows}) <= 1
