"""What the room of paper sheets asks of a pledge drive: its numbered sheet, and what a row of it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds, home_membership
from jiafeng.ground.papers.queries import Printed, Row, Target
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.actions.signing import Outcome, enter_paper
from jiafeng.programme.pledges.models import PledgeDrive


class PledgeSheets:
    """The Owner (papers.queries.Owner) of pledge sheets. A sheet bears one version of the text, and whoever signed it signed that one."""

    kind = "pledge"
    fields: tuple[str, ...] = ("organisation", "phone", "relation", "cadre", "signed_on", "guardian", "show_name")

    def find(self, user: Any, pk: int) -> Target | None:
        drive = PledgeDrive.objects.visible_to(user).select_related("county", "organisation").filter(pk=pk).first()
        if drive is None:
            return None
        printed_for = drive.organisation
        if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, county_id=drive.county_id):
            seat = home_membership(user)
            printed_for = seat.organisation if seat else printed_for
        newest = drive.texts.first()
        return Target(
            self.kind,
            drive.pk,
            drive.title,
            drive.county,
            printed_for,
            reverse("pledges:drive", args=[drive.pk]),
            str(newest.version) if newest else "",
        )

    def may_print(self, user: Any, pk: int) -> Any:
        return policies.may_print_sheets(user, _drive(pk))

    def may_enter(self, user: Any, pk: int) -> Any:
        return policies.may_enter(user, _drive(pk))

    def printed(self, pk: int, version: str) -> Printed:
        drive = _drive(pk)
        text = drive.texts.filter(version=int(version)).first() if version else drive.texts.first()
        clauses = text.clauses if text else []
        return Printed(
            title=drive.title,
            lines=(_("We pledge:"), *(f"{place}. {clause}" for place, clause in enumerate(clauses, 1)), self._issuers(drive)),
            columns=(
                ("name", _("Name"), 22.0),
                ("organisation", _("Unit"), 34.0),
                ("cadre", _("Cadre and relation"), 28.0),
                ("phone", _("Mobile number"), 30.0),
                ("signature", _("Signature"), 36.0),
                ("signed_on", _("Date"), 20.0),
                ("tick", _("Name shown"), 10.0),
            ),
            note=_("Voluntary. Tick the last box if your name may be shown among the signers."),
            version=_("Version %(version)s") % {"version": version} if version else "",
        )

    @staticmethod
    def _issuers(drive: PledgeDrive) -> str:
        return "、".join(row.organisation.label for row in drive.issuer_rows.select_related("organisation"))

    def guests(self, user: Any, pk: int) -> Sequence[Person]:
        """A pledge sheet names nobody beforehand: who is asked to sign is kept nowhere."""
        return ()

    def day(self, pk: int) -> date | None:
        return None

    def passer_by(self, pk: int) -> str:
        return reverse("pledges:start", args=[_drive(pk).token])

    def record(self, *, by: Any, at: datetime, pk: int, person: Person, key: UUID, row: Row) -> str:
        signed = enter_paper(by=by, at=at, drive=_drive(pk), person=person, key=key, row=row)
        said = {"name": signed.pledge.person.name, "day": signed.pledge.signed_on}
        if signed.outcome == Outcome.SIGNED:
            return _("%(name)s is entered.") % said
        if signed.outcome == Outcome.JOINED:
            return _("%(name)s had signed by another channel; both are kept and counted once.") % said
        return _("%(name)s was entered from paper before (%(day)s); nothing was added.") % said


def _drive(pk: int) -> PledgeDrive:
    return PledgeDrive.objects.select_related("county", "organisation").get(pk=pk)
