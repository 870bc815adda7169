import io

import pytest
from django.urls import reverse
from PIL import Image

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.plans import actions, queries
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from jiafeng.programme.plans.queries import lines_on_offer
from jiafeng.programme.plans.stages import LineStage, PlanStage
from tests.factories import AT, make_county, make_user, signed_in
from tests.programme.plans.conftest import Scene


def line_data(scene: Scene, **changed: object) -> dict[str, object]:
    return {
        "title": "新的条目",
        "duty": "三个重要",
        "lead": scene.county.federation.pk,
        "co_owners": [scene.county.commission.pk],
        "due_on": "2026-05-01",
        **changed,
    }


def photograph() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "PNG")
    stream.seek(0)
    stream.name = "回执.png"
    return stream


def test_it_asks_a_visitor_to_sign_in(scene: Scene, client) -> None:
    response = client.get(reverse("plans:plans"))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_staff_begin_a_plan(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:new_plan"), {"year": 2027, "title": "二〇二七年计划", "theme": "家风"})
    plan = Plan.objects.get(year=2027)
    assert response.url == reverse("plans:plan", args=[plan.pk])
    assert plan.stage == PlanStage.DRAFT


def test_a_second_plan_of_the_same_title_is_refused_and_the_text_stays(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:new_plan"), {"year": 2026, "title": "示例计划", "theme": "保留我"})
    assert response.status_code == 422
    assert "已有同名计划" in response.content.decode()
    assert "保留我" in response.content.decode()


@pytest.mark.parametrize("who", ["partner", "coordinator"])
def test_only_county_staff_begin_a_plan(scene: Scene, who: str) -> None:
    assert signed_in(getattr(scene, who)).get(reverse("plans:new_plan")).status_code == 403


def test_another_countys_plan_is_not_there(scene: Scene) -> None:
    away = make_county("990302", "别县")
    stranger = make_user(Role.COUNTY_STAFF, away.federation)
    assert signed_in(stranger).get(reverse("plans:plan", args=[scene.plan.pk])).status_code == 404
    assert signed_in(stranger).get(reverse("plans:line", args=[scene.line.pk])).status_code == 404


def test_a_unit_sees_its_own_lines_only(scene: Scene) -> None:
    actions.add_line(
        by=scene.staff,
        at=AT,
        plan=scene.plan,
        title="不部署的条目",
        duty="三个重要",
        due_on=scene.line.due_on,
        lead=scene.county.federation,
    )
    page = signed_in(scene.coordinator).get(reverse("plans:plan", args=[scene.plan.pk])).content.decode()
    assert "签名承诺" in page
    assert "不部署的条目" not in page


def test_a_draft_is_not_seen_by_units(scene: Scene) -> None:
    draft = actions.create_plan(by=scene.staff, at=AT, county=scene.county.region, year=2027, title="草稿", theme="家风")
    assert signed_in(scene.coordinator).get(reverse("plans:plan", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("lines", [1, 3])
def test_a_plan_costs_the_same_queries_however_many_lines(scene: Scene, django_assert_num_queries, lines: int) -> None:
    for number in range(lines - 1):
        actions.add_line(
            by=scene.staff,
            at=AT,
            plan=scene.plan,
            title=f"条目{number}",
            duty="三个重要",
            due_on=scene.line.due_on,
            lead=scene.county.federation,
        )
    client = signed_in(scene.staff)
    url = reverse("plans:plan", args=[scene.plan.pk])
    with django_assert_num_queries(8):
        assert client.get(url).status_code == 200


def test_the_list_is_exported_as_it_is_filtered(scene: Scene) -> None:
    client = signed_in(scene.staff)
    response = client.get(reverse("plans:plan", args=[scene.plan.pk]), {"format": "xlsx", "q": "没有这个词"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_a_plan_without_lines_is_not_issued(scene: Scene) -> None:
    draft = actions.create_plan(by=scene.staff, at=AT, county=scene.county.region, year=2027, title="空计划", theme="家风")
    page = signed_in(scene.staff).post(reverse("plans:issue_plan", args=[draft.pk]), follow=True).content.decode()
    assert "请先添加工作条目" in page
    assert Plan.objects.get(pk=draft.pk).stage == PlanStage.DRAFT


def test_a_plan_with_open_lines_is_not_closed(scene: Scene) -> None:
    page = signed_in(scene.staff).post(reverse("plans:close_plan", args=[scene.plan.pk]), follow=True).content.decode()
    assert "还有 1 个条目没有办结" in page


def test_a_plan_is_closed_when_every_line_is_finished(scene: Scene) -> None:
    actions.finish_line(by=scene.staff, at=AT, line=scene.line, outcome="已完成")
    signed_in(scene.staff).post(reverse("plans:close_plan", args=[scene.plan.pk]))
    assert Plan.objects.get(pk=scene.plan.pk).stage == PlanStage.CLOSED


def test_issuing_is_asked_first_and_told_after(scene: Scene) -> None:
    draft = actions.create_plan(by=scene.staff, at=AT, county=scene.county.region, year=2027, title="下一年计划", theme="家风")
    actions.add_line(
        by=scene.staff, at=AT, plan=draft, title="条目", duty="三个重要", due_on=scene.line.due_on, lead=scene.county.federation
    )
    client, address = signed_in(scene.staff), reverse("plans:issue_plan", args=[draft.pk])
    asked = client.get(address).content.decode()
    assert "下一年计划" in asked
    assert "不能撤回" in asked
    assert Plan.objects.get(pk=draft.pk).stage == PlanStage.DRAFT
    told = client.post(address, follow=True)
    assert told.redirect_chain == [(f"{address}?done", 302)]
    assert "计划已印发" in told.content.decode()
    assert Plan.objects.get(pk=draft.pk).stage == PlanStage.ISSUED


def test_what_was_done_already_is_told_again_and_not_done_again(scene: Scene) -> None:
    client, address = signed_in(scene.staff), reverse("plans:issue_plan", args=[scene.plan.pk])
    before = Plan.objects.get(pk=scene.plan.pk).revision
    for method in (client.get, client.post):
        assert "计划已印发" in method(address, follow=True).content.decode()
    assert Plan.objects.get(pk=scene.plan.pk).revision == before


def test_staff_add_a_line_that_several_own(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:new_line", args=[scene.plan.pk]), line_data(scene))
    line = PlanLine.objects.get(title="新的条目")
    assert response.url == reverse("plans:line", args=[line.pk])
    assert line.number == 2
    assert [(owner.organisation, owner.leads) for owner in line.ownerships.all()] == [
        (scene.county.federation, True),
        (scene.county.commission, False),
    ]


def test_a_target_value_without_its_figure_is_refused(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:new_line", args=[scene.plan.pk]), line_data(scene, target_value=100))
    assert response.status_code == 422
    assert "要么都填" in response.content.decode()


def test_a_co_owner_edits_its_line(scene: Scene) -> None:
    data = line_data(scene, revision=scene.line.revision, title="改过的条目")
    assert signed_in(scene.partner).post(reverse("plans:edit_line", args=[scene.line.pk]), data).status_code == 302
    assert PlanLine.objects.get(pk=scene.line.pk).title == "改过的条目"


def test_a_partner_that_does_not_own_the_line_is_told_who_does(scene: Scene) -> None:
    other = make_user(Role.PARTNER_STAFF, scene.county.department)
    assert signed_in(other).get(reverse("plans:edit_line", args=[scene.line.pk])).status_code == 403


def test_a_stale_edit_tells_who_changed_what_and_keeps_the_text(scene: Scene) -> None:
    client = signed_in(scene.partner)
    seen = scene.line.revision
    signed_in(scene.staff).post(reverse("plans:edit_line", args=[scene.line.pk]), line_data(scene, revision=seen, title="杨改的"))
    response = client.post(reverse("plans:edit_line", args=[scene.line.pk]), line_data(scene, revision=seen, title="我改的"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "示例杨改动了" in page
    assert "我改的" in page
    assert PlanLine.objects.get(pk=scene.line.pk).title == "杨改的"
    again = client.post(
        reverse("plans:edit_line", args=[scene.line.pk]),
        line_data(scene, revision=PlanLine.objects.get(pk=scene.line.pk).revision, title="我改的"),
    )
    assert again.status_code == 302


def test_deploying_twice_is_deploying_once(scene: Scene) -> None:
    url = reverse("plans:deploy", args=[scene.line.pk])
    signed_in(scene.staff).post(url, {"organisations": [scene.county.water.pk]})
    actions.deploy(by=scene.staff, at=AT, line=scene.line, organisations=[scene.county.water, scene.county.school])
    assert Deployment.objects.filter(line=scene.line).count() == 2
    assert PlanLine.objects.get(pk=scene.line.pk).stage == LineStage.DEPLOYED


def test_a_line_of_a_draft_is_not_deployed(scene: Scene) -> None:
    draft = actions.create_plan(by=scene.staff, at=AT, county=scene.county.region, year=2027, title="草稿", theme="家风")
    line = actions.add_line(
        by=scene.staff, at=AT, plan=draft, title="条目", duty="三个重要", due_on=scene.line.due_on, lead=scene.county.federation
    )
    assert signed_in(scene.staff).get(reverse("plans:deploy", args=[line.pk])).status_code == 403


def test_choosing_no_unit_is_refused(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:deploy", args=[scene.line.pk]), {})
    assert response.status_code == 422
    assert "请至少选择一个单位" in response.content.decode()


def test_the_coordinator_confirms_receipt_with_one_tap(scene: Scene) -> None:
    client = signed_in(scene.coordinator)
    assert "签名承诺" in client.get(reverse("plans:receipts")).content.decode()
    client.post(reverse("plans:confirm_receipt", args=[scene.deployment.pk]))
    client.post(reverse("plans:confirm_receipt", args=[scene.deployment.pk]))
    deployment = Deployment.objects.get(pk=scene.deployment.pk)
    assert (deployment.received_channel, deployment.confirmed_by) == ("screen", scene.coordinator)
    assert ActionLog.objects.filter(verb="plans.deployment.receive").count() == 1


@pytest.mark.parametrize("stage", [LineStage.DONE, LineStage.DROPPED])
def test_a_receipt_is_not_asked_for_once_the_line_is_over(scene: Scene, stage: LineStage) -> None:
    PlanLine.objects.filter(pk=scene.line.pk).update(stage=stage)
    assert "确认签收" not in signed_in(scene.coordinator).get(reverse("plans:receipts")).content.decode()
    assert queries.due(scene.coordinator, AT) == []


def test_a_receipt_is_asked_of_those_who_may_confirm_it(scene: Scene) -> None:
    volunteer = make_user(Role.VOLUNTEER, scene.deployment.organisation)
    assert [due.url for due in queries.due(scene.coordinator, AT)] == [reverse("plans:receipts")]
    assert queries.due(volunteer, AT) == []


def test_staff_do_not_confirm_on_the_screen_for_a_unit(scene: Scene) -> None:
    assert signed_in(scene.staff).post(reverse("plans:confirm_receipt", args=[scene.deployment.pk])).status_code == 403


def test_another_units_deployment_is_not_there(scene: Scene) -> None:
    other = make_user(Role.UNIT_COORDINATOR, scene.county.water)
    assert signed_in(other).post(reverse("plans:confirm_receipt", args=[scene.deployment.pk])).status_code == 404


def test_receipts_on_paper_rest_on_the_scan(scene: Scene) -> None:
    data = {"on": "2026-03-05", "deployments": [scene.deployment.pk], "sheet": photograph()}
    assert signed_in(scene.staff).post(reverse("plans:paper_receipts", args=[scene.plan.pk]), data).status_code == 302
    deployment = Deployment.objects.get(pk=scene.deployment.pk)
    assert deployment.received_channel == "paper"
    assert deployment.evidence.caption == "签收单"


def test_a_sheet_that_is_no_picture_is_refused_and_nothing_is_entered(scene: Scene) -> None:
    program = io.BytesIO(b"MZ\x90\x00 not a picture")
    program.name = "回执.jpg"
    data = {"on": "2026-03-05", "deployments": [scene.deployment.pk], "sheet": program}
    response = signed_in(scene.staff).post(reverse("plans:paper_receipts", args=[scene.plan.pk]), data)
    assert response.status_code == 422
    assert "不支持这种文件" in response.content.decode()
    assert Deployment.objects.get(pk=scene.deployment.pk).confirmed_at is None


def test_the_first_receipt_stands(scene: Scene) -> None:
    actions.confirm_receipt(by=scene.coordinator, at=AT, deployment=scene.deployment, on=AT.date())
    data = {"on": "2026-03-05", "deployments": [scene.deployment.pk], "sheet": photograph()}
    response = signed_in(scene.staff).post(reverse("plans:paper_receipts", args=[scene.plan.pk]), data)
    assert response.status_code == 422
    assert Deployment.objects.get(pk=scene.deployment.pk).received_channel == "screen"


def test_a_line_is_finished_with_a_sentence_and_reopened_with_a_reason(scene: Scene) -> None:
    client = signed_in(scene.staff)
    assert client.post(reverse("plans:finish_line", args=[scene.line.pk]), {"outcome": " "}).status_code == 422
    client.post(reverse("plans:finish_line", args=[scene.line.pk]), {"outcome": "已办结"})
    assert PlanLine.objects.get(pk=scene.line.pk).stage == LineStage.DONE
    assert client.get(reverse("plans:edit_line", args=[scene.line.pk])).status_code == 403
    client.post(reverse("plans:reopen_line", args=[scene.line.pk]), {"reason": "还有两家单位"})
    assert PlanLine.objects.get(pk=scene.line.pk).stage == LineStage.DEPLOYED


def test_a_line_that_is_not_finished_cannot_be_reopened(scene: Scene) -> None:
    response = signed_in(scene.staff).post(reverse("plans:reopen_line", args=[scene.line.pk]), {"reason": "试试"})
    assert response.status_code == 403
    assert "不能办理" in response.content.decode()


def test_a_dropped_line_stays_on_file_and_counts_nowhere(scene: Scene) -> None:
    from jiafeng.ground.records.figures import FigureScope
    from jiafeng.programme.plans.figures import DEPLOYMENTS, LINES

    scope = FigureScope(county_id=scene.county.region.pk)
    assert (LINES.value(scope), DEPLOYMENTS.value(scope)) == (1, 1)
    signed_in(scene.staff).post(reverse("plans:drop_line", args=[scene.line.pk]), {"reason": "并入其他条目"})
    assert (LINES.value(scope), DEPLOYMENTS.value(scope)) == (0, 0)
    assert "并入其他条目" in signed_in(scene.staff).get(reverse("plans:line", args=[scene.line.pk])).content.decode()


def test_work_is_linked_to_open_lines_only_and_keeps_the_line_it_had(scene: Scene) -> None:
    lines = PlanLine.objects.filter(plan=scene.plan)
    assert list(lines_on_offer(lines)) == [scene.line]
    actions.finish_line(by=scene.staff, at=AT, line=scene.line, outcome="已完成")
    assert list(lines_on_offer(lines)) == []
    assert list(lines_on_offer(lines, scene.line)) == [scene.line]
