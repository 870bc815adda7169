"""How often a text was read."""

from __future__ import annotations

from django.db import models


class ViewTally(models.Model):
    """Readers of past days, summed. `subject` is `article:12` or `bulletin:5`."""

    subject = models.CharField(max_length=60, unique=True)
    total = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.subject}: {self.total}"


class ViewMark(models.Model):
    """One reader of one text today. The digest is keyed by the day and cannot be turned back; the row is summed and deleted when the day is over."""

    subject = models.CharField(max_length=60)
    day = models.DateField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "day", "digest"], name="portal_reader_once_a_day")]
        indexes = [models.Index(fields=["day"], name="portal_mark_day")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day}"
