"""Who reaches the addresses that belong to no room."""

from tests.walk.page import POST, PUBLIC, Page
from tests.walk.world import World

PAGES = {
    "healthz": Page(PUBLIC),
    "icon": Page(PUBLIC),
    "source": Page(PUBLIC),
    "language": Page(PUBLIC, POST),
    "elder": Page(PUBLIC, POST),
}


def furnish(world: World) -> None:
    """Nothing: these pages show no object."""
