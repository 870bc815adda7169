"""The plain signature by a personal link, in a read and a write: what a whole county may send in the same minute.

It does what `sign` does where nothing is unusual. Where anything is (an old text, a child, somebody who signed before), it does nothing and says
so, and the caller asks `sign`, which has a sentence for each. The two are held together by tests that play every case through both.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from jiafeng.common.rows import First, Row, Together, prepared
from jiafeng.common.text import normalise_name
from jiafeng.common.tokens import digest, reference
from jiafeng.ground.people.models import CadreRelation, Person, Proof
from jiafeng.ground.people.policies import needs_guardian
from jiafeng.ground.records.actions import entry
from jiafeng.library.calendars import local_day
from jiafeng.programme.pledges.actions.signing import CONSENT_BY, Signature, agree_to_show
from jiafeng.programme.pledges.models import Channel, DriveText, Pledge, PledgeLink, PledgeTrace, SignatureKind, mask_of
from jiafeng.programme.pledges.stages import DriveStage

_PHONE = Channel.PHONE.value
_SIGNATURE = Together(
    Row(Pledge, always={"channels": mask_of([Channel.PHONE])}),
    Row(PledgeTrace, named="pledge_id", always={"channel": _PHONE, "proof": Proof.LINK.value}),
    entry(verb="pledges.pledge.sign", target=Pledge, detail={"channel": _PHONE}),
)
_FAMILY = (CadreRelation.SPOUSE, CadreRelation.CHILD, CadreRelation.PARENT, CadreRelation.OTHER)


def _deciding(sought: str) -> QuerySet[PledgeLink, tuple[Any, ...]]:
    """Everything that decides about the link with a digest."""
    newest = DriveText.objects.filter(drive=OuterRef("drive")).order_by("-version")
    cadre = Person.objects.filter(household=OuterRef("person__household"), cadre_relation=CadreRelation.SELF, left_at=None).order_by("pk")
    return PledgeLink.objects.filter(digest=sought).values_list(
        "drive_id",
        "drive__county_id",
        "drive__county__code",
        "drive__stage",
        "drive__opens_on",
        "drive__closes_on",
        "person_id",
        "person__county_id",
        "person__organisation_id",
        "person__name",
        "person__birth_year",
        "person__cadre_relation",
        Subquery(newest.values("pk")[:1]),
        Subquery(cadre.values("name")[:1]),
    )


_found = First(_deciding)


def sign_at_once(*, at: datetime, token: str, text: int, key: UUID, signature: Signature, show_name: bool = False) -> bool:
    """Sign by a personal link: True where it made the pledge; False where nothing was done and `sign` should be asked.

    The INSERT decides who was first; there is no SELECT before it that could be out of date.
    """
    today = local_day(at)
    with _SIGNATURE.transaction(more=show_name), prepared() as cursor:
        found = _found(cursor, digest(token))
        if found is None:
            return False
        drive, county, code, stage, opens, closes, person, home, unit, name, born, relation, newest, cadre = found
        if stage != DriveStage.OPEN or not opens <= today < closes or newest != text or home != county:
            return False
        if needs_guardian(born, today):
            return False
        if signature.kind == SignatureKind.TYPED and normalise_name(signature.typed_name) != normalise_name(name):
            return False
        number = reference()
        pledge = _SIGNATURE.insert(
            cursor,
            {
                "county_id": county,
                "organisation_id": unit,
                "drive_id": drive,
                "text_id": newest,
                "person_id": person,
                "reference": number,
                "signed_on": today,
                "recorded_at": at,
                "relation": relation,
                "cadre": (cadre or "") if relation in _FAMILY else "",
            },
            {
                "county_id": county,
                "drive_id": drive,
                "key": key,
                "signed_on": today,
                "at": at,
                "kind": signature.kind.value,
                "strokes": signature.strokes,
                "typed_name": signature.typed_name,
            },
            {"at": at, "county_code": code, "summary": number},
        )
        if pledge is None:  # they signed before, or the key is another person's
            return False
        if show_name:
            whole = Pledge.objects.select_related("person", "text").get(pk=pledge)
            agree_to_show(by=None, at=at, pledge=whole, channel=CONSENT_BY[Channel.PHONE])
    return True
