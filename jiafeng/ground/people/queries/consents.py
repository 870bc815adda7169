"""What somebody agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from jiafeng.ground.people.models import Consent, ConsentState, Person, Purpose


def consented(purpose: Purpose, path: str = "person") -> Exists:
    """A condition for any queryset: the person at `path` (a key to Person, or "pk" on people themselves) agrees to `purpose` now.

    `photos.filter(consented(Purpose.PHOTO, "person"))`. Every public page asks it when it is shown, so that a withdrawal counts at once.
    """
    return Exists(ConsentState.objects.filter(person=OuterRef(path), purpose=purpose, given=True))


@dataclass(frozen=True)
class ConsentLine:
    """One purpose as a person's page shows it: the answer that stands, None where nobody asked yet."""

    purpose: Purpose
    standing: Consent | None


def consent_lines(person: Person) -> list[ConsentLine]:
    """Every purpose, with the person's standing answer."""
    states = ConsentState.objects.filter(person=person).select_related("consent__by")
    standing = {state.purpose: state.consent for state in states}
    return [ConsentLine(purpose, standing.get(purpose)) for purpose in Purpose]
