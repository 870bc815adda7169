"""Who keeps the register of approvers, and whether an approval by link may still be given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.links.models import Approval, Approver
from jiafeng.ground.links.stages import ApprovalStage


def may_keep_approvers(user: Any, county_id: int | None = None) -> Any:
    """The administrator enters whose word counts, so that no writer names a telephone of their own."""
    if not holds(user, Role.ADMINISTRATOR, county_id=county_id):
        return _("Who approves by link is entered by the administrator, not by those who write.")
    return None


def sees_approvers(user: Any) -> Any:
    if not holds(user, Role.ADMINISTRATOR, Role.COUNTY_STAFF, Role.AUDITOR):
        return _("The approvers are seen by the county's staff, the auditor and the administrator.")
    return None


def may_close_approver(user: Any, approver: Approver) -> Any:
    return may_keep_approvers(user, approver.county_id) or (_("This approver was taken off before.") if approver.closed_at else None)


def may_decide(approval: Approval, revision: int, at: datetime) -> Any:
    """For the page behind the link and the action alike. revision: where the text stands now."""
    if approval.stage in (ApprovalStage.APPROVED, ApprovalStage.RETURNED) and approval.decided_at:
        when = date_format(timezone.localtime(approval.decided_at), "DATETIME_FORMAT")
        return _("You decided on %(when)s: %(what)s. Nothing more is needed.") % {"when": when, "what": approval.get_stage_display()}
    if approval.approver.closed_at or not approval.holds(at):
        return _("This link is no longer valid. Ask the office for a new one.")
    if approval.revision != revision:
        return _("The text was changed or taken back after you were asked. The office will send you a new link.")
    return None
