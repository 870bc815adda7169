"""这不是我签的: said by the person, decided by the Federation, counted nowhere meanwhile."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.records.figures import FigureScope
from jiafeng.ground.records.models import ActionLog
from jiafeng.programme.pledges import actions, figures, queries
from jiafeng.programme.pledges.models import Pledge, PledgeDispute
from jiafeng.programme.pledges.stages import DisputeStage
from tests.programme.events.factories import NOW, person, place
from tests.programme.pledges.factories import drive, on_paper, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def test_by_the_own_link_it_counts_no_more_and_the_receipt_tells_how_far_it_is(client: Client) -> None:
    here = place()
    call, signer = drive(here), person(here, "示例王芳")
    on_paper(here, call, signer, show_name=True)
    token = actions.make_link(by=here.staff, at=NOW, drive=call, person=signer)
    mine, say = reverse("pledges:mine", args=[token]), reverse("pledges:dispute_mine", args=[token])
    assert say in client.get(mine).content.decode()
    receipt = client.post(say, {"words": "那天我不在家"}).url
    assert queries.reckon(call).total == 0
    assert figures.SIGNERS.value(FigureScope(county_id=here.county.pk)) == figures.ON_PAPER.value(FigureScope()) == 0
    assert queries.shown_since(Pledge.objects.get()) is None
    page = client.get(receipt).content.decode()
    assert PledgeDispute.objects.get().receipt in page
    assert "示例王芳" not in page
    assert "那天我不在家" not in page
    assert say not in client.get(mine).content.decode()
    assert client.post(say).url == mine
    assert ActionLog.objects.filter(verb="pledges.pledge.dispute").count() == 1


@pytest.mark.parametrize(("finding", "counts"), [("upheld", 0), ("rejected", 1)])
def test_the_federation_decides_with_a_reason_that_the_person_reads(finding: str, counts: int, client: Client) -> None:
    here = place()
    call = drive(here)
    pledge = sign(call, person(here)).pledge
    dispute = actions.dispute_pledge(at=NOW, pledge=pledge)
    page, staff = reverse("pledges:decide_dispute", args=[dispute.pk]), as_role(here)
    assert "不能撤回" in staff.get(page).content.decode()
    assert staff.post(page, {"finding": finding, "reason": ""}).status_code == 422
    assert staff.post(page, {"finding": finding, "reason": "查看了签名照片"}).url == f"{page}?done"
    assert dispute.receipt in staff.get(f"{page}?done").content.decode()
    assert queries.reckon(call).total == counts
    assert "查看了签名照片" in client.get(reverse("pledges:dispute_receipt", args=[dispute.receipt])).content.decode()
    with pytest.raises(Refused):
        actions.reject_dispute(by=here.staff, at=NOW, dispute=dispute, reason="再来")
    with pytest.raises(Refused):
        actions.dispute_pledge(at=NOW, pledge=pledge)


def test_only_county_staff_decide() -> None:
    here = place()
    dispute = actions.dispute_pledge(at=NOW, pledge=sign(drive(here), person(here)).pledge)
    for role in ("partner_staff", "unit_coordinator", "auditor"):
        assert as_role(here, role).get(reverse("pledges:dispute", args=[dispute.pk])).status_code == 200
        assert (
            as_role(here, role).post(reverse("pledges:decide_dispute", args=[dispute.pk]), {"finding": "upheld", "reason": "x"}).status_code
            == 403
        )
    assert PledgeDispute.objects.get().stage == DisputeStage.OPEN


def test_who_has_no_link_tells_staff_who_note_who_told_them() -> None:
    here = place()
    pledge, staff = sign(drive(here), person(here)).pledge, as_role(here)
    address = reverse("pledges:note_dispute", args=[pledge.pk])
    assert staff.post(address, {"words": ""}).status_code == 422
    assert staff.post(address, {"words": "本人3月6日来电"}).status_code == 302
    dispute = PledgeDispute.objects.get()
    assert (dispute.opened_by, dispute.due_on) == (here.staff, date(2026, 3, 20))
    assert reverse("pledges:dispute", args=[dispute.pk]) in [each.url for each in queries.due(here.staff, NOW)]


def test_a_disputed_name_is_not_signed_over() -> None:
    here = place()
    call, signer = drive(here), person(here)
    actions.dispute_pledge(at=NOW, pledge=sign(call, signer).pledge)
    with pytest.raises(Refused) as refused:
        on_paper(here, call, signer)
    assert refused.value.code == "disputed"


def test_what_was_withdrawn_is_not_disputed_and_counts_under_one_heading() -> None:
    here = place()
    call = drive(here)
    pledge = sign(call, person(here)).pledge
    actions.dispute_pledge(at=NOW, pledge=pledge)
    actions.withdraw_pledge(by=None, at=NOW, pledge=pledge)
    found = queries.reckon(call)
    assert (found.persons, found.withdrawn, found.disputed, found.total) == (1, 1, 0, 0)
    gone = sign(call, person(here)).pledge
    actions.withdraw_pledge(by=None, at=NOW, pledge=gone)
    with pytest.raises(Refused):
        actions.dispute_pledge(at=NOW, pledge=gone)
