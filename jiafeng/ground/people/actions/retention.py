"""Retention: terms set by a county, and carried out."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.accounts.actions import expire_entries
from jiafeng.ground.people import holdings, policies
from jiafeng.ground.people.actions.erasing import erase_person
from jiafeng.ground.people.models import Consent, Merge, Person, RetentionRule, Roster
from jiafeng.ground.people.models.retention import MOST_MONTHS
from jiafeng.ground.people.queries import schedule
from jiafeng.ground.people.stages import RosterStage
from jiafeng.ground.records.actions import log
from jiafeng.ground.units.models import Region


@dataclass(frozen=True)
class Expired:
    """What a run found over its time."""

    term: holdings.Term
    rows: int


@transaction.atomic
def set_term(*, by: Any, at: datetime, county: Region, code: str, months: int) -> RetentionRule:
    """Keep one kind of record for so many months in this county, from now on."""
    refuse_if(policies.may_set_terms(by, county.pk))
    term = next((term for term in holdings.terms() if term.code == code and term.months is not None), None)
    if term is None:
        raise Refused(_("There is no such term to set."))
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(_("Give between 1 and %(most)s months.") % {"most": MOST_MONTHS}, field="months")
    rule, _created = RetentionRule.objects.update_or_create(county=county, code=code, defaults={"months": months})
    log(by=by, at=at, verb="people.retention.set", target=county, summary=f"{term.what}：{months}", county_code=county.code, term=code)
    return rule


def run_retention(*, by: Any, at: datetime, county: Region, dry_run: bool = False) -> list[Expired]:
    """Blank or delete what has been kept for its time, or with `dry_run` only count it. A term a transaction; repeated, it finds nothing."""
    found = []
    for kept in schedule(county):
        if kept.months is None or kept.term.expire is None:
            continue
        with transaction.atomic():
            rows = kept.term.expire(at=at, county=county, before=months_before(at, kept.months), dry_run=dry_run)
            if rows and not dry_run:
                log(
                    by=by, at=at, verb="people.retention.run", target=county, summary=f"{kept.term.what}：{rows}", county_code=county.code,
                    term=kept.term.code, rows=rows,
                )  # fmt: skip
        found.append(Expired(kept.term, rows))
    return found


def months_before(at: datetime, months: int) -> datetime:
    """The same day so many months ago; where that month is shorter, its last day."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def expire_people(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Erase who left the list so long ago."""
    gone = Person.objects.filter(county=county, left_at__lt=before, erased_at=None, merged_into=None).order_by("pk")
    if dry_run:
        return gone.count()
    people = list(gone)
    for person in people:
        erase_person(by=None, at=at, person=person, typed_name="", reason=_("The time for which it is kept is over."))
    return len(people)


def expire_consents(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Delete the nameless answers of those erased so long ago."""
    old = Consent.objects.filter(person__county=county, person__erased_at__lt=before)
    return old.count() if dry_run else old.delete()[0]


def expire_merges(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Empty the journals of old merges, which can then no longer be undone."""
    old = Merge.objects.filter(county=county, at__lt=before).exclude(journal=[])
    return old.count() if dry_run else old.update(journal=[])


def expire_rosters(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Delete the files that old rosters left: the rows to correct, and what was uploaded and never confirmed."""
    old = [
        roster
        for roster in Roster.objects.filter(county=county, uploaded_at__lt=before).exclude(stage=RosterStage.CONFIRMED)
        if any(name and default_storage.exists(name) for name in (roster.failed, roster.file))
    ]
    for roster in () if dry_run else old:
        for name in filter(None, (roster.failed, roster.file)):
            default_storage.delete(name)
    return len(old)


def expire_door(*, at: datetime, county: Region, before: datetime, dry_run: bool) -> int:
    """Delete old entries of the door's log."""
    return expire_entries(county_code=county.code, before=before, dry_run=dry_run)


TERMS = (
    holdings.Term(
        "accounts.door",
        gettext_lazy("The sign-in log: which account signed in or failed to, when, from which address and browser"),
        gettext_lazy("Misuse of an account is found by it; the law on network security asks for six months at least."),
        gettext_lazy("the sign-in"),
        12,
        expire_door,
    ),
    holdings.Term(
        "people.left",
        gettext_lazy("Entries of people who left the list: name, numbers, post, family"),
        gettext_lazy("The programme reaches cadres and their families by them."),
        gettext_lazy("leaving the list"),
        24,
        expire_people,
    ),
    holdings.Term(
        "people.consents",
        gettext_lazy("What somebody agreed to or withdrew, after the name was erased"),
        gettext_lazy("It proves that nothing was shown without consent."),
        gettext_lazy("the erasing of the entry"),
        36,
        expire_consents,
    ),
    holdings.Term(
        "people.rosters",
        gettext_lazy("Files of rosters: rows to correct, and what was never imported"),
        gettext_lazy("The office corrects its rows by them."),
        gettext_lazy("the upload"),
        3,
        expire_rosters,
    ),
    holdings.Term(
        "people.merges",
        gettext_lazy("What undoes a merge of two entries"),
        gettext_lazy("A mistake can be put right by it."),
        gettext_lazy("the merge"),
        12,
        expire_merges,
    ),
    holdings.Term(
        "people.list",
        gettext_lazy("Entries of people on the list, and what they took part in"),
        gettext_lazy("The programme reaches cadres and their families by them."),
        gettext_lazy("while they are on the list"),
    ),
    holdings.Term(
        "records.log",
        gettext_lazy("The action log: who did what to which record, when and why"),
        gettext_lazy("It holds everybody to account who handles personal data."),
        gettext_lazy("as long as the archive"),
    ),
    holdings.Term(
        "records.archive",
        gettext_lazy("Counts, issued bulletins and what they prove; names in them are masked"),
        gettext_lazy("They are the archive of the office's work. Whom they count may be erased; the count stands."),
        gettext_lazy("as long as the archive"),
    ),
)
