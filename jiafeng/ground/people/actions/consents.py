"""The ledger of consents: given, refused, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.people import policies, withdrawals
from jiafeng.ground.people.models import Consent, ConsentChannel, ConsentState, Person, Purpose
from jiafeng.ground.records.actions import lock, log


def give_consent(
    *, by: Any, at: datetime, person: Person, purpose: Purpose, channel: ConsentChannel, text_version: str = "", guardian: str = ""
) -> Consent:
    """Note that somebody agrees to a purpose, from now on; given already to the same text, it changes nothing and returns that answer.

    by: who enters it, None for the person. For a child under 14 a guardian agrees, whose name is asked (PIPL, article 31).
    """
    answer = Consent(purpose=purpose, given=True, channel=channel, text_version=text_version, guardian=tidy(guardian))
    return _answer(by=by, at=at, person=person, answer=answer, verb="people.consent.give")


def withdraw_consent(
    *, by: Any, at: datetime, person: Person, purpose: Purpose, channel: ConsentChannel, reason: str = "", guardian: str = ""
) -> Consent:
    """Note that somebody does not agree, or no longer does; also before anybody asked, so that a guardian's refusal is on record.

    What was shown for that purpose is gone from every page at once, and rooms take back what they derived; counts stay. Withdrawn
    already, it changes nothing. Nobody must give a reason; staff say who asked for it.
    """
    answer = Consent(purpose=purpose, given=False, channel=channel, guardian=tidy(guardian), reason=tidy(reason)[:200])
    return _answer(by=by, at=at, person=person, answer=answer, verb="people.consent.withdraw")


@transaction.atomic
def _answer(*, by: Any, at: datetime, person: Person, answer: Consent, verb: str) -> Consent:
    locked = lock(person)
    if by is not None:
        refuse_if(policies.may_note_consent(by, locked))
    if answer.given and policies.needs_guardian(locked.birth_year, timezone.localdate(at)) and not answer.guardian:
        raise Refused(_("For a child under 14 a parent or guardian agrees first. Enter the guardian's name."), field="guardian")
    state = ConsentState.objects.filter(person=locked, purpose=answer.purpose).select_related("consent").first()
    standing = state.consent if state else None
    if standing is not None and standing.given == answer.given and (not answer.given or standing.text_version == answer.text_version):
        return standing
    answer.person, answer.at, answer.by = locked, at, by if getattr(by, "pk", None) else None
    answer.save()
    ConsentState.objects.update_or_create(person=locked, purpose=answer.purpose, defaults={"given": answer.given, "consent": answer})
    log(
        by=by, at=at, verb=verb, target=locked, summary=f"{locked.name} · {answer.get_purpose_display()}" if by else "",
        reason=answer.reason, purpose=str(answer.purpose), channel=str(answer.channel),
    )  # fmt: skip
    if not answer.given:
        withdrawals.tell(at=at, person=locked, purpose=Purpose(answer.purpose))
    return answer
