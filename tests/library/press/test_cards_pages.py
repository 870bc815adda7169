"""Desk cards measured on the rendered page, in millimetres."""

import datetime as dt
import io
import random

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from jiafeng.library.press import impose
from jiafeng.library.press.cards import BLEED, SAFE, Card, CardSize, CardStyle, alphabets, preview, print_batch
from jiafeng.library.press.designs import load, names
from jiafeng.library.press.faces import Face, coverage
from jiafeng.library.press.pictures import Picture, ink_jpeg
from tests.library.press.ruler import MM, pages

DATE = dt.date(2026, 3, 8)
TENT = CardSize.parse("200x100")
WORDS = "两袖清风一身正气廉洁持家平安是福勤俭立业诚实做人守住初心不忘父母嘱托常怀敬畏之心算好亲情账名誉账自由账，。、！；"


def style(design="lotus", size="200x100", **options) -> CardStyle:
    return CardStyle(load(design), CardSize.parse(size), **options)


def handwriting(width=1600, height=640, mode="RGBA", colour=(20, 20, 20)) -> bytes:
    picture = Image.new(mode, (width, height), (0, 0, 0, 0) if mode == "RGBA" else 255)
    pen = ImageDraw.Draw(picture)
    for n in range(9):
        pen.line((60, 60 + n * height // 11, width - 60, 90 + n * height // 12), fill=(*colour, 255) if mode == "RGBA" else 30, width=12)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def printed(tmp_path, cards, look=None):
    target = tmp_path / "batch.pdf"
    outcomes = print_batch(cards, look or style(), target, DATE)
    return target.read_bytes() if target.exists() else b"", outcomes


def card(**told) -> Card:
    return Card(**{"key": "1", "name": "王示例", "unit": "示例县财政局", "message": "守住清廉，就是守住咱们这个家。", **told})


@pytest.mark.parametrize(
    ("size", "width", "height"), [("200x100", 200, 200), ("180x90", 180, 180), ("A5", 210, 148 * 2 + 62 + 12), ("148x100", 148, 100)]
)
def test_a_page_is_the_card_unfolded_with_its_bleed(tmp_path, size, width, height):
    pdf, _ = printed(tmp_path, [card()], style(size=size))
    (page,) = pages(pdf)
    assert (page.width, page.height) == pytest.approx((width + 2 * BLEED, height + 2 * BLEED), abs=0.05)


def test_the_visitors_face_is_turned_and_lies_above_the_fold(tmp_path):
    pdf, _ = printed(tmp_path, [card(message="清风")])
    (page,) = pages(pdf)
    fold = BLEED + 100
    upper = [glyph for glyph in page.glyphs if glyph.bottom < fold]
    lower = [glyph for glyph in page.glyphs if glyph.top > fold]
    assert len(upper) + len(lower) == len(page.glyphs)
    name = [glyph for glyph in upper if glyph.character in "王示例" and glyph.size > 40]
    # Turned by 180 degrees, the name runs from right to left.
    assert [glyph.character for glyph in sorted(name, key=lambda glyph: -glyph.x)] == list("王示例")
    assert {"清", "风"} <= {glyph.character for glyph in lower}


def inside(page, size: CardSize) -> list[str]:
    """The characters whose ink leaves the safe area of the face they stand on."""
    faces = [(0.0, size.height)] if size.form == "flat" else [(0.0, size.height), (size.height, 2 * size.height)]
    out = []
    for glyph in page.glyphs:
        left, right = BLEED + SAFE, BLEED + size.width - SAFE
        within = any(BLEED + top + SAFE <= glyph.top + 0.05 and glyph.bottom <= BLEED + bottom - SAFE + 0.05 for top, bottom in faces)
        if not (within and left <= glyph.left + 0.05 and glyph.right <= right + 0.05):
            out.append(glyph.character)
    return out


SIZES = ("200x100", "180x90", "A5", "148x100")


@settings(
    max_examples=14, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.tuples(st.sampled_from(names()), st.sampled_from(SIZES), st.booleans(), st.booleans(), st.integers(0, 10**6)),
)
def test_text_of_any_length_is_whole_and_stays_inside_the_safe_area(tmp_path, data):
    design, size, vertical, coded, seed = data
    chance = random.Random(seed)
    cards = []
    for number in range(12):
        message = "".join(chance.choices(WORDS, k=chance.choice((1, 2, chance.randint(3, 30), chance.randint(31, 119), 120))))
        name = "".join(chance.choices("示例王李欧阳买提古丽", k=chance.choice((2, 3, 4, chance.randint(5, 15), 15))))
        unit = "".join(chance.choices("示例县自然资源和规划局", k=chance.choice((0, 5, chance.randint(6, 18), 20))))
        cards.append(Card(str(number), name, unit, message, url="https://example.org/m/1" if coded else "", serial="2026-0001"))
    look = style(design, size, vertical=vertical)
    pdf, outcomes = printed(tmp_path, cards, look)
    assert [outcome.code for outcome in outcomes] == [""] * len(cards)
    for each, page in zip(cards, pages(pdf), strict=True):
        assert inside(page, look.size) == []
        shown = sorted(glyph.character for glyph in page.glyphs if glyph.character not in "2026-0001")
        sides = len(look.size.sides)
        stamp = "清白传家" * sides if design == "seal" else ""
        assert shown == sorted(each.message + (each.name + each.unit) * sides + stamp), "a character was lost or doubled"
        assert min(glyph.size for glyph in page.glyphs if glyph.character not in "2026-0001") >= 7.9


def test_columns_are_read_from_the_right_and_each_from_the_top(tmp_path):
    pdf, _ = printed(tmp_path, [card(message="家和万事兴，廉洁最安宁。")], style(vertical=True))
    (page,) = pages(pdf)
    at = {each: page.find(each) for each in "家和万廉洁最"}
    assert at["家"].x == pytest.approx(at["和"].x, abs=0.5)
    assert at["家"].baseline < at["和"].baseline < at["万"].baseline
    assert at["廉"].x < at["家"].x - 5
    assert at["廉"].baseline == pytest.approx(at["家"].baseline, abs=0.5)


def test_a_comma_in_a_column_stands_in_the_upper_right_of_its_square(tmp_path):
    pdf, _ = printed(tmp_path, [card(message="一二三，四五六。")], style(vertical=True))
    (page,) = pages(pdf)
    three, comma = page.find("三"), page.find("，")
    square = three.size * MM
    assert comma.left > (three.left + three.right) / 2
    assert 0 < comma.top - three.bottom < square


def test_handwriting_and_text_both_stand_on_the_card(tmp_path):
    picture = ink_jpeg(handwriting())
    pdf, (outcome,) = printed(tmp_path, [card(picture=picture, message="清风")])
    assert outcome.printed
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        images = [each for each in opened.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        assert any((each.Width, each.Height) == (picture.width, picture.height) for each in images)
        assert all(int(each.Width) > 1 for each in images), "a place was left unfilled"
    (page,) = pages(pdf)
    assert "清" in page.text


@pytest.mark.parametrize(("width", "code", "remarks"), [(2400, "", ()), (900, "", ("below_300_dpi",)), (240, "low_resolution", ())])
def test_the_handwriting_is_held_to_300_dpi(tmp_path, width, code, remarks):
    picture = ink_jpeg(handwriting(width, width * 2 // 5))
    _, (outcome,) = printed(tmp_path, [card(picture=picture, message="")])
    assert outcome.code == code
    assert tuple(code for code, _ in outcome.remarks) == remarks


def test_a_bad_card_does_not_stop_a_good_one(tmp_path):
    bad = [
        card(key="2", name="\u200b\u3000"),
        card(key="3", message=""),
        card(key="4", message="示\ue864"),
        card(key="5", message="字" * 301),
    ]
    pdf, outcomes = printed(tmp_path, [card(), *bad, card(key="6", message="长" * 280)], style(size="120x70", design="lotus"))
    assert [outcome.code for outcome in outcomes] == ["", "no_name", "nothing_to_say", "no_font", "too_long", "does_not_fit"]
    assert outcomes[3].params["codepoints"] == "U+E864"
    assert len(pages(pdf)) == 1


def test_a_rare_character_borrows_a_face_and_is_told(tmp_path):
    rare = chr(min(coverage(Face.RARE) - coverage(Face.TITLE) - coverage(Face.SONG)))
    pdf, (outcome,) = printed(tmp_path, [card(name=f"李{rare}")])
    assert outcome.printed
    assert outcome.remarks == (("borrowed_face", {"characters": rare}),)
    assert rare in pages(pdf)[0].text


def test_nothing_printable_leaves_no_file(tmp_path):
    pdf, (outcome,) = printed(tmp_path, [card(name="")])
    assert (pdf, outcome.code) == (b"", "no_name")


def test_batches_of_a_run_share_fonts_and_artwork(tmp_path):
    chance = random.Random(3)
    run = [card(key=str(n), name="示" + chance.choice("王李张"), message="".join(chance.choices(WORDS, k=30))) for n in range(12)]
    alphabet = alphabets(run, style())
    parts = []
    for number in range(4):
        parts.append(tmp_path / f"{number}.pdf")
        print_batch(run[number * 3 : number * 3 + 3], style(), parts[-1], DATE, alphabet)
    target = tmp_path / "cards.pdf"
    assert impose(parts, TENT.piece, "card", target) == 12
    with pikepdf.open(target) as opened:
        fonts = [each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"]
        assert len(fonts) == 3
        assert all("+Jiafeng" in str(each.FontName) for each in fonts)
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert b"<pdfaid:part>2</pdfaid:part>" in opened.Root.Metadata.read_bytes()
    assert target.stat().st_size < parts[0].stat().st_size * 1.6


def test_the_same_cards_give_the_same_bytes(tmp_path):
    assert printed(tmp_path, [card()]) == printed(tmp_path, [card()])


def test_in_grey_nothing_has_a_colour():
    picture = Image.open(io.BytesIO(preview(card(), style(grey=True), dpi=40))).convert("RGB")
    assert max(max(pixel) - min(pixel) for pixel in picture.get_flattened_data()) <= 3


def test_a_preview_has_the_handwriting_and_the_code():
    picture = Picture.of(ink_jpeg(handwriting(colour=(180, 20, 20))).jpeg)
    assert picture.colour
    with_ink = preview(card(picture=picture, message="", url="https://example.org/1"), style(), dpi=60)
    shown = Image.open(io.BytesIO(with_ink)).convert("RGB")
    assert shown.size == pytest.approx((200 / 25.4 * 60, 100 / 25.4 * 60), abs=2)
    red = sum(1 for r, g, b in shown.crop((20, 20, 200, 160)).get_flattened_data() if r > g + 60 and r > b + 60)
    assert red > 300


@pytest.mark.parametrize("text", ["", "200", "20x10", "1000x1000", "100x290", "200x100-round"])
def test_a_size_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        CardSize.parse(text)
