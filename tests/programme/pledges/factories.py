"""A pledge drive, made by the same actions that users call."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from jiafeng.ground.papers.queries import Facts, Row
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges import actions
from jiafeng.programme.pledges.actions import Said, Signature, Signed
from jiafeng.programme.pledges.models import PledgeDrive, SignatureKind
from tests.programme.events.factories import NOW, Place

CLAUSES = ["常提醒,守底线。", "不收礼,不请托。", "勤俭持家,教好子女。"]
DRAWN = "300*150_100.100.200.305.400.350_600.200.800.900"
_numbers = count(1)


def drive(at: Place, *, opened: bool = True, **fields: Any) -> PledgeDrive:
    facts = {"title": f"示例承诺{next(_numbers)}", "opens_on": date(2026, 3, 1), "closes_on": date(2026, 4, 1), "issuers": [at.commission]}
    made = actions.create_drive(by=at.staff, at=NOW, county=at.county, organisation=at.federation, **{**facts, **fields})
    actions.publish_text(by=at.staff, at=NOW, drive=made, clauses=CLAUSES)
    return actions.open_drive(by=at.staff, at=NOW, drive=made) if opened else made


def typed(person: Person) -> Signature:
    return Signature(SignatureKind.TYPED, typed_name=person.name)


def sign(drive: PledgeDrive, person: Person, *, show_name: bool = False, guardian: str = "", **fields: Any) -> Signed:
    said = Said(guardian=guardian, show_name=show_name)
    facts = {"at": NOW, "text": drive.texts.first(), "key": uuid4(), "signature": typed(person), "said": said}
    return actions.sign(drive=drive, person=person, **{**facts, **fields})


def on_paper(
    at: Place, drive: PledgeDrive, person: Person, *, by: Any = None, sheet: str = "", evidence: Any = None, **facts: Any
) -> Signed:
    row = Row(Facts(**{"signed_on": date(2026, 3, 5), **facts}), sheet=sheet, evidence=evidence)
    return actions.enter_paper(by=by or at.staff, at=NOW, drive=drive, person=person, key=uuid4(), row=row)
