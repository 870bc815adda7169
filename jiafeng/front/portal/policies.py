"""Who keeps the site."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds, is_staff_of


def may_edit_articles(user: Any, county_id: int | None = None) -> Any:
    """Articles are the Federation's own."""
    if not is_staff_of(user, county_id):
        return _("Articles are written and published by the county's staff. Ask them to publish it for you.")
    return None


def may_read_feedback(user: Any, county_id: int | None = None) -> Any:
    """Letters are read by those who answer them and by the auditor."""
    if not holds(user, Role.COUNTY_STAFF, Role.AUDITOR, county_id=county_id):
        return _("Letters from the public are read by the county's staff and the auditor.")
    return None


def may_answer_feedback(user: Any, county_id: int | None = None) -> Any:
    if not is_staff_of(user, county_id):
        return _("Letters from the public are answered by the county's staff.")
    return None
