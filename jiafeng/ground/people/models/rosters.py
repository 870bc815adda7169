"""Rosters: the office's own files that bring people."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.fields import PrivatePath
from jiafeng.ground.people.stages import RosterStage
from jiafeng.ground.units.models import Region


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_to(self, user: object) -> RosterQuerySet:
        """A roster holds telephone numbers, so it belongs to the person who uploaded it."""
        return self.filter(by_id=getattr(user, "pk", None)).exclude(by_id=None)


class Roster(models.Model):
    """An uploaded roster: checked first, imported when the person says so. `report`: what was found, with at most 200 of its errors and questions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="of the upload form: sent twice, it uploads once")
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    file = PrivatePath(lasting=False, help_text="path below the private folder")
    failed = PrivatePath(lasting=False, blank=True, help_text="path of the rows that failed, each with its reason")
    stage = models.CharField(_("stage"), max_length=10, choices=RosterStage.choices, default=RosterStage.UPLOADED)
    report = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text="whether rows with another telephone are the same person, as import_people takes it")
    uploaded_at = models.DateTimeField(_("uploaded"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = RosterQuerySet.as_manager()
    TONES = {RosterStage.IMPORTED: "good", RosterStage.REFUSED: "bad", RosterStage.CHECKED: "info", "": "wait"}

    class Meta:
        verbose_name = _("roster")
        indexes = [models.Index(fields=["by", "-uploaded_at"], name="people_rosters_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[RosterStage.IMPORTED, RosterStage.REFUSED], ended_at__isnull=False)
                | (~Q(stage__in=[RosterStage.IMPORTED, RosterStage.REFUSED]) & Q(ended_at=None)),
                name="people_roster_ended_when_over",
            )
        ]

    def __str__(self) -> str:
        return self.name
