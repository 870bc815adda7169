import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.common.pinyin import parse_reading, spell, usual_reading

NAME = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("卜明", "bu ming"),
        ("阚明", "kan ming"),
        ("薄明", "bo ming"),
        ("单明", "shan ming"),
        ("区明", "ou ming"),
        ("万俟明", "mo qi ming"),
        ("尉迟明", "yu chi ming"),
        ("澹台明", "tan tai ming"),
        ("单于明", "chan yu ming"),
        ("长孙明", "zhang sun ming"),
        ("李长江", "li chang jiang"),
        ("李朝霞", "li chao xia"),
        ("王柏林", "wang bai lin"),
        ("李乐行", "li le xing"),
        ("吕明", "lv ming"),
        ("阿依·古丽", "a yi gu li"),
    ],
)
def test_a_name_is_read_by_its_surname_and_character_by_character(name, reading):
    assert usual_reading(name) == reading
    assert spell(name).pinyin == reading.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("李长江", ["lizhangjiang", "lzj"]),
        ("李朝霞", ["lizhaoxia", "lzx"]),
        ("王柏林", ["wangbolin"]),
        ("万俟明", ["wanqiming"]),
        ("翟明", ["diming"]),
        ("吕明", ["lyuming"]),
    ],
)
def test_every_other_reading_is_known(name, others):
    assert set(others) <= set(spell(name).others)


def test_a_common_surname_is_not_found_by_a_reading_that_no_surname_has():
    assert not [other for other in spell("石明").others if other.startswith("d")]


@given(NAME)
def test_the_usual_reading_is_a_reading_and_no_other(name):
    usual = usual_reading(name)
    assert parse_reading(name, usual) == usual
    assert spell(name, usual) == spell(name)
    assert spell(name).pinyin not in spell(name).others


@given(st.text(st.sampled_from("长行重单朝乐曾"), min_size=2, max_size=40))
def test_a_name_of_many_readings_has_not_endlessly_many_spellings(name):
    assert len(spell(name).others) <= 2 * max(64, 3 * len(name))


@pytest.mark.parametrize("typed", ["li zhang jiang", "Lǐ Zhǎng Jiāng", "lizhangjiang", "li3 zhang3 jiang1", "Li'zhang'jiang"])
def test_a_reading_is_taken_with_tones_or_without_gaps(typed):
    assert parse_reading("李长江", typed) == "li zhang jiang"


@pytest.mark.parametrize(("name", "typed"), [("吕布", "lǚ bù"), ("吕布", "lv bu"), ("吕布", "lu: bu"), ("吕·布", "lvbu")])
def test_the_umlaut_is_a_v(name, typed):
    assert parse_reading(name, typed) == "lv bu"


@pytest.mark.parametrize("typed", ["li jiang", "li zhang jiang he", "lizhajiang", "李 长 江", "li zh4ng 江"])
def test_what_is_no_reading_of_the_name_is_refused(typed):
    with pytest.raises(ValueError, match=r"\w"):
        parse_reading("李长江", typed)


def test_a_chosen_reading_comes_first_and_the_usual_one_is_still_found():
    chosen = spell("李长江", "li zhang jiang")
    assert (chosen.pinyin, chosen.initials) == ("lizhangjiang", "lzj")
    assert {"lichangjiang", "lcj"} <= set(chosen.others)
