import datetime as dt
import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from jiafeng.library.press import MissingGlyphs, Poster, poster_pdf, poster_png
from tests.library.press.ruler import pages

POSTER = Poster(
    title="“家庭助廉 从我做起”签名活动在县城启动",
    qr_text="示例：文章十二",
    call="扫码阅读全文",
    date=dt.date(2026, 3, 8),
    eyebrow="工作动态",
    lead="一封家书、一句寄语、一份承诺（示例）。",
    facts=(("时间", "2026年3月8日"), ("地点", "示例县文化广场")),
    organisers=("示例县妇女联合会", "示例县纪委监委"),
    note="示例",
)
LONGEST = replace(
    POSTER, title="廉洁" * 30, lead="清风润家" * 50, facts=(("六个字的标签", "风" * 40),) * 5, note="示" * 40, call="扫" * 16, eyebrow="家" * 16
)  # fmt: skip


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("A3", (297, 420))])
def test_it_fills_the_paper_and_its_code_can_be_scanned(paper, size):
    pdf = poster_pdf(POSTER, paper)
    (page,) = pages(pdf)
    assert (page.width, page.height) == pytest.approx(size, abs=0.2)
    document = pypdfium2.PdfDocument(pdf)
    picture = np.ascontiguousarray(document[0].render(scale=1.5).to_numpy())
    document.close()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == POSTER.qr_text
    assert (code.position.bottom_right.x - code.position.top_left.x) / picture.shape[1] * size[0] > 40


def test_as_a_picture_it_is_light_and_can_be_scanned_from_a_screen():
    png = poster_png(POSTER, pixels=1080)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width == pytest.approx(1080, abs=2)
        (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(picture.convert("RGB")))
    assert code.text == POSTER.qr_text
    assert len(png) < 200 * 1024


def test_every_text_is_on_it_and_can_be_searched():
    (page,) = pages(poster_pdf(POSTER))
    printed = "".join(glyph.character for line in page.lines for glyph in line)
    for _, text, _ in POSTER.texts():
        for part in text.replace(" ", "").split("从我")[:1]:
            assert part in printed


@pytest.mark.parametrize("poster", [POSTER, LONGEST])
def test_the_words_keep_clear_of_the_code(poster):
    pdf = poster_pdf(poster)
    (page,) = pages(pdf)
    words = [glyph for glyph in page.glyphs if glyph.character in poster.lead + poster.title and glyph.baseline < 174]
    assert max(glyph.bottom for glyph in words) < 170
    assert max(glyph.right for glyph in words) < 155


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.sampled_from("廉洁文化进家庭a1 《》"), min_size=1, max_size=60).filter(str.strip),
    st.text(st.sampled_from("清风，润万家。x"), max_size=200),
    st.lists(st.tuples(st.just("时间"), st.text("风家", min_size=1, max_size=40)), max_size=5),
)
def test_whatever_it_accepts_fits(title, lead, facts):
    assert len(pages(poster_pdf(replace(POSTER, title=title, lead=lead, facts=tuple(facts))))) == 1


@pytest.mark.parametrize(
    "change", [{"title": "廉" * 61}, {"lead": "廉" * 201}, {"facts": (("时间", "风"),) * 6}, {"organisers": ("县" * 37,)}, {"title": " "}]
)
def test_it_refuses_what_could_not_be_read_from_afar(change):
    with pytest.raises(ValueError, match="a poster"):
        replace(POSTER, **change)


def test_a_character_without_a_font_is_refused():
    with pytest.raises(MissingGlyphs):
        poster_pdf(replace(POSTER, organisers=("妇联😀",)))
