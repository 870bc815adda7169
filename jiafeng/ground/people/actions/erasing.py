"""One person's data: given out, and erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import normalise_name, tidy
from jiafeng.ground.people import holdings, policies, withdrawals
from jiafeng.ground.people.actions.names import spelled
from jiafeng.ground.people.models import Consent, ConsentState, Merge, Person, Posting, Purpose, Relation
from jiafeng.ground.records.actions import lock, log

NAMELESS = "已删除"

# What of an entry tells of somebody. The unit stays, for the counts of its work; the name becomes one that says what happened.
_BLANK: dict[str, Any] = {
    "household": None, "gender": "", "phone": "", "id_number": "", "post": "", "rank": "", "rank_as_written": "", "posted_on": None,
    "cadre_relation": "", "birth_year": None, "note": "",
}  # fmt: skip


@transaction.atomic
def note_export(*, by: Any, at: datetime, person: Person, reason: str) -> None:
    """Note that everything held on a person was given out."""
    refuse_if(policies.may_export_person(by, person))
    reason = stated(reason, _("Say who asked for it and how."), least=2)
    log(by=by, at=at, verb="people.person.export", target=person, reason=tidy(reason), fields=["*"])


@transaction.atomic
def note_list_export(*, by: Any, at: datetime, county: Any, rows: int, fields: list[str], reason: str = "") -> None:
    """Note that a list of people was taken out of the house: how many, and which fields; whole numbers only for a reason."""
    if "phone" in fields:
        refuse_if(policies.may_export_numbers(by, county.pk))
        stated(reason, _("Say what you need the numbers for."), least=2)
    log(
        by=by, at=at, verb="people.list.export", target=county, summary=_("%(rows)s people") % {"rows": rows}, reason=tidy(reason),
        county_code=county.code, fields=fields, rows=rows,
    )  # fmt: skip


@transaction.atomic
def erase_person(*, by: Any, at: datetime, person: Person, typed_name: str, reason: str) -> Person:
    """Blank everything that tells who somebody was, in every room; what they did is still counted, of nobody.

    by: county staff, or None for the schedule of retention. `typed_name` is the person's name, typed again by whoever confirms. Entries
    merged into this one are blanked with it. It cannot be undone: their journals go too. The action log keeps its entries.
    """
    locked = lock(person)
    if by is not None:
        refuse_if(policies.may_erase(by, locked))
        if normalise_name(typed_name) != locked.name_key:
            raise Refused(_("Type the person's name exactly, so that nobody else is erased by mistake."), field="typed_name")
    reason = stated(reason, _("Say who asked for it and how."), least=2)
    if locked.erased_at is not None:
        return locked
    for purpose in ConsentState.objects.filter(person=locked, given=True).values_list("purpose", flat=True):
        withdrawals.tell(at=at, person=locked, purpose=Purpose(purpose))
    entries = _merged_into(locked)
    for entry in entries:
        _blank(entry, at)
    Merge.objects.filter(kept__in=entries).update(journal=[])
    log(by=by, at=at, verb="people.person.erase", target=locked, reason=tidy(reason), summary="")
    return locked


def _merged_into(person: Person) -> list[Person]:
    """The entry itself, those merged into it, and those merged into them."""
    found, newest = [person], [person]
    while newest:
        newest = list(Person.objects.select_for_update().filter(merged_into__in=newest))
        found += newest
    return found


def _blank(person: Person, at: datetime) -> None:
    for erase in holdings.erasers():
        erase(at=at, person=person)
    ConsentState.objects.filter(person=person).delete()
    Consent.objects.filter(person=person).update(guardian="", reason="")
    Posting.objects.filter(person=person).delete()
    Relation.objects.filter(person=person).delete()
    Relation.objects.filter(to=person).delete()
    for field, value in {**spelled(NAMELESS), **_BLANK}.items():
        setattr(person, field, value)
    person.erased_at, person.left_at = at, person.left_at or at
    person.revision += 1
    person.save()
