"""What was deployed by mistake is taken back, until the unit confirms it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from jiafeng.common.moments import at_moment, moment_of
from jiafeng.ground.notices.models import Notice
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.plans import actions
from jiafeng.programme.plans.models import Deployment, PlanLine
from jiafeng.programme.plans.stages import LineStage
from tests.factories import AT, signed_in
from tests.programme.plans.conftest import Scene

pytestmark = pytest.mark.django_db


def back(scene: Scene, moment: int | None = None) -> str:
    return reverse("plans:undeploy", args=[scene.line.pk, moment_of(AT) if moment is None else moment])


def test_the_page_ticks_nothing_and_each_box_says_its_units(scene: Scene) -> None:
    page = signed_in(scene.staff).get(reverse("plans:deploy", args=[scene.line.pk])).content.decode()
    assert not re.search(r"<input[^>]*checked", page)
    assert f'data-members="{scene.county.water.pk}"' in page
    assert page.count(scene.county.water.label) >= 2  # in its kind's box, and by itself
    assert 'data-count="together organisations" data-words="部署到 {n} 个单位"' in page


def test_one_press_is_taken_back_with_one_press(scene: Scene) -> None:
    client = signed_in(scene.staff)
    sent = {"organisations": [scene.county.water.pk]}
    page = client.post(reverse("plans:deploy", args=[scene.line.pk]), sent, follow=True).content.decode()
    undo = re.search(r'action="(/[^"]*/deployed/\d+/back)"', page)
    assert undo
    assert "已从 1 个单位撤回" in client.post(undo[1], follow=True).content.decode()
    assert [row.organisation for row in scene.line.deployments.all()] == [scene.county.school]
    assert PlanLine.objects.get(pk=scene.line.pk).stage == LineStage.DEPLOYED
    assert "此前已经撤回" in client.post(undo[1], follow=True).content.decode()
    assert ActionLog.objects.filter(verb="plans.line.undeploy").count() == 1


def test_a_line_that_no_unit_has_is_planned_again_and_the_unit_is_told(scene: Scene) -> None:
    client = signed_in(scene.staff)
    row = reverse("plans:undeploy_unit", args=[scene.deployment.pk])
    assert row in client.get(reverse("plans:line", args=[scene.line.pk])).content.decode()
    assert client.post(row).status_code == 302
    assert not Deployment.objects.exists()
    assert PlanLine.objects.get(pk=scene.line.pk).stage == LineStage.PLANNED
    assert "已撤回" in Notice.objects.filter(user=scene.coordinator).latest("pk").text
    actions.deploy(by=scene.staff, at=AT + timedelta(hours=1), line=scene.line, organisations=[scene.county.school])
    assert Notice.objects.filter(user=scene.coordinator).count() == 3  # sent, taken back, and told again when it is sent again


def test_what_a_unit_has_confirmed_stands(scene: Scene) -> None:
    actions.confirm_receipt(by=scene.coordinator, at=AT, deployment=scene.deployment, on=AT.date())
    client = signed_in(scene.staff)
    row = reverse("plans:undeploy_unit", args=[scene.deployment.pk])
    assert row not in client.get(reverse("plans:line", args=[scene.line.pk])).content.decode()
    for address in (row, back(scene)):
        assert "1 个单位已签收，不再撤回" in client.post(address, follow=True).content.decode()
    assert Deployment.objects.get().confirmed_by == scene.coordinator
    assert not ActionLog.objects.filter(verb="plans.line.undeploy").exists()


def test_it_is_taken_back_by_whoever_may_deploy_and_while_the_line_is_open(scene: Scene) -> None:
    row = reverse("plans:undeploy_unit", args=[scene.deployment.pk])
    assert signed_in(scene.coordinator).post(row).status_code == 403
    assert row not in signed_in(scene.coordinator).get(reverse("plans:line", args=[scene.line.pk])).content.decode()
    assert signed_in(scene.staff).get(row).status_code == 405
    actions.finish_line(by=scene.staff, at=AT, line=scene.line, outcome="办成")
    assert signed_in(scene.staff).post(row).status_code == 403
    assert Deployment.objects.filter(pk=scene.deployment.pk).exists()


def test_a_number_that_is_no_moment_takes_nothing_back(scene: Scene) -> None:
    for moment in (0, 10**30):
        assert signed_in(scene.staff).post(back(scene, moment)).status_code == 302
    assert Deployment.objects.exists()
    assert at_moment(moment_of(AT)) == AT
