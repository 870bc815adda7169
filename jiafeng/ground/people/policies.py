"""Who may do what with people: a refusal sentence, or None."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.people.models import Merge, Person
from jiafeng.ground.units.models import Organisation


def sees_people(user: Any) -> Any:
    """The list of people is read by the county's and partners' staff, the auditor, and coordinators for their own unit."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, Role.UNIT_COORDINATOR):
        return _("The list of people is not part of your role.")
    return None


def covers_county(user: Any, county_id: int) -> bool:
    """Whether the user keeps the whole county's list."""
    return holds(user, Role.COUNTY_STAFF, county_id=county_id)


def may_add(user: Any, county_id: int | None = None) -> Any:
    """People are added by county staff, and by coordinators to their own unit; without a county: in any."""
    if not holds(user, Role.COUNTY_STAFF, Role.UNIT_COORDINATOR, county_id=county_id):
        return _("People are added by county staff and by the coordinator of their unit.")
    return None


def may_add_to(user: Any, county_id: int, organisation: Organisation | None) -> Any:
    """As `may_add`, into this unit (None: no unit, which only county staff may choose)."""
    if covers_county(user, county_id):
        return None
    if organisation is None or organisation.county_id != county_id or not acts_for(user, organisation):
        return may_add(user, county_id) or _("You keep the list of your own unit. Choose it, or a unit below it.")
    return None


def may_import(user: Any, county_id: int | None = None) -> Any:
    """Rosters are imported by those who may add people."""
    return may_add(user, county_id)


def may_edit(user: Any, person: Person) -> Any:
    """A person is edited by those who keep the list of their unit."""
    if covers_county(user, person.county_id):
        return None
    if person.organisation is not None and person.organisation.county_id == person.county_id and acts_for(user, person.organisation):
        return None
    return _("This person is kept by county staff and by the coordinator of their unit.")


def may_reveal_phone(user: Any, person: Person) -> Any:
    """A whole telephone number is shown to those who call people: the keepers of the list. Each showing is logged with its reason."""
    if not person.phone:
        return _("There is no telephone number on record.")
    return may_edit(user, person)


def may_reveal_id_number(user: Any, person: Person) -> Any:
    """A whole identity number is shown to county staff alone, who check certificates by it."""
    if not person.id_number:
        return _("There is no identity number on record.")
    if not covers_county(user, person.county_id):
        return _("A whole identity number is shown to county staff only.")
    return None


CHILD_UNTIL = 14


def needs_guardian(birth_year: int | None, on: date) -> bool:
    """Whether the person may be under 14 on a day, as far as the year of birth tells; then a guardian agrees (PIPL, articles 28 and 31)."""
    return birth_year is not None and on.year - birth_year <= CHILD_UNTIL


def may_note_consent(user: Any, person: Person) -> Any:
    """What somebody agrees to is noted for them by county staff and coordinators, who say how it reached them."""
    if not holds(user, Role.COUNTY_STAFF, Role.UNIT_COORDINATOR, county_id=person.county_id):
        return _("What somebody agrees to is noted by county staff and by the coordinator of their unit.")
    return None


def may_keep_lists(user: Any, county_id: int) -> Any:
    """Lists by criteria are made and changed by county staff; whoever reads the list of people uses them."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Lists by criteria are kept by county staff.")
    return None


def may_merge(user: Any, person: Person) -> Any:
    """Two entries are made one by county staff, who see both units'; nobody is merged twice, and nobody who was erased."""
    if not covers_county(user, person.county_id):
        return _("Entries are merged by county staff.")
    if person.merged_into_id is not None:
        return not_now(_("One of the two was merged already. Open the entry that stands."))
    if person.erased_at is not None:
        return not_now(_("One of the two was erased. There is nothing left to merge."))
    return None


def may_undo_merge(user: Any, merge: Merge) -> Any:
    """A merge is undone by county staff, the latest of an entry first."""
    if not covers_county(user, merge.county_id):
        return _("Entries are merged by county staff.")
    if merge.kept.merged_into_id is not None:
        return not_now(_("The entry that stood was itself merged later. Undo that first."))
    if merge.kept.erased_at is not None:
        return not_now(_("The person's data were erased since; nothing can be parted any more."))
    return None


def may_export_person(user: Any, person: Person) -> Any:
    """Everything that is held on one person is given out, at their request, by county staff."""
    if not covers_county(user, person.county_id):
        return _("What is held on a person is given out by county staff.")
    return None


def may_erase(user: Any, person: Person) -> Any:
    """A person is erased, at their request or when the time is over, by county staff."""
    if not covers_county(user, person.county_id):
        return _("People are erased by county staff.")
    if person.erased_at is not None:
        return not_now(_("This person has been erased already."))
    if person.merged_into_id is not None:
        return not_now(_("This entry was merged into another. Open the entry that stands."))
    return None


def may_export_numbers(user: Any, county_id: int) -> Any:
    """Lists with whole telephone numbers are taken out by county staff, who call people; each time is logged with its reason."""
    if not covers_county(user, county_id):
        return _("A list with whole numbers is taken out by county staff only.")
    return None


def may_see_terms(user: Any) -> Any:
    """How long everything is kept is read by whoever reads the list of people, and by the administrator."""
    return None if holds(user, Role.ADMINISTRATOR) else sees_people(user)


def may_set_terms(user: Any, county_id: int) -> Any:
    """Terms are set by county staff."""
    if not covers_county(user, county_id):
        return _("How long records are kept is set by county staff.")
    return None
