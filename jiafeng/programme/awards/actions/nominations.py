"""Writes to nominations: put forward, accepted, cleared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if, stated
from jiafeng.common.text import normalise_name, tidy, tidy_name
from jiafeng.common.tokens import digest, personal_token
from jiafeng.ground.people.actions import give_consent
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.people.policies import needs_guardian
from jiafeng.ground.records.actions import lock, log, move
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.models import Clearance, Nomination, NominationChannel, NominationEvidence, Round, RoundBody, Title
from jiafeng.programme.awards.stages import NOMINATION_MOVES, NominationStage

MAX_REASON = 600


@transaction.atomic
def nominate(
    *,
    by: Any = None,
    at: datetime,
    round_: Round,
    person: Person,
    key: UUID,
    channel: NominationChannel,
    summary: str,
    reasons: Mapping[str, str],
    unit: Organisation | None = None,
    nominated_by: str = "",
    evidence: Iterable[Evidence] = (),
) -> Nomination:
    """Put somebody forward. `reasons`: weighted criterion id → why; `unit` nominates where the channel is a unit. The same form twice is one nomination.

    Refused: after the last day, beyond a unit's quota, somebody nominated already, a child in a scheme for adults, whoever a revoked title bars.
    """
    current = lock(round_, "scheme")
    standing = Nomination.objects.filter(key=key).first()
    if standing is not None:
        return standing
    refuse_if(policies.may_nominate(current, at))
    if channel == NominationChannel.UNIT:
        assert unit is not None
        refuse_if(policies.may_nominate_for(by, current, unit, at))
        quota = current.scheme.unit_quota
        if quota is not None and current.nominations.filter(nominating_unit=unit).exclude(stage=NominationStage.WITHDRAWN).count() >= quota:
            raise Refused(_("%(unit)s has put forward its %(quota)s already.") % {"unit": unit.label, "quota": quota}, code="quota")
    if person.county_id != current.county_id:
        raise Refused(_("This person belongs to another county's list."))
    earlier = current.nominations.filter(person=person).first()
    if earlier is not None:
        raise Refused(
            _("%(name)s is nominated in this round already, as No. %(number)s.") % {"name": person.name, "number": earlier.code},
            code="twice",
        )
    bar = policies.barred_until(Title.objects.filter(person=person, scheme=current.scheme), local_day(at))
    if bar is not None:
        raise Refused(_("A revoked title bars a new nomination until %(day)s.") % {"day": bar}, code="barred")
    weighted = {str(each.pk): each for each in queries.criteria_of(current)}
    given = {pk: tidy(reasons.get(pk, "")) for pk in weighted}
    summary = stated(summary, _("Say in one sentence why."), field="summary")
    for pk, words in given.items():
        if not words or len(words) > MAX_REASON:
            raise Refused(
                _("Say for “%(criterion)s” why, in at most 600 characters.") % {"criterion": weighted[pk].criterion.title},
                field=f"reason_{pk}",
            )
    last = current.nominations.order_by("-number").values_list("number", flat=True).first() or 0
    nomination = Nomination.objects.create(
        county=current.county,
        organisation_id=person.organisation_id,
        round=current,
        person=person,
        number=last + 1,
        key=key,
        channel=channel,
        nominating_unit=unit if channel == NominationChannel.UNIT else None,
        nominated_by=tidy_name(nominated_by),
        summary=summary,
        reasons=given,
        digest=digest(personal_token("nomination", current.pk, person.pk)),
        nominated_at=at,
        entered_by=by if getattr(by, "pk", None) else None,
    )
    for each in evidence:
        NominationEvidence.objects.get_or_create(nomination=nomination, evidence=each)
    log(
        by=by, at=at, verb="awards.nomination.nominate", target=nomination, summary=f"{current.title} {nomination.code}",
        channel=str(channel),
    )  # fmt: skip
    return nomination


@transaction.atomic
def attach(*, by: Any, at: datetime, nomination: Nomination, evidence: Evidence) -> NominationEvidence:
    """Add a file that supports the nomination, once."""
    row, created = NominationEvidence.objects.get_or_create(nomination=nomination, evidence=evidence)
    if created:
        log(by=by, at=at, verb="awards.nomination.attach", target=nomination, summary=evidence.name)
    return row


@transaction.atomic
def accept(
    *,
    by: Any = None,
    at: datetime,
    nomination: Nomination,
    name: str,
    spouse_name: str = "",
    guardian: str = "",
    purposes: Iterable[Purpose] = (),
    channel: ConsentChannel = ConsentChannel.PHONE,
) -> Nomination:
    """The nominee accepts, and the spouse on record with them; `purposes` are what else they agree to. by: who enters it from paper, None for them.

    Each types their own name as it is on the list. Where only one of the two has accepted, the nomination waits for the other.
    """
    locked = _lock(nomination)
    if by is not None:
        refuse_if(policies.may_keep(by, locked.county_id))
    refuse_if(policies.may_accept(locked))
    spouse = queries.spouse_of(locked.person)
    if locked.stage == NominationStage.PROPOSED:
        if name and normalise_name(name) != locked.person.name_key:
            raise Refused(_("This is not the nominee's name. Type it as it stands above."), field="name")
        if spouse_name and (spouse is None or normalise_name(spouse_name) != spouse.name_key):
            raise Refused(_("This is not the spouse's name as it is on record."), field="spouse_name")
        if not name and not spouse_name:
            raise Refused(_("Type your name to accept."), field="name")
        if name and needs_guardian(locked.person.birth_year, local_day(at)) and not tidy(guardian):
            raise Refused(_("For a child under 14 a parent or guardian agrees first. Enter the guardian's name."), field="guardian")
        if name and locked.accepted_at is None:
            locked.accepted_at, locked.guardian = at, tidy(guardian)
        if spouse_name and locked.spouse_accepted_at is None:
            locked.spouse_accepted_at = at
        if locked.accepted_at and (spouse is None or locked.spouse_accepted_at):
            locked.stage = NOMINATION_MOVES.target("accept", locked.stage)
        locked.save()
        log(by=by, at=at, verb="awards.nomination.accept", target=locked, summary=locked.code)
    if name:
        for purpose in purposes:
            give_consent(
                by=by,
                at=at,
                person=locked.person,
                purpose=purpose,
                channel=channel,
                guardian=guardian,
                text_version=f"awards:{locked.round_id}",
            )
    return locked


@transaction.atomic
def decline(*, by: Any = None, at: datetime, nomination: Nomination) -> Nomination:
    """The nominee does not want it, or no longer; nobody asks why."""
    locked = _lock(nomination)
    if by is not None:
        refuse_if(policies.may_keep(by, locked.county_id))
    if locked.stage == NominationStage.DECLINED:
        return locked
    refuse_if(policies.may_decline(locked))
    return move(locked, NOMINATION_MOVES, by=by, at=at, verb="awards.nomination.decline", summary=locked.code)


@transaction.atomic
def withdraw_nomination(*, by: Any, at: datetime, nomination: Nomination, reason: str) -> Nomination:
    """Take a nomination out of the round, for a reason that stays on record: an objection upheld, a mistake, no acceptance in time."""
    locked = _lock(nomination)
    refuse_if(policies.may_withdraw(by, locked))
    locked.ended_reason = stated(reason, _("Say why the nomination is withdrawn."))
    return move(locked, NOMINATION_MOVES, by=by, at=at, verb="awards.nomination.withdraw", summary=locked.code, reason=locked.ended_reason)


@transaction.atomic
def give_clearance(
    *, by: Any, at: datetime, body: RoundBody, nomination: Nomination, agrees: bool, document: str, rule: str = ""
) -> Clearance:
    """A body's word on a nomination, once: it agrees, or it cites one of the version's exclusions, which excludes at once. No case details."""
    round_ = lock(nomination.round)
    seat = RoundBody.objects.select_related("organisation", "round").get(pk=body.pk, round=round_)
    refuse_if(policies.may_clear(by, seat))
    locked = _lock(nomination)
    given = Clearance.objects.filter(nomination=locked, organisation=seat.organisation).first()
    if given is not None:
        if (given.agrees, given.rule) == (agrees, tidy(rule)):
            return given
        raise Refused(_("%(body)s has given its word on this nomination already.") % {"body": seat.organisation.label}, code="twice")
    if locked.stage not in (NominationStage.ACCEPTED, NominationStage.EXCLUDED):
        raise Refused(_("This nomination is no candidate any more."), code="wrong_stage")
    document = stated(document, _("Enter the number of the document."), field="document")
    assert round_.version is not None
    if not agrees and tidy(rule) not in round_.version.exclusions:
        raise Refused(_("Choose the rule that excludes the nominee."), field="rule")
    clearance = Clearance.objects.create(
        nomination=locked,
        organisation=seat.organisation,
        agrees=agrees,
        document=document,
        rule="" if agrees else tidy(rule),
        given_at=at,
        given_by=by,
    )
    log(by=by, at=at, verb="awards.nomination.clear", target=locked, summary=f"{locked.code} {seat.organisation.label}", agrees=agrees)
    if not agrees and locked.stage == NominationStage.ACCEPTED:
        locked.stage = NOMINATION_MOVES.target("exclude", locked.stage)
        locked.save(update_fields=["stage"])
    return clearance


def _lock(nomination: Nomination) -> Nomination:
    return lock(nomination, "round__scheme", "person")
