"""Who reaches which address of the desk."""

from tests.walk.page import EVERYBODY, Page
from tests.walk.world import World

PAGES = {
    "desk:home": Page(EVERYBODY),
    "desk:due": Page(EVERYBODY),
    "desk:search": Page(EVERYBODY),
    "desk:found": Page(EVERYBODY),
    "desk:menu": Page(EVERYBODY),
    "desk:jobs": Page(EVERYBODY),
}


def furnish(world: World) -> None:
    """Nothing of its own."""
