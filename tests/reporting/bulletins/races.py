"""Two people at the same moment. Each function plays one race on the current database and returns what is left, as JSON can carry it.

On PostgreSQL the tests call them in their own process; on SQLite, whose tests live in memory, in a process on a data folder of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from jiafeng.common.refusals import Refused
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin, Passport
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts at the same moment, each on its own connection; what became of each: its result or the class of its refusal."""
    gate = threading.Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(index: int) -> None:
        try:
            gate.wait(timeout=20)
            outcomes[index] = str(acts[index]())
        except Refused as refused:
            outcomes[index] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def two_approvers() -> dict[str, Any]:
    author, one, two = factories.user(), factories.user(), factories.user()
    factories.lines(6)
    waiting = factories.submitted(author)

    def approve(by: Any) -> Callable[[], str]:
        return lambda: actions.approve(by=by, at=AT, bulletin=waiting, revision=waiting.revision, confirmed=[]).stage

    outcomes = at_once(approve(one), approve(two))
    waiting.refresh_from_db()
    winner = [one.pk, two.pk][outcomes.index("approved")]
    return {"outcomes": sorted(outcomes), "kept": waiting.approved_by_id == winner}


def two_savers() -> dict[str, Any]:
    author, colleague = factories.user(), factories.user()
    draft = factories.bulletin(author, "示例。")

    def save(by: Any, title: str) -> Callable[[], str]:
        return lambda: actions.save(by=by, at=AT, bulletin=draft, revision=1, title=title).title

    outcomes = at_once(save(author, "甲"), save(colleague, "乙"))
    draft.refresh_from_db()
    return {"stale": outcomes.count("Stale"), "kept": draft.title in outcomes, "revision": draft.revision}


def two_presses() -> dict[str, Any]:
    """One bulletin, the button pressed twice."""
    author, approver = factories.user(), factories.user()
    factories.lines(6)
    approved = factories.approved(author, approver)

    def press() -> str:
        return str(actions.issue(by=author, at=AT, bulletin=approved).code)

    codes = at_once(press, press)
    kept = Bulletin.objects.get(pk=approved.pk)
    return {"same": set(codes) == {kept.code}, "number": kept.number, "passports": Passport.objects.filter(bulletin=approved).count()}


def two_bulletins() -> dict[str, Any]:
    """Two bulletins of one masthead take their numbers."""
    author, approver = factories.user(), factories.user()
    factories.lines(6)
    approved = [factories.approved(author, approver) for _time in range(2)]

    def begin(each: Bulletin) -> Callable[[], str]:
        return lambda: str(actions.begin_issue(by=author, at=AT, bulletin=each).number)

    return {"numbers": sorted(at_once(*(begin(each) for each in approved)))}


RACES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "two_approvers": (two_approvers, {"outcomes": ["Refused", "approved"], "kept": True}),
    "two_savers": (two_savers, {"stale": 1, "kept": True, "revision": 2}),
    "two_presses": (two_presses, {"same": True, "number": 1, "passports": 1}),
    "two_bulletins": (two_bulletins, {"numbers": ["1", "2"]}),
}
