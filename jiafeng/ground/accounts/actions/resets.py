"""Writes to resets of a lost second factor: one asks, another confirms, and then it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.whence import Whence
from jiafeng.ground.accounts.actions.door import note
from jiafeng.ground.accounts.actions.sessions import end_sessions
from jiafeng.ground.accounts.models import FactorReset, Happening, User
from jiafeng.ground.accounts.policies import may_confirm_reset, may_reset_factor_of
from jiafeng.ground.accounts.queries import county_code_of
from jiafeng.ground.records.actions import lock, log

WAITS = timedelta(hours=24)


@transaction.atomic
def ask_reset(*, by: User, at: datetime, user: User, reason: str) -> FactorReset:
    """Ask that somebody's lost second factor be removed. Nothing happens until another confirms it, within a day."""
    refuse_if(may_reset_factor_of(by, user))
    if not Authenticator.objects.filter(user=user).exists():
        raise Refused(_("This account has no second factor."))
    FactorReset.objects.filter(user=user, confirmed_at=None, withdrawn_at=None, expires_at__lte=at).update(withdrawn_at=at)
    made = FactorReset(
        user=user, county_code=county_code_of(user), reason=reason, asked_by=by, asked_at=at, expires_at=at + WAITS
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused(_("Somebody has asked for this already. Another confirms it.")) from error
    _log("ask", by, at, made)
    return made


@transaction.atomic
def confirm_reset(*, by: User, at: datetime, reset: FactorReset, whence: Whence) -> FactorReset:
    """Confirm, which removes the second factor and its recovery codes and ends every session. The person sets up another at the next sign-in."""
    locked = lock(reset)
    refuse_if(may_confirm_reset(by, locked, at))
    locked.confirmed_by, locked.confirmed_at = by, at
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    Authenticator.objects.filter(user=locked.user).delete()
    end_sessions(user=locked.user)
    _log("confirm", by, at, locked)
    note(at=at, what=Happening.FACTOR_RESET, user=locked.user, whence=whence, by=by)
    return locked


@transaction.atomic
def withdraw_reset(*, by: User, at: datetime, reset: FactorReset) -> FactorReset:
    """Take it back, or refuse it: whoever might confirm it, who asked, and whose factor it is."""
    locked = lock(reset)
    if by.pk != locked.user_id:
        refuse_if(may_reset_factor_of(by, locked.user))
    if locked.waits(at):
        locked.withdrawn_at = at
        locked.save(update_fields=["withdrawn_at"])
        _log("withdraw", by, at, locked)
    return locked


def _log(what: str, by: User, at: datetime, reset: FactorReset) -> None:
    log(
        by=by, at=at, verb=f"accounts.reset.{what}", target=reset.user, summary=reset.user.username, reason=reset.reason,
        county_code=reset.county_code,
    )  # fmt: skip
