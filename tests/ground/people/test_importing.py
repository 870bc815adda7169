import json

import pytest
import xlsxwriter

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.actions import import_people
from jiafeng.ground.people.models import CadreRelation, Gender, Person, Rank, Relation
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import Organisation
from tests.factories import AT, make_county, make_user
from tests.ground.people.factories import make_unit, roster, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return make_county().region


@pytest.fixture
def load(county, tmp_path):
    """Import rows; returns the report. Before writing, a dry run must have told the same."""

    def run(*rows, by=None, dry_run=False, at=AT):
        path = roster(tmp_path / "名册.xlsx", *rows)
        told = import_people(by=by, at=at, county=county, path=path, dry_run=True).as_json()
        if dry_run:
            return told
        done = import_people(by=by, at=at, county=county, path=path, dry_run=False).as_json()
        assert done == told
        return done

    return run


def counts(report):
    return {key: report[key] for key in ("rows", "new", "update", "skipped", "failed")}


def person(name):
    return Person.objects.get(name=name)


def test_a_roster_brings_people_units_and_families(load):
    report = load(
        row(
            "示例甲",
            性别="男",
            职务="局长",
            职级="正科级",
            手机="13800001234",
            与干部关系="本人",
            配偶姓名="示例乙",
            出生年份="1980",
            备注="好",
        ),
        row("示例丙", "另一局", 职级="三级主任科员"),
    )
    assert counts(report) == {"rows": 2, "new": 2, "update": 0, "skipped": 0, "failed": 0}
    assert (report["refused"], report["errors"], report["spouses"], report["new_units"]) == (None, [], 1, ["示例局", "另一局"])
    cadre = person("示例甲")
    assert (cadre.gender, cadre.post, cadre.rank, cadre.rank_as_written) == (Gender.MALE, "局长", Rank.SECTION_CHIEF, "正科级")
    assert (cadre.phone, cadre.masked_phone, cadre.birth_year, cadre.note) == ("13800001234", "138****1234", 1980, "好")
    assert (cadre.pinyin, cadre.initials) == ("shilijia", "slj")
    spouse = person("示例乙")
    assert (spouse.cadre_relation, spouse.organisation.name) == (CadreRelation.SPOUSE, "示例局")
    assert spouse.household == cadre.household is not None
    assert Relation.objects.filter(person=cadre, to=spouse, kind="spouse").exists()
    assert person("示例丙").rank == Rank.SECTION_DEPUTY


def test_the_same_roster_again_changes_nothing(load):
    rows = [
        row("示例甲", 手机="13800001234", 配偶姓名="示例乙"),
        row("示例丙", 配偶姓名="示例丁"),
        row("示例戊"),
        row("示例戊", 手机="13800005678"),
    ]
    load(*rows)
    before = list(Person.objects.order_by("pk").values())
    assert counts(load(*rows)) == {"rows": 4, "new": 0, "update": 0, "skipped": 4, "failed": 0}
    assert list(Person.objects.order_by("pk").values()) == before
    assert Relation.objects.count() == 2


def test_a_dry_run_writes_nothing(load):
    assert load(row("示例甲", 配偶姓名="示例乙"), dry_run=True)["new"] == 1
    assert not Person.objects.exists()
    assert not Organisation.objects.filter(name__in=["示例局", "单位1号"]).exists()
    assert not ActionLog.objects.filter(verb__startswith="people.").exists()


def test_later_knowledge_updates_and_blank_cells_erase_nothing(load):
    load(row("示例甲", 职务="科员", 手机="13800001234", 出生年份="1980"))
    assert counts(load(row("示例甲", 职务="局长", 出生年份="1980")))["update"] == 1
    found = person("示例甲")
    assert (found.post, found.phone, found.revision) == ("局长", "13800001234", 2)


def test_a_new_number_of_the_same_person_is_an_update(load):
    load(row("示例甲", 手机="13800001234", 出生年份="1980"))
    assert counts(load(row("示例甲", 手机="13900001234", 出生年份="1980")))["update"] == 1
    assert person("示例甲").phone == "13900001234"


def test_a_namesake_with_another_number_is_another_person(load):
    load(row("示例甲", 手机="13800001234", 出生年份="1980"))
    assert counts(load(row("示例甲", 手机="13900001234", 出生年份="1990")))["new"] == 1
    assert Person.objects.filter(name="示例甲").count() == 2


def test_who_moves_to_another_unit_keeps_the_record(load):
    load(row("示例甲", 手机="13800001234"))
    assert counts(load(row("示例甲", "另一局", 手机="13800001234")))["update"] == 1
    assert person("示例甲").organisation.name == "另一局"


def test_where_several_namesakes_fit_the_row_is_left_out(load):
    load(row("示例甲", 手机="13800001234"), row("示例甲", 手机="13900001234"))
    report = load(row("示例甲", 职务="局长"))
    assert counts(report) == {"rows": 1, "new": 0, "update": 0, "skipped": 0, "failed": 1}
    assert [(error["row"], error["column"]) for error in report["errors"]] == [(3, "姓名")]


def test_spouses_with_a_row_each_are_one_couple(load):
    rows = [
        row("示例甲", 与干部关系="本人", 配偶姓名="示例乙"),
        row("示例乙", "另一局", 与干部关系="配偶", 配偶姓名="示例甲", 手机="13800001234"),
    ]
    report = load(*rows)
    assert (report["new"], report["spouses"]) == (2, 0)
    relation = Relation.objects.get()
    assert {relation.person.name, relation.to.name} == {"示例甲", "示例乙"}
    assert person("示例甲").household == person("示例乙").household is not None
    assert load(*rows)["skipped"] == 2


def test_a_spouse_known_from_the_cadres_row_is_found_when_their_own_comes(load):
    load(row("示例甲", 配偶姓名="示例乙"))
    report = load(row("示例乙", "示例厂", 手机="13800001234", 与干部关系="配偶", 配偶姓名="示例甲"))
    assert (report["new"], report["update"], report["spouses"]) == (0, 1, 0)
    assert person("示例乙").phone == "13800001234"
    assert Relation.objects.count() == 1


def test_a_spouse_on_the_list_of_the_unit_is_joined_and_not_doubled(load):
    load(row("示例乙", 手机="13800001234"))
    load(row("示例甲", 配偶姓名="示例乙"))
    assert Person.objects.count() == 2
    assert Relation.objects.count() == 1


def test_another_spouse_than_the_one_on_record_is_an_error(load):
    load(row("示例甲", 手机="13800001234", 配偶姓名="示例乙"))
    report = load(row("示例甲", 手机="13800001234", 配偶姓名="示例丙"))
    assert [(error["row"], error["column"]) for error in report["errors"]] == [(3, "配偶姓名")]
    assert not Person.objects.filter(name="示例丙").exists()


def test_wives_of_the_same_name_in_one_unit_stay_two(load):
    rows = [row("示例甲", 配偶姓名="示例丁"), row("示例乙", 配偶姓名="示例丁")]
    assert load(*rows)["spouses"] == 2
    assert load(*rows)["skipped"] == 2
    assert Person.objects.filter(name="示例丁").count() == 2


def test_one_person_on_record_becomes_the_spouse_of_one(load):
    load(row("示例丁"))
    load(row("示例甲", 配偶姓名="示例丁"), row("示例乙", 配偶姓名="示例丁"))
    assert Person.objects.filter(name="示例丁").count() == 2
    people = list(Relation.objects.values_list("person", flat=True)) + list(Relation.objects.values_list("to", flat=True))
    assert len(set(people)) == 4


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"性别": "不明"}, "性别"),
        ({"职级": "很高"}, "职级"),
        ({"手机": "1380000123"}, "手机"),
        ({"手机": "138****1234"}, "手机"),
        ({"手机": "1.38E+10"}, "手机"),
        ({"手机": "13800001234、13900001234"}, "手机"),
        ({"与干部关系": "同事"}, "与干部关系"),
        ({"配偶姓名": "?芳"}, "配偶姓名"),
        ({"出生年份": "80"}, "出生年份"),
        ({"出生年份": "1899"}, "出生年份"),
        ({"出生年份": "2027"}, "出生年份"),
        ({"出生年份": "1985-13-40"}, "出生年份"),
        ({"出生年份": "1985年2月30日"}, "出生年份"),
        ({"出生年份": "19851340"}, "出生年份"),
        ({"出生年份": "198513"}, "出生年份"),
        ({"身份证号": 110101198003074511}, "身份证号"),
        ({"身份证号": "1.10101E+17"}, "身份证号"),
        ({"职务": "长" * 61}, "职务"),
        ({"姓名": "张"}, "姓名"),
        ({"姓名": ""}, "姓名"),
        ({"姓名": "=1+1"}, "姓名"),
        ({"姓名": "王芳(女)"}, "姓名"),
        ({"姓名": "王�"}, "姓名"),
        ({"单位": ""}, "单位"),
        ({"单位": "12345"}, "单位"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column_and_the_others_come_in(load, cells, column):
    report = load(row("示例甲"), row("示例乙", **cells), row("示例丙"))
    assert counts(report) == {"rows": 3, "new": 2, "update": 0, "skipped": 0, "failed": 1}
    (error,) = report["errors"]
    assert (error["row"], error["column"]) == (4, column)
    assert error["reason"]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"手机": "+86 138-0000-1234"}, "phone", "13800001234"),
        ({"手机": 13800001234.0}, "phone", "13800001234"),
        ({"手机": "0856-3221234"}, "phone", "08563221234"),
        ({"手机": "无"}, "phone", ""),
        ({"出生年份": "1980年5月"}, "birth_year", 1980),
        ({"出生年份": "1980-05-12"}, "birth_year", 1980),
        ({"出生年份": 198005}, "birth_year", 1980),
        ({"出生年份": 1980.1}, "birth_year", 1980),
        ({"出生年份": "1980.5.12"}, "birth_year", 1980),
        ({"出生年份": "1980年5月12日"}, "birth_year", 1980),
        ({"出生年份": "1980/5/12 0:00:00"}, "birth_year", 1980),
        ({"手机": "'0856-3221234"}, "phone", "08563221234"),
        ({"手机": "\u202d13800001234\u202c"}, "phone", "13800001234"),
        ({"身份证号": "`11010119800307451X"}, "id_number", "11010119800307451X"),
        ({"姓名": "示例\u202e甲"}, "name", "示例甲"),
        ({"姓名": "阿依 • 古丽"}, "name", "阿依·古丽"),
        ({"姓名": "阿依.古丽"}, "name", "阿依·古丽"),
        ({"职级": "科 员"}, "rank", Rank.STAFF),
        ({"职级": "正处"}, "rank", Rank.COUNTY_CHIEF),
        ({"职级": "七级职员"}, "rank_as_written", "七级职员"),
        ({"与干部关系": "妻子"}, "cadre_relation", CadreRelation.SPOUSE),
        ({"性别": " 女 "}, "gender", Gender.FEMALE),
        ({"姓名": "示 例"}, "name", "示例"),
        ({"姓名": "阿依古丽·买买提"}, "name", "阿依古丽·买买提"),
        ({"姓名": "示例𬱖"}, "name", "示例𬱖"),
        ({"姓名": "示例\ue001"}, "name", "示例\ue001"),
        ({"姓名": "示例甲2"}, "name", "示例甲2"),
    ],
)
def test_cells_are_understood_as_offices_write_them(load, cells, field, value):
    report = load(row("示例甲", **cells))
    assert report["errors"] == []
    assert getattr(Person.objects.get(), field) == value


def test_a_name_our_fonts_cannot_print_is_kept_and_told_now(load):
    report = load(row("示例\ue001"))
    assert report["new"] == 1
    assert any("\ue001" in warning for warning in report["warnings"])


def test_a_row_twice_in_one_roster_counts_once(load):
    report = load(row("示例甲", 手机="13800001234"), row("示 例 甲", "示例局 ", 手机="138 0000 1234"))
    assert counts(report) == {"rows": 2, "new": 1, "update": 0, "skipped": 0, "failed": 1}
    assert "3" in report["errors"][0]["reason"]


def test_units_are_found_under_their_other_spellings(load, county):
    unit = make_unit(county, "示例县林业局", short_name="林业局", aliases=("林草局",))
    report = load(row("示例甲", "林业局"), row("示例乙", " 林草局"), row("示例丙", "示例县林业局"))
    assert report["new_units"] == []
    assert set(Person.objects.values_list("organisation", flat=True)) == {unit.pk}


def test_a_column_of_units_that_is_no_such_column_is_refused(load):
    report = load(*[row(f"示例{n}甲", f"单位{n}号") for n in range(301)])
    assert report["refused"]
    assert not Person.objects.exists()
    assert not Organisation.objects.filter(name__in=["示例局", "单位1号"]).exists()


def test_a_file_that_is_no_table_is_refused_with_a_sentence(county, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    report = import_people(by=None, at=AT, county=county, path=path, dry_run=False)
    assert report.as_json()["refused"]
    assert report.text() == report.refused


def test_batches_meet_across_their_borders(load, monkeypatch):
    monkeypatch.setattr("jiafeng.ground.people.actions.importing.BATCH", 2)
    rows = [row("示例甲", 配偶姓名="示例丙")]
    rows += [row(f"示例子{n}", 手机=f"1380000{n:04d}") for n in range(5)]
    rows += [row("示例丙", "另一局", 配偶姓名="示例甲"), row("示例乙", 配偶姓名="示例子3")]
    report = load(*rows)
    assert (report["new"], report["spouses"]) == (8, 0)
    assert Relation.objects.count() == 2
    assert load(*rows)["skipped"] == 8


def test_an_import_broken_off_is_finished_by_repeating_it(load, county, tmp_path, monkeypatch):
    monkeypatch.setattr("jiafeng.ground.people.actions.importing.BATCH", 2)
    path = roster(tmp_path / "名册.xlsx", *[row(f"示例子{n}", 配偶姓名=f"示例偶{n}") for n in range(5)])

    def stop(done, total):
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_people(by=None, at=AT, county=county, path=path, dry_run=False, progress=stop)
    assert 0 < Person.objects.count() < 10
    report = import_people(by=None, at=AT, county=county, path=path, dry_run=False)
    assert (report.new, report.skipped) == (3, 2)
    assert Person.objects.count() == 10


def test_a_coordinator_imports_only_into_their_own_unit(load, county):
    unit = make_unit(county)
    make_unit(county, "另一局")
    coordinator = make_user(Role.UNIT_COORDINATOR, unit)
    report = load(row("示例甲"), row("示例乙", "另一局"), row("示例丙", "没有的局"), by=coordinator)
    assert (report["new"], report["failed"], report["new_units"]) == (1, 2, [])
    assert {error["column"] for error in report["errors"]} == {"单位"}


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.AUDITOR, Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_others_may_not_import(county, tmp_path, role):
    user = make_user(role, make_unit(county))
    with pytest.raises(Refused):
        import_people(by=user, at=AT, county=county, path=roster(tmp_path / "a.xlsx", row("示例甲")), dry_run=True)


def test_staff_of_another_county_may_not_import(county, tmp_path):
    stranger = make_user(Role.COUNTY_STAFF, make_county("990202", "另一县").federation)
    with pytest.raises(Refused):
        import_people(by=stranger, at=AT, county=county, path=roster(tmp_path / "a.xlsx", row("示例甲")), dry_run=True)


def test_an_import_is_logged_once_and_without_numbers(load, county):
    load(row("示例甲", 手机="13800001234"))
    (entry,) = ActionLog.objects.filter(verb="people.roster.import")
    assert entry.detail == {"counts": {"new": 1, "update": 0, "skipped": 0, "failed": 0}}
    assert "13800001234" not in json.dumps(list(ActionLog.objects.values("summary", "detail")), ensure_ascii=False)


def test_a_person_who_had_left_comes_back_with_the_roster(load):
    load(row("示例甲"))
    Person.objects.update(left_at=AT)
    assert load(row("示例甲"))["update"] == 1
    assert person("示例甲").left_at is None


GOOD_ID = "11010119800307451X"


@pytest.mark.parametrize(
    ("number", "cells", "told"),
    [
        (GOOD_ID.lower(), {}, None),
        (GOOD_ID, {"出生年份": "1980", "性别": "男"}, None),
        (GOOD_ID, {"出生年份": "1981"}, "1980"),
        (GOOD_ID, {"性别": "女"}, "身份证号"),
        ("110101198003074511", {}, "校验位"),
        ("110101198002304510", {}, "日期"),
        ("1101011980030745", {}, "16位"),
        ("1101**********451X", {}, "星号"),
        ("1.10101E+17", {}, "截短"),
    ],
)
def test_an_identity_number_is_checked_and_agrees_with_its_row(load, number, cells, told):
    report = load(row("示例甲", 身份证号=number, **cells))
    assert [error["reason"] for error in report["errors"] if told and told not in error["reason"]] == []
    assert report["failed"] == (1 if told else 0)
    if not told:
        added = person("示例甲")
        assert (added.id_number, added.birth_year, added.gender, added.masked_id_number) == (GOOD_ID, 1980, "male", "11*************51X")


def test_an_identity_number_tells_who_a_row_is_wherever_they_work_now(load):
    load(row("示例甲", 身份证号=GOOD_ID, 手机="13800001234"))
    report = load(row("示例甲", "另一局", 身份证号=GOOD_ID, 手机="13900001234"))
    assert (report["new"], report["update"]) == (0, 1)
    assert person("示例甲").phone == "13900001234"


@pytest.mark.parametrize("name", ["㼆", "李㼆", "劉德華", "李𠮷", "𰻝", "买买提·艾合买提"])
def test_a_name_that_desk_cards_print_comes_in_here_too(load, name):
    report = load(row(name))
    assert counts(report)["new"] == 1
    assert report["warnings"] == []


def _numbers_that_happen_to_fit():
    """Invented identity numbers of which a spreadsheet keeps 15 digits, and whose rounded neighbour has a check character that fits."""
    weights, checks = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
    for serial in range(1000):
        number = f"522622198803{serial % 28 + 1:02d}{serial:03d}"
        number += checks[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11]
        if number.endswith("X"):
            continue
        kept = str(int(float(number)))
        if kept != number and checks[sum(int(digit) * weight for digit, weight in zip(kept[:17], weights, strict=True)) % 11] == kept[17]:
            yield number


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_identity_number_is_invented_from_one_that_a_spreadsheet_has_rounded(county, tmp_path, ending):
    numbers = list(_numbers_that_happen_to_fit())
    assert numbers
    path = tmp_path / f"名册.{ending}"
    if ending == "xlsx":
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "单位", "身份证号"])
        for line, number in enumerate(numbers, start=1):
            page.write_row(line, 0, [f"示例甲{line}", "示例局", int(number)])
        book.close()
    else:
        lines = [f"示例甲{line},示例局,{number[:15]}000" for line, number in enumerate(numbers, start=1)]
        path.write_text("\n".join(["姓名,单位,身份证号", *lines]), encoding="gbk")
    report = import_people(by=None, at=AT, county=county, path=path, dry_run=False)
    assert (report.rows, report.failed, Person.objects.count()) == (len(numbers), len(numbers), 0)
    assert {(error.column, "文本格式" in error.reason) for error in report.errors} == {("身份证号", True)}


def test_a_long_remark_loses_nobody_and_what_is_cut_is_told(load):
    report = load(row("示例甲", 备注="长" * 300 + "尾巴"))
    assert (report["new"], report["errors"]) == (1, [])
    assert Person.objects.get().note == "长" * 300
    (warning,) = report["warnings"]
    assert "第3行" in warning
    assert "尾巴" in warning


def test_unseen_marks_are_taken_out_of_names_and_units_with_a_word(load):
    report = load(row("示例\u202e甲", "示例\u200b局"), row("示例\x00乙", "示例局"), row("示例丙", "_x0000_示例局"))
    assert (report["new"], report["new_units"]) == (3, ["示例局"])
    assert ["姓名" in warning for warning in report["warnings"]] == [True, False, True, False]
    assert {person.name for person in Person.objects.all()} == {"示例甲", "示例乙", "示例丙"}
    assert Organisation.objects.filter(name="示例局").count() == 1


def test_very_many_unseen_marks_are_counted_and_not_listed(load):
    report = load(*[row(f"示例甲{n}", 手机=f"\u202d138{n:08d}") for n in range(60)])
    assert len(report["warnings"]) == 51
    assert "10" in report["warnings"][-1]


def test_hidden_rows_are_read_and_said(county, tmp_path):
    path = tmp_path / "名册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for line, cells in enumerate([["姓名", "单位"], ["示例甲", "示例局"], ["示例乙", "示例局"]]):
        page.write_row(line, 0, cells)
    page.set_row(2, None, None, {"hidden": True})
    book.close()
    report = import_people(by=None, at=AT, county=county, path=path, dry_run=True)
    assert report.new == 2
    assert ["1行" in warning and "隐藏" in warning for warning in report.warnings] == [True]


def test_more_rows_than_the_setting_are_refused_before_anything_is_written(load, settings):
    settings.IMPORT_ROWS = 2
    report = load(row("示例甲"), row("示例乙"), row("示例丙"))
    assert "2" in report["refused"]
    assert not Person.objects.exists()


class TestAnotherTelephone:
    """The row's name and unit are those of somebody on record with another telephone: whether it is the same person, only people know."""

    @pytest.fixture
    def run(self, county, tmp_path, load):
        load(row("示例甲", 手机="13800001234", 职务="科员"))

        def run(*rows, dry_run=False, **answers):
            path = roster(tmp_path / "又.xlsx", *rows)
            given = {name.removeprefix("row"): answer for name, answer in answers.items()}
            return import_people(by=None, at=AT, county=county, path=path, dry_run=dry_run, answers=given).as_json()

        return run

    def test_the_check_asks_and_shows_who_is_on_record(self, run):
        told = run(row("示例甲", 手机="13900005678"), row("示例乙", 手机="13900005679"), dry_run=True)
        assert (told["asked"], told["new"], told["failed"]) == (1, 1, 0)
        (question,) = told["questions"]
        known = person("示例甲")
        assert question == {
            "row": 3, "name": "示例甲", "unit": "示例局", "phone": "139****5678", "people": [known.pk],
            "candidates": [(known.pk, "138****1234", "科员")],
        }  # fmt: skip

    def test_unanswered_nobody_is_entered_and_the_row_is_told(self, run):
        told = run(row("示例甲", 手机="13900005678"))
        assert (told["new"], told["failed"], told["errors"][0]["column"]) == (0, 1, "手机")
        assert Person.objects.count() == 1

    @pytest.mark.parametrize("answers", [{"rest": "same"}, {"row3": "same", "rest": "other"}])
    def test_the_same_person_gets_the_new_number(self, run, answers):
        assert run(row("示例甲", 手机="13900005678"), **answers)["update"] == 1
        assert (person("示例甲").phone, person("示例甲").post) == ("13900005678", "科员")

    def test_a_person_is_chosen_by_their_id(self, run):
        assert run(row("示例甲", 手机="13900005678"), row3=str(person("示例甲").pk), rest="other")["update"] == 1

    def test_an_id_that_was_not_offered_is_no_answer(self, run, load):
        load(row("示例丙", 手机="13700001234"))
        assert run(row("示例甲", 手机="13900005678"), row3=str(person("示例丙").pk))["failed"] == 1

    def test_two_rows_are_not_both_the_same_person(self, run):
        told = run(row("示例甲", 手机="13900005678"), row("示例甲", 手机="13700005678"), rest="same")
        assert (told["update"], told["new"], told["failed"]) == (1, 0, 1)
        assert "第3行" in told["errors"][0]["reason"]
        assert person("示例甲").phone == "13900005678"

    def test_somebody_else_is_added(self, run):
        assert run(row("示例甲", 手机="13900005678"), rest="other")["new"] == 1
        assert Person.objects.filter(name="示例甲").count() == 2

    def test_two_on_record_are_not_answered_by_the_same(self, run):
        run(row("示例甲", 手机="13900005678"), rest="other")
        again = run(row("示例甲", 手机="13700005678"), rest="same")
        assert (again["failed"], Person.objects.count()) == (1, 2)
        assert len(run(row("示例甲", 手机="13700005678"), dry_run=True)["questions"][0]["candidates"]) == 2

    @pytest.mark.parametrize(
        "rows",
        [
            [row("示例甲", 手机="13900005678"), row("示例甲", 手机="13800001234")],
            [row("示例甲", "另一局", 手机="13900005678")],
            [row("示例甲", 职务="局长")],
            [row("示例甲", 手机="13800001234", 职务="局长")],
        ],
    )
    def test_nothing_is_asked_where_it_is_known(self, run, rows):
        assert run(*rows, dry_run=True)["asked"] == 0

    def test_another_year_of_birth_is_another_person(self, run, load):
        load(row("示例甲", 手机="13800001234", 出生年份="1980"))
        assert run(row("示例甲", 手机="13900005678", 出生年份="1990"))["new"] == 1
