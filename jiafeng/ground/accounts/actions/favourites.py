"""What somebody keeps at hand in the menu."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import User
from jiafeng.ground.records.actions import lock


@transaction.atomic
def star(*, by: User, at: datetime, page: str) -> bool:
    """Put an entry of the menu (its address's name) among one's own favourites, or take it out: whether it is there now.

    A habit of reading is no record of the county's, so it stands in no log.
    """
    user = lock(by)
    names = list(user.favourites)
    if page in names:
        names.remove(page)
    elif len(names) >= User.FAVOURITES:
        raise Refused(_("Three favourites are kept. Take one out first: open it and press its star."))
    else:
        names.append(page)
    user.favourites = names
    user.save(update_fields=["favourites"])
    return page in names
