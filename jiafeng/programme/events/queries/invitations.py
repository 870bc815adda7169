"""Reads over who is invited: replies, the waiting list, seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from jiafeng.common.moments import at_moment, moment_of
from jiafeng.common.text import normalise_name
from jiafeng.ground.links.queries import by_token
from jiafeng.ground.people.models import Person, Purpose, SavedList
from jiafeng.ground.people.queries import consented, matching, named, people_for
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.programme.events.models import Attendance, Event, Invitation, Reply, Seat


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a personal link."""
    return by_token(Invitation.objects.select_related("event__county", "event__organisation", "person__organisation"), token)


def invitations_for(user: Any, event: Event) -> QuerySet[Invitation]:
    """Those invited, by number; never beside them whether they came, because the gaps would list who stayed away."""
    return Invitation.objects.visible_to(user).filter(event=event).select_related("person__organisation", "event").order_by("number")


def people_to_invite(user: Any, event: Event, words: str, unit: Organisation | None, saved: SavedList | None = None) -> QuerySet[Person]:
    """People within the user's reach who are not invited yet; of a list by criteria as it stands on the day of the gathering."""
    people = people_for(user).present().filter(county=event.county_id)
    if words:
        people = named(people, words)
    if saved is not None:
        people = people.filter(pk__in=matching(saved.criteria, event.county, local_day(event.starts_at)).values("pk"))
    if unit is not None:
        people = people.filter(organisation=unit)
    return people.exclude(pk__in=event.invitations.values("person"))


def seats_taken(event: Event) -> int:
    """Seats promised or filled: people who answered that they come, with their companions, and those signed in without having said so."""
    promised = Invitation.objects.filter(event=event, reply=Reply.YES)
    seats = promised.aggregate(seats=Coalesce(Sum(F("companions") + 1), 0))["seats"]
    unannounced = Attendance.objects.filter(event=event).exclude(person__in=promised.values("person"))
    return int(seats) + unannounced.count()


def waiting(event: Event) -> int:
    """The seats for which people wait."""
    rows = Invitation.objects.filter(event=event, reply=Reply.WAIT)
    return int(rows.aggregate(seats=Coalesce(Sum(F("companions") + 1), 0))["seats"])


def place_in_line(invitation: Invitation) -> int:
    """1 for whoever gets the next free seat."""
    before = Q(waiting_since__lt=invitation.waiting_since) | Q(waiting_since=invitation.waiting_since, pk__lt=invitation.pk)
    return 1 + Invitation.objects.filter(before, event=invitation.event_id, reply=Reply.WAIT).count()


def seats_of(event: Event) -> QuerySet[Seat]:
    """The seats of the hall in order, with their guests."""
    return event.seats.select_related("invitation__person__organisation").order_by("place")


def invited_person(event: Event, number: int, name: str) -> Person | None:
    """Whoever the invitation of this number is for, where the name is theirs."""
    found = Invitation.objects.filter(event=event, number=number).select_related("person").first()
    return found.person if found is not None and found.person.name_key == normalise_name(name) else None


def reachable() -> Q:
    """Invitations of people who agreed to be contacted and whose number takes text messages."""
    return Q(consented(Purpose.CONTACT)) & ~Q(person__phone="")


def can_be_texted(invitation: Invitation) -> bool:
    return Invitation.objects.filter(reachable(), pk=invitation.pk).exists()


def invited_together(event: Event, moment: int) -> QuerySet[Invitation]:
    """The invitations made at one press; none where the number is no moment."""
    at = at_moment(moment)
    return Invitation.objects.none() if at is None else Invitation.objects.filter(event=event, invited_at=at)


def untouched(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Of these, those that nobody answered, that were not sent or reminded of, that have no seat and whose people have not come."""
    came = Attendance.objects.filter(event=OuterRef("event"), person=OuterRef("person"))
    return invitations.filter(reply="", texted_at=None, reminded_at=None, seats=None).exclude(Exists(came))


@dataclass(frozen=True)
class Invited:
    """People invited at one press: how many of the invitations can still be taken back."""

    moment: int
    number: int


def latest_invited(event: Event) -> Invited | None:
    """The latest press whose invitations can be taken back."""
    of_event = Invitation.objects.filter(event=event)
    newest = of_event.order_by("-invited_at").values("invited_at")[:1]
    together = untouched(of_event.filter(invited_at=Subquery(newest)))
    found = together.values_list("invited_at").annotate(Count("pk")).order_by("invited_at").first()
    return Invited(moment_of(found[0]), found[1]) if found else None


def to_text(event: Event) -> QuerySet[Invitation]:
    """Those who are sent their link when it is asked for now: reachable, and not texted before."""
    return Invitation.objects.filter(event=event, texted_at=None).filter(reachable())


def to_remind(event: Event) -> QuerySet[Invitation]:
    """Those who said that they come, or may, and were not reminded yet."""
    return (
        Invitation.objects.filter(event=event, reply__in=[Reply.YES, Reply.MAYBE], reminded_at=None)
        .select_related("event__organisation", "event__county", "person__organisation")
        .order_by("number")
    )


def to_call(user: Any, event: Event) -> QuerySet[Invitation]:
    """Those to remind who cannot be texted: the list for the telephone."""
    return to_remind(event).filter(pk__in=Invitation.objects.visible_to(user)).exclude(reachable())
