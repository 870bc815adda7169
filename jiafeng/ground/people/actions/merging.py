"""Two entries of one person become one, and two again where that was a mistake."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.people import holdings, policies
from jiafeng.ground.people.models import ConsentState, Distinction, Merge, Person, Posting, Relation
from jiafeng.ground.people.queries import as_it_was
from jiafeng.ground.records.actions import lock, log

_CANNOT_JOIN = gettext_lazy("Both have a row of “%(what)s”, which cannot be joined. Settle that first, then merge.")
# What the kept entry takes from the other where it says nothing itself.
_FILLED = (
    "organisation", "household", "gender", "phone", "id_number", "post", "rank", "rank_as_written", "posted_on", "cadre_relation",
    "birth_year", "note",
)  # fmt: skip


class Journal:
    """Writes, and notes of each what undoes it. A number is never among the notes, for they are not sealed."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def set(self, row: models.Model, **values: Any) -> None:
        """Set fields of a row, by name, noting what they were."""
        columns = {_field(row, name).attname: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
        before = {column: _portable(getattr(row, column)) for column in columns}
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**columns)
        for column, value in columns.items():
            setattr(row, column, value)
        after = {column: _portable(value) for column, value in columns.items()}
        self.entries.append({"model": row._meta.label_lower, "pk": _portable(row.pk), "before": before, "after": after})

    def remove(self, row: models.Model) -> None:
        """Delete a row, noting the whole of it. What hangs on it must have been moved first: nothing is deleted along with it."""
        for relation in row._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel):
                continue
            if relation.related_model._base_manager.filter(**{relation.field.attname: row.pk}).exists():
                raise Refused(_CANNOT_JOIN % {"what": row._meta.verbose_name})
        whole = {field.attname: _portable(getattr(row, field.attname)) for field in row._meta.concrete_fields if not field.generated}
        self.entries.append({"model": row._meta.label_lower, "pk": _portable(row.pk), "removed": whole})
        row.delete()


def merge_people(*, by: Any, at: datetime, kept: Person, gone: Person) -> Merge:
    """Make `gone` one with `kept`: everything that any room holds on it is moved; what `kept` does not say is taken from it.

    Where the database allows one row and both have one, the room says how they are joined (people.holdings). Refused for a person with
    themself, for people of two counties, and for somebody merged or erased already. It can be undone.
    """
    if kept.pk == gone.pk:
        raise Refused(_("This is one entry already. Choose two different ones."))
    with transaction.atomic():
        kept, gone = _both(kept, gone)
        for person in (kept, gone):
            refuse_if(policies.may_merge(by, person))
        if kept.county_id != gone.county_id:
            raise Refused(_("The two are on the lists of different counties."))
        journal = Journal()
        for model, field in holdings.keys_to_person():
            for row in model._base_manager.filter(**{field.attname: gone.pk}).order_by("pk"):
                _move(row, field, kept, journal)
        journal.set(gone, merged_into=kept, left_at=gone.left_at or at)
        filled: dict[str, Any] = {name: getattr(gone, name) for name in _FILLED if not getattr(kept, name) and getattr(gone, name)}
        numbers: dict[str, str] = {name: filled.pop(name) for name in ("phone", "id_number") if name in filled}
        if filled:
            journal.set(kept, **filled)
        _fill_numbers(kept, numbers, journal)
        _revise(kept, gone)
        made = Merge.objects.create(county=kept.county, kept=kept, gone=gone, at=at, by=by, journal=journal.entries)
        log(
            by=by, at=at, verb="people.person.merge", target=kept, summary=f"{gone.name} → {kept.name}", gone=gone.pk,
            moved=len(journal.entries),
        )  # fmt: skip
    return made


@transaction.atomic
def undo_merge(*, by: Any, at: datetime, merge: Merge) -> Merge:
    """Make the two what they were. Refused when what was moved has been changed since."""
    locked = lock(merge)
    kept, gone = _both(locked.kept, locked.gone)
    refuse_if(policies.may_undo_merge(by, locked))
    if locked.undone_at is not None:
        return locked
    for entry in reversed(locked.journal):
        _take_back(entry)
    _revise(kept, gone)
    locked.undone_at, locked.undone_by = at, by
    locked.save(update_fields=["undone_at", "undone_by"])
    log(
        by=by, at=at, verb="people.person.unmerge", target=kept, summary=f"{gone.name} ← {kept.name}", county_code=locked.county.code,
        gone=gone.pk,
    )  # fmt: skip
    return locked


@transaction.atomic
def tell_apart(*, by: Any, at: datetime, one: Person, other: Person) -> None:
    """Note that two who look alike are two people, so that nobody is asked again."""
    for person in (one, other):
        refuse_if(policies.may_edit(by, person))
    first, second = sorted((one.pk, other.pk))
    if first == second:
        raise Refused(_("This is one entry already. Choose two different ones."))
    _distinction, created = Distinction.objects.get_or_create(one_id=first, other_id=second, defaults={"at": at, "by": by})
    if created:
        log(by=by, at=at, verb="people.person.tell_apart", target=one, summary=f"{one.name} ≠ {other.name}", other=other.pk)


def _both(one: Person, other: Person) -> tuple[Person, Person]:
    """Both rows locked, in the order of their ids, so that two merges never wait for each other."""
    rows = Person.objects.select_for_update(of=("self",)).select_related("county", "organisation__county").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk])}
    return found[one.pk], found[other.pk]


def _move(row: models.Model, field: models.ForeignKey[Any, Any], kept: Person, journal: Journal) -> None:
    """Give a row to the kept person; where they have one already, the room joins the two."""
    try:
        journal.set(row, **{field.name: kept})
    except IntegrityError:
        # A row that the database refuses twice over is one of two: the other is asked for below.
        row.refresh_from_db()
    else:
        if moved := holdings.holding_of(type(row)).moved:
            moved(row=row, changes=journal)
        return
    model = type(row)
    clash = _OWN.get(model) or holdings.holding_of(model).clash
    standing = _standing(row, field, kept)
    if clash is None or (standing is None and model is not Relation):
        raise Refused(_CANNOT_JOIN % {"what": model._meta.verbose_name})
    try:
        clash(kept=standing, gone=row, changes=journal)
    except IntegrityError:
        raise Refused(_CANNOT_JOIN % {"what": model._meta.verbose_name}) from None


def _standing(row: models.Model, field: models.ForeignKey[Any, Any], kept: Person) -> models.Model | None:
    """The kept person's row that a unique constraint sets against this one."""
    model = type(row)
    keys = [list(constraint.fields) for constraint in model._meta.constraints if isinstance(constraint, models.UniqueConstraint)]
    keys += [[field.name]] if field.unique else []
    for names in keys:
        if field.name in names:
            same = {name: getattr(row, model._meta.get_field(name).attname) for name in names if name != field.name}  # type: ignore[union-attr]
            if found := model._base_manager.filter(**{field.attname: kept.pk}, **same).exclude(pk=row.pk).first():
                return found
    return None


def _fill_numbers(kept: Person, numbers: dict[str, str], journal: Journal) -> None:
    """Numbers that the kept entry lacked. Only their absence is noted, for a journal is not sealed; undoing blanks them again."""
    for name, number in numbers.items():
        Person.objects.filter(pk=kept.pk).update(**{name: number})
        setattr(kept, name, number)
        journal.entries.append({"model": "people.person", "pk": kept.pk, "before": {name: ""}, "after": {}})


def _take_back(entry: dict[str, Any]) -> None:
    model = apps.get_model(entry["model"])
    if "removed" in entry:
        model._base_manager.bulk_create([model(**as_it_was(model, entry["removed"]))])
        return
    row = model._base_manager.filter(pk=entry["pk"]).first()
    if row is None or any(_portable(getattr(row, column)) != value for column, value in entry["after"].items()):
        raise Refused(_("What was joined has been changed since, so the merge can no longer be undone. Correct the entries by hand."))
    model._base_manager.filter(pk=row.pk).update(**as_it_was(model, entry["before"]))


def _revise(*people: Person) -> None:
    """Whoever is editing one of them is told."""
    Person.objects.filter(pk__in=[person.pk for person in people]).update(revision=models.F("revision") + 1)


def _field(row: models.Model, name: str) -> models.Field[Any, Any]:
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _portable(value: Any) -> Any:
    """A column's value as JSON keeps it, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value


def _join_states(*, kept: ConsentState, gone: ConsentState, changes: holdings.Changes) -> None:
    """Of two answers for one purpose the later one stands."""
    later = gone.consent.at > kept.consent.at
    consent, given = gone.consent, gone.given
    changes.remove(gone)
    if later:
        changes.set(kept, consent=consent, given=given)


def _drop(*, kept: Any, gone: Any, changes: holdings.Changes) -> None:
    """One of two that say the same, or a tie of the two to each other, which is none any more."""
    changes.remove(gone)


_OWN: dict[type[models.Model], holdings.Clash] = {ConsentState: _join_states, Relation: _drop, Posting: _drop}
