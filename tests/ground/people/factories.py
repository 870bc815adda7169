"""Rosters as offices write them, and units by any name."""

from jiafeng.ground.units.actions import add_organisation
from jiafeng.ground.units.models import OrganisationKind
from jiafeng.library.sheets import write_table
from tests.factories import AT

HEADINGS = ["姓名", "性别", "单位", "职务", "职级", "手机", "与干部关系", "配偶姓名", "出生年份", "备注", "身份证号"]


def make_unit(region, name="示例局", **kwargs):
    return add_organisation(by=None, at=AT, county=region, name=name, kind=OrganisationKind.UNIT, **kwargs)


def row(name, unit="示例局", **cells):
    """A roster's row; the cells by their headings."""
    return [{"姓名": name, "单位": unit, **cells}.get(heading, "") for heading in HEADINGS]


def roster(path, *rows, title="示例名册", headings=HEADINGS):
    write_table(path, title, headings, rows)
    return path
