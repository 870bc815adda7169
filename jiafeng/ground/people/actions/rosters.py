"""An uploaded roster: checked, confirmed, imported."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.ground.people import policies
from jiafeng.ground.people.actions.columns import LABELS
from jiafeng.ground.people.actions.importing import Progress, import_people
from jiafeng.ground.people.actions.report import ImportReport
from jiafeng.ground.people.actions.writing import OTHER, REST, SAME
from jiafeng.ground.people.models import Roster
from jiafeng.ground.people.stages import MOVES, RosterStage
from jiafeng.ground.records.actions import lock, log, move, put
from jiafeng.ground.units.models import Region
from jiafeng.library.sheets import write_table

SHOWN_ERRORS = 200


def upload_roster(*, by: Any, at: datetime, county: Region, key: uuid.UUID, file: Path, name: str) -> Roster:
    """Take a file in, to be checked; the same `key` again returns the first. The bytes are stored before the row that names them."""
    refuse_if(policies.may_import(by, county.pk))
    standing = Roster.objects.filter(key=key, by=by).first()
    if standing is not None:
        return standing
    with file.open("rb") as stream:
        stored = default_storage.save(f"rosters/{county.code}/{key}.roster", File(stream))
    with transaction.atomic():
        roster, created = Roster.objects.get_or_create(
            key=key, defaults={"county": county, "by": by, "name": Path(name).name[:200], "file": stored, "uploaded_at": at}
        )
        if created:
            log(by=by, at=at, verb="people.roster.upload", target=roster, county_code=county.code)
    return roster


def check_roster(*, by: Any, at: datetime, roster: Roster, progress: Progress | None = None) -> Roster:
    """Say what the import would do, and write nothing else. A roster that was checked already is left as it is."""
    if roster.stage != RosterStage.UPLOADED:
        return roster
    with _on_disk(roster) as path:
        report = import_people(by=by, at=at, county=roster.county, path=path, dry_run=True, progress=progress)
    checked = _note(by=by, at=at, roster=roster, report=report, move="refuse" if report.refused else "check")
    if checked.stage == RosterStage.REFUSED:
        default_storage.delete(checked.file)
    return checked


@transaction.atomic
def confirm_roster(*, by: Any, at: datetime, roster: Roster, answers: Mapping[str, str] | None = None) -> Roster:
    """Let a checked roster be imported. Confirmed twice, it is imported once.

    answers: for each question of the check, by the row's number as text, the id of the person meant or "other"; "rest" answers all others
    ("same", "other"). Refused while a question is open.
    """
    locked = lock(roster)
    refuse_if(policies.may_import(by, locked.county_id))
    if locked.stage == RosterStage.CONFIRMED:
        return locked
    locked.answers = dict(answers or {})
    if open_questions(locked.report, locked.answers):
        raise Refused(_("Say of every row with another telephone whether it is the same person."), field="answers")
    return move(locked, MOVES, by=by, at=at, verb="people.roster.confirm")


def carry_out_roster(*, by: Any, at: datetime, roster: Roster, progress: Progress | None = None) -> Roster:
    """Import a confirmed roster; broken off, it is simply carried out again. The uploaded file is deleted when it is done."""
    if roster.stage != RosterStage.CONFIRMED:
        return roster
    with _on_disk(roster) as path:
        report = import_people(by=by, at=at, county=roster.county, path=path, dry_run=False, answers=roster.answers, progress=progress)
    done = _note(by=by, at=at, roster=roster, report=report, move="refuse" if report.refused else "finish")
    default_storage.delete(done.file)
    return done


def open_questions(report: Mapping[str, Any], answers: Mapping[str, str]) -> bool:
    """Whether a question of the check is not answered: by itself, or with the rest, which says “the same” only where one can be meant."""
    rest = answers.get(REST, "")
    shown = report.get("questions", [])
    if report.get("asked", 0) > len(shown) and rest not in (SAME, OTHER):
        return True
    for question in shown:
        answer = answers.get(str(question["row"])) or rest
        if answer not in (OTHER, *map(str, question["people"])) and not (answer == SAME and len(question["people"]) == 1):
            return True
    return False


@transaction.atomic
def _note(*, by: Any, at: datetime, roster: Roster, report: ImportReport, move: str) -> Roster:
    """Keep what was found, and the rows that failed as a file to be corrected."""
    locked = lock(roster)
    locked.stage = MOVES.target(move, locked.stage)
    locked.report = report.as_json(errors=SHOWN_ERRORS) | {"error_count": len(report.errors)}
    locked.failed = _failed_rows(locked, report) if report.failed_texts else ""
    if locked.stage in (RosterStage.IMPORTED, RosterStage.REFUSED):
        locked.ended_at = at
    return put(locked, by=by, at=at, verb=f"people.roster.{move}")


def _failed_rows(roster: Roster, report: ImportReport) -> str:
    """The rows that failed, as they were typed, each with its reasons; corrected, the file is imported as it is."""
    reasons: dict[int, str] = {}
    for error in report.errors:
        told = f"{error.column}：{error.reason}"
        reasons[error.row] = f"{reasons[error.row]} {told}" if error.row in reasons else told
    columns = [(_("Row"), 6), *((label, 14) for label in LABELS.values()), (_("What to correct"), 60)]
    rows = ([number, *(texts.get(key, "") for key in LABELS), reasons.get(number, "")] for number, texts in sorted(report.failed_texts))
    with tempfile.TemporaryFile() as stream:
        write_table(stream, "", columns, rows)
        stream.seek(0)
        return default_storage.save(f"rosters/{roster.county.code}/{roster.key}.failed.xlsx", File(stream))


@contextmanager
def _on_disk(roster: Roster) -> Iterator[Path]:
    """The roster at a path, whatever storage holds it."""
    with tempfile.NamedTemporaryFile(prefix="jiafeng-roster-") as copy:
        with default_storage.open(roster.file) as stored:
            for chunk in stored.chunks():
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
