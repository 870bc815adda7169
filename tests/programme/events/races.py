"""Many at the same moment. Each function plays one race on the current database and returns what is left, as JSON can carry it.

On PostgreSQL the tests call them in their own process; on SQLite, whose tests live in memory, in a process on a data folder of its own.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.models import Person
from jiafeng.programme.events import actions, queries
from jiafeng.programme.events.models import Attendance, AttendanceTrace, Invitation
from tests.programme.events.factories import NOW, event, person, place

# 50 clients, as the measurement of record has them, where JIAFENG_ROUNDS asks for it.
ROUNDS = int(os.environ.get("JIAFENG_ROUNDS", "1"))
CLIENTS = 50 if ROUNDS > 1 else 16


def at_once(acts: list[Callable[[], Any]]) -> dict[str, int]:
    """Run the acts at the same moment, each on its own connection; how many came to which result, or were refused."""
    gate = threading.Barrier(len(acts))
    outcomes = ["lost"] * len(acts)

    def run(index: int) -> None:
        try:
            gate.wait(timeout=20)
            outcomes[index] = str(acts[index]())
        except Refused:
            outcomes[index] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return dict(Counter(outcomes))


def the_last_seat_by_reply() -> dict[str, Any]:
    here = place()
    gathering = event(here, capacity=1)
    cards = actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here) for _ in range(CLIENTS)])
    outcomes = at_once([lambda card=card: actions.reply(at=NOW, invitation=card, answer="yes").reply for card in cards])  # type: ignore[misc]
    return {"outcomes": outcomes, "promised": Invitation.objects.filter(reply="yes").count(), "taken": queries.seats_taken(gathering)}


def the_last_seat_at_the_door() -> dict[str, Any]:
    here = place()
    gathering = event(here, capacity=3)

    def come(guest: Any) -> Callable[[], str]:
        return lambda: actions.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=uuid4()).outcome.value

    outcomes = at_once([come(person(here)) for _ in range(CLIENTS)])
    return {"outcomes": outcomes, "came": Attendance.objects.count(), "traces": AttendanceTrace.objects.count()}


def one_person_on_two_channels() -> dict[str, Any]:
    here = place()
    gathering, guest = event(here), person(here)
    token = actions.invite(by=here.staff, at=NOW, event=gathering, people=[guest])[0].token

    def by_list() -> str:
        return actions.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=uuid4()).outcome.value

    def by_code() -> str:
        return actions.sign_in_by_code(by=here.staff, at=NOW, event=gathering, code=token, key=uuid4()).outcome.value

    outcomes = at_once([by_list, by_code] * (CLIENTS // 2))
    return {"outcomes": outcomes, "came": Attendance.objects.count(), "traces": AttendanceTrace.objects.count()}


def one_key_many_times() -> dict[str, Any]:
    here = place()
    gathering, guest, key = event(here), person(here), uuid4()
    act = lambda: actions.sign_in(by=here.staff, at=NOW, event=gathering, person=guest, key=key).outcome.value  # noqa: E731
    outcomes = at_once([act] * CLIENTS)
    return {"outcomes": outcomes, "came": Attendance.objects.count(), "traces": AttendanceTrace.objects.count()}


def the_last_seat_by_phone() -> dict[str, Any]:
    """Phones of the door and answers at home at once: seats are neither promised nor filled beyond what there is."""
    here = place()
    gathering = event(here, capacity=2)
    cards = actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here) for _ in range(CLIENTS)])
    token = actions.add_device(by=here.staff, at=NOW, event=gathering)[1]

    def scan(card: Invitation) -> Callable[[], str]:
        return lambda: "in" if actions.phone_sign_in(token=token, at=NOW, code=card.token, key=uuid4()) else "lost"

    def answer(card: Invitation) -> Callable[[], str]:
        return lambda: "in" if actions.reply(at=NOW, invitation=card, answer="yes") else "lost"

    outcomes = at_once([scan(card) if number % 2 else answer(card) for number, card in enumerate(cards)])
    return {"outcomes": outcomes, "taken": queries.seats_taken(gathering)}


def one_sign_in_from_two_phones() -> dict[str, Any]:
    """Every client scans the same guest, half of them with each phone."""
    here = place()
    gathering, guest = event(here), person(here)
    token = actions.invite(by=here.staff, at=NOW, event=gathering, people=[guest])[0].token
    phones = [actions.add_device(by=here.staff, at=NOW, event=gathering)[1] for _ in range(2)]

    def scan(phone: str) -> Callable[[], str]:
        return lambda: "answered" if actions.phone_sign_in(token=phone, at=NOW, code=token, key=uuid4()) else "lost"

    outcomes = at_once([scan(phone) for phone in phones * (CLIENTS // 2)])
    return {"outcomes": outcomes, "came": Attendance.objects.count(), "traces": AttendanceTrace.objects.count()}


def one_walk_in_sent_many_times() -> dict[str, Any]:
    """Two phones recorded the same walk-in without network, and each sends its record over and over."""
    here = place()
    gathering = event(here)
    phones = [actions.device_by_token(actions.add_device(by=here.staff, at=NOW, event=gathering)[1]) for _ in range(2)]
    records = [actions.Scan(uuid4(), "", NOW, actions.WalkIn("示例来客", here.water, "13800138000")) for _ in phones]

    def send(number: int) -> Callable[[], str]:
        def act() -> str:
            (answer,) = actions.sync_scans(device=phones[number], at=NOW, offset=timedelta(0), scans=[records[number]])
            return "answered" if answer.signed else "refused"

        return act

    outcomes = at_once([send(number % 2) for number in range(CLIENTS)])
    known = Person.objects.filter(name="示例来客").count()
    return {"outcomes": outcomes, "known": known, "came": Attendance.objects.count(), "traces": AttendanceTrace.objects.count()}


def the_waiting_list() -> dict[str, Any]:
    """Everybody who has a seat gives it back at once: exactly as many move up, in the order in which they began to wait."""
    here = place()
    gathering = event(here, capacity=CLIENTS // 2)
    cards = actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here) for _ in range(CLIENTS)])
    for minutes, card in enumerate(cards):
        answer = "yes" if minutes < CLIENTS // 2 else "wait"
        actions.reply(at=NOW + timedelta(seconds=minutes), invitation=card, answer=answer)
    outcomes = at_once([lambda card=card: actions.reply(at=NOW, invitation=card, answer="no").reply for card in cards[: CLIENTS // 2]])  # type: ignore[misc]
    return {"outcomes": outcomes, "taken": queries.seats_taken(gathering), "wait": Invitation.objects.filter(reply="wait").count()}


def the_last_places_on_the_portal() -> dict[str, Any]:
    """Families sign up, each twice with one form, while invited guests answer and a seat is given back: no seat twice, nobody lost."""
    here = place()
    gathering = event(here, capacity=CLIENTS // 4, access="open")
    cards = actions.invite(by=here.staff, at=NOW, event=gathering, people=[person(here) for _ in range(CLIENTS // 4)])
    actions.reply(at=NOW, invitation=cards[0], answer="yes")

    def join(number: int) -> Callable[[], str]:
        said = actions.SignUp(actions.WalkIn(f"示例家庭{number}", here.water, f"139{number:08d}"), proved=True)
        key = UUID(int=number + 1)
        return lambda: "on the list" if actions.sign_up(at=NOW, event=gathering, said=said, key=key).reply in ("yes", "wait") else "lost"

    def answer(card: Invitation, word: str) -> Callable[[], str]:
        return lambda: "answered" if actions.reply(at=NOW, invitation=card, answer=word) else "lost"

    families = [join(number // 2) for number in range(CLIENTS)]
    at_once([*families, answer(cards[0], "no"), *(answer(card, "yes") for card in cards[1:])])
    listed = Invitation.objects.exclude(key=None)
    return {
        "families": listed.count(),
        "people": Person.objects.filter(name__startswith="示例家庭").count(),
        "taken": queries.seats_taken(gathering),
        "undecided": listed.exclude(reply__in=("yes", "wait")).count(),
    }


RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "the last seat by reply": (the_last_seat_by_reply, {"outcomes": {"yes": 1, "refused": CLIENTS - 1}, "promised": 1, "taken": 1}),
    "the last seat at the door": (the_last_seat_at_the_door, {"outcomes": {"accepted": 3, "refused": CLIENTS - 3}, "came": 3, "traces": 3}),
    "one person on two channels": (
        one_person_on_two_channels,
        {"outcomes": {"accepted": 1, "already": CLIENTS - 1}, "came": 1, "traces": 2},
    ),
    "the last seat by phone": (the_last_seat_by_phone, {"outcomes": {"in": 2, "refused": CLIENTS - 2}, "taken": 2}),
    "one sign-in from two phones": (one_sign_in_from_two_phones, {"outcomes": {"answered": CLIENTS}, "came": 1, "traces": 2}),
    "one walk-in sent many times": (
        one_walk_in_sent_many_times,
        {"outcomes": {"answered": CLIENTS}, "known": 1, "came": 1, "traces": 2},
    ),
    "the last places on the portal": (
        the_last_places_on_the_portal,
        {"families": CLIENTS // 2, "people": CLIENTS // 2, "taken": CLIENTS // 4, "undecided": 0},
    ),
    "the waiting list": (the_waiting_list, {"outcomes": {"no": CLIENTS // 2}, "taken": CLIENTS // 2, "wait": 0}),
    "one key many times": (one_key_many_times, {"outcomes": {"accepted": CLIENTS}, "came": 1, "traces": 1}),
}
