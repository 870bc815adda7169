import datetime as dt
import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from jiafeng.library.sheets import Column, read_table, write_csv, write_table

COLUMNS = (Column("name", "姓名"), Column("note", "备注"))
# Marks that nobody sees (Cf) do not come back: the reader takes them out.
SEEN = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cf", "Cs"],
    exclude_characters="\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2065\u3164\uffa0",
)
CELL = st.text(SEEN, min_size=1, max_size=30).map(str.strip).filter(bool)


def test_text_that_looks_like_a_formula_a_number_or_an_address_stays_text(tmp_path):
    path = tmp_path / "out.xlsx"
    hostile = ["=1+1", "+cmd", "-2", "@SUM(A1)", "{=1}", "http://example.invalid", "013800001234", "1e5"]
    assert write_table(path, "示例", ["姓名", "备注"], [["示例甲", text] for text in hostile]) == len(hostile)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        assert not [name for name in archive.namelist() if "rels" in name and b"example.invalid" in archive.read(name)]
    with read_table(path, COLUMNS) as table:
        assert [row.values["note"] for row in table] == hostile


def test_numbers_and_dates_keep_their_type_and_long_numbers_their_digits(tmp_path):
    path = tmp_path / "out.xlsx"
    moment = dt.datetime(2026, 3, 8, 9, 30, tzinfo=dt.UTC)
    write_table(
        path, "", ["姓名", "备注"], [["示例甲", 3], ["示例乙", dt.date(2026, 3, 8)], ["示例丙", moment], ["示例丁", 522222199001011234]]
    )
    with zipfile.ZipFile(path) as archive:
        assert b"<v>3</v>" in archive.read("xl/worksheets/sheet1.xml")
    with read_table(path, COLUMNS) as table:
        assert [row.values["note"] for row in table] == ["3", "2026-03-08", "2026-03-08 09:30", "522222199001011234"]


def test_a_buffer_is_as_good_as_a_file_and_notes_and_choices_are_written():
    buffer = io.BytesIO()
    write_table(buffer, "模板", [("姓名", 12), "性别"], [], notes=["第一列必填"], choices={"性别": ["男", "女"]})
    with zipfile.ZipFile(buffer) as archive:
        assert b"dataValidation" in archive.read("xl/worksheets/sheet1.xml")
        assert "第一列必填".encode() in archive.read("xl/worksheets/sheet2.xml")


def test_no_csv_cell_starts_a_formula():
    buffer = io.BytesIO()
    assert write_csv(buffer, ["姓名", "备注"], [["=1+1", -5], ["\t=1", None], ["示例甲", "普通"]]) == 3
    assert buffer.getvalue().decode("utf-8-sig").splitlines() == ["姓名,备注", "'=1+1,-5", "'\t=1,", "示例甲,普通"]


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20))
def test_what_is_written_is_read_back(rows, tmp_path_factory):
    # Letters before each text keep a drawn text from being a total or a heading.
    rows = [(f"示例{name}", f"备注{note}") for name, note in rows]
    folder = tmp_path_factory.mktemp("tables")
    write_table(folder / "a.xlsx", "标题", ["姓名", "备注"], rows)
    with (folder / "b.csv").open("wb") as file:
        write_csv(file, ["姓名", "备注"], rows)
    for path in (folder / "a.xlsx", folder / "b.csv"):
        with read_table(path, COLUMNS) as table:
            assert [(row.values["name"], row.values["note"]) for row in table] == rows
