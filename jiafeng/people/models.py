"""Persons, households and relations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.units.models import Organisation, Region


class Gender(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Rank(models.TextChoices):
    """Ranks of cadres as rosters write them (职级), highest first."""

    COUNTY_CHIEF = "county_chief", _("County level, chief")
    COUNTY_DEPUTY = "county_deputy", _("County level, deputy")
    SECTION_CHIEF = "section_chief", _("Section level, chief")
    SECTION_DEPUTY = "section_deputy", _("Section level, deputy")
    STAFF = "staff", _("Staff member")


class CadreRelation(models.TextChoices):
    """What the person is to the cadre of the household."""

    SELF = "self", _("The cadre")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    OTHER = "other", _("Other family")


class Source(models.TextChoices):
    ENTERED = "entered", _("Entered by staff")
    IMPORTED = "imported", _("Imported")
    SELF = "self", _("Gave it themself")


class PersonQuerySet(ScopedQuerySet["Person"]):
    def within(self, reach: Reach) -> PersonQuerySet:
        """The county's people, or those of one's own unit; a volunteer and an administrator see no list of people."""
        if not reach.has(Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR):
            return self.none()
        return super().within(reach)


class Household(models.Model):
    """People who are one family for the programme."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[Household] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("household")

    def __str__(self) -> str:
        return str(self.pk)


class Person(models.Model):
    """Somebody the programme knows. The same name, unit and telephone are the same person."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    household = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="members", verbose_name=_("household"))
    name = models.CharField(_("name"), max_length=40)
    name_key = models.CharField(max_length=40, help_text="common.text.normalise_name(name), as names are compared")
    pinyin = models.CharField(max_length=160, help_text="full pinyin and initials, for search and order")
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, help_text="digits only; shown masked")
    post = models.CharField(_("post"), max_length=60, blank=True)
    rank = models.CharField(_("rank"), max_length=20, choices=Rank.choices, blank=True)
    cadre_relation = models.CharField(_("relation to the cadre"), max_length=8, choices=CadreRelation.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.ENTERED)
    revision = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.UniqueConstraint(fields=["county", "name_key", "organisation", "phone"], name="people_person_once"),
            models.UniqueConstraint(fields=["county", "name_key", "phone"], condition=Q(organisation=None), name="people_person_once_without_unit"),
            models.CheckConstraint(condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100), name="people_birth_year_plausible"),
        ]
        indexes = [
            models.Index(fields=["county", "pinyin", "id"], name="people_by_pinyin"),
            models.Index(fields=["organisation", "pinyin", "id"], name="people_by_unit"),
            models.Index(fields=["county", "phone"], name="people_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name


class RelationKind(models.TextChoices):
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")


class Relation(models.Model):
    """`person` is the `kind` of `to`: her spouse, his child. A spouse is stored once, the lower id first."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations_to")
    kind = models.CharField(_("relation"), max_length=8, choices=RelationKind.choices)

    class Meta:
        verbose_name = _("relation")
        constraints = [
            models.UniqueConstraint(fields=["person", "to", "kind"], name="people_relation_once"),
            models.CheckConstraint(condition=~Q(person=models.F("to")), name="people_relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.to}"
