"""What the room of paper sheets asks of a gathering: its sign-in sheet, and what a row of it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiafeng.ground.papers.queries import Printed, Row, Target
from jiafeng.ground.people.models import Person
from jiafeng.programme.events import policies, queries
from jiafeng.programme.events.actions.door import Outcome, enter_paper
from jiafeng.programme.events.models import Event


class SignInSheets:
    """The Owner (papers.queries.Owner) of sign-in sheets."""

    kind = "signin"
    fields: tuple[str, ...] = ("organisation", "phone")

    def find(self, user: Any, pk: int) -> Target | None:
        event = Event.objects.visible_to(user).select_related("county", "organisation").filter(pk=pk).first()
        if event is None:
            return None
        return Target(self.kind, event.pk, event.title, event.county, event.organisation, reverse("events:event", args=[event.pk]))

    def may_print(self, user: Any, pk: int) -> Any:
        event = _event(pk)
        return policies.may_write_event(user, event)

    def may_enter(self, user: Any, pk: int) -> Any:
        return policies.may_enter_paper(user, _event(pk))

    def printed(self, pk: int, version: str) -> Printed:
        event = _event(pk)
        when = date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")
        facts = ((_("When"), when), (_("Place"), event.place), (_("Host"), event.organisation.name))
        columns = (
            ("name", _("Name"), 26.0),
            ("organisation", _("Unit"), 54.0),
            ("phone", _("Mobile number"), 36.0),
            ("signature", _("Signature"), 64.0),
        )
        return Printed(
            title=_("%(title)s: sign-in sheet") % {"title": event.title},
            lines=tuple(f"{label}：{value}" for label, value in facts),
            columns=columns,
            note=_("Whoever is not on the list writes name and unit into a blank row."),
        )

    def guests(self, user: Any, pk: int) -> Sequence[Person]:
        """Those invited, so that they only need to sign. Rows left blank are forgotten when the sheet is read: nobody learns who stayed away."""
        event = _event(pk)
        if policies.may_read_people(user, event):
            return ()
        return [row.person for row in queries.invitations_for(user, event)]

    def day(self, pk: int) -> date | None:
        return None

    def passer_by(self, pk: int) -> str:
        return ""

    def record(self, *, by: Any, at: datetime, pk: int, person: Person, key: UUID, row: Row) -> str:
        signed = enter_paper(by=by, at=at, event=_event(pk), person=person, key=key, row=row)
        said = {"name": signed.attendance.person.name}
        if signed.outcome == Outcome.ACCEPTED:
            return _("%(name)s is entered.") % said
        return _("%(name)s was signed in before; each person counts once.") % said


def _event(pk: int) -> Event:
    return Event.objects.select_related("county", "organisation").get(pk=pk)
