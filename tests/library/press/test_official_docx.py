"""The DOCX, laid out by LibreOffice with the vendored fonts under the names that offices know, and measured like the PDF."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from jiafeng.library.press import MissingGlyphs, Paragraph, official_docx, official_pdf
from jiafeng.library.press.faces import FONTS
from jiafeng.library.press.word import NAMES
from tests.library.press.ruler import Page, pages
from tests.library.press.samples import BULLETIN, FULL, NOTICE
from tests.library.press.test_official_pdf import BOTTOM, HOSTILE, LEFT, RIGHT, TOP, body_of, line_text

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory):
    """A function that turns DOCX bytes into measured pages."""
    assert OFFICE, "LibreOffice is missing: tools/system.sh installs it"
    home = tmp_path_factory.mktemp("office")
    names = "".join(
        f"<alias binding='same'><family>{escape(name)}</family><prefer><family>{face.family}</family></prefer></alias>"
        for face, name in reversed(NAMES.items())
    )
    fonts = home / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{escape(str(FONTS))}</dir><cachedir>{home / 'cache'}</cachedir>{names}</fontconfig>")

    def convert(*documents: bytes) -> list[list[Page]]:
        files = [home / f"{number}.docx" for number in range(len(documents))]
        for file, content in zip(files, documents, strict=True):
            file.write_bytes(content)
        subprocess.run(
            [OFFICE, f"-env:UserInstallation=file://{home / 'profile'}", "--headless", "--convert-to", "pdf", "--outdir", home, *files],
            env={"FONTCONFIG_FILE": str(fonts), "HOME": str(home), "PATH": "/usr/bin:/bin"}, check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return [pages(file.with_suffix(".pdf").read_bytes()) for file in files]

    return convert


@pytest.fixture(scope="module")
def both(laid_out) -> list[list[Page]]:
    return laid_out(official_docx(BULLETIN), official_docx(NOTICE))


@pytest.fixture(scope="module")
def bulletin(both) -> list[Page]:
    return both[0]


@pytest.fixture(scope="module")
def notice(both) -> list[Page]:
    return both[1]


def test_a_full_page_has_22_lines_of_28_characters_within_the_type_area(bulletin):
    lines = body_of(bulletin[1])
    assert len(lines) == 22
    full = [line for line in lines if len(line) == 28]
    assert len(full) >= 18
    for line in full:
        assert line[0].x == pytest.approx(LEFT, abs=0.2)
        assert line[-1].x + 156 / 28 == pytest.approx(RIGHT, abs=0.6)
    assert TOP <= lines[0][0].top <= TOP + 5
    assert lines[-1][0].bottom <= BOTTOM
    assert lines[1][0].baseline - lines[0][0].baseline == pytest.approx(225 / 22, abs=0.2)


def test_page_numbers_stand_outside_7_mm_below_the_type_area(bulletin):
    for number, page in enumerate(bulletin[:3], 1):
        dash, _, other = page.lines[-1]
        assert line_text(page.lines[-1]) == f"—{number}—"
        assert (dash.top + dash.bottom) / 2 - BOTTOM == pytest.approx(7, abs=0.5)
        outside = RIGHT - other.right if number % 2 else dash.left - LEFT
        assert outside == pytest.approx(14 * 0.3528, abs=0.5)


def test_the_masthead_is_red_and_centred_over_a_thick_red_line(bulletin):
    first = bulletin[0].lines[0]
    assert line_text(first) == BULLETIN.masthead
    assert (first[0].left + first[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    rule = bulletin[0].rules[0]
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.3)
    assert rule.thickness == pytest.approx(1.06, abs=0.05)
    assert rule.colour == (0xD8, 0, 0x0F)


def test_the_foot_ends_on_the_lower_edge_of_the_last_page(bulletin):
    rules = sorted(bulletin[-1].rules, key=lambda rule: rule.middle)
    assert [round(rule.thickness, 2) for rule in rules] == [0.35, 0.25, 0.25, 0.25, 0.35]
    assert rules[-1].middle == pytest.approx(BOTTOM, abs=0.5)
    for label in ("报：县委、县政府", "送：县纪委监委", "发：各乡镇妇联", "共印80份"):
        assert rules[0].top < bulletin[-1].find(label).baseline < BOTTOM


def test_a_notice_has_its_mark_35_mm_and_its_line_4_mm_down(notice):
    mark = notice[0].lines[1]
    assert line_text(mark) == NOTICE.masthead
    assert min(glyph.top for glyph in mark) - TOP == pytest.approx(35, abs=1)
    number = notice[0].lines[2]
    rule = notice[0].rules[0]
    assert rule.top - max(glyph.bottom for glyph in number) == pytest.approx(4, abs=1)
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.3)


def test_a_notice_is_signed_over_its_date(notice):
    issuer, date = notice[-1].find(NOTICE.issuer), notice[-1].find("2026年3月9日")
    assert 0 < date.baseline - issuer.baseline < 12
    assert notice[-1].find("抄送：县纪委监委").baseline < notice[-1].find("2026年3月9日印发").baseline < BOTTOM


PROSE = Paragraph.of(
    "据统计，截至11月30日，全县26个村（社区）签名1,286户，签约率95.3%；收到家书〔2026〕12封，其中“好家风”作品8件——均已归档，退回3件……"
    "县妇联、县纪委，县委组织部：“家庭助廉”《倡议书》（示例）。依据《办法》，38名干部家属参加了5·15讲座，满意率98.2%，" * 3
)
LAST = Paragraph.of(PROSE.text[:120])
LONG_NAME = "家庭助廉承诺书（示例）及签名承诺活动的组织办法、家访记录和台账填写说明"
ONE_DOCUMENT = {
    "short bulletin": replace(BULLETIN, paragraphs=(Paragraph.of("一、签名", "heading1"), PROSE)),
    "two pages": replace(BULLETIN, paragraphs=(PROSE, *BULLETIN.paragraphs[1:4], FULL, PROSE, Paragraph.of("三是回头看。"))),
    "marks in the title": replace(BULLETIN, title="“家庭助廉”：《倡议书》（示例）", marks=("内部资料", "注意保存")),
    "attachments": replace(
        NOTICE, addressee="各乡镇妇联：", paragraphs=(PROSE, Paragraph.of("二、要求", "heading1"), FULL), attachments=(LONG_NAME, "回执表")
    ),
    "one attachment": replace(NOTICE, attachments=(LONG_NAME,), send_to="县纪委监委，县委组织部，县教育局，" * 4),
    "no attachment": replace(NOTICE, attachments=(), paragraphs=(*[FULL] * 2, Paragraph.of("特此通知。"))),
    "several issuers": replace(NOTICE, masthead="示例县妇女联合会\n中共示例县纪律检查委员会", marks=()),
    **{
        f"{lines} lines": replace(NOTICE, attachments=(), paragraphs=(Paragraph.of("廉" * (28 * lines - 2)), LAST)) for lines in range(2, 9)
    },
    **{f"{lines} lines, attachments": replace(NOTICE, paragraphs=(Paragraph.of("廉" * (28 * lines - 2)),)) for lines in range(16, 22)},
}


def test_pdf_and_docx_are_one_document(laid_out):
    """The same pages with the same lines, each within a millimetre of the other, and so are the rules."""
    from_word = laid_out(*map(official_docx, ONE_DOCUMENT.values()))
    for (name, document), theirs in zip(ONE_DOCUMENT.items(), from_word, strict=True):
        ours = pages(official_pdf(document))
        assert [[line_text(line) for line in page.lines] for page in ours] == [
            [line_text(line) for line in page.lines] for page in theirs
        ], name
        for page, other in zip(ours, theirs, strict=True):
            for line, its in zip(page.lines, other.lines, strict=True):
                assert its[0].x == pytest.approx(line[0].x, abs=1), (name, line_text(line))
                assert its[0].baseline == pytest.approx(line[0].baseline, abs=1), (name, line_text(line))
            drawn = {round(rule.middle): rule.middle for rule in other.rules}  # LibreOffice draws a border twice
            assert sorted(drawn.values()) == pytest.approx(sorted(rule.middle for rule in page.rules), abs=1), name


def test_nothing_hangs_outside_the_type_area(laid_out):
    text = Paragraph.of("县妇联、县纪委，县委组织部：“家庭助廉”《倡议书》（示例）。" * 40)
    for page in laid_out(official_docx(replace(BULLETIN, paragraphs=(text,))))[0]:
        assert max(glyph.right for line in body_of(page) for glyph in line) <= RIGHT + 0.5


def test_wrapped_names_of_attachments_begin_under_one_another(laid_out):
    document = ONE_DOCUMENT["attachments"]
    for printed in (pages(official_pdf(document)), laid_out(official_docx(document))[0]):
        last = printed[-1]
        name, other = last.find("家庭助廉承诺书"), last.find("回执表")
        (rest,) = [line[0] for line in last.lines if name.baseline + 1 < line[0].baseline < other.baseline - 1]
        assert rest.baseline - name.baseline == pytest.approx(225 / 22, abs=0.3)
        assert (rest.x, other.x) == pytest.approx((name.x, name.x), abs=0.4)


@pytest.mark.parametrize("typed", ["各乡镇妇联", "各乡镇妇联：", "各乡镇妇联: ", "各乡镇妇联：："])
def test_an_addressee_prints_one_colon(typed):
    document = replace(NOTICE, addressee=typed)
    assert pages(official_pdf(document))[0].find("各乡镇妇联：")
    assert "各乡镇妇联：：" not in pages(official_pdf(document))[0].text
    assert "各乡镇妇联：" in [line.text for line in docx.Document(io.BytesIO(official_docx(document))).paragraphs]


def test_every_word_of_a_hostile_text_survives_as_text():
    document = replace(BULLETIN, title=HOSTILE, paragraphs=(Paragraph.of(f"{HOSTILE}\x00<w:p/>]]>"),))
    paragraphs = [line.text for line in docx.Document(io.BytesIO(official_docx(document))).paragraphs]
    assert f"{HOSTILE}<w:p/>]]>" in paragraphs
    assert HOSTILE.replace(" ", "") in "".join(paragraphs).replace(" ", "")


def test_it_names_the_faces_of_the_standard_and_headings_for_the_navigator():
    with zipfile.ZipFile(io.BytesIO(official_docx(BULLETIN))) as archive:
        body = archive.read("word/document.xml").decode()
    for name in ("仿宋", "黑体", "楷体", "方正小标宋简体"):
        assert f'w:eastAsia="{name}"' in body
    assert 'w:outlineLvl w:val="0"' in body
    assert 'w:docGrid w:type="lines" w:linePitch="579"' in body


PARAGRAPH = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
]
RUN = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
]


@pytest.mark.parametrize("document", [BULLETIN, NOTICE])
def test_its_properties_stand_in_the_order_that_word_insists_on(document):
    """ISO/IEC 29500-1, 17.3.1.26 and 17.3.2.28: sequences, which Word holds to."""
    with zipfile.ZipFile(io.BytesIO(official_docx(document))) as archive:
        parts = [etree.fromstring(archive.read(name)) for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
    checked = 0
    for tag, order in (("pPr", PARAGRAPH), ("rPr", RUN)):
        for part in parts:
            for properties in part.iter(qn(f"w:{tag}")):
                places = [order.index(etree.QName(child).localname) for child in properties if child.prefix == "w"]
                assert places == sorted(places)
                checked += len(places) > 1
    assert checked > 50


def test_its_properties_are_the_documents_own():
    properties = docx.Document(io.BytesIO(official_docx(BULLETIN))).core_properties
    assert (properties.title, properties.author, properties.comments) == (BULLETIN.title, BULLETIN.issuer, "")
    assert properties.created.date() == BULLETIN.date


def test_a_character_without_a_font_is_refused_here_too():
    with pytest.raises(MissingGlyphs):
        official_docx(replace(BULLETIN, issuer="妇联😀"))
