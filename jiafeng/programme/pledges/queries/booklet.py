"""The booklet of a drive's pledges, built part by part so that ten thousand take no more memory than a hundred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from jiafeng.common.signatures import Drawing, read
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.people.models import ConsentState, Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.library.press.booklets import PER_PAGE, BookletEntry, BookletFront, BookletText, booklet_front, booklet_pages
from jiafeng.library.press.collecting import Collector
from jiafeng.programme.pledges import policies
from jiafeng.programme.pledges.models import Pledge, PledgeDrive, PledgeTrace, channels_of

PART = PER_PAGE * 10


def build_booklet(drive: PledgeDrive, target: Path, *, on: date, archive: bool, progress: Callable[[int, int], object]) -> int:
    """Write the booklet of the pledges that count, and return how many. Raises MissingGlyphs where a character has no font.

    archive: every name stands; else only the names of those who agree, now, to be shown. Signatures follow their names.
    """
    total = Pledge.objects.filter(drive=drive).standing().count()
    texts = list(drive.texts.order_by("version"))
    front_pages = 1 + len(texts)
    pages = front_pages + -(-total // PER_PAGE)
    done = 0
    with target.open("wb") as stream, Collector(stream) as collector:
        _bind(collector, booklet_front(_front(drive, texts, total, archive), on))
        for entries in _parts(drive, archive):
            first = front_pages + 1 + done // PER_PAGE
            _bind(collector, booklet_pages(entries, on, title=drive.title, first_page=first, pages=pages))
            done += len(entries)
            progress(done, total)
        collector.finish()
    return done


def outdated_booklet(job: Job) -> Any:
    """Why a booklet is not handed out any more, though it was made: who asked for it may not make one now, or somebody withdrew since it was begun.
    None where neither is so."""
    drive, archive = PledgeDrive.objects.filter(pk=job.outcome.get("drive")).first(), job.outcome.get("archive")
    if drive and (refusal := policies.may_make_booklet(job.by, drive.county_id)):
        return refusal
    pledges = Pledge.objects.filter(drive=drive)
    if drive is None or pledges.filter(Q(withdrawn_at__gte=job.started_at) | Q(disputed_at__gte=job.started_at)).exists():
        return _("A pledge of this booklet was withdrawn or disputed since it was made. Make the booklet anew, without it.")
    hidden = ConsentState.objects.filter(purpose=Purpose.WALL, given=False, consent__at__gte=job.started_at)
    if not archive and hidden.filter(person__in=pledges.values("person")).exists():
        return _("Somebody whose name is in this booklet no longer agrees to be shown. Make the booklet anew, without the name.")
    return None


def _bind(collector: Collector, part: bytes) -> None:
    """Add a part's pages, what they share with those before kept once."""
    for page in collector.open(part).pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        collector.add_page(right - left, top - bottom, {"/Page": collector.form(page)}, "/Page Do", {})


def _front(drive: PledgeDrive, texts: list[Any], total: int, archive: bool) -> BookletFront:
    version = _("Version %(version)s, published %(day)s")
    return BookletFront(
        title=drive.title,
        kind=_("Booklet of pledges · archive") if archive else _("Booklet of pledges"),
        organisers=[row.organisation.name for row in drive.issuer_rows.select_related("organisation")],
        facts=[
            (_("Days"), f"{drive.opens_on:%Y-%m-%d} – {drive.last_day:%Y-%m-%d}"),
            (_("People who signed"), str(total)),
        ],
        note=_("For the archive only: it holds the names of all who signed.")
        if archive
        else _("Names and signatures of those who agreed to be shown; the others stand by their numbers."),
        texts=[BookletText(version % {"version": text.version, "day": f"{text.published_at:%Y-%m-%d}"}, text.clauses) for text in texts],
    )


def _parts(drive: PledgeDrive, archive: bool) -> Iterator[list[BookletEntry]]:
    """The pledges that count, in the order of their recording, a part at a time and by key, so that none is read twice."""
    traces = PledgeTrace.objects.only("pledge_id", "kind", "strokes", "typed_name").order_by("pk")
    rows = Pledge.objects.filter(drive=drive).standing().select_related("person", "organisation", "text")
    rows = rows.prefetch_related(Prefetch("traces", traces)).annotate(agrees=consented(Purpose.WALL)).order_by("pk")
    after = 0
    while part := list(rows.filter(pk__gt=after)[:PART]):
        yield [_entry(pledge, archive) for pledge in part]
        after = part[-1].pk


def _entry(pledge: Any, archive: bool) -> BookletEntry:
    shown = archive or pledge.agrees
    ways = "、".join(str(channel.label) for channel in channels_of(pledge.channels))
    lines = [f"{pledge.signed_on:%Y-%m-%d} · {ways}", _("text: version %(version)s") % {"version": pledge.text.version}]
    if archive and pledge.organisation:
        lines.insert(0, pledge.organisation.label)
    if not shown:
        return BookletEntry(pledge.reference, "", lines, kind=_("not for showing"))
    traces = list(pledge.traces.all())
    drawn = next((trace for trace in traces if trace.strokes), None)
    typed = next((trace for trace in traces if trace.typed_name), None)
    return BookletEntry(
        pledge.reference,
        pledge.person.name,
        lines,
        svg=_svg(read(drawn.strokes)) if drawn else "",
        typed=typed.typed_name if typed and not drawn else "",
        kind=str(traces[0].get_kind_display()) if traces else "",
    )


def _svg(drawn: Drawing) -> str:
    paths = format_html_join("", '<path d="{}"/>', ((path,) for path in drawn.paths))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><g fill="none" stroke="#1c2a27" stroke-width="2.6" '
    return format_html(head + 'stroke-linecap="round" stroke-linejoin="round">{}</g></svg>', drawn.width, drawn.height, paths)
