"""Who reaches which address of the units, and what they show."""

from tests.walk.page import ADMINISTRATORS, BOTH, COUNTY_WIDE, STAFF, Page
from tests.walk.world import World

PAGES = {
    "units:organisations": Page(COUNTY_WIDE),
    "units:new_organisation": Page(STAFF | ADMINISTRATORS, BOTH),
    "units:holidays": Page(COUNTY_WIDE),
    "units:enter_holidays": Page(ADMINISTRATORS, BOTH),
    "units:organisation": Page(COUNTY_WIDE, BOTH, "organisation"),
    "units:close_organisation": Page(STAFF | ADMINISTRATORS, BOTH, "organisation", final=True),
}


def furnish(world: World) -> None:
    world.objects["organisation"] = {"pk": world.home.school.pk}
