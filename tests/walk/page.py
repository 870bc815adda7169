"""What is said of an address: who reaches it, how, and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiafeng.ground.accounts.models import Role

PUBLIC = frozenset({"public"})
EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.COUNTY_STAFF})
PARTNERS = STAFF | {Role.PARTNER_STAFF}
COORDINATOR = frozenset({Role.UNIT_COORDINATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
COUNTY_WIDE = PARTNERS | ADMINISTRATORS | {Role.AUDITOR}
COORDINATORS = STAFF | COORDINATOR
COUNTERS = PARTNERS | {Role.AUDITOR}
READERS = COUNTERS | COORDINATOR

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """One address.

    who: the roles that reach it in their own county; of: the kind of object it shows (see the room's `furnish`), which nobody of another county
    reaches; unit: it belongs to one unit, so that a coordinator or volunteer of another unit is refused as well; data: what is posted where an address only takes posts;
    quiet: such a post changes no record; everywhere: the object is no county's own, such as a printed code that anybody may look up;
    typeset: it sets a page or draws a picture, which takes long, and reads no parameter; final: what it does cannot be taken back.
    """

    who: frozenset[str]
    methods: tuple[str, ...] = GET
    of: str = ""
    unit: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    everywhere: bool = False
    typeset: bool = False
    final: bool = False
