"""What a link is kept as, and who approves by one. Abstract but for the register of approvers: each room has its links in a table of its own."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import ScopedQuerySet
from jiafeng.common.text import mask_phone
from jiafeng.common.tokens import personal_token
from jiafeng.ground.links.stages import ApprovalStage
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.models.persons import PhoneField
from jiafeng.ground.units.models import Region


class Secret(models.Model):
    """A row that whoever holds its link may open. The secret is derived (common.tokens), so that a lost sheet can be printed anew,
    and only its digest kept.
    """

    secret: ClassVar[tuple[str, ...]]
    """What the secret is derived from: its purpose, then the names of fields that never change while it holds."""

    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        """The secret, as it stands in the link and in its QR code."""
        purpose, *fields = self.secret
        return personal_token(purpose, *(getattr(self, name) for name in fields))


class Linked(Secret):
    """A row that its person opens by a link of their own."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PersonalLink(Linked):
    """A link that can be issued again; the new issue voids the one before."""

    issue = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Passing(Secret):
    """A link that ends by itself, at `ends_at`, or before when somebody ends it. `key`: of the form that asked for it, sent twice is one."""

    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(_("valid until"))

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="%(app_label)s_%(class)s_forward")]


class Approver(models.Model):
    """A leader who approves without an account: by a secret link, and a code to the telephone that an administrator entered here."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=60)
    phone = PhoneField(_("mobile phone"), label="links.approver.phone", digest="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    closed_at = models.DateTimeField(null=True, help_text="approves no more; the telephone number is gone with it")
    key = models.UUIDField(unique=True)

    objects: ScopedQuerySet[Approver] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("approver")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class Approval(Passing):
    """A text that an approver was asked to decide on, at the revision that they were asked about, and what they said."""

    approver = models.ForeignKey(Approver, on_delete=models.PROTECT, related_name="+", verbose_name=_("approver"))
    revision = models.PositiveIntegerField()
    stage = models.CharField(_("stage"), max_length=10, choices=ApprovalStage.choices, default=ApprovalStage.ASKED)
    words = models.CharField(_("what they said"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    TONES = {ApprovalStage.ASKED: "wait", ApprovalStage.APPROVED: "good", ApprovalStage.RETURNED: "bad arrow-back-up", "": "info"}

    class Meta(Passing.Meta):
        abstract = True
        constraints = [
            *Passing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stage=ApprovalStage.ASKED, decided_at=None) | ~Q(stage=ApprovalStage.ASKED) & Q(decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.approver)

    def holds(self, at: datetime) -> bool:
        """Whether it waits for its approver still."""
        return self.stage == ApprovalStage.ASKED and at < self.ends_at
