"""Users, roles and memberships."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.units.models import Organisation
from jiafeng.units.queries import with_descendants


class Role(models.TextChoices):
    """In which capacity somebody acts. The order is the order in which they are offered."""

    COUNTY_STAFF = "county_staff", _("County staff")
    PARTNER_STAFF = "partner_staff", _("Partner staff")
    UNIT_COORDINATOR = "unit_coordinator", _("Unit coordinator")
    VOLUNTEER = "volunteer", _("Volunteer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")

    @property
    def description(self) -> Any:
        return ROLE_DESCRIPTIONS[self]


ROLE_DESCRIPTIONS = {
    Role.COUNTY_STAFF: _("Runs the whole programme for the county: plans, people, activities, prints and bulletins."),
    Role.PARTNER_STAFF: _(
        "Works for the discipline commission or the organisation department: sees the programme, acts on the lines it co-owns, approves bulletins."
    ),
    Role.UNIT_COORDINATOR: _("Acts for one unit: confirms what is deployed to it, reports its activities, keeps its own people's list."),
    Role.VOLUNTEER: _("Helps at one unit's activities: signs people in and hands things out; sees no lists of people."),
    Role.AUDITOR: _("Reads everything of the county, the action log included, and changes nothing."),
    Role.ADMINISTRATOR: _("Gives and ends roles, opens units, keeps the system; does not write the programme's records."),
}

COUNTY_WIDE = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)


class User(AbstractUser):
    """A person who signs in. The name is one field, as Chinese names are; e-mail is optional."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def reach(self) -> Reach:
        """What this user may meet today, read once per request (one query, two with a unit's subtree)."""
        return reach_on(self, timezone.localdate())


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def within(self, reach: Reach) -> MembershipQuerySet:
        return self.filter(organisation__county_id__in=reach.county_ids)

    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Membership(models.Model):
    """A role in an organisation over `[since, until)`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], condition=Q(until=None), name="accounts_role_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="accounts_until_after_since"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


def reach_on(user: User, day: date) -> Reach:
    """The user's reach on a day, from the memberships in force."""
    county_ids: set[int] = set()
    county_codes: set[str] = set()
    home: set[int] = set()
    own: list[Organisation] = []
    roles: defaultdict[str, set[int]] = defaultdict(set)
    role_codes: defaultdict[str, set[str]] = defaultdict(set)
    for membership in user.memberships.on(day).select_related("organisation__county"):
        county = membership.organisation.county
        roles[membership.role].add(county.pk)
        role_codes[membership.role].add(county.code)
        home.add(county.pk)
        if membership.role in COUNTY_WIDE:
            county_ids.add(county.pk)
            county_codes.add(county.code)
        else:
            own.append(membership.organisation)
    return Reach(
        county_ids=frozenset(county_ids),
        county_codes=frozenset(county_codes),
        organisation_ids=frozenset(with_descendants(own)) if own else frozenset(),
        home_county_ids=frozenset(home),
        roles={role: frozenset(counties) for role, counties in roles.items()},
        role_codes={role: frozenset(codes) for role, codes in role_codes.items()},
    )
