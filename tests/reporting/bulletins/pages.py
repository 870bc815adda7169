"""Who reaches which address of bulletins, and what the addresses show."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.links.models import Approver
from jiafeng.reporting.bulletins import actions as bulletins
from jiafeng.reporting.bulletins.actions.writing import Binding, MarkData
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from tests.ground.links import pages as links
from tests.programme.pledges import pages as pledges
from tests.walk.page import BOTH, COUNTERS, GET, POST, PUBLIC, STAFF, Page
from tests.walk.world import MARK, World

APPROVERS = frozenset({Role.PARTNER_STAFF})  # the county's staff wrote the bulletin, and nobody approves their own

PAGES = {
    "bulletins:bulletins": Page(COUNTERS),
    "bulletins:new": Page(STAFF, BOTH),
    "bulletins:by_code": Page(PUBLIC, GET, "code", everywhere=True),
    "bulletins:bulletin": Page(COUNTERS, GET, "issued"),
    "bulletins:edit": Page(STAFF, BOTH, "draft"),
    "bulletins:check": Page(STAFF, POST, "draft", quiet=True),
    "bulletins:submit": Page(STAFF, POST, "draft"),
    "bulletins:withdraw": Page(STAFF, POST, "submitted"),
    "bulletins:review": Page(COUNTERS, GET, "submitted"),
    "bulletins:approve": Page(APPROVERS, POST, "submitted", data={"revision": "2"}),
    "bulletins:return": Page(APPROVERS, POST, "submitted", data={"revision": "2", "reason": "再核"}),
    "bulletins:ask": Page(STAFF, BOTH, "submitted"),
    "bulletins:by_link": Page(PUBLIC, BOTH, "bulletin_approval"),
    "bulletins:templates": Page(STAFF),
    "bulletins:new_template": Page(STAFF, BOTH),
    "bulletins:template": Page(STAFF, BOTH, "bulletin_template"),
    "bulletins:remove_template": Page(STAFF, POST, "bulletin_template"),
    "bulletins:issue": Page(STAFF, BOTH, "approved", final=True),
    "bulletins:correct": Page(STAFF, POST, "issued", data={"key": "7b6c5f0e-0000-4000-8000-000000000001"}),
    "bulletins:passport": Page(COUNTERS, GET, "passport"),
    "bulletins:compare": Page(COUNTERS, POST, "passport", quiet=True),
    "bulletins:manifest": Page(COUNTERS, GET, "passport"),
    "bulletins:download": Page(COUNTERS, GET, "pack", typeset=True),
}


def furnish(world: World) -> None:
    """A bulletin of each stage, written by the county's staff and approved by its partner."""
    world.add(pledges.furnish, links.furnish)
    at, home, staff = world.at, world.home, world.staff
    today = timezone.localdate(at)
    partner = world.users[Role.PARTNER_STAFF, "home"]

    def bulletin_of(title: str) -> Bulletin:
        return bulletins.create(
            by=staff,
            at=at,
            key=uuid4(),
            county=home.region,
            organisation=home.federation,
            masthead=f"{MARK}简报",
            title=f"{MARK}{title}",
            start=today,
            end=today + timedelta(days=1),
            body="签名的有1人。",
            marks=[Binding("1人", MarkData(MarkKind.FIGURE, figure="pledges.signers"))],
        )

    draft, submitted, approved, issued = (bulletin_of(title) for title in ("起草", "送审", "已批", "已发"))
    for each in (submitted, approved, issued):
        bulletins.submit(by=staff, at=at, bulletin=each, revision=each.revision)
    for each in (approved, issued):
        each.refresh_from_db()
        bulletins.approve(by=partner, at=at, bulletin=each, revision=each.revision, confirmed=())
    issued = bulletins.issue(by=staff, at=at, bulletin=issued)
    approver, submitted = Approver.objects.get(pk=world.objects["approver"]["pk"]), Bulletin.objects.get(pk=submitted.pk)
    asked = bulletins.ask_approver(by=staff, at=at, bulletin=submitted, key=uuid4(), approver=approver, ends_at=at + timedelta(days=3))
    model = bulletins.save_template(by=staff, at=at, county=home.region, name=f"{MARK}月报", masthead="", title="", body="本月签名＿＿人。")
    world.objects |= {
        "bulletin_approval": {"token": asked.token},
        "bulletin_template": {"pk": model.pk},
        "draft": {"pk": draft.pk},
        "submitted": {"pk": submitted.pk},
        "approved": {"pk": approved.pk},
        "issued": {"pk": issued.pk},
        "passport": {"pk": issued.pk, "n": 1},
        "pack": {"pk": issued.pk, "fmt": "zip"},
        "code": {"code": issued.code},
    }
