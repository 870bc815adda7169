"""The same official documents as DOCX, for offices that go on writing in WPS or Word."""

import datetime as dt
import io
from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run as Stretch

from jiafeng.library.press.breaking import extent
from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import CLOSING, OPENING
from jiafeng.library.press.official import ASCENT, LINE, POINT, TEXT, TITLE_PITCH, TYPE, Head, Kind, OfficialDocument, Paragraph, Run

RED = RGBColor(0xD8, 0x00, 0x0F)
WIDTH = Mm(156)
TOP = 34.85
"""The upper margin in millimetres. A line stands in the middle of its pitch, so the grid begins higher than the type area (37 mm), by as much
as sets its first line where the PDF has it."""
BASELINE = 0.8
"""Where LibreOffice sets the baseline in a line of exact height, as a part of it."""
PITCH = Pt(28.95)
"""A 22nd of the type area's height, in the 579 twentieths of a point that docGrid takes."""
TIGHTER = -5
"""Twentieths of a point taken from each character, so that 28 of 16 pt stand in 156 mm; in the PDF too."""
CHARACTER = Pt(15.75)
NONE, TWO, THREE, FOUR, FIVE = Pt(0), Pt(22), Pt(16), Pt(14), Pt(10.5)
"""No length, and the sizes 2号, 3号, 4号 and 5号."""
THICK, THIN = Mm(0.35), Mm(0.25)
"""Rules of the foot (7.4.1)."""
NAMES = {
    Face.SONG: "宋体", Face.HEI: "黑体", Face.KAI: "楷体", Face.FANG: "仿宋", Face.TITLE: "方正小标宋简体", Face.RARE: "宋体",
}  # fmt: skip
"""The names under which office computers in China have these faces; the paper keeps its look when a name is replaced by a like one."""


def official_docx(document: OfficialDocument) -> bytes:
    """The document as DOCX with the type area, lines and page numbers of `official_pdf`. Raises MissingGlyphs like it."""
    refuse_unprintable(document.texts())
    paper = docx.Document()
    _set_page(paper)
    paper.core_properties.title = "".join(document.title_lines)
    paper.core_properties.author = clean(document.issuer)
    paper.core_properties.last_modified_by = clean(document.issuer)
    paper.core_properties.comments = ""
    paper.core_properties.created = paper.core_properties.modified = dt.datetime.combine(document.date, dt.time(4))
    _head(paper, document)
    _body(paper, document)
    _end(paper, document)
    _foot(paper, document)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _element(tag: str, **attributes: object) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _set_page(paper: Document) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(TOP),
        Length(Mm(297 - TOP) - 22 * PITCH),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(15), Mm(25.4)
    section.gutter = Mm(0)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(_element("w:docGrid", type="lines", linePitch=579))
    _set_defaults(paper)
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.line_spacing = Pt(18)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = FOUR
        _page_number(line)


def _set_defaults(paper: Document) -> None:
    normal = paper.styles["Normal"]
    normal.font.size = THREE
    form = normal.paragraph_format
    form.space_after, form.line_spacing, form.widow_control = NONE, 1.0, False
    # LibreOffice reads this mark the wrong way round, and only so keeps punctuation inside the type area; for Word it is the default.
    normal.element.pPr.insert_element_before(_element("w:overflowPunct", val=1), "w:spacing", "w:ind", "w:jc")
    fonts = normal.element.rPr.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), NAMES[Face.FANG])
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    settings = paper.settings.element
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "doNotCompress")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _page_number(line: Line) -> None:
    """`— 1 —` in 4号 宋体, the number a field."""
    _write(line, "— ", Face.SONG, FOUR, tight=False)
    field = _write(line, "", Face.SONG, FOUR, tight=False)._r
    code = _element("w:instrText")
    code.text = "PAGE"
    field.extend([_element("w:fldChar", fldCharType="begin"), code, _element("w:fldChar", fldCharType="end")])
    _write(line, " —", Face.SONG, FOUR, tight=False)


def _line(paper: Document, align: WD_ALIGN_PARAGRAPH | None = None, *, pitch: Length | None = None, before: Length = NONE) -> Line:
    """A paragraph on the page's grid; with `pitch`, off it, each line exactly so high."""
    line = paper.add_paragraph()
    form = line.paragraph_format
    form.alignment = align
    form.space_before = before
    if pitch is not None:
        _off_grid(line, pitch)
    return line


def _off_grid(line: Line, pitch: Length) -> None:
    line.paragraph_format.line_spacing = pitch
    line._p.get_or_add_pPr().insert_element_before(_element("w:snapToGrid", val=0), "w:spacing", "w:ind", "w:jc")


def _write(line: Line, text: str, face: Face = Face.FANG, size: Length = THREE, *, red: bool = False, tight: bool = True) -> Stretch:
    run = line.add_run(clean(text))
    run.font.size = size
    if red:
        run.font.color.rgb = RED
    properties = run._r.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    # Without the hint Word takes quotation marks for Latin ones, half as wide.
    fonts.set(qn("w:hint"), "eastAsia")
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), NAMES[face])
    if tight:
        properties.insert_element_before(_element("w:spacing", val=TIGHTER), "w:sz", "w:szCs", "w:lang")
    return run


class _Column:
    """Lines of exact height, set down one under the other at the baselines of the Head: millimetres below the type area's upper edge."""

    def __init__(self, paper: Document) -> None:
        self.paper = paper
        self.end = TOP - 37

    def down_to(self, baseline: float, size: float, align: WD_ALIGN_PARAGRAPH | None = None) -> Line:
        """A line for type of `size` points."""
        height = size / BASELINE
        return self.block(baseline - BASELINE * height * POINT, height, align)

    def block(self, top: float, height: float, align: WD_ALIGN_PARAGRAPH | None = None) -> Line:
        """A paragraph `height` points high whose upper edge is at `top`."""
        line = _line(self.paper, align, pitch=Pt(height), before=Mm(max(0.0, top - self.end)))
        self.end = max(self.end, top) + height * POINT
        return line


def _head(paper: Document, document: OfficialDocument) -> None:
    head = document.head
    column = _Column(paper)
    for index, mark in enumerate(document.marks):
        _write(column.down_to(index * LINE + ASCENT * TYPE, THREE.pt), mark, Face.HEI)
    for name, baseline, between in head.names:
        line = column.down_to(baseline, head.size, WD_ALIGN_PARAGRAPH.CENTER)
        for part, space in ((name[:-1], between), (name[-1], 0)):
            run = _write(line, part, Face.TITLE, Pt(head.size), red=True, tight=False)
            run._r.get_or_add_rPr().insert_element_before(_element("w:spacing", val=round(space * 20)), "w:sz", "w:szCs", "w:lang")
    line = column.down_to(head.number, THREE.pt, WD_ALIGN_PARAGRAPH.CENTER)
    _overhang(line, document.issue, THREE)
    _write(line, document.issue)
    if document.kind is Kind.BULLETIN:
        line = column.down_to(head.sender, THREE.pt)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = CHARACTER
        line.paragraph_format.tab_stops.add_tab_stop(Length(WIDTH - CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
        _write(line, document.issuer)
        line.add_run().add_tab()
        _write(line, document.printed_date)
    _red_rule(column, head, 16 if document.kind is Kind.NOTICE else 24)
    _title(column, document)


def _overhang(line: Line, words: str, size: Length) -> None:
    """A centred line is centred by its ink: of a full-width mark at either end the empty half does not count."""
    half = Length(-round(size / 2))
    line.paragraph_format.left_indent = half if words[:1] in OPENING else NONE
    line.paragraph_format.right_indent = half if words[-1:] in CLOSING else NONE


def _red_rule(column: _Column, head: Head, eighths: int) -> None:
    """A red rule of `eighths` of a point, as the lower border of the room above it."""
    line = column.block(column.end, (head.rule - column.end) / POINT)
    border = _element("w:pBdr")
    border.append(_element("w:bottom", val="single", sz=eighths, space=0, color=RED))
    line._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    column.end += eighths / 8 * POINT


def _title(column: _Column, document: OfficialDocument) -> None:
    for index, words in enumerate(document.title_lines):
        baseline = document.head.title_baseline + index * TITLE_PITCH
        line = column.down_to(baseline, TWO.pt, WD_ALIGN_PARAGRAPH.CENTER)
        _overhang(line, words, TWO)
        _write(line, words, Face.TITLE, TWO, tight=False)
    # The text begins on the grid's next line: a hair less is left free, so that none is skipped.
    text = document.head.above_text * PITCH.mm + TOP - 37
    line.paragraph_format.space_after = Mm(text - column.end - 0.2)


def _body(paper: Document, document: OfficialDocument) -> None:
    if document.addressee:
        _runs(paper, [Run(document.printed_addressee)], Face.FANG, indent=False)
    for paragraph in document.paragraphs:
        if paragraph.kind == "picture":
            line = _picture(paper, paragraph)
            continue
        line = _runs(paper, paragraph.runs, paragraph.face)
        if paragraph.kind != "body":
            line.paragraph_format.keep_with_next = True
            level = 0 if paragraph.kind == "heading1" else 1
            line._p.get_or_add_pPr().append(_element("w:outlineLvl", val=level))
    if document.kind is Kind.NOTICE and document.paragraphs and not document.attachments:
        line.paragraph_format.keep_with_next = True  # a signature is not parted from what it signs
    # 7.3.4: the names begin under one another, and so do their further lines.
    if document.attachments:
        _line(paper).paragraph_format.keep_with_next = True
    lead, number_width = 3 * CHARACTER, round(document.number_width * CHARACTER)
    for index, name in enumerate(document.attachments):
        first = "附件：" if index == 0 else ""
        number = f"{index + 1}." if number_width else ""
        line = _runs(paper, [Run(first + number)], Face.FANG, indent=False)
        form = line.paragraph_format
        form.keep_with_next = True
        form.left_indent = Length(2 * CHARACTER + lead + number_width)
        form.first_line_indent = Length(-number_width - (lead if first else 0))
        if number:
            line.add_run().add_tab()
        _write(line, name)


def _picture(paper: Document, paragraph: Paragraph) -> Line:
    """A picture in the middle, its caption below it; the last line of the two."""
    line = _line(paper, WD_ALIGN_PARAGRAPH.CENTER)
    run = line.add_run()
    run.add_picture(io.BytesIO(paragraph.picture), width=Mm(paragraph.size[0]))
    for told in run._r.iter(qn("wp:docPr")):
        told.set("descr", clean(paragraph.alt))
    if not paragraph.text:
        return line
    line.paragraph_format.keep_with_next = True
    caption = _line(paper, WD_ALIGN_PARAGRAPH.CENTER)
    for each in paragraph.runs:
        _write(caption, each.text, each.face or Face.KAI)
    return caption


def _runs(paper: Document, runs: Iterable[Run], face: Face, *, indent: bool = True) -> Line:
    line = _line(paper, WD_ALIGN_PARAGRAPH.JUSTIFY)
    if indent:
        line.paragraph_format.first_line_indent = Length(2 * CHARACTER)
    for run in runs:
        _write(line, run.text, run.face or face)
    return line


def _characters(text: str) -> float:
    """The characters of 3号 that `text` takes, with its gaps."""
    return extent(clean(text), Face.FANG, TEXT) / CHARACTER.pt


def _end(paper: Document, document: OfficialDocument) -> None:
    if document.kind is Kind.NOTICE:
        # 7.3.5.1: the date ends four characters from the right, the issuer is centred over it.
        middle = 4 + _characters(document.printed_date) / 2
        for words, right in ((document.issuer, max(0.0, middle - _characters(document.issuer) / 2)), (document.printed_date, 4)):
            line = _line(paper, WD_ALIGN_PARAGRAPH.RIGHT, before=Length(2 * PITCH) if words == document.issuer else NONE)
            line.paragraph_format.right_indent = Length(round(right * CHARACTER))
            line.paragraph_format.keep_with_next = words == document.issuer
            _write(line, words)
    if not (document.qr_text or document.code):
        return
    # One line stays free, as in the PDF; a table begins at the edge of a line, not in the middle of its pitch.
    _line(paper, pitch=Length(PITCH + Mm(2.4))).paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.RIGHT
    words, picture = table.rows[0].cells
    _bare(table)
    _widths(table, Length(WIDTH - Mm(26)), Mm(26))
    words.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first = words.paragraphs[0]
    for line, text, face in ((first, document.code_note, Face.KAI), (words.add_paragraph(), document.code, Face.SONG)):
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _off_grid(line, Pt(16.8))
        _write(line, text, face, FIVE, tight=False)
    if document.qr_text:
        line = picture.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line._p.get_or_add_pPr().insert_element_before(_element("w:snapToGrid", val=0), "w:spacing", "w:ind", "w:jc")
        line.add_run().add_picture(io.BytesIO(qr(document.qr_text, format="png")), width=Mm(22))


def _bare(table: Table) -> None:
    """Cells without margins."""
    margins = _element("w:tblCellMar")
    margins.extend([_element(f"w:{side}", w=0, type="dxa") for side in ("left", "right")])
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _widths(table: Table, *widths: Length) -> None:
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide


def _foot(paper: Document, document: OfficialDocument) -> None:
    """The foot (版记): paragraphs in one frame that sinks to the lower edge of the type area on the last page."""
    for index, (label, text) in enumerate(document.foot):
        _bar(paper, THIN if index else THICK)
        # As in the PDF: 1.7 mm above and below, lines 0.45 of their type apart.
        line = _line(paper, pitch=Pt(20.3))
        form = line.paragraph_format
        form.space_before, form.space_after = Pt(0.6), Pt(2)
        lead = Length(FOUR * len(label))
        form.left_indent, form.right_indent, form.first_line_indent = Length(FOUR + lead), FOUR, Length(-lead)
        form.tab_stops.add_tab_stop(Length(WIDTH - FOUR), WD_TAB_ALIGNMENT.RIGHT)
        for part, words in enumerate((label + text).split("\t")):
            if part:
                line.add_run().add_tab()
            _write(line, words, size=FOUR, tight=False)
        _frame(line)
    if document.foot:
        _bar(paper, THICK)
        # Down to the paper's edge: the frame cannot stand on the lower margin, which keeps the grid at 22 lines.
        _frame(_line(paper, pitch=Pt(Mm(35).pt)))
        # The frame hangs on the paragraph after it, which must not take a line of its own.
        _line(paper, pitch=Pt(1))


def _frame(line: Line) -> None:
    """Neighbours with the same frame share it."""
    frame = _element(
        "w:framePr", w=WIDTH.twips, hSpace=0, vSpace=0, wrap="notBeside", vAnchor="page", hAnchor="margin", xAlign="center", yAlign="bottom"
    )  # fmt: skip
    line._p.get_or_add_pPr().insert_element_before(frame, "w:widowControl", "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _bar(paper: Document, height: Length) -> None:
    """A rule of the foot, as a shaded paragraph: LibreOffice drops a frame whose paragraphs have unlike borders."""
    bar = _line(paper, pitch=height)
    bar._p.get_or_add_pPr().insert_element_before(
        _element("w:shd", val="clear", color="auto", fill="000000"), "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
    )
    _frame(bar)
