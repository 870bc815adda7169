"""Who reaches which rows: default deny, county first, then organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Reach:
    """The rows a user may meet.

    county_ids: counties (units.Region ids) where a role covers the whole county; county_codes: the same by official code, for
    rooms below `units`; organisation_ids: the user's own organisations with all below them; home_organisation_ids: the organisations in which a role
    is held, county-wide roles among them; roles: role → county ids where held;
    role_codes: the same by official code.
    """

    county_ids: frozenset[int] = frozenset()
    county_codes: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    home_county_ids: frozenset[int] = frozenset()
    home_organisation_ids: frozenset[int] = frozenset()
    roles: Mapping[str, frozenset[int]] = field(default_factory=dict)
    role_codes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, *roles: str, county_id: int | None = None, county_code: str | None = None) -> bool:
        """Whether one of `roles` is held (in that county, where one is given)."""
        for role in roles:
            if county_code is not None:
                if county_code in self.role_codes.get(role, ()):
                    return True
                continue
            held = self.roles.get(role, frozenset())
            if held and (county_id is None or county_id in held):
                return True
        return False


NOBODY = Reach()


def reach_of(user: Any) -> Reach:
    """The user's reach; an anonymous visitor reaches nothing."""
    return getattr(user, "reach", NOBODY) if getattr(user, "is_active", False) else NOBODY


class ScopedQuerySet(models.QuerySet[M], Generic[M]):
    """The queryset behind every room's manager. A model carries `county` and, where its rows belong to a unit, `organisation`."""

    def visible_to(self, user: Any) -> Self:
        """Only the rows in the user's reach; a room with narrower rules overrides `within`."""
        return self.within(reach_of(user))

    def within(self, reach: Reach) -> Self:
        condition = Q(county_id__in=reach.county_ids)
        try:
            self.model._meta.get_field("organisation")
        except FieldDoesNotExist:
            return self.filter(condition)
        # A county-wide reach is one indexed comparison; the OR is paid only by those who have organisations of their own.
        if reach.organisation_ids:
            condition |= Q(organisation_id__in=reach.organisation_ids)
        return self.filter(condition)
