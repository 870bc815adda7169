"""Writes to pledges: signing, entry from paper, withdrawal."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import tidy, tidy_name
from jiafeng.common.tokens import reference
from jiafeng.ground.papers.queries import Row
from jiafeng.ground.people.actions import give_consent, withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Proof, Purpose
from jiafeng.ground.people.policies import needs_guardian
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.records.models import Evidence
from jiafeng.library.calendars import local_day
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import Channel, DriveText, Pledge, PledgeDrive, PledgeTrace, SignatureKind, mask_of

CONSENT_BY = {
    Channel.PHONE: ConsentChannel.PHONE,
    Channel.PAPER: ConsentChannel.PAPER,
    Channel.STAFF: ConsentChannel.STAFF,
    Channel.KIOSK: ConsentChannel.KIOSK,
}


@dataclass(frozen=True)
class Signature:
    """A signature as one channel carries it: `strokes` for a drawn one, `typed_name` for a typed one, `evidence` for a photograph."""

    kind: SignatureKind
    strokes: str = ""
    typed_name: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Said:
    """What signers say beside their signature: their relation to which cadre, who agrees for a child under 14, and whether the name may be shown."""

    relation: str = ""
    cadre: str = ""
    guardian: str = ""
    show_name: bool = False


@dataclass(frozen=True)
class _Way:
    """By which way a signature came: the fields of its trace that say so."""

    channel: Channel
    key: UUID
    signed_on: date
    proof: Proof
    sheet: str = ""
    second_by: Any = None


class Outcome(enum.Enum):
    """What became of a signature: it made the pledge, it joined the pledge of another channel, or this channel had one already."""

    SIGNED = "signed"
    JOINED = "joined"
    ALREADY = "already"


@dataclass(frozen=True)
class Signed:
    pledge: Pledge
    trace: PledgeTrace
    outcome: Outcome


@transaction.atomic
def sign(
    *,
    by: Any = None,
    at: datetime,
    drive: PledgeDrive,
    text: DriveText,
    person: Person,
    key: UUID,
    signature: Signature,
    channel: Channel = Channel.PHONE,
    said: Said = Said(),
    proof: Proof = Proof.WORD,
) -> Signed:
    """Sign the pledge. `by` is the member of staff at whose device it was signed, None on the person's own phone or the shared tablet.

    `proof` says what identifies the person. `said.show_name` is their consent to stand among the signers, and goes to the ledger of consents.

    `key` is made when the form is shown: the same form sent twice gives the first result. A person who signed on paper is joined to that pledge.
    Raises Refused: "old_text" where a newer text was published meanwhile, "withdrawn", "disputed", "used_key", or what the policy says.
    """
    current = _open_for_signing(drive, local_day(at))
    newest = current.texts.first()
    if newest is None or newest.pk != text.pk:
        raise Refused(_("The text was changed while you were reading. Please read the new version and sign again."), code="old_text")
    way = _Way(channel, key, local_day(at), proof)
    return _record(by=by, at=at, drive=current, text=newest, person=person, said=said, signature=signature, way=way)


@transaction.atomic
def enter_paper(*, by: Any, at: datetime, drive: PledgeDrive, person: Person, key: UUID, row: Row) -> Signed:
    """Enter one signature from a paper sheet, under the version of the text that is printed on it; without one, the newest.

    Raises Refused where the row's date lies outside the drive or in the future, and as `sign` does.
    """
    current = PledgeDrive.objects.select_related("county").get(pk=drive.pk)
    refuse_if(policies.may_enter(by, current, person))
    facts, signed_on = row.facts, row.facts.signed_on
    assert signed_on is not None, "the form asks for the date"
    if not current.opens_on <= signed_on < current.closes_on:
        raise Refused(
            _("The date on the paper lies outside the drive (%(first)s to %(last)s). Check the date.")
            % {"first": current.opens_on, "last": current.last_day},
            field="signed_on",
        )
    if signed_on > local_day(at):
        raise Refused(_("The date on the paper lies in the future. Check the date."), field="signed_on")
    printed = current.texts.filter(**({"version": int(row.version)} if row.version else {})).first()
    if printed is None:
        raise Refused(_("Choose the version of the text that is printed on the sheet."), field="text")
    return _record(
        by=by,
        at=at,
        drive=current,
        text=printed,
        person=person,
        said=Said(facts.relation, facts.cadre, facts.guardian, facts.show_name),
        signature=Signature(SignatureKind.INK, evidence=row.evidence),
        way=_Way(Channel.PAPER, key, signed_on, Proof.STAFF, tidy(row.sheet), row.second_by),
    )


def _open_for_signing(drive: PledgeDrive, today: date) -> PledgeDrive:
    current = PledgeDrive.objects.select_related("county").get(pk=drive.pk)
    refuse_if(policies.may_take_part(current, today))
    return current


def _record(
    *,
    by: Any,
    at: datetime,
    drive: PledgeDrive,
    text: DriveText,
    person: Person,
    said: Said,
    signature: Signature,
    way: _Way,
) -> Signed:
    """One INSERT that a unique constraint decides makes the pledge; a second one its trace. Whoever loses the race joins the winner."""
    if person.county_id != drive.county_id:
        raise Refused(_("This person belongs to another county's list."))
    words = {name: tidy_name(getattr(said, name)) for name in ("relation", "cadre", "guardian")}
    if needs_guardian(person.birth_year, way.signed_on) and not words["guardian"]:
        raise Refused(_("For a child under 14 a parent or guardian agrees first. Enter the guardian's name."), field="guardian")
    fresh = Pledge(
        county_id=drive.county_id,
        organisation_id=person.organisation_id,
        drive=drive,
        text=text,
        person=person,
        reference=reference(),
        signed_on=way.signed_on,
        recorded_at=at,
        channels=mask_of([way.channel]),
        **words,
    )
    Pledge.objects.bulk_create([fresh], ignore_conflicts=True)
    pledge = Pledge.objects.select_for_update().get(drive=drive, person=person)
    first = pledge.reference == fresh.reference
    if not first:
        if pledge.withdrawn_at is not None:
            raise Refused(
                _("This pledge was withdrawn on %(day)s. To sign again, ask the county Federation to restore it.")
                % {"day": local_day(pledge.withdrawn_at)},
                code="withdrawn",
            )
        if pledge.disputed_at is not None:
            raise Refused(
                _("It was said that a signature under this name is not this person's. Ask the county Federation before you sign."),
                code="disputed",
            )
        earlier = {trace.channel: trace for trace in pledge.traces.all()}
        if way.channel in earlier:
            same = earlier[way.channel].key == way.key
            made = min(earlier.values(), key=lambda trace: trace.pk).key == way.key
            return Signed(pledge, earlier[way.channel], (Outcome.SIGNED if made else Outcome.JOINED) if same else Outcome.ALREADY)
    made_by = by if getattr(by, "pk", None) else None
    signed = {**vars(signature), "typed_name": tidy_name(signature.typed_name)}
    trace = _add_trace(county_id=drive.county_id, drive=drive, pledge=pledge, at=at, by=made_by, **vars(way), **signed)
    if not first:
        _join(pledge, channel=way.channel, signed_on=way.signed_on, said=words)
    if said.show_name:
        agree_to_show(by=by, at=at, pledge=pledge, channel=CONSENT_BY[way.channel])
    log(
        by=by, at=at, verb="pledges.pledge.sign" if first else "pledges.pledge.join", target=pledge, county_code=drive.county.code,
        channel=way.channel,
    )  # fmt: skip
    return Signed(pledge, trace, Outcome.SIGNED if first else Outcome.JOINED)


def _add_trace(**fields: Any) -> PledgeTrace:
    PledgeTrace.objects.bulk_create([PledgeTrace(**fields)], ignore_conflicts=True)
    trace = PledgeTrace.objects.get(key=fields["key"])
    if trace.pledge_id != fields["pledge"].pk:
        raise Refused(_("This form was already used for another person. Open a new one and enter this person there."), code="used_key")
    return trace


def _join(pledge: Pledge, *, channel: Channel, signed_on: date, said: dict[str, str]) -> None:
    """What a second channel adds: the earlier date, and what the first one left empty."""
    pledge.signed_on = min(pledge.signed_on, signed_on)
    pledge.channels |= mask_of([channel])
    for name, value in said.items():
        setattr(pledge, name, getattr(pledge, name) or value)
    pledge.save(update_fields=["signed_on", "channels", *said])


def agree_to_show(*, by: Any, at: datetime, pledge: Pledge, channel: ConsentChannel) -> None:
    """The consent to stand on the wall is the person's, not the pledge's: it lies in the ledger, with the text that was read."""
    give_consent(
        by=by if getattr(by, "pk", None) else None,
        at=at,
        person=pledge.person,
        purpose=Purpose.WALL,
        channel=channel,
        text_version=f"{pledge.drive_id}-{pledge.text.version}",
        guardian=pledge.guardian,
    )


@transaction.atomic
def withdraw_pledge(*, by: Any, at: datetime, pledge: Pledge, reason: str = "") -> Pledge:
    """Withdraw: it leaves every count and the wall, and its record stays. `by=None` is the person, who need not say why."""
    locked = _lock(pledge)
    if by is not None:
        refuse_if(policies.may_withdraw(by, locked))
        stated(reason, _("Say who asked for it and how, for example “by telephone on 3 March”."))
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = at, by, tidy(reason)
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    hide(at=at, pledge=locked)
    log(by=by, at=at, verb="pledges.pledge.withdraw", target=locked, reason=tidy(reason))
    return locked


@transaction.atomic
def restore_pledge(*, by: Any, at: datetime, pledge: Pledge, reason: str) -> Pledge:
    """Take a withdrawal back, at the person's wish. The consent to show the name is not restored with it."""
    locked = _lock(pledge)
    refuse_if(policies.may_restore(by, locked))
    stated(reason, _("Say who asked for it and how, for example “by telephone on 3 March”."))
    if locked.withdrawn_at is None:
        return locked
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = None, None, ""
    return put(locked, by=by, at=at, verb="pledges.pledge.restore", reason=tidy(reason))


@transaction.atomic
def show_name(*, at: datetime, pledge: Pledge, shown: bool, channel: ConsentChannel = ConsentChannel.PHONE) -> Pledge:
    """The person agrees to show their name among the signers, or takes the consent back."""
    locked = _lock(pledge)
    if locked.withdrawn_at is not None:
        raise Refused(_("This pledge was withdrawn; its name is shown nowhere."))
    if shown:
        agree_to_show(by=None, at=at, pledge=locked, channel=channel)
    else:
        hide(at=at, pledge=locked, channel=channel)
    return locked


def hide(*, at: datetime, pledge: Pledge, channel: ConsentChannel = ConsentChannel.PHONE) -> None:
    """End the consent to show the name, where there is one: who withdraws, or never signed, wants to stand on no wall."""
    if pledge.person.consent_states.filter(purpose=Purpose.WALL, given=True).exists():
        withdraw_consent(by=None, at=at, person=pledge.person, purpose=Purpose.WALL, channel=channel)


def _lock(pledge: Pledge) -> Pledge:
    return lock(pledge, "person", "text")
