"""The pages of portal, which show what every room holds: who reaches them, and what falls over."""

from jiafeng.front.portal.actions import set_rule
from jiafeng.ground.accounts.models import Role
from tests.front.portal.pages import PAGES
from tests.walk import *
from tests.walk.world import World, everything


def furnish(world: World) -> None:
    """All that every room puts there, in a county that asks for a second person."""
    everything(world)
    set_rule(by=world.users[Role.ADMINISTRATOR, "home"], at=world.at, county=world.home.region, readers=1)
