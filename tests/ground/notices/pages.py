"""Who reaches which address of notices, and what they show."""

from jiafeng.ground.notices.actions import notify
from jiafeng.ground.notices.models import Notice
from tests.walk.page import BOTH, EVERYBODY, POST, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "notices:notices": Page(EVERYBODY),
    "notices:open": Page(STAFF, POST, "notice", quiet=True),  # a notice is one user's
    "notices:read_all": Page(EVERYBODY, POST, quiet=True),
    "notices:digest": Page(EVERYBODY, BOTH),
}


def furnish(world: World) -> None:
    """A notice of the staff's."""
    notify(to=[world.staff.pk], at=world.at, key="walk", text=f"{MARK}事项", url="/desk/")
    world.objects["notice"] = {"pk": Notice.objects.get(key="walk").pk}
