"""What a room puts on the desk: what its user has to do, and what others have to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When, Window
from django.utils.translation import gettext as _

from jiafeng.common.scoping import Reach

# A room tells so many things one by one; what is beyond them is counted, and stands on one line with the way to all of them.
SHOWN = 20


@dataclass(frozen=True)
class Due:
    """One thing that somebody has to do: what, by which day (None = no deadline), since when, whose it is, and the one button, which names the act.

    mine: whether the user has to do it; what others have to do stands in a list of its own. number: how many things the line stands for, of which
    `late` are overdue and `now` are due today (counted from `due` where it is one).
    """

    room: Any
    icon: str
    what: Any
    detail: Any
    due: date | None
    url: str
    action: Any
    whose: Any = ""
    since: date | None = None
    mine: bool = True
    number: int = 1
    late: int = 0
    now: int = 0

    def days_left(self, today: date) -> int | None:
        return None if self.due is None else (self.due - today).days

    def overdue(self, today: date) -> int:
        """How many of its things are overdue."""
        return self.late if self.number > 1 else int(self.due is not None and self.due < today)

    def due_today(self, today: date) -> int:
        return self.now if self.number > 1 else int(self.due == today)


Source = Callable[[Any, datetime], list[Due]]
sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let a room tell what is due (user, at → list), from its AppConfig.ready; the same source twice stands once."""
    if source not in sources:
        sources.append(source)


def at_home(reach: Reach, column: str) -> Q:
    """Whether the organisation in that column is one in which the user holds a role."""
    return Q(**{f"{column}__in": [*reach.home_organisation_ids, 0]})  # never empty: Django would leave the condition out


def counted(rows: QuerySet[Any], day: str = "", today: date | None = None, mine: Q | None = None) -> QuerySet[Any]:
    """The first rows, each with how many there are in all and, by the day in the column `day`, how many of them are overdue and due today.

    mine: which of them the user has to do, where others have to do the rest; `is_mine` says it of each row, and they come first.
    It is still one question: the numbers are counted over what the limit then cuts.
    """

    def number(*conditions: Q) -> Window:
        whole = Q(*conditions, *([mine] if mine is not None else []))
        return Window(Count("pk", filter=whole) if whole else Count("pk"))

    if mine is not None:
        rows = rows.annotate(is_mine=Case(When(mine, then=True), default=False, output_field=BooleanField()), of_all=Window(Count("pk")))
        rows = rows.order_by("-is_mine", *rows.query.order_by)
    if day:
        rows = rows.annotate(of_late=number(Q(**{f"{day}__lt": today})), of_now=number(Q(**{day: today})))
    return rows.annotate(of_mine=number())[:SHOWN]


def told(rows: Iterable[Any], tell: Callable[[Any], Due], today: date, url: str = "") -> list[Due]:
    """What `tell` makes of rows that were `counted`, and a line for what is beyond them, which leads to all of it (`url`)."""
    rows = list(rows)
    found = [tell(row) for row in rows]
    if not rows:
        return found
    first = rows[0]
    side = [item for item in found if not hasattr(first, "is_mine") or item.mine]  # those that the numbers are of
    unseen, unseen_others = first.of_mine - len(side), getattr(first, "of_all", first.of_mine) - first.of_mine - len(found) + len(side)
    if unseen > 0:
        late = getattr(first, "of_late", 0) - sum(item.overdue(today) for item in side)
        now = getattr(first, "of_now", 0) - sum(item.due_today(today) for item in side)
        found.append(_beyond(side[-1], unseen, url, late=late, now=now))
    if unseen_others > 0:
        found.append(_beyond(found[-1], unseen_others, url, mine=False))
    return found


def _beyond(like: Due, number: int, url: str, **more: Any) -> Due:
    what = _("%(count)s more: %(act)s") % {"count": number, "act": like.action}
    return replace(like, what=what, detail="", url=url or like.url, action=_("See all"), whose="", since=None, number=number, **more)
