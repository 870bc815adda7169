"""Who reaches which address of links, and what the addresses show."""

from uuid import uuid4

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.links import actions as links
from tests.walk.page import ADMINISTRATORS, BOTH, STAFF, Page
from tests.walk.world import MARK, World

SEEN_BY = STAFF | ADMINISTRATORS | {Role.AUDITOR}
PAGES = {
    "links:approvers": Page(SEEN_BY),
    "links:new_approver": Page(ADMINISTRATORS, BOTH),
    "links:approver": Page(SEEN_BY, BOTH, "approver"),
}


def furnish(world: World) -> None:
    """A leader who approves by link."""
    by, county = world.users[Role.ADMINISTRATOR, "home"], world.home.region
    approver = links.add_approver(
        by=by, at=world.at, county=county, key=uuid4(), name=f"{MARK}局长", post="县妇联主席", phone="13900000001"
    )
    world.objects["approver"] = {"pk": approver.pk}
