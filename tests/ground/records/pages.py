"""Who reaches the log and the evidence, and what they show."""

import tempfile
from pathlib import Path

from PIL import Image

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.actions import add_evidence
from tests.walk.page import ADMINISTRATORS, EVERYBODY, GET, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "records:log": Page(frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
    "records:upkeep": Page(ADMINISTRATORS),
    "records:evidence": Page(EVERYBODY, GET, "evidence", unit=True),
    "records:preview": Page(EVERYBODY, GET, "evidence", unit=True),
    "records:original": Page(STAFF | {Role.AUDITOR}, GET, "evidence"),
}


def furnish(world: World) -> None:
    """A photograph that a unit's coordinator handed in."""
    coordinator, unit = world.users[Role.UNIT_COORDINATOR, "home"], world.home.school
    with tempfile.TemporaryDirectory() as folder:
        photograph = Path(folder) / "photograph.png"
        Image.new("RGB", (64, 48), "green").save(photograph)
        evidence = add_evidence(
            by=coordinator, at=world.at, county_code=unit.county.code, file=photograph, name=f"{MARK}.png", organisation_id=unit.pk
        )
    world.objects["evidence"] = {"pk": evidence.pk}
