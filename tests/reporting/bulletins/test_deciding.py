"""Approval by somebody who wrote none of it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused, Stale
from jiafeng.ground.accounts.models import Role, User
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.stages import MOVES, Stage
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT

BODY = "共{6项|plans.lines}措施，另据通报表彰20户。"


def cited(author: User) -> Bulletin:
    """A text handed in with one figure and one cited number."""
    factories.lines(6)
    draft = factories.bulletin(author, BODY)
    draft = actions.bind(by=author, at=AT, bulletin=draft, words="20户", kind=MarkKind.CITED, source="示例通报")
    return actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)


def page(name: str, bulletin: Bulletin) -> str:
    return reverse(f"bulletins:{name}", args=[bulletin.pk])


def test_it_is_approved_when_every_word_is_ticked(client: Client, author: User, approver: User) -> None:
    waiting = cited(author)
    client.force_login(approver)
    shown = client.get(page("review", waiting))
    assert "示例通报" in shown.content.decode()
    assert shown.content.decode().count("<li><span>") == 3, "the first rows behind the figure stand beside it"
    assert "/figures/plans.lines?start=2026-01-01&amp;last=2026-02-28" in shown.content.decode()
    answer = client.post(page("approve", waiting), {"revision": waiting.revision, "confirmed": ["2"]})
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.stage, waiting.approved_by, waiting.marks.get(n=2).confirmed_by) == (Stage.APPROVED, approver, approver)


def test_the_approver_sees_what_was_passed_over_and_why(client: Client, author: User, approver: User) -> None:
    draft = factories.bulletin(author, "县妇联计划于下周发放倡议书500份。")
    waiting = actions.submit(by=author, at=factories.AT, bulletin=draft, revision=draft.revision)
    client.force_login(approver)
    shown = client.get(page("review", waiting)).content.decode()
    assert "<b>500份</b>" in shown
    assert "“计划”" in shown


def test_it_is_not_approved_while_a_cited_number_is_not_ticked(client: Client, author: User, approver: User) -> None:
    waiting = cited(author)
    client.force_login(approver)
    answer = client.post(page("approve", waiting), {"revision": waiting.revision})
    assert answer.status_code == 422
    waiting.refresh_from_db()
    assert waiting.stage == Stage.SUBMITTED


def test_its_author_does_not_approve_it(client: Client, author: User) -> None:
    waiting = cited(author)
    client.force_login(author)
    assert client.post(page("approve", waiting), {"revision": waiting.revision, "confirmed": ["2"]}).status_code == 422
    with transaction.atomic(), pytest.raises(IntegrityError):
        Bulletin.objects.filter(pk=waiting.pk).update(approved_by=author, approved_at=AT)


def test_whoever_ever_wrote_in_it_does_not_approve_it(author: User) -> None:
    factories.lines(6)
    colleague = factories.user()
    draft = factories.bulletin(author, "共{6项|plans.lines}措施。")
    draft = actions.save(by=colleague, at=AT, bulletin=draft, revision=draft.revision, title="同事改过")
    draft = actions.save(by=author, at=AT, bulletin=draft, revision=draft.revision, title="又改回来")
    waiting = actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)
    with pytest.raises(Refused):
        actions.approve(by=colleague, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[])


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.UNIT_COORDINATOR])
def test_only_staff_approve(author: User, role: Role) -> None:
    waiting = cited(author)
    with pytest.raises(Refused):
        actions.approve(by=factories.user(role), at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[2])


def test_it_is_the_text_that_was_read_that_is_approved(author: User, approver: User) -> None:
    waiting = cited(author)
    seen = waiting.revision
    actions.withdraw(by=author, at=AT, bulletin=waiting)
    changed = actions.save(by=author, at=AT, bulletin=waiting, revision=seen + 1, title="换了内容")
    actions.submit(by=author, at=AT, bulletin=changed, revision=changed.revision)
    with pytest.raises(Stale):
        actions.approve(by=approver, at=AT, bulletin=waiting, revision=seen, confirmed=[2])


def test_records_that_changed_since_it_was_handed_in_are_noticed(author: User, approver: User) -> None:
    waiting = cited(author)
    factories.lines(1)
    with pytest.raises(Refused) as refused:
        actions.approve(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[2])
    assert "7" in str(refused.value)


def test_the_second_approver_is_told_who_was_first(author: User, approver: User) -> None:
    waiting = cited(author)
    actions.approve(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[2])
    with pytest.raises(Refused) as refused:
        actions.approve(by=factories.user(), at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[2])
    assert approver.name in str(refused.value)


def test_it_is_returned_with_a_reason_and_comes_back(client: Client, author: User, approver: User) -> None:
    waiting = cited(author)
    client.force_login(approver)
    assert client.post(page("return", waiting), {"revision": waiting.revision, "reason": " "}).status_code == 422
    client.post(page("return", waiting), {"revision": waiting.revision, "reason": "请核实第二段。"})
    waiting.refresh_from_db()
    assert (waiting.stage, waiting.return_reason) == (Stage.RETURNED, "请核实第二段。")
    client.force_login(author)
    assert "请核实第二段。" in client.get(page("edit", waiting)).content.decode()
    again = actions.submit(by=author, at=AT, bulletin=waiting, revision=waiting.revision)
    assert (again.stage, again.return_reason) == (Stage.SUBMITTED, "")
    assert not again.marks.filter(confirmed_by__isnull=False).exists()


def test_an_approval_can_be_taken_back_before_issue(author: User, approver: User) -> None:
    waiting = cited(author)
    approved = actions.approve(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[2])
    returned = actions.return_to_writer(by=approver, at=AT, bulletin=approved, revision=approved.revision, reason="再核。")
    assert (returned.stage, returned.approved_by, returned.approved_at) == (Stage.RETURNED, None, None)


@pytest.mark.parametrize("stage", Stage.values)
def test_only_the_moves_in_the_table_are_made(author: User, approver: User, stage: str) -> None:
    """Each action at each stage either makes the table's move or refuses and leaves the stage."""
    factories.lines(6)
    acts = {
        "submit": lambda each: actions.submit(by=author, at=AT, bulletin=each, revision=each.revision),
        "withdraw": lambda each: actions.withdraw(by=author, at=AT, bulletin=each),
        "approve": lambda each: actions.approve(by=approver, at=AT, bulletin=each, revision=each.revision, confirmed=[]),
        "return": lambda each: actions.return_to_writer(by=approver, at=AT, bulletin=each, revision=each.revision, reason="示例"),
        "begin_issue": lambda each: actions.begin_issue(by=author, at=AT, bulletin=each),
    }
    allowed = {move.name: move.target for move in MOVES.from_stage(stage)}
    for name, act in acts.items():
        each = at_stage(stage, author, approver)
        if name in allowed:
            act(each)
        elif not (name == "begin_issue" and stage in (Stage.ISSUING, Stage.ISSUED)):  # asked again, it answers what it did
            with pytest.raises(Refused):
                act(each)
        each.refresh_from_db()
        assert each.stage == allowed.get(name, stage)


def at_stage(stage: str, author: User, approver: User) -> Bulletin:
    if stage == Stage.DRAFT:
        return factories.bulletin(author)
    if stage == Stage.SUBMITTED:
        return factories.submitted(author)
    if stage == Stage.RETURNED:
        waiting = factories.submitted(author)
        return actions.return_to_writer(by=approver, at=AT, bulletin=waiting, revision=waiting.revision, reason="示例")
    approved = factories.approved(author, approver)
    if stage == Stage.APPROVED:
        return approved
    begun = actions.begin_issue(by=author, at=AT, bulletin=approved)
    return begun if stage == Stage.ISSUING else actions.carry_out_issue(by=author, at=AT, bulletin=begun)
