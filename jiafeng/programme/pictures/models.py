"""Pictures and attachments of texts. A text is named by its kind and number, `article:12`, because its room lies above."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.prose import mark_of
from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Region
from jiafeng.programme.events.models import EventPhoto, Faces


class Picture(models.Model):
    """A picture of a text. It stands where its mark stands in a line of its own; the cover stands above the text."""

    UNTOLD = True  # captions name people

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, help_text="the text it belongs to: article:12")
    number = models.PositiveSmallIntegerField(_("number"), help_text="never given twice in one text")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(EventPhoto, null=True, on_delete=models.PROTECT, related_name="+", help_text="where it is a gathering's")
    width = models.PositiveIntegerField(help_text="pixels of what may be shown")
    height = models.PositiveIntegerField()
    cover = models.BooleanField(_("cover"), default=False)
    caption = models.CharField(_("caption of the picture"), max_length=120, blank=True)
    alt = models.CharField(_("alternative text"), max_length=200, blank=True)
    decorative = models.BooleanField(_("decoration only"), default=False)
    faces = models.CharField(_("who is on it"), max_length=8, choices=Faces.choices, blank=True)
    people = models.ManyToManyField(Person, through="PicturePerson", related_name="+", verbose_name=_("people on the picture"))
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    objects: ScopedQuerySet[Picture] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("picture")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="pictures_number_once"),
            models.UniqueConstraint(fields=["subject", "evidence"], name="pictures_once_in_a_text"),
            models.UniqueConstraint(fields=["subject"], condition=Q(cover=True), name="pictures_one_cover"),
            models.CheckConstraint(condition=Q(decorative=True, alt="") | Q(decorative=False) & ~Q(alt=""), name="pictures_described"),
            models.CheckConstraint(condition=Q(photo=None) | Q(faces=""), name="pictures_faces_said_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="pictures_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.evidence.name

    @property
    def mark(self) -> str:
        """How the text names it."""
        return mark_of(self.number)


class PicturePerson(models.Model):
    """That a person can be recognised on an uploaded picture. Whether they agree stands in the ledger of consents, and nowhere else."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "person"], name="pictures_on_picture_once")]

    def __str__(self) -> str:
        return str(self.person)


class Attachment(models.Model):
    """A PDF that goes with a text; what is handed out is its cleaned copy."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, help_text="the text it belongs to: article:12")
    title = models.CharField(_("name of the attachment"), max_length=80)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[Attachment] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attachment")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["subject", "evidence"], name="pictures_attached_once")]

    def __str__(self) -> str:
        return self.title
