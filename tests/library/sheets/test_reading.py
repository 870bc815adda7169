import datetime as dt
import zipfile

import pytest
import xlsxwriter

from jiafeng.library.sheets import Broken, CellError, Column, read_table
from tests.library.sheets import old_excel


def whole_number(text):
    if not text.isdigit():
        raise CellError("not_a_number", text=text)
    return int(text)


COLUMNS = (
    Column("name", "姓名", ("名字",), required=True),
    Column("unit", "单位", ("工作单位", "所在单位")),
    Column("phone", "手机", ("手机号码", "联系电话", "电话")),
    Column("spouse", "配偶姓名", ("配偶",)),
    Column("born", "出生年份", parse=whole_number),
    Column("note", "备注"),
)


@pytest.fixture
def workbook(tmp_path):
    """Write rows of cells (None = no cell) to an xlsx; `dress` may do the rest."""

    def write(rows, dress=None, name="示例.xlsx", sheet="Sheet1"):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                elif cell is not None:
                    page.write(number, column, cell)
        if dress:
            dress(book, page)
        book.close()
        return path

    return write


def read(path, **kwargs):
    with read_table(path, COLUMNS, **kwargs) as table:
        assert table.refused is None, table.refused
        return list(table)


def names(path):
    return [row.values["name"] for row in read(path)]


def test_it_finds_the_heading_below_titles_in_any_order_and_spelling(workbook):
    path = workbook(
        [
            ["示例县妇联干部家庭名册"],
            ["填报单位:示例县妇联", None, "2026年3月"],
            ["序号", "联系电话(必填)", "姓\n 名", "工作 单位"],
            [1, 13800001234, "示例甲", "示例局"],
        ]
    )
    with read_table(path, COLUMNS) as table:
        assert (table.header_row, table.found, table.expect) == (3, ("name", "unit", "phone"), 1)
        (row,) = table
    assert row.number == 4
    assert row.values == {"name": "示例甲", "unit": "示例局", "phone": "13800001234"}


def test_a_heading_of_two_rows_tells_the_spouse_from_the_cadre(workbook):
    def dress(book, page):
        page.merge_range("A1:A2", "姓名")
        page.merge_range("B1:B2", "单位")
        page.merge_range("C1:D1", "配偶")

    path = workbook([[], [None, None, "姓名", "单位"], ["示例甲", "示例局", "示例乙", "示例厂"]], dress)
    (row,) = read(path)
    assert (row.values["name"], row.values["spouse"], row.values["unit"]) == ("示例甲", "示例乙", "示例局")


def test_columns_under_a_common_heading_are_found(workbook):
    path = workbook(
        [[None, None, None, None], ["姓名", "单位", "手机", None], ["示例甲", "示例局", "13800001234"]],
        lambda book, page: page.merge_range("A1:C1", "基本情况"),
    )
    assert names(path) == ["示例甲"]


def test_a_heading_that_names_two_things_is_one_of_them(workbook):
    (row,) = read(workbook([["姓名", "单位/部门", "手机或电话", "备注"], ["示例甲", "示例局", "13800001234", "好"]]))
    assert row.values == {"name": "示例甲", "unit": "示例局", "phone": "13800001234", "note": "好"}


def test_a_unit_merged_beside_several_people_belongs_to_each(workbook):
    path = workbook(
        [["单位", "姓名"], [None, "示例甲"], [None, "示例乙"], [None, None], ["另一局", "示例丙"]],
        lambda book, page: page.merge_range("A2:A4", "示例局"),
    )
    assert [(row.values["name"], row.values["unit"]) for row in read(path)] == [
        ("示例甲", "示例局"),
        ("示例乙", "示例局"),
        ("示例丙", "另一局"),
    ]


def test_totals_signatures_repeated_headings_and_blank_rows_are_no_records(workbook):
    path = workbook(
        [
            ["序号", "姓名", "单位"],
            [1, "示例甲", "示例局"],
            ["小计", 1],
            ["序 号", "姓 名", "单 位"],
            [2, "示例乙", "示例局"],
            [],
            ["合 计", "2人"],
            ["填表人:示例丙", None, "审核人:"],
            ["注:人名均为示例"],
            [3],
            [None, "  "],
        ]
    )
    assert names(path) == ["示例甲", "示例乙"]


def test_numbers_and_dates_become_the_text_that_a_person_sees(workbook):
    path = workbook(
        [
            ["姓名", "手机", "出生年份", "备注"],
            ["示例甲", 13800001234.0, 1980, dt.date(2026, 3, 8)],
            ["示例乙", "13800001234", "1980年", 1.5],
        ]
    )
    first, second = read(path)
    assert first.values == {"name": "示例甲", "phone": "13800001234", "born": 1980, "note": "2026-03-08"}
    assert second.values["born"] is None
    assert [(problem.column, problem.code) for problem in second.problems] == [("出生年份", "not_a_number")]
    assert second.texts["born"] == "1980年"


def test_a_blank_required_cell_is_a_problem_of_its_row(workbook):
    (row,) = read(workbook([["姓名", "单位"], [None, "示例局"]]))
    assert [(problem.column, problem.code) for problem in row.problems] == [("姓名", "required")]


def test_formulas_are_never_evaluated(workbook):
    def dress(book, page):
        page.write_formula("A2", '="示例"&"甲"', None, "示例甲")
        page.write_formula("B2", '=HYPERLINK("http://example.invalid","x")', None, "示例局")
        page.write_string("C2", '=cmd|" /C calc"!A0')

    (row,) = read(workbook([["姓名", "单位", "备注"]], dress))
    assert row.values == {"name": "示例甲", "unit": "示例局", "note": '=cmd|" /C calc"!A0'}


def test_the_sheet_with_the_heading_is_read_and_its_like_are_named(tmp_path):
    path = tmp_path / "示例.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("说明").write("A1", "请按此表填报")
    for sheet, person in (("城关", "示例甲"), ("城东", "示例乙")):
        page = book.add_worksheet(sheet)
        page.write_row("A1", ["姓名", "单位"])
        page.write_row("A2", [person, "示例局"])
    book.close()
    with read_table(path, COLUMNS) as table:
        assert (table.sheet, table.others) == ("城关", ("城东",))
        assert [row.values["name"] for row in table] == ["示例甲"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_the_encodings_that_offices_use(tmp_path, encoding, delimiter):
    path = tmp_path / "名册.csv"
    lines = [["名册"], ["姓名", "手机", "备注"], ["示例甲", '="13800001234"', "两\n行"], ["合计", "1"]]
    path.write_text(
        "\r\n".join(delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines), encoding=encoding
    )
    (row,) = read(path)
    assert row.values == {"name": "示例甲", "phone": "13800001234", "note": "两\n行"}


def test_control_characters_are_dropped(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_bytes(b"\xef\xbb\xbf" + ("姓名,单位\n" + "示例局,\n" * 1000 + "示例\x07甲,示例\x00局\n").encode())
    last = read(path)[-1]
    assert last.values == {"name": "示例甲", "unit": "示例局"}


def test_a_rare_character_in_gb18030_survives(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_bytes("姓名,单位\n示例𬱖,示例局\n".encode("gb18030"))
    assert names(path) == ["示例𬱖"]


def test_an_old_xls_is_read(tmp_path):
    path = tmp_path / "名册.xls"
    path.write_bytes(old_excel.workbook([["示例名册"], ["姓名", "单位", "手机"], ["示例甲", "示例局", 13800001234.0]]))
    (row,) = read(path)
    assert row.values == {"name": "示例甲", "unit": "示例局", "phone": "13800001234"}


def test_the_bytes_decide_and_not_the_name(workbook):
    path = workbook([["姓名", "单位"], ["示例甲", "示例局"]], name="照片.jpg")
    assert names(path) == ["示例甲"]


def refusal(path, **kwargs):
    with read_table(path, COLUMNS, **kwargs) as table:
        assert table.refused is not None
        assert list(table) == []
        return table.refused.code, table.refused.params


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"", "empty", {}),
        (b"%PDF-1.7 ...", "not_a_table", {"kind": "pdf"}),
        (b"\xff\xd8\xff\xe0", "not_a_table", {"kind": "image"}),
        (b"MZ\x90\x00", "not_a_table", {"kind": "program"}),
        (b"<html><table><tr><td>", "not_a_table", {"kind": "html"}),
        (b"PK\x03\x04broken", "corrupt", {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "corrupt", {}),
        (b"\x00\x01\x02\x03" * 20, "not_a_table", {"kind": "unknown"}),
        (b"\x81\xff\xff\x00"[:3] + b"\n", "unknown_encoding", {}),
        ("甲,乙\n1,2\n".encode(), "no_header", {"columns": ["姓名"]}),
        ("单位,手机\n示例局,1\n".encode(), "missing_columns", {"columns": ["姓名"], "row": 1}),
        ("姓名,姓 名,单位\n1,2,3\n".encode(), "duplicate_header", {"column": "姓名", "row": 1}),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, content, code, params):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(content)
    assert refusal(path) == (code, params)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert refusal(tmp_path / "none.xlsx") == ("missing", {})
    assert refusal(tmp_path) == ("missing", {})


def test_a_zip_of_something_else_is_refused(tmp_path):
    path = tmp_path / "名册.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(path) == ("not_a_table", {"kind": "zip"})


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "名册.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * (1 << 20))
    assert path.stat().st_size < 400_000
    assert refusal(path) == ("bomb", {})


def test_a_sheet_that_lies_about_its_size_is_refused(tmp_path, workbook):
    path = workbook([["姓名", "单位"], ["示例甲", "示例局"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (n, n, b"x" * 2000) for n in range(3, 400_000, 1000)
    )
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", rows + b"</sheetData>")
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    raw = bytearray(lying.read_bytes())
    place = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
    raw[place + 24 : place + 28] = (100).to_bytes(4, "little")
    lying.write_bytes(raw)
    with read_table(lying, COLUMNS) as table:
        if table.refused is None:
            with pytest.raises(Broken):
                list(table)
        else:
            assert table.refused.code == "corrupt"


def test_one_cell_in_the_far_corner_is_refused_and_the_caller_lives(workbook):
    path = workbook([["姓名", "单位"], ["示例甲", "示例局"]], lambda book, page: page.write(1_048_575, 16_383, "x"))
    assert refusal(path) == ("too_wide", {})


def test_more_rows_than_the_limit_are_refused(workbook):
    path = workbook([["姓名", "单位"]] + [["示例", "示例局"]] * 30)
    with read_table(path, COLUMNS, max_rows=20) as table, pytest.raises(Broken) as caught:
        list(table)
    assert (caught.value.refusal.code, caught.value.refusal.params) == ("too_many_rows", {"limit": 20})


def test_formatted_but_empty_rows_do_not_count(workbook):
    def dress(book, page):
        for row in range(2, 60):
            page.write_blank(row, 0, None, book.add_format({"bold": True}))

    assert len(read(workbook([["姓名", "单位"], ["示例甲", "示例局"]], dress), max_rows=20)) == 1


def test_an_encrypted_workbook_is_refused(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    assert refusal(path) == ("encrypted", {})


def test_a_closed_table_leaves_no_process(workbook):
    table = read_table(workbook([["姓名", "单位"]] + [["示例", "示例局"]] * 3000), COLUMNS)
    next(iter(table))
    table.close()
    with pytest.raises(StopIteration):
        next(iter(table))


def with_parts(path, target, change):
    """The same workbook with its parts passed through `change`: (name, content) → such pairs."""
    with zipfile.ZipFile(path) as archive:
        parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (pair for part in parts for pair in change(*part)):
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # as it is, which ZipInfo would tidy
            archive.writestr(entry, content)
    return target


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="名册">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods(path, *rows):
    """An OpenDocument sheet: each row its attributes and cells, each cell a text, a number, or XML of its own."""

    def cell(value):
        if isinstance(value, str) and value.startswith("<"):
            return value
        kind = f'office:value-type="float" office:value="{value}"' if not isinstance(value, str) else 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row {attributes}>{''.join(map(cell, cells))}</table:table-row>" for attributes, *cells in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr("content.xml", ODS.format(lines))
    return path


LONG = 522623198001011234


def lost(path):
    return [[(problem.column, problem.code) for problem in row.problems] for row in read(path)]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_number_longer_than_a_spreadsheet_keeps_is_no_number(tmp_path, workbook, ending):
    rows = [["姓名", "手机", "备注"], ["示例甲", LONG, "好"], ["示例乙", str(LONG), "好"], ["示例丙", 123456789012345, "好"]]
    path = tmp_path / f"名册.{ending}"
    if ending == "xlsx":
        workbook(
            [rows[0], rows[1], rows[3]],
            lambda book, page: page.write_row("A4", rows[2][:1]) or page.write_string("B4", str(LONG)),
            path.name,
        )
    elif ending == "xls":
        path.write_bytes(old_excel.workbook([[float(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]))
    else:
        ods(path, *[["", *row] for row in rows])
    found = {row.values["name"]: row for row in read(path)}
    (problem,) = found["示例甲"].problems
    assert (problem.column, problem.code) == ("手机", "lost_digits")
    assert found["示例甲"].values["phone"] is None
    assert (found["示例乙"].values["phone"], found["示例丙"].values["phone"]) == (str(LONG), "123456789012345")


def test_a_number_without_its_last_digits_does_not_come_back_whole(tmp_path, workbook):
    (row,) = read(workbook([["姓名", "手机"], ["示例甲", LONG]]))
    assert row.texts["phone"] == "5.22623198001011E+17"
    again = workbook([["姓名", "手机"], ["示例甲", row.texts["phone"]]], name="又.xlsx")
    assert lost(again) == [[("手机", "lost_digits")]]


@pytest.mark.parametrize(
    ("cell", "is_lost"),
    [
        ("5.22623E+17", True),
        ("522623198001011000", True),
        ("6222021234567890000", True),
        ("522623198001011000.0", True),
        ("522623198001011234", False),
        ("522623198001010000", True),
        ('="522623198001011000"', False),
        ("'522623198001011000", False),
        ("13800000000", False),
        ("123456789012000", False),
        ("522623198001010010", False),
    ],
)
def test_a_csv_that_a_spreadsheet_saved_is_no_better(tmp_path, cell, is_lost):
    path = tmp_path / "名册.csv"
    path.write_text(f"姓名,手机\n示例甲,{cell}\n", encoding="utf-8")
    assert lost(path) == [[("手机", "lost_digits")] if is_lost else []]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("'08523221234", "08523221234"),
        ("`522623198001011234", "522623198001011234"),
        ("’13800001234’", "13800001234"),
        ("\u202d13800001234\u202c", "13800001234"),
        ("\u200b'138 0000 1234\ufeff", "138 0000 1234"),
        ("'=1+1", "=1+1"),
        ("‘80后’", "‘80后’"),
    ],
)
def test_a_typed_apostrophe_and_unseen_marks_are_not_part_of_a_number(workbook, typed, read_as):
    (row,) = read(workbook([["姓名", "手机"]], lambda book, page: page.write_string("A2", "示例甲") or page.write_string("B2", typed)))
    assert row.values["phone"] == read_as


def test_unseen_marks_are_taken_out_with_a_word(workbook):
    path = workbook([["姓名", "单位"], ["示例\u202e甲", "示例\u200b局"], ["示例\x00乙", "示例局"], ["示例丙", "示例局"]])
    rows = read(path)
    assert [row.values["name"] for row in rows] == ["示例甲", "示例乙", "示例丙"]
    assert [row.values["unit"] for row in rows] == ["示例局"] * 3
    assert [[(note.column, note.code) for note in row.notes] for row in rows] == [
        [("姓名", "unseen"), ("单位", "unseen")],
        [("姓名", "unseen")],
        [],
    ]


PAGE = "<table><tr><td>姓名</td><td>单位</td></tr></table>"


@pytest.mark.parametrize(
    "content",
    [
        f"<!-- 由办公系统导出 -->{PAGE}".encode(),
        f"<div>{PAGE}</div>".encode(),
        f"\ufeff\r\n <div>{PAGE}".encode("utf-16"),
        f"<html>{PAGE}".encode("utf-16-le"),
        f"<html>{PAGE}".encode("utf-16-be"),
        f"示例名册 {PAGE}".encode("gbk"),
        f"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n{PAGE}".encode(),
        f"From: <由 Excel 保存>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n--x\r\n{PAGE}".encode(),
        b"<x:Workbook/>",
    ],
)
def test_a_web_page_is_told_as_one_however_it_begins(tmp_path, content):
    path = tmp_path / "名册.xls"
    path.write_bytes(content)
    assert refusal(path) == ("not_a_table", {"kind": "html"})


@pytest.mark.parametrize("rename", [lambda name: name.replace("/", "\\"), str.upper, lambda name: name.replace("xl/w", "XL/W")])
def test_parts_are_found_with_either_slash_and_in_any_case(tmp_path, workbook, rename):
    path = workbook(
        [["姓名", "单位"], ["示例甲", "示例局"], ["示例乙", "示例局"]], lambda book, page: page.set_row(2, None, None, {"hidden": 1})
    )
    odd = with_parts(path, tmp_path / "odd.xlsx", lambda name, content: [(rename(name), content)])
    with read_table(odd, COLUMNS) as table:
        assert [row.values["name"] for row in table] == ["示例甲", "示例乙"]
        assert table.hidden == 1


@pytest.mark.parametrize("second", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path, workbook, second):
    path = workbook([["姓名", "单位"], ["示例甲", "示例局"]])

    def doubled(name, content):
        yield name, content
        if name == "xl/worksheets/sheet1.xml":
            yield second, content

    code, params = refusal(with_parts(path, tmp_path / "double.xlsx", doubled))
    assert (code, params) == ("double_part", {"part": "xl/worksheets/sheet1.xml"})


def test_a_unit_merged_in_an_ods_belongs_to_each_and_hidden_rows_are_counted(tmp_path):
    down = '<table:table-cell table:number-rows-spanned="{}" office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    covered = "<table:covered-table-cell/>"
    path = ods(
        tmp_path / "名册.ods",
        ["", "单位", "姓名"],
        ["", down.format(3, "示例局"), "示例甲"],
        ['table:visibility="filter"', covered, "示例乙"],
        ['table:visibility="collapse"', covered, "示例丙"],
        ['table:visibility="filter" table:number-rows-repeated="1000"'],
        ["", "另一局", "示例丁"],
    )
    with read_table(path, COLUMNS) as table:
        assert [(row.values["name"], row.values["unit"]) for row in table] == [
            ("示例甲", "示例局"),
            ("示例乙", "示例局"),
            ("示例丙", "示例局"),
            ("示例丁", "另一局"),
        ]
        assert table.hidden == 2


def test_an_ods_that_declares_entities_is_refused(tmp_path):
    path = ods(tmp_path / "名册.ods", ["", "单位", "姓名"], ["", "示例局", "示例甲"])
    assert names(path) == ["示例甲"]
    told = with_parts(
        path,
        tmp_path / "b.ods",
        lambda name, content: [(name, content.replace(b"<office:document", b'<!DOCTYPE x [<!ENTITY a "b">]><office:document', 1))],
    )
    assert refusal(told)[0] == "corrupt"


def test_rows_that_a_filter_hides_are_read_and_counted(workbook):
    def dress(book, page):
        page.autofilter("A1:B4")
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})
        page.set_row(9, None, None, {"hidden": True})

    path = workbook([["姓名", "单位"], ["示例甲", "示例局"], ["示例乙", "示例局"], ["示例丙", "示例局"]], dress)
    with read_table(path, COLUMNS) as table:
        assert len(list(table)) == 3
        assert table.hidden == 2


def test_a_hundred_thousand_rows_are_the_limit(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text("姓名,单位\n" + "示例甲,示例局\n" * 100_001, encoding="utf-8")
    with read_table(path, COLUMNS) as table, pytest.raises(Broken) as caught:
        list(table)
    assert caught.value.refusal.params == {"limit": 100_000}


def test_hidden_rows_of_an_old_xls_are_counted(tmp_path):
    path = tmp_path / "名册.xls"
    rows = [["姓名", "单位"], *[[f"示例{n}", "示例局"] for n in range(300)]]
    path.write_bytes(old_excel.workbook(rows, hidden={2, 5, 300, 301}))
    with read_table(path, COLUMNS) as table:
        assert len(list(table)) == 300
        assert table.hidden == 3
