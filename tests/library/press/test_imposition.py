import io
import re

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiafeng.library.press import Piece, TooLarge, impose
from jiafeng.library.press.imposition import EDGE, LEAST_MARK, MARK, PT, _marks, layout
from tests.library.press.ruler import MM, pages
from tests.library.press.typst import typst_pdf

PIECE = Piece(90, 54, bleed=3)


def badges(*names: str) -> bytes:
    faces = "\n".join(f'#page(place(dx: 0mm, dy: 0mm, text(top-edge: "bounds")[{name}]))' for name in names)
    return typst_pdf(f'#set page(width: 96mm, height: 60mm, margin: 3mm)\n#set text(font: "Jiafeng Kai", size: 30pt)\n{faces}')


def imposed(*sources: bytes, piece: Piece = PIECE, paper="A4") -> tuple[bytes, int]:
    out = io.BytesIO()
    count = impose(sources, piece, paper, out)
    return out.getvalue(), count


def lines(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The marks of the first page: (left, top, right, bottom) in mm."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    height = page.get_height()
    found = [each.get_bounds() for each in page.get_objects(max_depth=3) if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    document.close()
    return [(a * MM, (height - d) * MM, c * MM, (height - b) * MM) for a, b, c, d in found]


def test_pages_lie_on_the_sheet_as_many_as_fit_and_in_order():
    pdf, sheets = imposed(badges("示甲", "示乙", "示丙", "示丁", "示戊", "示己", "示庚", "示辛", "示壬", "示癸"), badges("示子"))
    plan = layout(PIECE, "A4")
    assert sheets == 2
    assert (plan.columns, plan.rows) == (2, 5)
    first, second = pages(pdf)
    assert "".join(each.character for each in first.glyphs if each.character != "示") == "甲乙丙丁戊己庚辛壬癸"
    for name, (left, top) in zip("甲乙丙丁", plan.places, strict=False):
        glyph = first.find(name)
        assert glyph.left == pytest.approx(left + 30 * MM, abs=2.5)
        assert glyph.top == pytest.approx(top, abs=1.5)
    assert second.find("子").left == pytest.approx(plan.places[0][0] + 30 * MM, abs=2.5)


def test_marks_show_each_cut_and_never_lie_on_a_piece():
    piece = Piece(120, 100, bleed=3, folds=(50,))
    pdf, _ = imposed(badges("示"), piece=piece, paper="card")
    plan = layout(piece, "card")
    left, top = plan.places[0]
    marks = lines(pdf)
    middles_x = {round((a + c) / 2, 1) for a, b, c, d in marks if c - a < d - b}
    middles_y = {round((b + d) / 2, 1) for a, b, c, d in marks if c - a > d - b}
    assert middles_x == {round(left, 1), round(left + 120, 1)}
    assert middles_y == {round(top, 1), round(top + 50, 1), round(top + 100, 1)}
    for a, b, c, d in marks:
        outside = c < left - 2.9 or a > left + 122.9 or d < top - 2.9 or b > top + 102.9
        assert outside


SIDES = st.floats(40, 290).map(lambda side: round(side, 1))


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, st.sampled_from([0.0, 3.0]), st.sampled_from(["A4", "A3", "card"]), st.booleans())
def test_marks_lie_where_printers_reach_and_off_the_bleed(width, height, bleed, paper, folded):
    piece = Piece(width, height, bleed, (height / 2,) if folded else ())
    try:
        plan = layout(piece, paper)
    except TooLarge:
        return
    first, last = plan.places[0], plan.places[-1]
    block = (first[0] - bleed, first[1] - bleed, last[0] + width + bleed, last[1] + height + bleed)
    marks = marked(plan, piece)
    for left, top, right, bottom in marks:
        assert EDGE - 0.01 <= left <= right <= plan.width - EDGE + 0.01
        assert EDGE - 0.01 <= top <= bottom <= plan.height - EDGE + 0.01
        assert right <= block[0] + 0.01 or left >= block[2] - 0.01 or bottom <= block[1] + 0.01 or top >= block[3] - 0.01
        assert max(right - left, bottom - top) >= LEAST_MARK - 0.01
    if bleed and min(block[0], block[1]) >= EDGE + MARK + 1:
        assert len(marks) == 2 * (2 * plan.columns + 2 * plan.rows + folded * plan.rows)


def marked(plan, piece) -> list[tuple[float, float, float, float]]:
    """The marks as they are drawn, in mm from the upper left corner: left, top, right, bottom."""
    found = []
    for line in _marks(plan, piece).splitlines():
        if told := re.fullmatch(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", line):
            x0, y0, x1, y1 = (float(number) / PT for number in told.groups())
            found.append((min(x0, x1), plan.height - max(y0, y1), max(x0, x1), plan.height - min(y0, y1)))
    return found


def test_a_card_as_wide_as_the_paper_lets_leaves_out_the_marks_that_have_no_room():
    """A desk card of 200 mm on A4: its cut is at the very limit of what is printed, and beside it there is no paper left."""
    pdf, _ = imposed(badges("示"), piece=Piece(200, 200, 3, (100,)))
    marks = lines(pdf)
    assert len(marks) == 4
    for left, top, right, bottom in marks:
        assert left >= 5
        assert right <= 205
        assert bottom <= 48.5 - 3 + 0.1 or top >= 248.5 + 3 - 0.1


def test_a_page_for_one_piece_says_where_it_is_cut():
    pdf, _ = imposed(badges("示"), paper="card")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        trim = [float(side) * MM for side in opened.pages[0].trimbox]
        bleed = [float(side) * MM for side in opened.pages[0].obj.BleedBox]
    assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((90, 54), abs=0.01)
    assert (bleed[2] - bleed[0], bleed[3] - bleed[1]) == pytest.approx((96, 60), abs=0.01)


def test_what_sources_share_is_written_once_and_the_archival_marks_stay():
    source = badges("示甲", "示乙")
    pdf, _ = imposed(*[source] * 20, paper="card")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"]
        assert len(fonts) == 1
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert b"pdfaid" in opened.Root.Metadata.read_bytes()
        assert len(opened.pages) == 40
    assert len(pdf) < 3 * len(source)


def test_the_same_sources_give_the_same_bytes():
    assert imposed(badges("示甲")) == imposed(badges("示甲"))


@pytest.mark.parametrize(("piece", "paper"), [(Piece(400, 300), "A4"), (Piece(298, 421), "A3")])
def test_a_piece_larger_than_the_paper_is_refused(piece, paper):
    with pytest.raises(TooLarge, match=paper):
        layout(piece, paper)


def test_a_piece_as_large_as_the_paper_loses_its_bleed_but_not_its_edge():
    plan = layout(Piece(210, 297, bleed=3), "A4")
    assert plan.places == [pytest.approx((0, 0))]


def test_the_result_is_a_sound_file():
    pdf, _ = imposed(badges("示甲", "示乙"), badges("示丙"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        assert str(opened.docinfo["/Creator"]).startswith("Typst")
        assert len(opened.trailer.ID) == 2


def test_many_pictures_pass_through_without_staying_in_memory(tmp_path):
    """ISO 19005 aside, this is why the file is written by hand: 60 pictures of 1 MB are laid out in less than that."""
    import tracemalloc

    from jiafeng.library.press.collecting import Collector

    parts = []
    for number in range(6):
        parts.append(tmp_path / f"{number}.pdf")
        with parts[-1].open("wb") as target, Collector(target) as collector:
            collector.open(badges("示"))
            for picture in range(10):
                raw = bytes([number, picture]) * (1 << 19)
                image = collector.stream(
                    raw,
                    {
                        "/Type": "/XObject",
                        "/Subtype": "/Image",
                        "/Width": 1024,
                        "/Height": 1024,
                        "/BitsPerComponent": 8,
                        "/ColorSpace": "/DeviceGray",
                    },
                )
                collector.add_page(272, 170, {"/I": image}, "/I Do", {})
            collector.finish()
    tracemalloc.start()
    assert impose(parts, PIECE, "card", tmp_path / "all.pdf") == 60
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
    assert (tmp_path / "all.pdf").stat().st_size > 60 << 20
