"""Persons, households and relations; the posts that somebody held before."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import DigestField, SealedField
from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.common.text import mask_id_number, mask_phone, normalise_phone
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.models import Organisation, Region


class PhoneField(SealedField):
    """Digits only, "" where there is none; found by the whole number, never by a part. Nothing else knows how a number is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label": "people.person.phone", "digest": "phone_digest", **kwargs})

    def normalise(self, text: str) -> str:
        return normalise_phone(text)


class Gender(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Rank(models.TextChoices):
    """Levels of cadres (职级), highest first. Rosters write many more ranks; each is kept as written beside its level."""

    COUNTY_CHIEF = "county_chief", _("County level, chief")
    COUNTY_DEPUTY = "county_deputy", _("County level, deputy")
    SECTION_CHIEF = "section_chief", _("Section level, chief")
    SECTION_DEPUTY = "section_deputy", _("Section level, deputy")
    STAFF = "staff", _("Staff member")


class Proof(models.TextChoices):
    """What says that somebody who signs or comes is this person."""

    WORD = "word", _("their own word")
    CODE = "code", _("a code on their telephone")
    LINK = "link", _("a link of their own")
    STAFF = "staff", _("staff who were there")


class CadreRelation(models.TextChoices):
    """What the person is to the cadre of the household."""

    SELF = "self", _("The cadre")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    OTHER = "other", _("Other family")


class Source(models.TextChoices):
    ENTERED = "entered", _("Entered by staff")
    IMPORTED = "imported", _("Brought by a roster")
    SELF = "self", _("Gave it themself")


class PersonQuerySet(ScopedQuerySet["Person"]):
    def within(self, reach: Reach) -> PersonQuerySet:
        """The county's people, or those of one's own unit; a volunteer and an administrator see no list of people."""
        if not reach.has(Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR):
            return self.none()
        return super().within(reach)

    def present(self) -> PersonQuerySet:
        """Without those who have left the list."""
        return self.filter(left_at=None)


class Household(models.Model):
    """People who are one family for the programme."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[Household] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("household")

    def __str__(self) -> str:
        return str(self.pk)


class Person(models.Model):
    """Somebody the programme knows. `organisation` is the unit through which they are reached: a cadre's own, the cadre's for the family."""

    UNTOLD = True  # the log names the fields that somebody changed, and never what they said (records.actions.changing)

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    household = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="members", verbose_name=_("household"))
    name = models.CharField(_("name"), max_length=40)
    name_key = models.CharField(max_length=40, help_text="common.text.normalise_name(name), as names are compared")
    reading = models.CharField(
        _("reading of the name"), max_length=200, blank=True, help_text="chosen for this name, in syllables; blank: as it is usually read"
    )
    pinyin = models.CharField(max_length=160, help_text="without gaps, for search and order")
    initials = models.CharField(max_length=40, help_text="of the pinyin, for search")
    spellings = models.TextField(default="", blank=True, editable=False, help_text="all others, each after a space: only for search")
    strokes = models.CharField(max_length=120, default="", editable=False, help_text="for the order by strokes")
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    phone = PhoneField(_("mobile phone"))
    phone_digest = DigestField(of="phone")
    id_number = SealedField(_("identity number"), label="people.person.id_number", digest="id_digest")
    id_digest = DigestField(of="id_number")
    post = models.CharField(_("post"), max_length=60, blank=True)
    rank = models.CharField(_("cadre level"), max_length=20, choices=Rank.choices, blank=True)
    rank_as_written = models.CharField(_("rank"), max_length=20, blank=True)
    posted_on = models.DateField(
        _("in this post since"), null=True, blank=True, help_text="first day of today's unit, post and rank; None: for as long as is known"
    )
    cadre_relation = models.CharField(_("relation to the cadre"), max_length=8, choices=CadreRelation.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.ENTERED)
    added_on = models.DateField(null=True, editable=False, help_text="the day on which the entry was made; None: before that was noted")
    left_at = models.DateTimeField(_("left the list"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="the entry that is the same person"
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(null=True, unique=True, editable=False, help_text="of the form that added the person: sent twice, it adds once")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        constraints = [
            # Without a telephone two namesakes of one unit cannot be told apart by the database; actions look at the family then.
            models.UniqueConstraint(
                fields=["county", "name_key", "organisation", "phone_digest"],
                condition=~Q(phone_digest="") & Q(merged_into=None),
                name="people_person_once",
            ),
            models.UniqueConstraint(
                fields=["county", "name_key", "phone_digest"],
                condition=Q(organisation=None) & ~Q(phone_digest="") & Q(merged_into=None),
                name="people_person_once_without_unit",
            ),
            models.UniqueConstraint(
                fields=["county", "id_digest"], condition=~Q(id_digest="") & Q(merged_into=None), name="people_identity_once"
            ),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(left_at__isnull=False), name="people_merged_off_the_list"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_key=""), name="people_have_names"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100), name="people_birth_year_plausible"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "pinyin", "id"], name="people_by_pinyin"),
            models.Index(fields=["county", "strokes", "id"], name="people_by_strokes"),
            models.Index(fields=["county", "initials"], name="people_by_initials"),
            models.Index(fields=["county", "name_key"], name="people_by_name"),
            models.Index(fields=["organisation", "pinyin", "id"], name="people_by_unit"),
            models.Index(fields=["county", "phone_digest"], name="people_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def rank_label(self) -> Any:
        return self.rank_as_written or self.get_rank_display()


class RelationKind(models.TextChoices):
    """A child and a parent are one relation seen from its two ends; it is stored from the child's."""

    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")


class Relation(models.Model):
    """`person` is the `kind` of `to`: her spouse, his child. A spouse is stored once, the lower id first."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations_to")
    kind = models.CharField(_("relation"), max_length=8, choices=RelationKind.choices)

    objects: ScopedQuerySet[Relation] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("relation")
        constraints = [
            models.UniqueConstraint(fields=["person", "to", "kind"], name="people_relation_once"),
            models.CheckConstraint(condition=~Q(person=models.F("to")), name="people_relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.to}"


class Posting(models.Model):
    """Where somebody stood before today's post: unit, post and rank over the half-open days [since, until).

    What stands today is on the person, from `posted_on`; so a day is looked up in one place or the other, and never in both.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="postings")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    post = models.CharField(_("post"), max_length=60, blank=True)
    rank = models.CharField(_("cadre level"), max_length=20, choices=Rank.choices, blank=True)
    rank_as_written = models.CharField(_("rank"), max_length=20, blank=True)
    since = models.DateField(_("from"), null=True, blank=True, help_text="None: for as long as is known")
    until = models.DateField(_("until"), help_text="the first day on which it was no longer so")

    class Meta:
        verbose_name = _("earlier post")
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(since=None) | Q(since__lt=models.F("until")), name="people_posting_days_in_order"),
            models.UniqueConstraint(fields=["person", "until"], name="people_posting_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post or self.rank_as_written}"

    @property
    def rank_label(self) -> Any:
        return self.rank_as_written or self.get_rank_display()
