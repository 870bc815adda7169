"""Reads over bulletins: lists, the prose, the claim check, the papers, passports against today, and the archive pack."""

from jiafeng.reporting.bulletins.queries.checking import Check, Finding, Ground, check, check_bulletin, grounds
from jiafeng.reporting.bulletins.queries.correcting import Correction, correction_of, corrections
from jiafeng.reporting.bulletins.queries.lists import (
    BULLETINS,
    approval_by,
    approvals,
    bulletins_for,
    due,
    issued,
    listing,
    search,
    templates_for,
)
from jiafeng.reporting.bulletins.queries.packing import draft_file, evidence_files, export
from jiafeng.reporting.bulletins.queries.papers import PublicBulletin, PublicPassport, public
from jiafeng.reporting.bulletins.queries.today import Difference, difference, value_today

__all__ = [
    "BULLETINS",
    "Check",
    "Correction",
    "Difference",
    "Finding",
    "Ground",
    "PublicBulletin",
    "PublicPassport",
    "approval_by",
    "approvals",
    "bulletins_for",
    "check",
    "check_bulletin",
    "correction_of",
    "corrections",
    "difference",
    "draft_file",
    "due",
    "evidence_files",
    "export",
    "grounds",
    "issued",
    "listing",
    "public",
    "search",
    "templates_for",
    "value_today",
]
