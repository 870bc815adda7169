"""Designs that come as a zip are foreign: what is taken, what is refused, and that nothing of theirs reaches out."""

import zipfile

import pytest

from jiafeng.library.press.cards import Card, CardSize, CardStyle, print_batch, try_design
from jiafeng.library.press.designs import BadDesign, load, names, read_zip, save
from tests.library.press.test_cards_pages import DATE

TOML = 'name_zh = "素"\nname_en = "Plain"\norientations = ["horizontal"]\nforms = ["tent"]\n'
TEMPLATE = """#import "kit.typ": *
#let art(face, w, h) = corner("leaf.svg", 60 * unit(w, h))
#let front(card, w, h) = { let u = unit(w, h); zone(12 * u, 12 * u, w - 80 * u, h - 24 * u, w, composed(card, w - 80 * u, h - 24 * u, u)) }
#let back(card, w, h) = { let u = unit(w, h); zone(12 * u, 12 * u, w - 80 * u, h - 24 * u, w, presented(card, w - 80 * u, h - 24 * u)) }
"""
LEAF = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0L10 10L0 10Z" fill="#2f6a55"/></svg>'


def packed(path, **files):
    told = {"design.toml": TOML, "card.typ": TEMPLATE, "leaf.svg": LEAF} | {name.replace("__", "."): text for name, text in files.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in told.items():
            if text is not None:
                archive.writestr(name, text)
    return path


def test_six_designs_come_with_the_project_each_in_lines_and_in_columns():
    assert names() == ("lotus", "bamboo", "plum", "landscape", "seal", "children")
    for name in names():
        design = load(name)
        assert design.orientations == ("horizontal", "vertical")
        assert design.suits(200, 100)
        assert design.suits(180, 90)
        assert design.suits(210, 148)
        assert design.suits(148, 100)


def test_a_design_from_outside_is_tried_kept_and_printed(tmp_path):
    design = read_zip(packed(tmp_path / "plain.zip"), "plain")
    preview = try_design(design)
    assert preview.startswith(b"\x89PNG")
    save(design, tmp_path / "kept", preview)
    kept = load(tmp_path / "kept")
    assert (kept.name_zh, kept.trusted) == ("素", False)
    style = CardStyle(kept, CardSize(200, 100))
    (outcome,) = print_batch([Card("1", "示例", message="清风")], style, tmp_path / "out.pdf", DATE)
    assert outcome.printed


def test_one_folder_around_the_files_is_taken_too(tmp_path):
    path = tmp_path / "nested.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"design.toml": TOML, "card.typ": TEMPLATE, "leaf.svg": LEAF}.items():
            archive.writestr(f"plain/{name}", text)
    assert read_zip(path, "plain").name_en == "Plain"


def svg(inside: str, extra: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"{extra}>{inside}</svg>'


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"design__toml": None}, "file_missing"),
        ({"card__typ": None}, "file_missing"),
        ({"design__toml": "name_zh = ["}, "description_unreadable"),
        ({"design__toml": TOML.replace("素", "")}, "description_wrong"),
        ({"design__toml": TOML + '[faces]\nname = "comic"\n'}, "description_wrong"),
        ({"../leaf__svg": LEAF}, "file_not_allowed"),
        ({"run__sh": "x"}, "file_not_allowed"),
        ({"kit__typ": "x"}, "template_reaches_out"),
        ({"card__typ": TEMPLATE + '#import "@preview/cetz:0.3.0"'}, "template_reaches_out"),
        ({"card__typ": TEMPLATE + '#eval("1")'}, "template_reaches_out"),
        ({"leaf__svg": "no drawing"}, "drawing_unreadable"),
        ({"leaf__svg": svg("<script>1</script>")}, "drawing_not_plain"),
        ({"leaf__svg": svg("<g/>", ' onload="x()"')}, "drawing_not_plain"),
        ({"leaf__svg": svg('<image xlink:href="http://example.org/x.png"/>')}, "drawing_not_plain"),
        ({"leaf__svg": svg('<use xlink:href="file:///etc/passwd#x"/>')}, "drawing_not_plain"),
        ({"leaf__svg": svg('<path d="M0 0" fill="url(http://example.org/#x)"/>')}, "drawing_not_plain"),
        ({"leaf__svg": '<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<g/>")}, "drawing_not_plain"),
        ({"leaf__svg": svg("<text>字</text>")}, "drawing_not_plain"),
    ],
)
def test_what_does_not_belong_in_a_design_is_refused(tmp_path, files, code):
    with pytest.raises(BadDesign) as refused:
        read_zip(packed(tmp_path / "bad.zip", **files), "bad")
    assert refused.value.code == code


def test_a_bomb_and_a_file_that_is_no_archive_are_refused(tmp_path):
    with pytest.raises(BadDesign, match=r"file_too_large|bomb"):
        read_zip(packed(tmp_path / "bomb.zip", big__svg=" " * (40 << 20)), "bomb")
    (tmp_path / "no.zip").write_bytes(b"no archive")
    with pytest.raises(BadDesign, match="corrupt"):
        read_zip(tmp_path / "no.zip", "no")


@pytest.mark.parametrize(
    "line",
    [
        '#image("/etc/passwd")',
        '#image("../../etc/hostname")',
        "#let x = { let n = 0; while true { n += 1 } }",
        '#panic("no")',
        "#let front(card) = 1",
    ],
)
def test_a_template_that_reads_elsewhere_never_ends_or_fails_is_refused(tmp_path, monkeypatch, line):
    monkeypatch.setattr("jiafeng.library.press.cards.setting.CPU_SECONDS", 2)
    design = read_zip(packed(tmp_path / "bad.zip", card__typ=TEMPLATE + line), "bad")
    with pytest.raises(BadDesign, match="template_fails"):
        try_design(design)


def test_a_template_without_room_for_words_is_refused(tmp_path):
    design = read_zip(packed(tmp_path / "small.zip", card__typ=TEMPLATE.replace("w - 80 * u", "w - 180 * u")), "small")
    with pytest.raises(BadDesign, match="words_do_not_fit"):
        try_design(design)
