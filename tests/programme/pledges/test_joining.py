"""Two entries of one person who disputed a signature under each: one pledge, one decision, two receipts that tell it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.actions import erase_person, merge_people, undo_merge
from jiafeng.ground.people.models import Merge, Person
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.actions import Signature
from jiafeng.programme.pledges.models import Pledge, PledgeDispute, PledgeTrace, SignatureKind
from jiafeng.programme.pledges.stages import DisputeStage
from tests.ground.people.test_merging import everything
from tests.programme.events.factories import NOW, Place, person, place
from tests.programme.pledges.factories import DRAWN, drive, on_paper, sign
from tests.programme.pledges.test_pages import as_role

pytestmark = pytest.mark.django_db


def both_disputed(here: Place) -> tuple[Person, Person, PledgeDispute, PledgeDispute]:
    """Signed and disputed under two entries: the entry that will go was disputed first."""
    call, kept, gone = drive(here), person(here, "示例王芳", phone=""), person(here, "示例王芳")
    first = actions.dispute_pledge(at=NOW - timedelta(days=3), pledge=sign(call, gone).pledge, words="不是我")
    second = actions.dispute_pledge(at=NOW, pledge=on_paper(here, call, kept).pledge)
    return kept, gone, first, second


def merged(here: Place, kept: Person, gone: Person) -> Merge:
    return merge_people(by=here.staff, at=NOW, kept=kept, gone=gone)


def test_two_open_disputes_become_one_decision_and_undoing_parts_them(client: Client) -> None:
    here = place()
    kept, gone, first, second = both_disputed(here)
    before = everything()
    made = merged(here, kept, gone)
    pledge = Pledge.objects.get()
    assert (pledge.person, queries.reckon(pledge.drive).disputed, queries.reckon(pledge.drive).total) == (kept, 1, 0)
    second.refresh_from_db()
    assert (second.pledge, second.decided_with, second.stage) == (pledge, first, DisputeStage.OPEN)
    assert [each.url for each in queries.due(here.staff, NOW)].count(reverse("pledges:dispute", args=[first.pk])) == 1
    assert reverse("pledges:dispute", args=[second.pk]) not in [each.url for each in queries.due(here.staff, NOW)]
    undo_merge(by=here.staff, at=NOW, merge=made)
    assert everything() == before


@pytest.mark.parametrize(("finding", "stage", "counts"), [("upheld", "upheld", 0), ("rejected", "rejected", 1)])
def test_one_finding_answers_both_receipts(finding: str, stage: str, counts: int, client: Client) -> None:
    here = place()
    kept, gone, first, second = both_disputed(here)
    merged(here, kept, gone)
    staff = as_role(here)
    later = reverse("pledges:dispute", args=[second.pk])
    assert first.receipt in staff.get(later).content.decode()
    assert (
        staff.post(reverse("pledges:decide_dispute", args=[second.pk]), {"finding": finding, "reason": "核对了两处签名"}).status_code == 403
    )
    with pytest.raises(Refused, match=first.receipt):
        actions.reject_dispute(by=here.staff, at=NOW, dispute=second, reason="核对")
    assert (
        staff.post(reverse("pledges:decide_dispute", args=[first.pk]), {"finding": finding, "reason": "核对了两处签名"}).status_code == 302
    )
    assert set(PledgeDispute.objects.values_list("stage", flat=True)) == {stage}
    assert queries.reckon(Pledge.objects.get().drive).total == counts
    for each in (first, second):
        assert "核对了两处签名" in client.get(reverse("pledges:dispute_receipt", args=[each.receipt])).content.decode()


def test_a_third_entry_is_decided_with_the_others() -> None:
    here = place()
    kept, gone, _first, _second = both_disputed(here)
    merged(here, kept, gone)
    third = person(here, "示例王芳")
    earliest = actions.dispute_pledge(at=NOW - timedelta(days=9), pledge=sign(Pledge.objects.get().drive, third).pledge)
    merged(here, kept, third)
    actions.uphold_dispute(by=here.staff, at=NOW, dispute=earliest, reason="不是本人笔迹")
    assert set(PledgeDispute.objects.values_list("stage", "reason")) == {("upheld", "不是本人笔迹")}


def test_what_was_decided_together_stays_so_when_the_two_are_parted_and_a_pledge_that_counts_again_is_not_parted() -> None:
    here = place()
    kept, gone, first, _second = both_disputed(here)
    made = merged(here, kept, gone)
    actions.uphold_dispute(by=here.staff, at=NOW, dispute=first, reason="不是本人笔迹")
    undo_merge(by=here.staff, at=NOW, merge=made)
    assert Pledge.objects.exclude(disputed_at=None).count() == 2
    assert set(PledgeDispute.objects.values_list("stage", flat=True)) == {DisputeStage.UPHELD}

    kept, gone, first, _second = both_disputed(here)
    made = merged(here, kept, gone)
    actions.reject_dispute(by=here.staff, at=NOW, dispute=first, reason="是本人笔迹")
    with pytest.raises(Refused, match="changed since"):
        undo_merge(by=here.staff, at=NOW, merge=made)


def test_of_two_signatures_by_one_channel_the_disputed_one_is_there_to_be_looked_at() -> None:
    here = place()
    call, kept, gone = drive(here), person(here, "示例王芳", phone=""), person(here, "示例王芳")
    sign(call, kept)
    doubtful = sign(call, gone)
    actions.dispute_pledge(at=NOW, pledge=doubtful.pledge)
    before = everything()
    made = merged(here, kept, gone)
    assert PledgeTrace.objects.get() == doubtful.trace
    undo_merge(by=here.staff, at=NOW, merge=made)
    assert everything() == before


def test_both_signatures_by_one_channel_can_be_looked_at_and_one_counts() -> None:
    here = place()
    call, kept, gone = drive(here), person(here, "示例王芳", phone=""), person(here, "示例王芳")
    disputed = [
        actions.dispute_pledge(at=NOW, pledge=sign(call, who, signature=Signature(SignatureKind.DRAWN, strokes=drawn)).pledge)
        for who, drawn in ((kept, DRAWN), (gone, "300*150_90.90.190.190.390.390.590.190"))
    ]
    before = everything()
    made = merged(here, kept, gone)
    for address in [
        *(reverse("pledges:dispute", args=[dispute.pk]) for dispute in disputed),
        reverse("pledges:pledge", args=[Pledge.objects.get().pk]),
    ]:
        page = as_role(here).get(address).content.decode()
        assert "M10 10Q" in page
        assert "M9 9Q" in page
        assert "不另计数" in page
    assert queries.reckon(call).persons == PledgeTrace.objects.count() == 1
    undo_merge(by=here.staff, at=NOW, merge=made)
    assert everything() == before
    assert queries.replaced(disputed[0].pledge) == []


def test_what_was_laid_aside_is_found_through_several_merges_and_goes_with_the_person() -> None:
    here = place()
    call, one, two, three = drive(here), person(here, "示例王芳"), person(here, "示例王芳", phone=""), person(here, "示例王芳", phone="")
    traces = [sign(call, who).trace for who in (one, two, three)]
    merged(here, two, three)
    merged(here, one, two)
    pledge = Pledge.objects.get()
    assert queries.replaced(pledge) == [traces[1], traces[2]]
    erase_person(by=here.staff, at=NOW, person=one, typed_name="示例王芳", reason="示例")
    pledge.refresh_from_db()
    assert queries.replaced(pledge) == []
