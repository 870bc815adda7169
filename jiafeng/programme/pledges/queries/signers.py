"""Reads over pledges: who signed, narrowed as an address says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from jiafeng.ground.people.models import CadreRelation, Consent, Person, Purpose
from jiafeng.ground.people.queries import consented, laid_aside
from jiafeng.programme.pledges.models import Pledge, PledgeDispute, PledgeDrive, PledgeQuerySet, PledgeTrace


def cadre_of(person: Person) -> str:
    """The name of the cadre in the person's household, as far as the list of people knows."""
    if person.household_id is None or person.cadre_relation in ("", CadreRelation.SELF):
        return ""
    cadres = Person.objects.present().filter(household=person.household_id, cadre_relation=CadreRelation.SELF)
    return cadres.order_by("pk").values_list("name", flat=True).first() or ""


def pledge_of(drive: PledgeDrive, person_id: int) -> Pledge | None:
    """The person's pledge in a drive, with its traces and disputes."""
    rows = Pledge.objects.select_related("text", "drive", "person").prefetch_related("traces", "disputes")
    return rows.filter(drive=drive, person_id=person_id).first()


def replaced(pledge: Pledge) -> list[PledgeTrace]:
    """Signatures in the same drive by an entry that turned out to be this person, for which one by the same channel stands."""
    return [trace for trace in laid_aside(pledge.person, PledgeTrace) if trace.drive_id == pledge.drive_id]


def shown_since(pledge: Pledge) -> Consent | None:
    """The person's standing consent to stand among the signers."""
    return Consent.objects.filter(person=pledge.person_id, purpose=Purpose.WALL, pk__in=_standing(pledge)).first()


def _standing(pledge: Pledge) -> QuerySet[Any]:
    return pledge.person.consent_states.filter(purpose=Purpose.WALL, given=True).values("consent")


def named(pledges: PledgeQuerySet) -> PledgeQuerySet:
    """Those whose person agrees, now, to be shown by name among the signers."""
    return pledges.standing().filter(consented(Purpose.WALL))


def pledges_for(user: Any, drive: PledgeDrive) -> PledgeQuerySet:
    """The drive's pledges within the user's reach, latest first, each with its traces as `ways`."""
    traces = PledgeTrace.objects.only("pledge_id", "channel", "kind", "sheet", "signed_on")
    found: PledgeQuerySet = (
        Pledge.objects.visible_to(user)
        .filter(drive=drive)
        .select_related("person", "organisation", "text")
        .defer("text__clauses")
        .prefetch_related(Prefetch("traces", traces, to_attr="ways"))
        .order_by("-pk")
    )
    return found


STATES = ("", "withdrawn", "disputed", "all")


def narrowed(
    pledges: PledgeQuerySet, *, words: str = "", channels: Collection[str] = (), unit: int | None = None, state: str = ""
) -> PledgeQuerySet:
    """By name or reference number, by channels (all of them), unit, and state: those that count, `withdrawn`, `disputed`, or `all`.

    Who withdrew a pledge that was disputed stands under `withdrawn`, so that no pledge stands under two states.
    """
    if state == "withdrawn":
        pledges = pledges.filter(withdrawn_at__isnull=False)
    elif state == "disputed":
        pledges = pledges.filter(withdrawn_at=None, disputed_at__isnull=False)
    elif state != "all":
        pledges = pledges.standing()
    if words:
        pledges = pledges.filter(Q(person__name__icontains=words) | Q(reference__iexact=words))
    if channels:
        pledges = pledges.by_all_of(channels)
    if unit:
        pledges = pledges.filter(organisation_id=unit)
    return pledges


def disputes_for(user: Any) -> QuerySet[PledgeDispute]:
    """Disputes within reach, those to decide first."""
    rows = PledgeDispute.objects.visible_to(user).select_related(
        "pledge__person", "pledge__drive", "pledge__organisation", "decided_by", "opened_by", "decided_with"
    )
    return rows.order_by("decided_at", "due_on", "-pk")


def dispute_by_receipt(receipt: str) -> PledgeDispute | None:
    return PledgeDispute.objects.select_related("pledge__drive").filter(receipt=receipt.strip().upper()).first()
