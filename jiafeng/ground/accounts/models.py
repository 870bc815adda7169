"""Users, roles and memberships; what is known of who comes in: sessions, entries of the door's log, counters, and resets of a second factor."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from jiafeng.common.prepared import Prepared
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.tokens import keyed
from jiafeng.ground.notices.queries import unread_of
from jiafeng.ground.units.models import Organisation
from jiafeng.ground.units.queries import with_descendants


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


class Users(UserManager["User"]):
    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[User]:
        """Each with `factor_set`: whether a second factor is set up, which every page asks. It costs no query of its own."""
        from allauth.mfa.models import Authenticator  # its models ask for ours while they load

        return super().get_queryset().annotate(factor_set=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))

    def get(self, *args: Any, **given: Any) -> User:
        """As any manager's; by the primary key, which each request of somebody signed in asks, without building the question anew."""
        if args or given.keys() != {"pk"} or type(self) is not Users:  # a relation has a narrower manager of its own
            return super().get(*args, **given)
        if found := _by_key(given["pk"]):
            return found[0]
        raise User.DoesNotExist


# Each page shows how many notices its user has not read: asked with the user, it costs no query of its own.
_by_key: Prepared[User] = Prepared(lambda pk: User.objects.filter(pk=pk).annotate(unread=unread_of("pk")))


class User(AbstractUser):
    """A person who signs in. The name is one field, as Chinese names are; e-mail is optional."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    password_is_first = models.BooleanField(default=False, help_text="somebody else chose the password; it is changed at the next sign-in")

    favourites = models.JSONField(default=list, help_text="names of up to three menu entries, in the order in which they were starred")

    objects = Users()  # type: ignore[misc]

    FAVOURITES = 3
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


@Prepared
def _in_force(user_id: int, day: date) -> models.QuerySet[Membership]:
    return Membership.objects.filter(user_id=user_id).on(day).select_related("organisation__county")


def reach_on(user: User, day: date) -> Reach:
    """The user's reach on a day, from the memberships in force."""
    county_ids: set[int] = set()
    county_codes: set[str] = set()
    home: set[int] = set()
    own: list[Organisation] = []
    homes: set[int] = set()
    roles: defaultdict[str, set[int]] = defaultdict(set)
    role_codes: defaultdict[str, set[str]] = defaultdict(set)
    for membership in _in_force(user.pk, day):
        county = membership.organisation.county
        roles[membership.role].add(county.pk)
        role_codes[membership.role].add(county.code)
        home.add(county.pk)
        homes.add(membership.organisation_id)
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
        home_organisation_ids=frozenset(homes),
        roles={role: frozenset(counties) for role, counties in roles.items()},
        role_codes={role: frozenset(codes) for role, codes in role_codes.items()},
    )


class Session(AbstractBaseSession):
    """A session of Django's, which says whose it is, from where it was opened and when it was last used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(_("began"), null=True)
    seen_at = models.DateTimeField(_("last used"), null=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]  # the base says str, Django takes what is translated late

    @property
    def handle(self) -> str:
        """By what a page names it: the key itself would let whoever sees the page take the session over."""
        return keyed("jiafeng.session", self.session_key)[:16]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class Happening(models.TextChoices):
    """What the door's log tells."""

    SIGNED_IN = "signed_in", _("Signed in with all that it needs")
    FAILED = "failed", _("Wrong password")
    SLOWED = "slowed", _("Tried too often and had to wait")
    FACTOR_FAILED = "factor_failed", _("Wrong code of the second factor")
    SIGNED_OUT = "signed_out", _("Signed out")
    IDLE = "idle", _("Signed out after a time without use")
    ENDED = "ended", _("Session ended from another page")
    PASSWORD = "password", _("Changed the password")
    FACTOR_SET = "factor_set", _("Set up the second factor")
    FACTOR_REMOVED = "factor_removed", _("Removed the second factor")
    FACTOR_RESET = "factor_reset", _("Second factor reset by two others")
    RECOVERY_CODES = "recovery_codes", _("Made new recovery codes")
    DISABLED = "disabled", _("Account disabled")
    ENABLED = "enabled", _("Account enabled again")


class DoorEntryQuerySet(ScopedQuerySet["DoorEntry"]):
    def within(self, reach: Reach) -> DoorEntryQuerySet:
        """Tries with a name that no account has belong to no county; whoever reads a county's log sees them too."""
        return self.filter(county_code__in=[*reach.county_codes, ""])


class DoorEntry(models.Model):
    """One entry of the door's log: who came or tried to, when and from where. Kept for a term (people.retention), unlike the action log."""

    at = models.DateTimeField(_("when"))
    what = models.CharField(_("what"), max_length=16, choices=Happening.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("account"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    county_code = models.CharField(max_length=12, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    name_digest = models.CharField(
        max_length=32, blank=True, help_text="of a name that no account has: keyed, for it may be a password typed into the wrong field"
    )

    objects: DoorEntryQuerySet = DoorEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entry of the door's log")
        indexes = [
            models.Index(fields=["county_code", "-at"], name="accounts_door_by_county"),
            models.Index(fields=["user", "-at"], name="accounts_door_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.user_id or self.name_digest}"

    @property
    def whose(self) -> str:
        """The account, or that there is none of that name: of one name always the same sign, so that many tries at it can be told."""
        if self.user is None:
            return _("no such account (%(sign)s)") % {"sign": self.name_digest[:6]}
        return f"{self.user.name} {self.user.username}"


class Counter(models.Model):
    """How often something was done within a span, by whom only as a keyed digest. It is deleted when its span is over."""

    key = models.CharField(max_length=32, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, help_text="until then no further try is looked at, where tries are delayed")
    told = models.BooleanField(default=False, help_text="the log has it that somebody had to wait")

    class Meta:
        verbose_name = _("counter")
        indexes = [models.Index(fields=["expires_at"], name="accounts_counter_by_end")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class FactorResetQuerySet(ScopedQuerySet["FactorReset"]):
    def within(self, reach: Reach) -> FactorResetQuerySet:
        return self.filter(county_code__in=reach.county_codes)


class FactorReset(models.Model):
    """A lost second factor that two others remove: one asks, another confirms in time. Neither is the person whose it is."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("account"))
    county_code = models.CharField(max_length=12)
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("until"))
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: FactorResetQuerySet = FactorResetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reset of a second factor")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(confirmed_at=None, withdrawn_at=None), name="accounts_one_open_reset"),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="accounts_reset_asked_by_another"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("asked_by"))),
                name="accounts_reset_confirmed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="accounts_reset_confirmed_by_whom_and_when",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="accounts_reset_expires_after_asking"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.asked_by}"

    def waits(self, at: datetime) -> bool:
        """Whether the second person can still confirm it."""
        return self.confirmed_at is None and self.withdrawn_at is None and at < self.expires_at
