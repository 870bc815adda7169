"""Who helps at the door of a gathering."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.programme.events.models.gatherings import Event


class DoorHelper(models.Model):
    """A user who is named to sign people in at one gathering, wherever else they hold a role. They see its door while it may be open, and no more of it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("door helper"))
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("door helper")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="events_helper_once")]

    def __str__(self) -> str:
        return str(self.user)
