"""How long a county keeps what it keeps, where it chose otherwise than the default."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.units.models import Region

MOST_MONTHS = 600


class RetentionRule(models.Model):
    """A county's own term for one kind of record (people.holdings.Term.code)."""

    county = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField(_("months"))

    class Meta:
        verbose_name = _("retention rule")
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="people_retention_once"),
            models.CheckConstraint(condition=models.Q(months__gte=1, months__lte=MOST_MONTHS), name="people_retention_months"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.months}"
