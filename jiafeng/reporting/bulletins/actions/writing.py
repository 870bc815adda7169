"""The text and its marks, until it is handed in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.queries import who_hold
from jiafeng.ground.records.actions import fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.library.calendars import local_day
from jiafeng.programme.pictures.queries import printed
from jiafeng.reporting.bulletins import policies
from jiafeng.reporting.bulletins.actions.telling import tell
from jiafeng.reporting.bulletins.models import Bulletin, BulletinTemplate, Mark, MarkKind
from jiafeng.reporting.bulletins.queries import Correction, checking, corrections, papers, prose
from jiafeng.reporting.bulletins.stages import MOVES
from jiafeng.reporting.figures.queries import reference

TEXTS = ("masthead", "title", "report_to", "send_to", "distribute_to")


@dataclass(frozen=True)
class MarkData:
    """What a mark is to rest on. A figure is written `code` or `code?parameter=id`; start and end replace the bulletin's own period."""

    kind: str
    figure: str = ""
    start: date | None = None
    end: date | None = None
    source: str = ""
    file: Evidence | None = None
    note: str = ""

    def tidied(self) -> MarkData:
        """Only what belongs to the kind, checked; raises Refused where the ground is not named."""
        if self.kind == MarkKind.FIGURE:
            if (self.start is None) != (self.end is None) or (self.start and self.end and self.start >= self.end):
                raise Refused(_("Give both days of a mark's own period, the first before the last; or leave both empty."))
            return replace(self, figure=str(reference(self.figure)), source="", file=None, note=tidy(self.note))
        if self.kind == MarkKind.CITED:
            if not tidy(self.source):
                raise Refused(_("Name the document that the number is cited from."))
            return MarkData(self.kind, source=tidy(self.source), file=self.file, note=tidy(self.note))
        return MarkData(MarkKind.NOT_CLAIM, note=tidy(self.note))


@dataclass(frozen=True)
class Binding:
    """Words of the text that get a new mark; `start` is where they stood in the plain text when the person saw them."""

    words: str
    ground: MarkData
    start: int = -1


def create(
    *,
    by: Any,
    at: datetime,
    key: UUID,
    county: Region,
    organisation: Organisation,
    masthead: str,
    title: str,
    start: date,
    end: date,
    body: str = "",
    report_to: str = "",
    send_to: str = "",
    distribute_to: str = "",
    copies: int | None = None,
    corrects: Bulletin | None = None,
    marks: Sequence[Binding] = (),
) -> Bulletin:
    """Start a bulletin of the county, issued by `organisation`, whose figures count `[start, end)`. The same key again returns the first."""
    refuse_if(policies.may_write(by, county.pk))
    if existing := Bulletin.objects.filter(key=key, author=by).first():
        return existing
    if organisation.county_id != county.pk:
        raise Refused(_("The issuer must be an organisation of this county."), field="organisation")
    if corrects is None:
        _refuse_future(at, end)
    texts = {"masthead": masthead, "title": title, "report_to": report_to, "send_to": send_to, "distribute_to": distribute_to}
    with transaction.atomic():
        bulletin = Bulletin(
            county=county,
            organisation=organisation,
            key=key,
            start=start,
            end=end,
            copies=copies,
            corrects=corrects,
            author=by,
            created_at=at,
        )
        _set_texts(bulletin, texts)
        bulletin.save()
        bulletin.writers.add(by)
        _write_body(bulletin, body, marks, {}, ())
        bulletin.save(update_fields=["body"])
        log(by=by, at=at, verb="bulletins.bulletin.create", target=bulletin)
    return bulletin


@transaction.atomic
def save(
    *,
    by: Any,
    at: datetime,
    bulletin: Bulletin,
    revision: int,
    body: str | None = None,
    bindings: Sequence[Binding] = (),
    marks: Mapping[int, MarkData] | None = None,
    unbind: Collection[int] = (),
    **fields: Any,
) -> Bulletin:
    """Change the text, its period or addressees (`fields`), rest marks on other grounds (`marks`), take marks off (`unbind`) and put new
    ones on (`bindings`). Raises Stale where somebody saved since `revision` was shown."""
    locked = lock(bulletin)
    refuse_if(policies.may_edit(by, locked))
    refuse_stale(locked, revision)
    before = {name: getattr(locked, name) for name in (*TEXTS, "body", "start", "end", "copies", "organisation_id")}
    _set_texts(locked, {name: fields.pop(name) for name in TEXTS if name in fields})
    for name, value in fields.items():
        setattr(locked, name, value)
    if locked.organisation.county_id != locked.county_id:
        raise Refused(_("The issuer must be an organisation of this county."), field="organisation")
    if locked.start >= locked.end:
        raise Refused(_("The first day of the period must not be after its last."), field="last")
    if locked.corrects_id is None:
        _refuse_future(at, locked.end)
    _write_body(locked, locked.body if body is None else body, bindings, marks or {}, unbind)
    locked.writers.add(by)
    changed = [name.removesuffix("_id") for name, value in before.items() if getattr(locked, name) != value]
    return put(locked, by=by, at=at, verb="bulletins.bulletin.save", changed=changed)


def bind(
    *, by: Any, at: datetime, bulletin: Bulletin, words: str, kind: str, figure: str = "", source: str = "", note: str = "", start: int = -1
) -> Bulletin:
    """Put one mark on `words` of the saved text: on a figure, on a cited document, or as no claim."""
    ground = MarkData(kind, figure=figure, source=source, note=note)
    return save(by=by, at=at, bulletin=bulletin, revision=bulletin.revision, bindings=[Binding(words, ground, start)])


@transaction.atomic
def submit(*, by: Any, at: datetime, bulletin: Bulletin, revision: int) -> Bulletin:
    """Hand the text in for approval: every claim is bound and agrees with its figure, and every character can be printed."""
    locked = lock(bulletin)
    refuse_if(policies.may_submit(by, locked))
    refuse_stale(locked, revision)
    if not locked.body:
        raise Refused(_("The bulletin has no text yet."), field="body")
    locked.marks.exclude(n__in=[marked.n for marked in prose.read(locked.body).marks]).delete()
    if locked.corrects_id is None:
        _refuse_future(at, max([locked.end, *filter(None, locked.marks.values_list("end", flat=True))]))
    locked.marks.update(confirmed_by=None)
    refuse_claims(check=checking.check_bulletin(locked))
    papers.refuse_unprintable(papers.document(locked, timezone.localdate(at), pictures=printed(locked.subject)))
    locked.submitted_by, locked.submitted_at, locked.return_reason = by, at, ""
    submitted = move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.submit")
    deciders = who_hold(Role.COUNTY_STAFF, Role.PARTNER_STAFF, day=local_day(at), county_id=locked.county_id)
    deciders -= {locked.author_id, *locked.writers.values_list("pk", flat=True)}
    tell(submitted, deciders, _l("A bulletin waits for your approval: %(title)s"), "review", by=by, at=at)
    return submitted


@transaction.atomic
def withdraw(*, by: Any, at: datetime, bulletin: Bulletin) -> Bulletin:
    """Take a text back that waits for approval, to change it."""
    locked = lock(bulletin)
    refuse_if(policies.may_withdraw(by, locked))
    return move(locked, MOVES, by=by, at=at, verb="bulletins.bulletin.withdraw")


@transaction.atomic
def save_template(
    *, by: Any, at: datetime, county: Region, template: BulletinTemplate | None = None, name: str, masthead: str, title: str, body: str
) -> BulletinTemplate:
    """Keep a text that new bulletins may begin with, or change it. Marks of a bulletin it is taken from do not come along."""
    refuse_if(policies.may_write(by, county.pk))
    row = lock(template) if template else BulletinTemplate(county=county)
    if BulletinTemplate.objects.filter(county=county, name=name).exclude(pk=row.pk).exists():
        raise Refused(_("There is a template of this name already."), field="name")
    fill(row, name=name, masthead=tidy(masthead), title=tidy(title), body=prose.read(prose.tidy(body)).text)
    return put(row, by=by, at=at, verb="bulletins.template.edit" if template else "bulletins.template.add")


@transaction.atomic
def remove_template(*, by: Any, at: datetime, template: BulletinTemplate) -> None:
    """Take a template away; bulletins that began with it keep their text."""
    row = lock(template)
    refuse_if(policies.may_write(by, row.county_id))
    log(by=by, at=at, verb="bulletins.template.remove", target=row)
    row.delete()


def correct(*, by: Any, at: datetime, bulletin: Bulletin, key: UUID) -> Bulletin:
    """Start the correction notice of an issued bulletin: each figure that was wrong, as it was issued and as it should have been."""
    refuse_if(policies.may_correct(by, bulletin))
    body, bindings = _correction_text(bulletin)
    return create(
        by=by,
        at=at,
        key=key,
        county=bulletin.county,
        organisation=bulletin.organisation,
        masthead=bulletin.masthead,
        title=_("Correction to “%(title)s”") % {"title": bulletin.title},
        start=bulletin.start,
        end=bulletin.end,
        body=body,
        report_to=bulletin.report_to,
        send_to=bulletin.send_to,
        distribute_to=bulletin.distribute_to,
        copies=bulletin.copies,
        corrects=bulletin,
        marks=bindings,
    )


def _correction_text(bulletin: Bulletin) -> tuple[str, list[Binding]]:
    """The notice's first text, with both numbers of each sentence already bound: the old one cited, the new one to its figure."""
    named = {
        "masthead": bulletin.masthead,
        "year": bulletin.year,
        "number": bulletin.number,
        "title": bulletin.title,
        "code": bulletin.code,
    }
    source = _("%(masthead)s %(year)s No. %(number)s, code %(code)s") % named
    text = [_("%(masthead)s %(year)s No. %(number)s, “%(title)s”, is corrected as follows.") % named]
    bindings: list[Binding] = []
    for found in corrections(list(bulletin.passports.select_related("bulletin").order_by("n"))):
        passport = found.passport
        old, new = f"{passport.value}{passport.unit}", f"{found.value}{passport.unit}"
        sentence = _("%(label)s: issued as {old}, after checking {new}.") % {"label": passport.label}
        at = sum(len(line) + 1 for line in text)
        first, second = sorted([("{old}", old), ("{new}", new)], key=lambda pair: sentence.index(pair[0]))
        place = at + sentence.index(first[0])
        sentence = sentence.replace(first[0], first[1])
        later = at + sentence.index(second[0])
        text.append(sentence.replace(second[0], second[1]))
        cited = MarkData(MarkKind.CITED, source=source)
        for start, (slot, words) in ((place, first), (later, second)):
            bindings.append(Binding(words, cited if slot == "{old}" else _corrected(found, source), start))
    return "\n".join(text), bindings


def _corrected(found: Correction, source: str) -> MarkData:
    """What the right number rests on: the figure where some period counts just that, else the frozen rows, as far as they still stand."""
    if found.end is not None:
        return MarkData(MarkKind.FIGURE, figure=found.passport.figure, start=found.passport.start, end=found.end)
    return MarkData(
        MarkKind.CITED, source=_("The records behind figure %(n)s of %(source)s, compared") % {"n": found.passport.n, "source": source}
    )


def _refuse_future(at: datetime, end: date) -> None:
    """A number of days that have not been yet would be wrong the day after."""
    today = timezone.localdate(at)
    if end > today + timedelta(days=1):
        raise Refused(_("The figures reach into the future. Let them end today or earlier."), field="last")


def _set_texts(bulletin: Bulletin, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        setattr(bulletin, name, tidy(text))
    for name in ("masthead", "title"):
        if not getattr(bulletin, name):
            raise Refused(_("Give the bulletin a masthead and a title."), field=name)


def _write_body(bulletin: Bulletin, body: str, bindings: Sequence[Binding], marks: Mapping[int, MarkData], unbind: Collection[int]) -> None:
    """Set the body, wrapping and unwrapping words, and bring the mark rows in line with it."""
    existing = {mark.n: mark for mark in bulletin.marks.all()}
    for n, ground in marks.items():
        if n in existing and n not in unbind:
            _put(existing[n], ground)
    body = prose.tidy(body)
    body = prose.TOKEN.sub(lambda found: found[1] if found[2].isdecimal() and int(found[2]) in unbind else found[0], body)
    used = {*existing, *(marked.n for marked in prose.read(body).marks)}

    def new_mark(ground: MarkData) -> int:
        n = max(used, default=0) + 1
        used.add(n)
        _put(Mark(bulletin=bulletin, n=n), ground)
        return n

    placed = [(binding, new_mark(binding.ground)) for binding in sorted(bindings, key=lambda binding: binding.start)]
    # From the end of the text to its start, so that no binding moves the place of the next.
    for binding, n in reversed(placed):
        body = prose.wrap(body, binding.start, binding.words, n)
    body = prose.number_tokens(body, lambda _words, ground: new_mark(MarkData(MarkKind.FIGURE, figure=ground)))
    prose.check_braces(body)
    bulletin.marks.filter(n__in=list(unbind)).delete()
    bulletin.body = body


def _put(mark: Mark, ground: MarkData) -> None:
    wanted = ground.tidied()
    for name in ("kind", "figure", "start", "end", "source", "file", "note"):
        setattr(mark, name, getattr(wanted, name))
    mark.confirmed_by = None
    mark.save()


def refuse_claims(*, check: checking.Check) -> None:
    """Raise Refused with every sentence of a check that did not pass."""
    if not check.passed:
        sentences = [re.sub(r"\s+", " ", finding.problem) for finding in check.problems]
        raise Refused("\n".join(sentences), field="body", code="claims")
