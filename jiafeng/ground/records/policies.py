"""Who may open originals and read the log.

This floor lies below `accounts`, so the roles are asked by their names, which are the values of accounts.models.Role.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import reach_of
from jiafeng.ground.records.models import Evidence


def may_open_original(user: Any, evidence: Evidence) -> Any:
    """Originals may show faces, places and telephone numbers: the county's staff and auditor open them, nobody else."""
    if not reach_of(user).has("county_staff", "auditor", county_code=evidence.county_code):
        return _("The original is opened by the county's staff and the auditor. What you may see is the preview.")
    return None


def may_read_log(user: Any) -> Any:
    """The action log is read by auditors and administrators."""
    if not reach_of(user).has("auditor", "administrator"):
        return _("The action log is read by the auditor and the administrator.")
    return None


def may_see_upkeep(user: Any) -> Any:
    """How the deployment keeps its data is the administrators' to see."""
    if not reach_of(user).has("administrator"):
        return _("How the data are kept is seen by the administrator.")
    return None
