"""What is looked at by itself beside `jiafeng serve`: each day the database and a sample of the files, each month all of them, and a restore drill."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiafeng.config import folder
from jiafeng.config.keeping import backups, databases, files, restoring
from jiafeng.config.keeping.problems import NotReady, sentence
from jiafeng.ground.records.actions import note_upkeep
from jiafeng.ground.records.models import Upkeep, UpkeepKind
from jiafeng.ground.records.queries import DRILL_DAYS

SAMPLE = 500  # files a day


def database_faults() -> list[str]:
    """What is wrong in the database of this deployment."""
    if connection.vendor == "sqlite":
        return databases.sqlite_faults(Path(settings.DATABASES["default"]["NAME"]))
    return databases.postgresql_faults(backups.database_url())


def look(*, every: bool) -> Upkeep:
    """Look at the database, and at every file or at those that were looked at longest ago, and note what was found."""
    began = timezone.now()
    faults = database_faults()
    if faults:  # nothing more can be asked of it, and perhaps nothing noted: the log has it
        return note_upkeep(kind=UpkeepKind.FULL_LOOK if every else UpkeepKind.LOOK, began_at=began, at=timezone.now(), faults=faults)
    files.note_new()
    known = files.named()
    names = sorted(known) if every else [name for name in files.sample(SAMPLE) if name in known]
    compared, wrong = files.look(names, known, at=began)
    if not every:
        wrong += [
            files.missing(name, known[name])
            for name in sorted(known)
            if name not in names and not (Path(settings.PRIVATE) / name).is_file()
        ]
    kind = UpkeepKind.FULL_LOOK if every else UpkeepKind.LOOK
    return note_upkeep(kind=kind, began_at=began, at=timezone.now(), faults=[*faults, *filter(None, wrong)], files=compared)


def drill() -> Upkeep:
    """Make a backup, restore it to a scratch place beside the data, compare all of it with the manifest, and remove both. What a killed drill left goes first."""
    began = timezone.now()
    for left in folder.path().glob(".drill-*"):
        shutil.rmtree(left)
    scratch = Path(tempfile.mkdtemp(prefix=".drill-", dir=folder.path()))
    url = backups.database_url()
    try:
        made, _faults = backups.back_up(scratch / "backup")
        if databases.is_postgresql(url):
            with databases.scratch_postgresql(url, "jiafeng_drill") as spare:
                done = restoring.restore(made, scratch / "restored", database_url=spare)
        else:
            done = restoring.restore(made, scratch / "restored")
        faults, compared, rows = [], done.files, done.rows
    except (NotReady, OSError) as problem:
        faults, compared, rows = [sentence(problem, folder.path()) or str(problem)], 0, 0
    finally:
        shutil.rmtree(scratch)
    return note_upkeep(kind=UpkeepKind.DRILL, began_at=began, at=timezone.now(), faults=faults, files=compared, rows=rows)


def carry_out(at: datetime) -> list[Upkeep]:
    """What is due: a look at everything and a drill when the last good ones are a month old, else the day's look."""
    done = []
    month = at - timedelta(days=DRILL_DAYS)
    if not Upkeep.objects.filter(kind=UpkeepKind.FULL_LOOK, ended_at__gt=month, sound=True).exists():
        done.append(look(every=True))
    else:
        done.append(look(every=False))
    if not Upkeep.objects.filter(kind=UpkeepKind.DRILL, ended_at__gt=month, sound=True).exists():
        done.append(drill())
    return done
