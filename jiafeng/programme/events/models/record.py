"""What a gathering leaves: minutes, photos with their consent, what those who came think."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.events.models.gatherings import Event


class Minutes(models.Model):
    """One revision of an event's minutes; the highest stands. None is ever changed, so two authors at once cannot overwrite each other."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="minutes")
    revision = models.PositiveIntegerField()
    text = models.TextField(_("minutes"), max_length=20000)
    decisions = models.TextField(_("decisions"), max_length=4000, blank=True, help_text=_("One on a line."))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("minutes")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["event", "revision"], name="events_minutes_revision_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.revision}"

    @property
    def decision_list(self) -> list[str]:
        return [line for line in self.decisions.splitlines() if line.strip()]


class Faces(models.TextChoices):
    """What staff say about who can be recognised on a photo; until they say it, the photo stays internal."""

    NOBODY = "nobody", _("Nobody can be recognised on it")
    NAMED = "named", _("Everybody who can be recognised is named below")


class EventPhoto(models.Model):
    """A photo of an event, and who is on it. It is shown to the public only as `queries.publishable` says: staff's word and everybody's consent."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photo_rows")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    faces = models.CharField(_("who is on it"), max_length=8, choices=Faces.choices, blank=True)
    people = models.ManyToManyField(Person, through="PhotoPerson", related_name="+", verbose_name=_("people on the photo"))
    stated_at = models.DateTimeField(_("stated"), null=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "evidence"], name="events_photo_once"),
            models.CheckConstraint(
                condition=Q(faces="", stated_at=None, stated_by=None)
                | (~Q(faces="") & Q(stated_at__isnull=False, stated_by__isnull=False)),
                name="events_photo_statement_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.caption


class PhotoPerson(models.Model):
    """That a person can be recognised on a photo. Whether the person agrees stands in the ledger of consents, and nowhere else."""

    photo = models.ForeignKey(EventPhoto, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["photo", "person"], name="events_on_photo_once")]

    def __str__(self) -> str:
        return str(self.person)


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("From 1 to 5")
    TEXT = "text", _("In words")


class Questionnaire(models.Model):
    """The short feedback form of an event: at most five questions, answered without an account and without a name."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="questionnaire")
    token = models.CharField(max_length=32, unique=True, help_text="the secret of the shared link and its QR code")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.event)


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=100)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "place"], name="events_question_place_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=5), name="events_five_questions_at_most"),
        ]

    def __str__(self) -> str:
        return self.text


class FeedbackReply(models.Model):
    """One answer sheet. `digest` is of a random number in the browser's cookie: it tells a second sending, and nothing about the person."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="replies")
    digest = models.CharField(max_length=64)
    on = models.DateField(help_text="the day alone: a time could be laid beside the list of who came")
    answers = models.JSONField(help_text='{"1": 5, "2": "…"}: by the place of the question; unanswered ones are absent')

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "digest"], name="events_feedback_once")]
