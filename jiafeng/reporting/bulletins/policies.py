"""Who may do what with a bulletin, and when: a refusal sentence, or None."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiafeng.common.refusals import not_now
from jiafeng.common.stages import wrong_stage
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.stages import Stage


def sees_bulletins(user: Any) -> Any:
    """The menu's entry and the lists: those who write, approve or audit for the county."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR):
        return _("Bulletins are prepared by the county's staff. What is issued is on the portal.")
    return None


def may_read(user: Any, bulletin: Bulletin) -> Any:
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, county_id=bulletin.county_id):
        return _("Bulletins are prepared by the county's staff. What is issued is on the portal.")
    return None


def may_write(user: Any, county_id: int | None = None) -> Any:
    """Whether the user writes bulletins in that county; without one, in any."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Bulletins are written by the county Federation's staff.")
    return None


def may_edit(user: Any, bulletin: Bulletin) -> Any:
    if refusal := may_write(user, bulletin.county_id):
        return refusal
    if bulletin.is_issued:
        return not_now(_("An issued bulletin is never changed. Write a correction notice instead."))
    if not bulletin.is_writable:
        return not_now(_("The text is out of your hands at this stage. Withdraw it, or have it returned, and then change it."))
    return None


def may_submit(user: Any, bulletin: Bulletin) -> Any:
    return may_edit(user, bulletin)


def may_withdraw(user: Any, bulletin: Bulletin) -> Any:
    if refusal := may_write(user, bulletin.county_id):
        return refusal
    return None if bulletin.stage == Stage.SUBMITTED else _decided(bulletin)


def _approves(user: Any, bulletin: Bulletin) -> Any:
    """Whether the user is among those who decide on this bulletin at all."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, county_id=bulletin.county_id):
        return _("Bulletins are approved by the county's staff or its partners' staff.")
    if user.pk == bulletin.author_id or bulletin.writers.filter(pk=user.pk).exists():
        return _("You wrote in this bulletin. Somebody who did not must approve it.")
    return None


def may_approve(user: Any, bulletin: Bulletin) -> Any:
    return _approves(user, bulletin) or (None if bulletin.stage == Stage.SUBMITTED else _decided(bulletin))


def may_return(user: Any, bulletin: Bulletin) -> Any:
    return _approves(user, bulletin) or (None if bulletin.stage in (Stage.SUBMITTED, Stage.APPROVED) else _decided(bulletin))


def may_ask(user: Any, bulletin: Bulletin) -> Any:
    """An approver by link is asked for what waits for approval."""
    return may_write(user, bulletin.county_id) or (None if bulletin.stage == Stage.SUBMITTED else _decided(bulletin))


def may_issue(user: Any, bulletin: Bulletin) -> Any:
    if refusal := may_write(user, bulletin.county_id):
        return refusal
    return None if bulletin.stage in (Stage.APPROVED, Stage.ISSUING) else _decided(bulletin)


def may_correct(user: Any, bulletin: Bulletin) -> Any:
    if refusal := may_write(user, bulletin.county_id):
        return refusal
    return None if bulletin.is_issued else _("Only an issued bulletin needs a correction notice; this one can still be changed.")


def may_export_pack(user: Any, bulletin: Bulletin) -> Any:
    return may_read(user, bulletin) or (None if bulletin.is_issued else _("The archive pack is made when the bulletin is issued."))


def may_take_originals(user: Any, bulletin: Bulletin) -> Any:
    """Evidence in the archive pack: the county's staff take the files, everybody else their digests."""
    if not holds(user, Role.COUNTY_STAFF, county_id=bulletin.county_id):
        return _("The pack holds the digests of the evidence; the files themselves stay with the county's staff.")
    return None


def _decided(bulletin: Bulletin) -> Any:
    """What the stage says to somebody who came too early or too late."""
    if bulletin.agreed and bulletin.approved_at:
        return _("%(who)s approved this on %(when)s; it is now at the stage “%(stage)s”.") % {
            "who": bulletin.agreed,
            "when": date_format(timezone.localtime(bulletin.approved_at), "DATETIME_FORMAT"),
            "stage": bulletin.get_stage_display(),
        }
    return wrong_stage(bulletin.get_stage_display())
