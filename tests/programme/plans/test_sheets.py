"""Plan lines from a workbook, plans copied from year to year, and groups of units to deploy to."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.library.sheets import Column, read_table, write_table
from jiafeng.programme.plans import actions, queries
from jiafeng.programme.plans.models import Deployment, LineSheet, Plan, PlanLine, UnitGroup
from jiafeng.programme.plans.stages import PlanStage
from tests.factories import AT, make_county, make_user, signed_in
from tests.programme.plans.conftest import Scene

HEADINGS = ["工作条目", "主要内容", "职责依据", "牵头单位", "配合单位", "完成时限", "目标指标", "目标值"]


def workbook(*rows: list[Any]) -> io.BytesIO:
    stream = io.BytesIO()
    write_table(stream, "示例计划条目", HEADINGS, rows)
    stream.seek(0)
    stream.name = "条目.xlsx"
    return stream


def good(scene: Scene, title: str = "家风讲堂", **changed: Any) -> list[Any]:
    said = {
        "title": title,
        "content": "每季度一次",
        "duty": "三个重要",
        "lead": scene.county.federation.name,
        "co": scene.county.commission.name,
        "due": "2026-06-30",
        "figure": "计划工作条目",
        "value": 3,
    } | changed
    return list(said.values())


def upload(scene: Scene, *rows: list[Any]) -> LineSheet:
    data = {"key": str(uuid4()), "file": workbook(*rows)}
    page = signed_in(scene.staff).post(reverse("plans:import_lines", args=[scene.plan.pk]), data)
    assert page.status_code == 302, page.context["form"].errors
    sheet: LineSheet = LineSheet.objects.latest("uploaded_at")
    assert page.url == reverse("plans:line_sheet", args=[sheet.pk])
    return sheet


def test_the_template_is_read_back(scene: Scene, tmp_path: Path) -> None:
    answer = signed_in(scene.staff).get(reverse("plans:lines_template", args=[scene.plan.pk]))
    file = tmp_path / "template.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    with read_table(file, [Column(name, str(label), others) for name, (label, others, _width) in queries.SHEET.items()]) as table:
        assert table.refused is None
        assert set(table.found) == set(queries.SHEET)


def test_a_workbook_is_looked_at_before_anything_is_written(scene: Scene) -> None:
    sheet = upload(scene, good(scene), good(scene, "签名承诺"), good(scene, "坏行", lead="不存在的局", due="2026-13-40", value=""))
    assert PlanLine.objects.count() == 1
    page = signed_in(scene.staff).get(reverse("plans:line_sheet", args=[sheet.pk]))
    assert page.context["counts"] == {"new": 1, "change": 1, "same": 0, "error": 1}
    text = page.content.decode()
    assert "导入 2 条" in text
    for sentence in ("“不存在的局”不是牵头或配合部门", "“2026-13-40”不是日期", "要么都填，要么都不填"):
        assert sentence in text
    only = signed_in(scene.staff).get(reverse("plans:line_sheet", args=[sheet.pk]), {"kind": "error"}).content.decode()
    assert "坏行" in only
    assert "家风讲堂" not in only


def test_what_was_looked_at_is_taken_over_once(scene: Scene) -> None:
    sheet = upload(scene, good(scene), good(scene, "签名承诺"), good(scene, "坏行", lead=""))
    client = signed_in(scene.staff)
    for _twice in range(2):
        client.post(reverse("plans:take_lines", args=[sheet.pk]))
    line = PlanLine.objects.get(title="家风讲堂")
    assert (line.number, line.due_on, line.target_figure, line.target_value) == (2, dt.date(2026, 6, 30), "plans.lines", 3)
    assert {(owner.organisation, owner.leads) for owner in line.ownerships.all()} == {
        (scene.county.federation, True),
        (scene.county.commission, False),
    }
    assert PlanLine.objects.get(title="签名承诺").content == "每季度一次"
    assert PlanLine.objects.count() == 2
    assert "新增 1 条，更新 1 条" in client.get(reverse("plans:line_sheet", args=[sheet.pk])).content.decode()
    again = upload(scene, good(scene), good(scene, "签名承诺"))
    assert [row.kind for row in queries.check_lines(scene.plan, again.rows)] == ["same", "same"]


def test_rows_that_failed_come_back_with_their_reasons(scene: Scene, tmp_path: Path) -> None:
    sheet = upload(scene, good(scene), good(scene, "坏行", lead=""), good(scene))
    answer = signed_in(scene.staff).get(reverse("plans:failed_lines", args=[sheet.pk]))
    file = tmp_path / "failed.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    columns = [Column("title", "工作条目"), Column("why", "需要改正")]
    with read_table(file, columns) as table:
        rows = [row.texts for row in table]
    assert [row["title"] for row in rows] == ["坏行", "家风讲堂"]
    assert "牵头单位：此项必填" in rows[0]["why"]
    assert "同一工作条目" in rows[1]["why"]


@pytest.mark.parametrize("file", [b"", b"not a table at all", b"%PDF-1.4 nothing"])
def test_what_is_no_workbook_gets_a_sentence(scene: Scene, file: bytes) -> None:
    stream = io.BytesIO(file)
    stream.name = "条目.xlsx"
    page = signed_in(scene.staff).post(reverse("plans:import_lines", args=[scene.plan.pk]), {"key": str(uuid4()), "file": stream})
    assert page.status_code == 422
    assert not LineSheet.objects.exists()


def test_a_workbook_of_headings_only_is_refused(scene: Scene) -> None:
    page = signed_in(scene.staff).post(reverse("plans:import_lines", args=[scene.plan.pk]), {"key": str(uuid4()), "file": workbook()})
    assert page.status_code == 422


def test_a_finished_line_and_a_closed_plan_take_nothing(scene: Scene) -> None:
    sheet = upload(scene, good(scene, "签名承诺"))
    actions.finish_line(by=scene.staff, at=AT, line=scene.line, outcome="办成")
    assert [row.kind for row in queries.check_lines(scene.plan, sheet.rows)] == ["error"]
    actions.close_plan(by=scene.staff, at=AT, plan=scene.plan)
    with pytest.raises(Refused, match=r"closed|关闭|已结束"):
        actions.take_lines(by=scene.staff, at=AT, sheet=sheet)
    assert signed_in(scene.staff).get(reverse("plans:line_sheet", args=[sheet.pk])).status_code == 403


def test_last_years_plan_begins_this_years(scene: Scene) -> None:
    PlanLine.objects.filter(pk=scene.line.pk).update(due_on=dt.date(2028, 2, 29), target_figure="plans.lines", target_value=5)
    gone = actions.add_line(
        by=scene.staff, at=AT, plan=scene.plan, title="不再做", duty="旧", due_on=AT.date(), lead=scene.county.federation
    )
    actions.drop_line(by=scene.staff, at=AT, line=gone, reason="并入他项")
    address = reverse("plans:copy_plan", args=[scene.plan.pk])
    assert signed_in(scene.staff).get(address).context["form"].initial["year"] == 2027
    page = signed_in(scene.staff).post(address, {"year": 2027, "title": "二〇二七年", "theme": "家风"})
    made = Plan.objects.get(year=2027)
    assert page.url == reverse("plans:plan", args=[made.pk])
    assert made.stage == PlanStage.DRAFT
    (line,) = made.lines.all()
    assert (line.title, line.due_on, line.target_value) == ("签名承诺", dt.date(2029, 2, 28), 5)
    assert [owner.organisation for owner in line.ownerships.all()] == [scene.county.federation, scene.county.commission]
    assert signed_in(scene.staff).post(address, {"year": 2027, "title": "二〇二七年", "theme": "家风"}).status_code == 422


def test_a_line_goes_to_all_units_of_a_kind_and_to_a_saved_group(scene: Scene) -> None:
    client, address = signed_in(scene.staff), reverse("plans:deploy", args=[scene.line.pk])
    form = client.get(address).context["form"]
    assert [unit.pk for unit in form.sets["all"]] == [scene.county.water.pk]  # the school has it already
    data = {"together": [f"kind-{scene.county.water.kind}"], "note": "十月底前", "keep_as": "试点单位"}
    assert client.post(address, data).status_code == 302
    assert Deployment.objects.get(organisation=scene.county.water).note == "十月底前"
    assert "十月底前" in client.get(reverse("plans:line", args=[scene.line.pk])).content.decode()
    group = UnitGroup.objects.get(title="试点单位")
    second = actions.add_line(
        by=scene.staff, at=AT, plan=scene.plan, title="第二项", duty="职责", due_on=AT.date(), lead=scene.county.federation
    )
    assert client.post(reverse("plans:deploy", args=[second.pk]), {"together": [f"group-{group.pk}"]}).status_code == 302
    assert [row.organisation for row in second.deployments.all()] == [scene.county.water]


def test_nothing_chosen_is_told(scene: Scene) -> None:
    page = signed_in(scene.staff).post(reverse("plans:deploy", args=[scene.line.pk]), {"note": "无"})
    assert page.status_code == 422
    assert "请至少选择一个单位" in page.content.decode()


def test_a_group_is_changed_and_removed_by_who_deploys(scene: Scene) -> None:
    group = actions.keep_group(by=scene.staff, at=AT, county=scene.county.region, title="学校", organisations=[scene.county.school])
    actions.keep_group(by=scene.staff, at=AT, county=scene.county.region, title="其他", organisations=[scene.county.water])
    client, address = signed_in(scene.partner), reverse("plans:edit_group", args=[group.pk])
    assert client.post(address, {"title": "其他", "organisations": [scene.county.school.pk]}).status_code == 422
    assert client.post(address, {"title": "校园", "organisations": [scene.county.school.pk, scene.county.water.pk]}).status_code == 302
    page = client.get(reverse("plans:groups")).content.decode()
    assert "校园" in page
    client.post(reverse("plans:remove_group", args=[group.pk]))
    assert not UnitGroup.objects.filter(pk=group.pk).exists()
    assert signed_in(scene.coordinator).get(reverse("plans:groups")).status_code == 403
    other = make_user(Role.COUNTY_STAFF, make_county("990777", "远县").federation)
    assert signed_in(other).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_receipts_and_deployments_cost_the_same_however_many(scene: Scene, number: int, django_assert_num_queries: Any) -> None:
    for place in range(number):
        line = actions.add_line(
            by=scene.staff, at=AT, plan=scene.plan, title=f"条目{place}", duty="职责", due_on=AT.date(), lead=scene.county.federation
        )
        actions.deploy(by=scene.staff, at=AT, line=line, organisations=[scene.county.school], note="请看附件")
    client = signed_in(scene.coordinator)
    client.get(reverse("plans:receipts"))
    with django_assert_num_queries(RECEIPTS):
        page = client.get(reverse("plans:receipts"))
    assert page.content.decode().count("确认签收</") + page.content.decode().count("确认签收<span") >= number
    staff = signed_in(scene.staff)
    staff.get(reverse("plans:groups"))
    with django_assert_num_queries(GROUPS):
        staff.get(reverse("plans:groups"))


RECEIPTS, GROUPS = 6, 6
