"""Every write to pictures and attachments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.queries import who_hold
from jiafeng.ground.notices.actions import notify
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import forget_renditions, lock, log, put, refuse_stale, size_of
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import history
from jiafeng.programme.events.models import EventPhoto, Faces
from jiafeng.programme.events.queries import is_publishable
from jiafeng.programme.pictures.models import Attachment, Picture, PicturePerson
from jiafeng.programme.pictures.policies import alt_refusal
from jiafeng.programme.pictures.queries import Text, text_of

MOST_PICTURES, MOST_ATTACHMENTS = 20, 10


@transaction.atomic
def add_picture(
    *,
    by: Any,
    at: datetime,
    text: Text,
    evidence: Evidence,
    alt: str = "",
    caption: str = "",
    decorative: bool = False,
    cover: bool = False,
    faces: str = "",
    people: Iterable[Person] = (),
    photo: EventPhoto | None = None,
) -> Picture:
    """Add a picture to a text: an upload kept as evidence, or a gathering's photo, which must be free to be shown. The same picture again is the one
    that stands. faces and people: of an upload, as in `state_faces`."""
    lock(text.row)
    refuse_if(text.may_edit(by))
    standing = Picture.objects.filter(subject=text.subject, evidence=evidence).first()
    if standing is not None:
        return standing
    if not evidence.media_type.startswith("image/") or not evidence.preview:
        raise Refused(_("This is no picture. Choose a photograph (JPEG, PNG, WebP or HEIC)."), field="file")
    if photo is not None and (photo.evidence_id != evidence.pk or photo.event.county_id != text.county.pk or not is_publishable(photo)):
        raise Refused(_("Somebody on this photo has not agreed to be shown, or nobody has said yet who is on it."), field="photo")
    if Picture.objects.filter(subject=text.subject).count() >= MOST_PICTURES:
        raise Refused(_("A text has room for %(most)s pictures.") % {"most": MOST_PICTURES}, field="file")
    words = _described(alt, caption, decorative, evidence)
    width, height = size_of(evidence.preview)
    if cover:
        _uncover(text.subject)
    picture = Picture.objects.create(
        county=text.county, subject=text.subject, number=_next_number(text), evidence=evidence, photo=photo, width=width, height=height, cover=cover,
        added_at=at, added_by=by, **words,
    )  # fmt: skip
    if photo is None and faces:
        _state(picture, faces, people)
    log(by=by, at=at, verb="pictures.picture.add", target=text.row, summary=str(picture), evidence=str(evidence.pk), number=picture.number)
    return picture


@transaction.atomic
def describe(
    *,
    by: Any,
    at: datetime,
    picture: Picture,
    revision: int,
    alt: str = "",
    caption: str = "",
    decorative: bool = False,
    cover: bool = False,
) -> Picture:
    """Change what is said of a picture, and whether it is its text's cover."""
    text = _text(picture)
    lock(text.row)
    refuse_if(text.may_edit(by))
    locked = lock(picture, "evidence")
    refuse_stale(locked, revision)
    words = _described(alt, caption, decorative, locked.evidence)
    if cover and not locked.cover:
        _uncover(text.subject)
    changed = [name for name, value in {**words, "cover": cover}.items() if getattr(locked, name) != value]
    for name, value in {**words, "cover": cover}.items():
        setattr(locked, name, value)
    return put(locked, by=by, at=at, verb="pictures.picture.edit", changed=changed)


@transaction.atomic
def state_faces(*, by: Any, at: datetime, picture: Picture, faces: str, people: Iterable[Person] = ()) -> Picture:
    """Say who can be recognised on an upload: nobody, or exactly these people; `faces=""` takes the statement back, and it is shown nowhere.

    Whether those named agree is asked of the ledger of consents whenever the picture is shown. It can be said of what is published, too.
    """
    text = _text(picture)
    if not text.kind.keeps(by, text.row):
        raise Refused(_("Only who works on the text says who is on its pictures."))
    locked = lock(picture, "evidence")
    if locked.photo_id is not None:
        raise Refused(_("Who is on a gathering's photo is said on the gathering's page."))
    _state(locked, faces, people)
    log(by=by, at=at, verb="pictures.picture.state", target=text.row, summary=str(locked), faces=faces, named=locked.named.count())
    return locked


@transaction.atomic
def remove_picture(*, by: Any, at: datetime, picture: Picture) -> None:
    """Take a picture out of its text; the upload stays evidence. Its number is not given again, so that no mark comes to mean another picture."""
    text = _text(picture)
    lock(text.row)
    refuse_if(text.may_edit(by))
    log(by=by, at=at, verb="pictures.picture.remove", target=text.row, summary=str(picture), number=picture.number)
    picture.delete()


@transaction.atomic
def attach(*, by: Any, at: datetime, text: Text, evidence: Evidence, title: str) -> Attachment:
    """Add a PDF to a text. The same file again is the one that stands."""
    lock(text.row)
    refuse_if(text.may_edit(by))
    name = stated(title, _("Say what the attachment is called; readers choose by it."), field="title")
    if evidence.media_type != "application/pdf" or not evidence.preview:
        raise Refused(_("An attachment is a PDF. Save the document as PDF and choose that."), field="file")
    standing = Attachment.objects.filter(subject=text.subject, evidence=evidence).first()
    if standing is not None:
        return standing
    if Attachment.objects.filter(subject=text.subject).count() >= MOST_ATTACHMENTS:
        raise Refused(_("A text has room for %(most)s attachments.") % {"most": MOST_ATTACHMENTS}, field="file")
    made = Attachment.objects.create(county=text.county, subject=text.subject, title=name, evidence=evidence, added_at=at, added_by=by)
    log(by=by, at=at, verb="pictures.attachment.add", target=text.row, summary=name, evidence=str(evidence.pk))
    return made


@transaction.atomic
def detach(*, by: Any, at: datetime, attachment: Attachment) -> None:
    """Take an attachment off its text; the file stays evidence."""
    text = _text(attachment)
    lock(text.row)
    refuse_if(text.may_edit(by))
    log(by=by, at=at, verb="pictures.attachment.remove", target=text.row, summary=attachment.title)
    attachment.delete()


def take_back(*, at: datetime, person: Person, purpose: Purpose) -> None:
    """Somebody no longer agrees to be shown: the copies that were made of their pictures go from the disk, and who keeps a text that loses one is told.

    What is shown is asked of the ledger each time, so nothing else is to be done.
    """
    if purpose != Purpose.PHOTO:
        return
    on_it = Q(named__person=person) | Q(photo__named__person=person)
    for picture in Picture.objects.filter(on_it).distinct().select_related("evidence", "county").order_by("pk"):
        forget_renditions(name=picture.evidence.preview)
        text = text_of(picture.subject)
        if text is None or not text.is_public:
            continue
        notify(
            to=who_hold(Role.COUNTY_STAFF, day=timezone.localdate(at), county_id=picture.county_id),
            at=at,
            key=f"pictures:{picture.pk}:{at:%Y%m%d%H%M%S}",
            text=_("“%(title)s” shows %(mark)s no longer: somebody on it took the consent back. Choose another picture."),
            url=reverse("pictures:manage", args=[text.kind.name, text.row.pk]),
            icon="photo",
            title=str(text.row),
            mark=picture.mark,
        )


def join_on_picture(*, kept: PicturePerson, gone: PicturePerson, changes: Changes) -> None:
    """Nobody is twice on one picture."""
    changes.remove(gone)


def _text(enclosed: Picture | Attachment) -> Text:
    found = text_of(enclosed.subject)
    if found is None:
        raise Refused(_("The text that this belonged to is not there any more."))
    return found


def _described(alt: str, caption: str, decorative: bool, evidence: Evidence) -> dict[str, Any]:
    """What is said of the picture, tidied; raises Refused where its alternative text says nothing."""
    alt, caption = tidy(alt), tidy(caption)
    refuse_if(alt_refusal(alt, caption=caption, file_name=evidence.name, decorative=decorative), field="alt")
    return {"alt": alt, "caption": caption, "decorative": decorative}


def _next_number(text: Text) -> int:
    """One more than was ever given in this text, also to a picture that was taken out since."""
    last = Picture.objects.filter(subject=text.subject).aggregate(last=Max("number"))["last"] or 0
    return max(last, history(text.row).filter(verb="pictures.picture.add").count()) + 1


def _uncover(subject: str) -> None:
    Picture.objects.filter(subject=subject, cover=True).update(cover=False)


def _state(picture: Picture, faces: str, people: Iterable[Person]) -> None:
    named = list(dict.fromkeys(people)) if faces == Faces.NAMED else []
    if faces and faces not in Faces.values:
        raise Refused(_("Say whether anybody can be recognised on the picture."), field="faces")
    if faces == Faces.NAMED and not named:
        raise Refused(_("Name those who can be recognised, or say that nobody can."), field="people")
    if any(person.county_id != picture.county_id for person in named):
        raise Refused(_("This person belongs to another county's list."), field="people")
    picture.faces = faces
    picture.save(update_fields=["faces"])
    picture.named.all().delete()
    PicturePerson.objects.bulk_create(PicturePerson(picture=picture, person=person) for person in named)
