"""`jiafeng cards`, as it is called: a roster, a folder, a PDF, a report."""

import io
import subprocess
import sys

import pikepdf
import pytest
import xlsxwriter
from PIL import Image, ImageDraw

from jiafeng.config.cli import main
from jiafeng.library.sheets import Column, read_table, write_table
from tests.library.press.ruler import pages

REPORT = (Column("name", "姓名"), Column("result", "结果"), Column("page", "页码"), Column("why", "未印原因"), Column("remark", "提示"))


def roster(path, rows, columns=("照片", "寄语", "姓 名", "单位"), title="示例县2026年廉政亲情寄语名册"):
    write_table(path, title, columns, rows)
    return path


def writing(path, *, ink=True):
    """Ready ink, or a picture that is none."""
    picture = Image.new("RGBA", (1500, 600), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for row in range(4):
        pen.line((80, 80 + 120 * row, 1420, 110 + 120 * row), fill=(20, 20, 40, 255), width=16)
    picture.save(path)
    if not ink:
        path.write_bytes(path.read_bytes()[:200])
    return path


@pytest.fixture
def folder(tmp_path):
    photos = tmp_path / "photos"
    (photos / "二批").mkdir(parents=True)
    writing(photos / "王.png")
    writing(photos / "二批" / "李.PNG")
    writing(photos / "断.png", ink=False)
    return tmp_path


def report_of(path) -> list[dict[str, str]]:
    with read_table(path, REPORT) as table:
        return [row.texts for row in table]


def run(folder, rows, *options, **sheet) -> int:
    names = roster(folder / "名册.xlsx", rows, **sheet)
    return main(["cards", str(names), str(folder / "photos"), "-o", str(folder / "cards.pdf"), "--jobs", "1", *options])


def test_messages_photos_or_both_become_cards_and_all_is_reported(folder, capsys):
    rows = [
        ["", "守住清廉，就是守住咱们这个家。", "示例甲", "示例县财政局"],
        ["王.png", "", "示例乙", "示例县教育局"],
        ["李", "清风", "示例丙", ""],
    ]
    assert run(folder, rows, "--report", str(folder / "r.xlsx")) == 0
    printed = pages((folder / "cards.pdf").read_bytes())
    assert [name in page.text for name, page in zip(("示例甲", "示例乙", "示例丙"), printed, strict=True)] == [True] * 3
    assert [(row["name"], row["result"], row["page"]) for row in report_of(folder / "r.xlsx")] == [
        ("示例甲", "已印制", "1"), ("示例乙", "已印制", "2"), ("示例丙", "已印制", "3"),
    ]  # fmt: skip
    assert "3 张桌签" in capsys.readouterr().out


def test_a_bad_row_does_not_stop_a_good_one_and_says_why(folder, capsys):
    rows = [
        ["没有的.jpg", "", "示例甲", ""],
        ["断.png", "", "示例乙", ""],
        ["", "", "示例丙", ""],
        ["", "清风", "", "示例县财政局"],
        ["", "清风", "示例\ue864", ""],
        ["../王.png", "", "示例戊", ""],
        ["", "清风", "示例己", ""],
    ]
    assert run(folder, rows, "--report", str(folder / "r.xlsx")) == 1
    assert len(pages((folder / "cards.pdf").read_bytes())) == 2
    told = report_of(folder / "r.xlsx")
    assert [row["result"] for row in told] == ["未印制"] * 5 + ["已印制"] * 2
    for row, word in zip(told, ("没有的.jpg", "断.png", "既没有寄语", "没有姓名", "U+E864"), strict=False):
        assert word in row["why"]
    complaints = capsys.readouterr().err
    assert "第 3 行 示例甲" in complaints
    assert "U+E864" in complaints


def test_nothing_printed_leaves_an_older_file_alone(folder):
    (folder / "cards.pdf").write_text("earlier")
    assert run(folder, [["", "", "示例甲", ""]]) == 2
    assert (folder / "cards.pdf").read_text() == "earlier"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--design", "rose"), "没有样式 rose"),
        (("--size", "200"), "看不懂尺寸"),
        (("--size", "400x200", "--sheet", "A4"), "放不下"),
        (("--size", "80x50"), "不适合"),
    ],
)
def test_an_option_that_cannot_be_is_said_before_anything_is_read(folder, capsys, options, complaint):
    assert run(folder, [["", "清风", "示例甲", ""]], *options) == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_roster_is_refused(folder, capsys, content):
    bad = folder / "bad.xlsx"
    bad.write_bytes(content)
    assert main(["cards", str(bad), str(folder / "photos"), "-o", str(folder / "cards.pdf")]) == 2
    assert "bad.xlsx" in capsys.readouterr().err


def test_the_template_can_be_filled_in_and_printed(folder, capsys):
    template = folder / "template.xlsx"
    assert main(["cards", "--template", str(template)]) == 0
    assert main(["cards", str(template), "-o", str(folder / "cards.pdf"), "--jobs", "1"]) == 1
    assert "示例二.jpg" in capsys.readouterr().err
    assert len(pages((folder / "cards.pdf").read_bytes())) == 1


def test_english_headings_and_codes(folder):
    columns = ("name", "unit", "message", "url", "serial")
    rows = [["示例甲", "示例县", "清风", "https://example.org/1", "A-7"]]
    assert run(folder, rows, "--orientation", "vertical", "--design", "bamboo", columns=columns, title="") == 0
    (page,) = pages((folder / "cards.pdf").read_bytes())
    assert "A-7" in page.text


def test_two_processes_print_the_same_as_one(folder):
    rows = [["王" if n % 5 == 0 else "", f"清风{n}", f"示例{n}", "示例县"] for n in range(24)]
    assert run(folder, rows) == 0
    alone = sorted(glyph.character for page in pages((folder / "cards.pdf").read_bytes()) for glyph in page.glyphs)
    names = folder / "名册.xlsx"
    # A process of its own: the workers are started afresh and must not find a test in their way.
    start = "import sys; from jiafeng.config.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "cards", names, folder / "photos", "-o", folder / "two.pdf", "--jobs", "2", "--sheet", "A3"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    together = pages((folder / "two.pdf").read_bytes())
    assert len(together) == 12
    assert sorted(glyph.character for page in together for glyph in page.glyphs) == alone
    with pikepdf.open(io.BytesIO((folder / "two.pdf").read_bytes())) as opened:
        assert sum(1 for each in opened.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor") == 4


def test_a_link_out_of_the_folder_is_not_followed(folder):
    outside = writing(folder / "outside.png")
    (folder / "photos" / "link.png").symlink_to(outside)
    assert run(folder, [["link.png", "", "示例甲", ""]]) == 2


def test_lines_typed_in_a_cell_are_lines_on_the_card(folder):
    rows = [["", "两袖清风\n一身正气\n\n——女儿", "劉德華", "示例县"]]
    assert run(folder, rows, "--size", "200x100-flat") == 0
    (page,) = pages((folder / "cards.pdf").read_bytes())
    tops = [page.find(words).baseline for words in ("两袖清风", "一身正气", "女儿")]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_what_no_font_holds_is_named_with_its_person_and_what_one_holds_is_printed(folder, capsys):
    rows = [["", "清风", "示例𪚥", ""], ["", "水是H₂O", "李𠮷", ""], ["", "清风", "𰻝", ""], ["", "爱您😀", "示例乙", ""]]
    assert run(folder, rows, "--size", "200x100-flat") == 1
    first, second = pages((folder / "cards.pdf").read_bytes())
    assert {"𠮷", "₂"} <= {glyph.character for glyph in first.glyphs}
    assert "𰻝" in {glyph.character for glyph in second.glyphs}
    told = capsys.readouterr().err
    assert "示例𪚥" in told
    assert "U+2A6A5" in told
    assert "示例乙" in told
    assert "U+1F600" in told


def test_a_rounded_number_prints_no_card_and_unseen_marks_are_told(folder, capsys):
    book = xlsxwriter.Workbook(str(folder / "名册.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "单位", "寄语", "编号"])
    sheet.write_row(1, 0, ["示例甲", "示例局", "清风", 6222021234567890123])
    sheet.write_row(2, 0, ["阿依\u202e•古丽", "示例局", "清风", "8"])
    book.close()
    call = ["cards", str(folder / "名册.xlsx"), str(folder / "photos"), "-o", str(folder / "cards.pdf"), "--jobs", "1"]
    assert main([*call, "--report", str(folder / "r.xlsx")]) == 1
    (printed,) = pages((folder / "cards.pdf").read_bytes())
    assert "阿依·古丽" in printed.text
    first, second = report_of(folder / "r.xlsx")
    assert "编号：表格软件把号码截短" in first["why"]
    assert "看不见的字符" in second["remark"]
