"""Lists of people by criteria (人员条件): who is meant is found anew each time, so the list is never out of date."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.models import Region


class SavedListQuerySet(ScopedQuerySet["SavedList"]):
    def within(self, reach: Reach) -> SavedListQuerySet:
        """Criteria name nobody: a coordinator uses the county's, and finds by them the people of the own unit."""
        counties = reach.county_ids | (reach.home_county_ids if reach.has(Role.UNIT_COORDINATOR) else frozenset())
        if not reach.has(Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR):
            return self.none()
        return self.filter(county_id__in=counties)


class SavedList(models.Model):
    """Criteria under a title, such as the spouses of section-level cadres. `criteria` is what queries.parse_criteria accepts."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=60)
    criteria = models.JSONField(_("criteria"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    revision = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="of the form: sent twice, it makes one list")

    objects = SavedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list by criteria")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "title"], name="people_list_title_once"),
            models.CheckConstraint(condition=~Q(title=""), name="people_lists_have_titles"),
        ]

    def __str__(self) -> str:
        return self.title
