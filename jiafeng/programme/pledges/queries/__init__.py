"""Reads over drives and pledges."""

from jiafeng.programme.pledges.queries.booklet import build_booklet, outdated_booklet
from jiafeng.programme.pledges.queries.drives import (
    KIND,
    due,
    kiosk_by_token,
    kiosks_running,
    link_by_token,
    search,
    work_for,
)
from jiafeng.programme.pledges.queries.reckoning import Reckoning, Step, reckon
from jiafeng.programme.pledges.queries.signers import (
    cadre_of,
    dispute_by_receipt,
    disputes_for,
    named,
    narrowed,
    pledge_of,
    pledges_for,
    replaced,
    shown_since,
)
from jiafeng.programme.pledges.queries.texts import Line, changes, difference
from jiafeng.programme.pledges.queries.wall import fingerprint, on_wall, shown_on_wall, signers, steps_of, wall_by_token

__all__ = [
    "KIND",
    "Line",
    "Reckoning",
    "Step",
    "build_booklet",
    "cadre_of",
    "changes",
    "difference",
    "dispute_by_receipt",
    "disputes_for",
    "due",
    "fingerprint",
    "kiosk_by_token",
    "kiosks_running",
    "link_by_token",
    "named",
    "narrowed",
    "on_wall",
    "outdated_booklet",
    "pledge_of",
    "pledges_for",
    "reckon",
    "replaced",
    "search",
    "shown_on_wall",
    "shown_since",
    "signers",
    "steps_of",
    "wall_by_token",
    "work_for",
]
