import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.press import Face, MissingGlyphs, clean, faces, font_report, preflight
from jiafeng.library.press.faces import FONTS, coverage, refuse_unprintable, whole
from jiafeng.library.press.typesetting import TEMPLATES

BEYOND_THE_FIRST_PLANE = "𫖯𬱖𬍛𫍯𬬻"
IN_NAMES = "㛃䶮堃喆珺翀祎赟" + BEYOND_THE_FIRST_PLANE
OLDER_FORMS = "龑珮峯堯菓劉"


def gb2312_han() -> str:
    return "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))


@pytest.mark.parametrize("face", [Face.SONG, Face.HEI, Face.KAI, Face.FANG, Face.TITLE])
def test_each_face_holds_all_of_gb_2312_and_what_offices_type(face):
    assert len(gb2312_han()) == 6763
    needed = gb2312_han() + "“”‘’《》〈〉【】、，。；：？！…—（）0123456789abcXYZ%〔〕〇"
    assert [character for character in needed if ord(character) not in coverage(face)] == []


@pytest.mark.parametrize("face", [Face.SONG, Face.HEI, Face.KAI, Face.TITLE])
def test_the_general_standard_is_held_beyond_the_first_plane_too(face):
    assert len([code for code in coverage(face) if code > 0xFFFF]) == 196
    assert set(map(ord, IN_NAMES)) <= coverage(face)


def test_a_name_that_the_face_lacks_is_found_with_the_face_that_takes_it():
    found = preflight({"name": "李㛃", "other": "王龑龑"}, Face.FANG)
    assert [(missing.key, missing.character, missing.codepoint, missing.fallback) for missing in found] == [
        ("name", "㛃", "U+36C3", Face.SONG),
        ("other", "龑", "U+9F91", Face.RARE),
    ]


def test_every_name_character_is_printable_in_every_face():
    for face in Face:
        assert [missing for missing in preflight({"": IN_NAMES + OLDER_FORMS}, face) if missing.fallback is None] == []


@pytest.mark.parametrize("character", ["😀", "\ue864", "𪚥", "ب"])
def test_what_no_font_holds_is_refused_with_its_place(character):
    with pytest.raises(MissingGlyphs, match=f"U\\+{ord(character):04X} in name") as refused:
        refuse_unprintable([("name", f"张{character}", Face.KAI)])
    assert [missing.character for missing in refused.value.missing] == [character]


def test_a_plain_text_needs_no_substitute():
    assert preflight({"a": "示例县妇联，2026年3月。\n下一行"}, Face.SONG) == []


def test_what_no_paper_shows_is_left_out():
    assert clean("张\u202e三\u200b\ufe0f\x00\r\n李\u2028四\t五\ud800") == "张三  李 四 五"


@given(st.text())
def test_cleaning_is_done_once_and_leaves_text_that_can_be_written(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once


def test_the_fonts_stay_small_enough_to_be_kept_with_the_code():
    assert sum(file.stat().st_size for file in FONTS.rglob("*") if file.is_file()) < 35e6


@pytest.mark.parametrize("face", list(Face))
def test_each_font_keeps_its_copyright_and_carries_no_reserved_name(face):
    with face.path.open("rb") as file, TTFont(file) as font:
        names = {number: font["name"].getDebugName(number) for number in (0, 1, 4, 6)}
    assert names[0]
    assert names[1] == names[4] == face.family
    assert not any(reserved in name for reserved in ("LXGW", "霞鹜", "Source", "Noto", "Fandol") for name in (names[1], names[4], names[6]))


def test_every_font_is_named_in_a_licence():
    said = "".join(file.read_text() for file in (FONTS / "licences").iterdir())
    for face in Face:
        assert face.path.name in said
        assert face.family in said


def test_the_report_is_empty_for_whole_fonts_and_names_the_broken_ones(tmp_path, monkeypatch):
    assert font_report() == []
    for face in Face:
        (tmp_path / face.path.name).write_bytes(face.path.read_bytes())
    (tmp_path / "hei.otf").write_bytes(b"not a font")
    (tmp_path / "fang.otf").unlink()
    monkeypatch.setattr(faces, "FONTS", tmp_path)
    monkeypatch.setattr(faces, "coverage", faces.coverage.__wrapped__)
    assert [line.split(":")[0] for line in font_report()] == ["hei.otf", "fang.otf"]


def test_templates_try_the_faces_that_the_check_before_printing_tries():
    told = (TEMPLATES / "common.typ").read_text()
    for face in Face:
        chain = ", ".join(f'"{each.family}"' for each in face.chain)
        assert f"  {face.value}: ({chain})," in told


@pytest.mark.parametrize(
    ("name", "face", "taken"),
    [
        ("王示例", Face.HEI, Face.HEI),
        ("劉德華", Face.TITLE, Face.TITLE),
        ("劉德華", Face.KAI, Face.KAI),
        ("劉德華", Face.HEI, Face.TITLE),
        ("㼆", Face.TITLE, Face.TITLE),
        ("李㼆", Face.KAI, Face.SONG),
        ("𠮷𰻝", Face.TITLE, Face.TITLE),
        ("示例₂", Face.SONG, Face.KAI),
        ("示例😀", Face.KAI, Face.KAI),
    ],
)
def test_a_name_is_set_in_a_face_that_has_all_of_it_in_one_weight(name, face, taken):
    assert whole(name, face) is taken


def test_each_face_goes_on_in_its_own_weight():
    weights = {}
    for face in Face:
        with face.path.open("rb") as file, TTFont(file) as font:
            weights[face] = font["OS/2"].usWeightClass
    for face in Face:
        assert {weights[other] for other in face.alike} == {weights[face]}
        assert len({frozenset(coverage(other)) for other in face.alike}) == len(face.alike)
