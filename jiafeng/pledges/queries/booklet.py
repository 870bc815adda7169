"""The booklet of a drive's pledges, built part by part so that ten thousand take no more memory than a hundred."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Prefetch
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from pikepdf import Array, Dictionary, Name, Page

from jiafeng.people.models import Purpose
from jiafeng.people.queries import consented
from jiafeng.pledges.models import Pledge, PledgeDrive, PledgeTrace, channels_of, curves
from jiafeng.press.booklets import PER_PAGE, BookletEntry, BookletFront, BookletText, booklet_front, booklet_pages
from jiafeng.press.collecting import Collector

PART = PER_PAGE * 10


def build_booklet(drive: PledgeDrive, target: Path, *, on: date, archive: bool, progress: Callable[[int, int], object]) -> int:
    """Write the booklet of the pledges that count, and return how many. Raises MissingGlyphs where a character has no font.

    archive: every name stands; else only the names of those who agree, now, to be shown. Signatures follow their names.
    """
    total = Pledge.objects.filter(drive=drive).standing().count()
    texts = list(drive.texts.order_by("version"))
    front_pages = 1 + len(texts)
    pages = front_pages + -(-total // PER_PAGE)
    with tempfile.TemporaryDirectory(prefix="jiafeng-booklet-") as folder, Collector() as collector:
        parts = [Path(folder) / "0000.pdf"]
        parts[0].write_bytes(booklet_front(_front(drive, texts, total, archive), on))
        done = 0
        for number, entries in enumerate(_parts(drive, archive), 1):
            part = Path(folder) / f"{number:04d}.pdf"
            first = front_pages + 1 + done // PER_PAGE
            part.write_bytes(booklet_pages(entries, on, title=drive.title, first_page=first, pages=pages))
            parts.append(part)
            done += len(entries)
            progress(done, total)
        for part in parts:
            for page in collector.open(part).pages:
                collector.pdf.pages.append(_page(collector, page))
        collector.pdf.save(target)
    return done


def _page(collector: Collector, page: Any) -> Any:
    """A page as it is, with what it shares with others kept once."""
    page.contents_coalesce()
    contents = page.obj.Contents
    entries = {"/Filter": contents.Filter} if "/Filter" in contents else {}
    made = Dictionary(
        Type=Name.Page,
        MediaBox=Array([float(side) for side in page.mediabox]),
        Resources=collector.take(page.obj.Resources),
        Contents=collector.stream(contents.read_raw_bytes(), entries),
    )
    return Page(made)


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
        svg=_svg(drawn.strokes) if drawn else "",
        typed=typed.typed_name if typed and not drawn else "",
        kind=str(traces[0].get_kind_display()) if traces else "",
    )


def _svg(drawn: dict[str, Any]) -> str:
    paths = format_html_join("", '<path d="{}"/>', ((path,) for path in curves(drawn)))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><g fill="none" stroke="#1c2a27" stroke-width="2.6" '
    return format_html(head + 'stroke-linecap="round" stroke-linejoin="round">{}</g></svg>', drawn["w"], drawn["h"], paths)
