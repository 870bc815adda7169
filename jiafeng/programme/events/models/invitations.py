"""Who is invited: replies, companions, the waiting list, seats. Nobody who stays away is recorded beyond the reply that they gave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import Reach, ScopedQuerySet
from jiafeng.ground.links.models import Linked
from jiafeng.ground.people.models import Proof
from jiafeng.ground.units.models import Region
from jiafeng.programme.events.models.gatherings import READERS, Event


class Reply(models.TextChoices):
    YES = "yes", _("Coming")
    MAYBE = "maybe", _("Not sure yet")
    NO = "no", _("Cannot come")
    WAIT = "wait", _("On the waiting list")


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    def within(self, reach: Reach) -> InvitationQuerySet:
        """Those invited to an event of one's reach; a volunteer finds people only at the door."""
        if not reach.has(*READERS):
            return self.none()
        return self.filter(Q(county_id__in=reach.county_ids) | Q(event__organisation_id__in=reach.organisation_ids))


class Invitation(Linked):
    """A person invited to an event; `number` is what people can type."""

    secret = ("invitation", "event_id", "person_id")

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitations")
    number = models.PositiveIntegerField(_("number"))
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(_("reply"), max_length=5, choices=Reply.choices, blank=True)
    replied_at = models.DateTimeField(null=True)
    companions_most = models.PositiveSmallIntegerField(_("companions allowed"), default=0)
    companions = models.PositiveSmallIntegerField(_("companions"), default=0)
    companion_names = models.CharField(_("their names"), max_length=100, blank=True)
    waiting_since = models.DateTimeField(null=True)
    promoted_at = models.DateTimeField(null=True, help_text="when a seat became free for somebody on the waiting list")
    texted_at = models.DateTimeField(null=True, help_text="when the personal link was sent as a text message")
    key = models.UUIDField(null=True, unique=True, help_text="idempotency key of the form, where the person signed up")
    proof = models.CharField(
        _("identified by"), max_length=8, choices=Proof.choices, blank=True, help_text="by what it is them; empty: they were invited"
    )
    reminded_at = models.DateTimeField(null=True, help_text="claimed before the reminder is sent, so that none is sent twice")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="events_invited_once"),
            models.UniqueConstraint(fields=["event", "number"], name="events_number_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)), name="events_reply_and_when"
            ),
            models.CheckConstraint(condition=Q(key=None, proof="") | (Q(key__isnull=False) & ~Q(proof="")), name="events_signed_up_whole"),
            models.CheckConstraint(condition=Q(companions__lte=F("companions_most")), name="events_companions_within_most"),
            models.CheckConstraint(
                condition=Q(reply=Reply.WAIT, waiting_since__isnull=False) | (~Q(reply=Reply.WAIT) & Q(waiting_since=None)),
                name="events_waiting_and_since",
            ),
        ]
        indexes = [models.Index(fields=["event", "reply", "waiting_since"], name="events_replies")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def party(self) -> int:
        """The seats that the guest and the companions take."""
        return 1 + self.companions


class Seat(models.Model):
    """One seat of a gathering, in the order of the hall, and the guest it is given to; companions sit on seats of the same guest."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="seats")
    place = models.PositiveIntegerField()
    label = models.CharField(_("seat"), max_length=12)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="seats")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["event", "label"], name="events_seat_once"),
            models.UniqueConstraint(fields=["event", "place"], name="events_seat_place_once"),
        ]

    def __str__(self) -> str:
        return self.label
