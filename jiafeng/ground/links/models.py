"""What a person's own link is kept as. Abstract: each room has its rows in a table of its own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from jiafeng.common.tokens import personal_token
from jiafeng.ground.people.models import Person


class Linked(models.Model):
    """A row that its person opens by a link of their own. The secret is derived (common.tokens), so that a lost sheet can be printed anew,
    and only its digest kept.
    """

    secret: ClassVar[tuple[str, ...]]
    """What the secret is derived from: its purpose, then the names of fields that never change while it holds."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        """The secret, as it stands in the link and in its QR code."""
        purpose, *fields = self.secret
        return personal_token(purpose, *(getattr(self, name) for name in fields))


class PersonalLink(Linked):
    """A link that can be issued again; the new issue voids the one before."""

    issue = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
