import datetime as dt
import zipfile

import pytest
import xlsxwriter

from jiafeng.sheets import Broken, CellError, Column, read_table
from tests.sheets import old_excel


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
