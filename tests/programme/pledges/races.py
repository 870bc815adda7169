"""Many signatures at the same moment, as in tests/programme/events/races.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from jiafeng.ground.people.actions.identifying import note_person
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges import actions, queries
from jiafeng.programme.pledges.actions import Signature
from jiafeng.programme.pledges.models import Channel, DriveText, Pledge, PledgeTrace, Proof, SignatureKind
from tests.programme.events.factories import NOW, person, place
from tests.programme.events.races import CLIENTS, at_once
from tests.programme.pledges.factories import drive, on_paper, sign


def one_person_on_two_channels() -> dict[str, Any]:
    here = place()
    call, signer = drive(here), person(here)
    outcomes = at_once([lambda: sign(call, signer).outcome.value, lambda: on_paper(here, call, signer).outcome.value] * (CLIENTS // 2))
    return {"outcomes": outcomes, "pledges": Pledge.objects.count(), "traces": PledgeTrace.objects.count()}


def one_key_many_times() -> dict[str, Any]:
    here = place()
    call, signer, key = drive(here), person(here), uuid4()
    outcomes = at_once([lambda: sign(call, signer, key=key).outcome.value] * CLIENTS)
    return {"outcomes": outcomes, "pledges": Pledge.objects.count(), "traces": PledgeTrace.objects.count()}


def many_people() -> dict[str, Any]:
    here = place()
    call = drive(here)
    people = [person(here) for _ in range(CLIENTS)]
    outcomes = at_once([lambda signer=signer: sign(call, signer).outcome.value for signer in people])  # type: ignore[misc]
    return {"outcomes": outcomes, "pledges": Pledge.objects.count(), "traces": PledgeTrace.objects.count()}


def one_stranger_on_two_phones() -> dict[str, Any]:
    here = place()
    who = {"by": None, "at": NOW, "county": here.county, "name": "示例王芳", "organisation": here.water, "phone": "13800138000"}
    outcomes = at_once([lambda: note_person(key=uuid4(), **who).name] * CLIENTS)  # type: ignore[arg-type]
    return {"outcomes": outcomes, "people": Person.objects.count()}


def two_new_texts() -> dict[str, Any]:
    here = place()
    call = drive(here)
    acts = [
        lambda n=n: actions.publish_text(by=here.staff, at=NOW, drive=call, clauses=[f"第{n}稿。"]).drive_id == call.pk  # type: ignore[misc]
        for n in range(4)
    ]
    outcomes = at_once(acts)
    return {"outcomes": outcomes, "versions": list(DriveText.objects.order_by("version").values_list("version", flat=True))}


CROWD = 50


def crowds(rounds: int) -> dict[str, Any]:
    """Fifty at a time for one person: by the short way and the long way of their link with the same key twice, on paper, on the tablet."""
    here = place()
    call = drive(here)
    text = call.texts.get()
    lost = []
    for _ in range(rounds):
        signer, key = person(here), uuid4()
        token = actions.make_link(by=here.staff, at=NOW, drive=call, person=signer)
        signature = Signature(SignatureKind.TYPED, typed_name=signer.name)

        def quickly(token: str = token, key: UUID = key, signature: Signature = signature) -> bool:
            return actions.sign_at_once(at=NOW, token=token, text=text.pk, key=key, signature=signature)

        acts: list[Callable[[], Any]] = [
            quickly,
            lambda signer=signer, key=key: sign(call, signer, key=key, proof=Proof.LINK).outcome,  # type: ignore[misc]
            lambda signer=signer: on_paper(here, call, signer).outcome,  # type: ignore[misc]
            lambda signer=signer: sign(call, signer, channel=Channel.KIOSK).outcome,  # type: ignore[misc]
            quickly,
        ]
        outcomes = at_once(acts * (CROWD // len(acts)))
        lost += [outcome for outcome in outcomes if outcome in ("lost", "refused")]
    adds_up = queries.reckon(call).adds_up and queries.reckon(call).total == rounds
    return {"pledges": Pledge.objects.count(), "traces": PledgeTrace.objects.count(), "lost": lost, "adds_up": adds_up}


ONCE = {"pledges": 1, "traces": 1}
RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "one person on two channels": (
        one_person_on_two_channels,
        {"outcomes": {"signed": 1, "joined": 1, "already": CLIENTS - 2}, "pledges": 1, "traces": 2},
    ),
    "one key many times": (one_key_many_times, {"outcomes": {"signed": CLIENTS}, **ONCE}),
    "many people": (many_people, {"outcomes": {"signed": CLIENTS}, "pledges": CLIENTS, "traces": CLIENTS}),
    "one stranger on two phones": (one_stranger_on_two_phones, {"outcomes": {"示例王芳": CLIENTS}, "people": 1}),
    "two new texts": (two_new_texts, {"outcomes": {"True": 4}, "versions": [1, 2, 3, 4, 5]}),
}
