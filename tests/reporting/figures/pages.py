"""Who reaches the catalogue of figures."""

from tests.programme.pledges import pages as pledges
from tests.walk.page import COUNTERS, GET, Page
from tests.walk.world import World

PAGES = {
    "figures:figures": Page(COUNTERS),
    "figures:figure": Page(COUNTERS, GET, "figure", everywhere=True),
}


def furnish(world: World) -> None:
    """A figure with something to count."""
    world.add(pledges.furnish)
    world.objects["figure"] = {"code": "pledges.signers"}
