"""Two entries that were one person, and two that look alike and are not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.ground.people.models.persons import Person
from jiafeng.ground.units.models import Region


class Merge(models.Model):
    """`gone` was the same person as `kept`. `journal`: what was moved, changed and removed, in order, so that it can be undone exactly."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    journal = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ScopedQuerySet[Merge] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("merge")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="people_gone_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="people_merge_of_two"),
            models.CheckConstraint(condition=Q(undone_at__isnull=False) | Q(undone_by=None), name="people_merge_undone_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class Distinction(models.Model):
    """Somebody who knows them said that these two are two. The lower id first."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("distinction")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="people_distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"
