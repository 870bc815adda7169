"""Approval without an account: a secret link opens only with a code to the telephone that the administrator entered, for both rooms that ask for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.models import Article, ArticleApproval, ArticleComment
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.links import actions as links
from jiafeng.ground.links.models import Approver
from jiafeng.ground.links.stages import ApprovalStage
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.sms.jobs.gateways import Memory
from jiafeng.ground.units.models import Region
from jiafeng.reporting.bulletins import actions as bulletins
from jiafeng.reporting.bulletins.models import Bulletin, BulletinApproval
from jiafeng.reporting.bulletins.stages import Stage
from tests.factories import signed_in
from tests.front.portal.factories import a_county, a_user, an_article
from tests.reporting.bulletins import factories

PHONE = "13900000009"
NOW = timezone.now


@pytest.fixture
def county(db: None) -> Region:
    return a_county()


@pytest.fixture
def staff(county: Region) -> User:
    return a_user(county)


@pytest.fixture
def administrator(county: Region) -> User:
    return a_user(county, Role.ADMINISTRATOR, "administrator")


@pytest.fixture
def leader(county: Region, administrator: User) -> Approver:
    return links.add_approver(by=administrator, at=NOW(), county=county, key=uuid4(), name="示例主席", post="县妇联主席", phone=PHONE)


def an_approval(staff: User, administrator: User, leader: Approver, readers: int = 1, **given: Any) -> ArticleApproval:
    portal.set_rule(by=administrator, at=NOW(), county=leader.county, readers=readers)
    article = an_article(staff, leader.county, **given)
    article = portal.submit_article(by=staff, at=NOW(), article=article, revision=1, proofread=True)
    return portal.ask_approver(by=staff, at=NOW(), article=article, key=uuid4(), approver=leader, ends_at=NOW() + timedelta(days=3))


def page(approval: ArticleApproval | BulletinApproval) -> str:
    room = "portal" if isinstance(approval, ArticleApproval) else "bulletins"
    return reverse(f"{room}:by_link", args=[approval.token])


@pytest.fixture
def code_of(arrived: Callable[[], str]) -> Callable[[Client, str], str]:
    """Ask for the code on the page behind a link, and read it from the telephone."""

    def read(client: Client, address: str) -> str:
        Memory.sent.clear()
        client.post(address, {"again": "1"})
        return arrived()

    return read


def test_the_link_alone_shows_nothing(client: Client, staff: User, administrator: User, leader: Approver) -> None:
    address = page(an_approval(staff, administrator, leader, title="示例未公开稿"))
    shown = client.get(address)
    assert shown.status_code == 200
    assert "示例未公开稿" not in shown.content.decode()
    assert "139****0009" in shown.content.decode()
    assert client.post(address, {"proofread": "on"}).status_code == 422
    assert Article.objects.get().stage == ArticleStage.SUBMITTED


def test_a_secret_that_is_none_is_not_found(client: Client, county: Region) -> None:
    for room in ("portal", "bulletins"):
        assert client.get(reverse(f"{room}:by_link", args=["x" * 22])).status_code == 404


def test_another_countys_address_does_not_open_it(client: Client, staff: User, administrator: User, leader: Approver) -> None:
    a_county("990202", "示例乙县", "yi.example")
    assert client.get(page(an_approval(staff, administrator, leader)), HTTP_HOST="yi.example").status_code == 404


def test_with_the_code_the_leader_agrees(
    client: Client, staff: User, administrator: User, leader: Approver, code_of: Callable[..., str]
) -> None:
    approval = an_approval(staff, administrator, leader, title="示例未公开稿")
    address = page(approval)
    assert client.post(address, {"code": code_of(client, address)}).status_code == 302
    assert Memory.sent[-1][0] == PHONE
    assert "示例未公开稿" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422, "they too say that they proofread"
    assert client.post(address, {"proofread": "on"}).status_code == 302
    approval.refresh_from_db()
    assert (approval.stage, Article.objects.get().stage) == (ApprovalStage.APPROVED, ArticleStage.APPROVED)
    entry = ActionLog.objects.get(verb="portal.article.approve")
    assert (entry.by, entry.detail["approver"]) == (None, "示例主席（县妇联主席）")
    assert client.get(address).status_code == 410, "and decides once"


def test_another_browser_needs_a_code_of_its_own(
    client: Client, staff: User, administrator: User, leader: Approver, code_of: Callable[..., str]
) -> None:
    address = page(an_approval(staff, administrator, leader, title="示例未公开稿"))
    client.post(address, {"code": code_of(client, address)})
    assert "示例未公开稿" not in Client().get(address).content.decode()


def test_what_was_shown_for_one_link_opens_no_other(
    client: Client, staff: User, administrator: User, leader: Approver, code_of: Callable[..., str]
) -> None:
    first, second = (an_approval(staff, administrator, leader, title=f"示例未公开稿{n}") for n in range(2))
    client.post(page(first), {"code": code_of(client, page(first))})
    client.cookies["approver"]["path"] = page(second)
    assert "示例未公开稿" not in client.get(page(second)).content.decode()


def test_the_leader_says_something_to_a_sentence_and_sends_it_back(
    client: Client, staff: User, administrator: User, leader: Approver, code_of: Callable[..., str]
) -> None:
    approval = an_approval(staff, administrator, leader, body="第一句。第二句！")
    address = page(approval)
    client.post(address, {"code": code_of(client, address)})
    assert client.post(address, {"place": "1", "text": "请核实", "key": str(uuid4())}).status_code == 302
    assert ArticleComment.objects.get().sentence == "第二句！"
    assert client.post(address, {"words": " "}).status_code == 422
    assert client.post(address, {"words": "先核实"}).status_code == 302
    assert (Article.objects.get().stage, Article.objects.get().return_reason) == (ArticleStage.RETURNED, "先核实")
    told = signed_in(staff).get(reverse("portal:edit", args=[approval.article_id])).content.decode()
    assert "先核实" in told
    assert "请核实" in told


def test_a_link_ends_by_itself(client: Client, staff: User, administrator: User, leader: Approver) -> None:
    approval = an_approval(staff, administrator, leader)
    with time_machine.travel(NOW() + timedelta(days=3, seconds=1)):
        assert client.get(page(approval)).status_code == 410


def test_a_text_that_was_taken_back_is_not_agreed_to(client: Client, staff: User, administrator: User, leader: Approver) -> None:
    approval = an_approval(staff, administrator, leader)
    portal.take_back_article(by=staff, at=NOW(), article=approval.article)
    assert client.get(page(approval)).status_code == 410
    with pytest.raises(Refused):
        portal.approve_by_link(at=NOW(), approval=approval, proofread=True)


def test_whoever_left_the_register_approves_no_more(client: Client, staff: User, administrator: User, leader: Approver) -> None:
    approval = an_approval(staff, administrator, leader)
    links.close_approver(by=administrator, at=NOW(), approver=leader)
    leader.refresh_from_db()
    assert leader.phone == ""
    assert client.get(page(approval)).status_code == 410
    with pytest.raises(Refused):
        portal.ask_approver(by=staff, at=NOW(), article=approval.article, key=uuid4(), approver=leader, ends_at=NOW() + timedelta(days=1))


def test_the_same_leader_is_not_two_persons(staff: User, administrator: User, leader: Approver) -> None:
    approval = an_approval(staff, administrator, leader, readers=2)
    portal.approve_by_link(at=NOW(), approval=approval, proofread=True)
    with pytest.raises(Refused):
        portal.ask_approver(by=staff, at=NOW(), article=approval.article, key=uuid4(), approver=leader, ends_at=NOW() + timedelta(days=1))
    assert Article.objects.get().stage == ArticleStage.SUBMITTED


def test_two_leaders_asked_at_once_are_two_persons(staff: User, administrator: User, leader: Approver, county: Region) -> None:
    approval = an_approval(staff, administrator, leader, readers=2)
    other = links.add_approver(
        by=administrator, at=NOW(), county=county, key=uuid4(), name="示例书记", post="县纪委书记", phone="13900000008"
    )
    second = portal.ask_approver(
        by=staff, at=NOW(), article=approval.article, key=uuid4(), approver=other, ends_at=NOW() + timedelta(days=1)
    )
    portal.approve_by_link(at=NOW(), approval=approval, proofread=True)
    portal.approve_by_link(at=NOW(), approval=ArticleApproval.objects.get(pk=second.pk), proofread=True)
    assert Article.objects.get().stage == ArticleStage.APPROVED


def test_writers_do_not_enter_approvers(staff: User, county: Region) -> None:
    with pytest.raises(Refused):
        links.add_approver(by=staff, at=NOW(), county=county, key=uuid4(), name="我自己", post="主席", phone=PHONE)


def test_an_approver_needs_a_mobile_number(administrator: User) -> None:
    given = {"key": str(uuid4()), "name": "示例", "post": "主席", "phone": "0745-7120000"}
    assert signed_in(administrator).post(reverse("links:new_approver"), given).status_code == 422
    assert not Approver.objects.exists()
    answer = signed_in(administrator).post(reverse("links:new_approver"), {**given, "phone": PHONE}, follow=True)
    assert "139****0009" in answer.content.decode()


def test_the_telephone_stands_sealed_and_on_no_page(staff: User, leader: Approver) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM links_approver")
        assert PHONE not in str(cursor.fetchall())
    for address in (reverse("links:approvers"), reverse("links:approver", args=[leader.pk])):
        assert PHONE not in signed_in(staff).get(address).content.decode()


# --- bulletins: the same door -------------------------------------------------------------------------------------------


@pytest.fixture
def bulletin_approval(db: None) -> BulletinApproval:
    author, administrator = factories.user(), factories.user(Role.ADMINISTRATOR)
    factories.lines(6)
    waiting = factories.submitted(author)
    leader = links.add_approver(
        by=administrator, at=NOW(), county=waiting.county, key=uuid4(), name="示例主席", post="县妇联主席", phone=PHONE
    )
    ends_at = NOW() + timedelta(days=3)
    return bulletins.ask_approver(by=author, at=NOW(), bulletin=waiting, key=uuid4(), approver=leader, ends_at=ends_at)


def test_a_leader_approves_a_bulletin(client: Client, bulletin_approval: BulletinApproval, code_of: Callable[..., str]) -> None:
    address = page(bulletin_approval)
    assert "家庭助廉" not in client.get(address).content.decode()
    client.post(address, {"code": code_of(client, address)})
    assert "家庭助廉" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 302
    found = Bulletin.objects.get()
    assert (found.stage, found.approved_by, str(found.agreed)) == (Stage.APPROVED, None, "示例主席（县妇联主席）")
    assert bulletins.issue(by=found.author, at=NOW(), bulletin=found).is_issued


def test_a_leader_ticks_what_rests_on_words(client: Client, bulletin_approval: BulletinApproval, code_of: Callable[..., str]) -> None:
    found = bulletin_approval.bulletin
    draft = bulletins.withdraw(by=found.author, at=NOW(), bulletin=found)
    draft = bulletins.save(by=found.author, at=NOW(), bulletin=draft, revision=draft.revision, body=f"{draft.body}另据通报表彰20户。")
    draft = bulletins.bind(by=found.author, at=NOW(), bulletin=draft, words="20户", kind="cited", source="示例通报")
    waiting = bulletins.submit(by=found.author, at=NOW(), bulletin=draft, revision=draft.revision)
    assert client.get(page(bulletin_approval)).status_code == 410, "they were asked about another text"
    asked = bulletins.ask_approver(
        by=found.author, at=NOW(), bulletin=waiting, key=uuid4(), approver=bulletin_approval.approver, ends_at=NOW() + timedelta(days=1)
    )
    client.post(page(asked), {"code": code_of(client, page(asked))})
    assert client.post(page(asked), {}).status_code == 422
    assert client.post(page(asked), {"confirmed": ["2"]}).status_code == 302
    assert Bulletin.objects.get().stage == Stage.APPROVED


def test_a_leader_sends_a_bulletin_back(client: Client, bulletin_approval: BulletinApproval, code_of: Callable[..., str]) -> None:
    address = page(bulletin_approval)
    client.post(address, {"code": code_of(client, address)})
    assert client.post(address, {"words": "数字再核"}).status_code == 302
    assert (Bulletin.objects.get().stage, Bulletin.objects.get().return_reason) == (Stage.RETURNED, "数字再核")
