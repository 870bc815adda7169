"""Who may do what with messages and letters, and when: a refusal sentence, or None."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.stages import wrong_stage
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import acts_for, holds
from jiafeng.ground.people.models import Person
from jiafeng.programme.drives.policies import may_enter, may_see, may_take_part, may_write_drive  # noqa: F401  # found here with the room's own
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive
from jiafeng.programme.letters.stages import MOVES, Stage


def may_send_letter_now(drive: MessageDrive, today: date) -> Any:
    """Whether the drive takes longer letters from people's own phones on a day."""
    if not drive.takes_letters:
        return _("This drive takes short messages. A longer letter can be handed to the county Federation.")
    return may_take_part(drive, today)


def may_moderate(user: Any, county_id: int | None = None) -> Any:
    """What is printed and shown is decided by the Federation's staff."""
    if not holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return _("Messages and letters are approved by the county Federation's staff.")
    return None


def may_decide(user: Any, sent: Message | FamilyLetter) -> Any:
    """A message or letter is approved or returned while it waits to be read."""
    return may_moderate(user, sent.county_id) or MOVES.refusal("approve", sent.stage)


def may_reconsider(user: Any, sent: Message | FamilyLetter) -> Any:
    return may_moderate(user, sent.county_id) or MOVES.refusal("reconsider", sent.stage)


def may_work_on(user: Any, message: Message) -> Any:
    """To note a consent, mend a cut-out or withdraw for somebody who asked: county staff, and the unit's coordinator."""
    if holds(user, Role.COUNTY_STAFF, county_id=message.county_id):
        return None
    if message.organisation is not None and acts_for(user, message.organisation):
        return None
    return _("This is done by the author, by county staff or by the unit's coordinator.")


def may_withdraw_message(user: Any, message: Message) -> Any:
    return may_work_on(user, message) or MOVES.refusal("withdraw", message.stage)


def may_cut(message: Message) -> Any:
    """The author mends what was cut out of their own photograph until somebody has read it."""
    return None if message.stage == Stage.RECEIVED and message.version.evidence is not None else wrong_stage(message.get_stage_display())


def may_keep_letters(user: Any, county_id: int) -> Any:
    """Family letters are entered by county staff and by coordinators for their unit's families."""
    if holds(user, Role.COUNTY_STAFF, county_id=county_id):
        return None
    if county_id in user.reach.home_county_ids and holds(user, Role.UNIT_COORDINATOR):
        return None
    return _("Family letters are entered by county staff and by the coordinators of units.")


def may_keep_letter_of(user: Any, person: Person) -> Any:
    if holds(user, Role.COUNTY_STAFF, county_id=person.county_id):
        return None
    if person.organisation is not None and acts_for(user, person.organisation):
        return None
    return _("You enter letters of your own unit's families. Hand this one to the county Federation.")


def may_withdraw_letter(user: Any, letter: FamilyLetter) -> Any:
    return works_on_letter(user, letter) or MOVES.refusal("withdraw", letter.stage)


def works_on_letter(user: Any, letter: FamilyLetter) -> Any:
    """Whoever withdraws a letter for an author who asked."""
    if holds(user, Role.COUNTY_STAFF, county_id=letter.county_id):
        return None
    if letter.organisation is not None and acts_for(user, letter.organisation):
        return None
    return _("A letter is withdrawn by county staff or by the unit's coordinator, when its author asks.")
