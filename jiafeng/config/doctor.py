"""Whether a deployment is sound: what `jiafeng doctor` says, a finding a line. Nothing is changed, and nothing is migrated."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jiafeng.config import folder
from jiafeng.config.keeping import databases
from jiafeng.config.keeping.problems import CLOSED, NotReady, sentence


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. Where it is not good: what to do, and whether the deployment can go on so."""

    good: bool
    what: str
    advice: str = ""
    warn: bool = False

    @property
    def is_wrong(self) -> bool:
        return not (self.good or self.warn)

    def __str__(self) -> str:
        word = "ok" if self.good else "warning" if self.warn else "wrong"
        return f"{word:8}{self.what}{'' if self.good or not self.advice else ' — ' + self.advice}"


def examine(*, every_file: bool) -> Iterator[Finding]:
    """Look at everything, ending early where what follows cannot be asked."""
    data = folder.path()
    yield from _machine(data)
    if not folder.read_settings().get("database_url") and not (data / "jiafeng.sqlite3").exists():
        yield Finding(False, "database", "there is none yet: run jiafeng init")
        return
    if not (data / "secrets" / "secret_key").exists():
        yield Finding(False, "secret_key is missing", "put it back from the backup; a start would make a new one and sign everybody out")
        return
    given = folder.read_settings()
    url = str(given.get("database_direct_url") or given.get("database_url", ""))
    try:
        faults = databases.postgresql_faults(url) if databases.is_postgresql(url) else databases.sqlite_faults(data / "jiafeng.sqlite3")
        yield Finding(not faults, f"database {'postgresql' if url else 'sqlite'}", "; ".join([*faults, databases.RESTORE]))
        if faults:
            return
        import django

        from jiafeng.config.keeping.restoring import check_whole

        check_whole(folder.path())
        django.setup()
        yield from _database()
        yield from _files(every=every_file)
        yield from _deployment()
        if _steps_missing() == 0:  # of an older database not everything can be asked
            yield from _calendars()
    except NotReady as reason:
        yield Finding(False, str(reason))
    except Exception as error:
        if not (told := sentence(error, data)):
            raise
        yield Finding(False, told)


def _machine(data: Path) -> Iterator[Finding]:
    from jiafeng import sqlite_way

    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "3.11 or later is needed")
    if not folder.read_settings().get("database_url"):
        yield Finding(
            sqlite_way() == "wal",
            f"SQLite {sqlite3.sqlite_version}, journal {sqlite_way()}",
            "slower: readers and writers wait for each other. PostgreSQL serves many",
            warn=True,
        )
    yield Finding(os.access(data, os.W_OK), "the data folder can be written", CLOSED.format(path=data))
    yield Finding(folder.settings_file().exists(), f"settings {folder.settings_file().name}", "run jiafeng init", warn=True)
    exposed = [file.name for file in _secrets(data) if file.stat().st_mode & 0o077]
    yield Finding(not exposed, "secrets are readable by this user only", f"chmod 600: {', '.join(exposed)}")
    free = shutil.disk_usage(data).free
    yield Finding(free > 1 << 30, f"free disk space {free >> 20} MB", "less than 1 GB is left: make room", warn=free > 100 << 20)


def _database() -> Iterator[Finding]:
    from django.conf import settings
    from django.db import connection

    from jiafeng.config.keeping.backups import database_url
    from jiafeng.ground.people.queries import key_problem

    if connection.vendor == "postgresql":
        from jiafeng.common.postgresql.poolers import pooler_mode

        yield Finding(
            databases.has_checksums(database_url()),
            "checksums of PostgreSQL",
            "off: damage on its disk is found late (pg_checksums --enable)",
            warn=True,
        )
        mode = pooler_mode(connection)
        fits = mode != "transaction" or mode == settings.DATABASE_POOLER
        advice = 'exports and sign-ins will fail: set database_pooler = "transaction"'
        yield Finding(fits, f"pooler in {mode} mode" if mode else "no pooler", advice)
    steps = _steps_missing()
    yield Finding(not steps, "database is of this version", f"{steps} steps are missing: the next start copies and migrates it", warn=True)
    problem = key_problem()
    yield Finding(problem is None, "the key file fits the database", problem or "")


def _steps_missing() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _files(*, every: bool) -> Iterator[Finding]:
    """Whether every file is there, and the bytes of a sample, or of all, still those that were kept."""
    from django.conf import settings

    from jiafeng.config.keeping import files, upkeep

    known = files.named()
    names = set(known) if every else set(sorted(known)[:: max(1, len(known) // upkeep.SAMPLE)])
    absent = {name for name in known if not (Path(settings.PRIVATE) / name).is_file()}
    compared, faults = files.look(sorted(names | absent), known)
    yield Finding(not faults, f"files: {len(known)}, of which {compared} compared", "; ".join(faults[:20]))


def _deployment() -> Iterator[Finding]:
    from django.conf import settings
    from django.core import checks

    from jiafeng.config import proxies
    from jiafeng.library.press import font_report

    if settings.CELERY_URL:
        from jiafeng.ground.jobs.jobs.celery import fault

        unreachable = fault()
        yield Finding(not unreachable, "broker that wakes workers", f"{unreachable}: work begins late until it is back", warn=True)
    wrong_proxies = proxies.fault()
    yield Finding(not wrong_proxies, "settings of proxies", wrong_proxies)
    problems = checks.run_checks(include_deployment_checks=True)
    yield Finding(not problems, "deployment checks", "; ".join(str(problem.id) for problem in problems), warn=True)
    missing = font_report()
    yield Finding(not missing, "fonts", ", ".join(missing))


def _calendars() -> Iterator[Finding]:
    """Whether the days off of this year and the next are known, and what was entered by hand agrees with the package."""
    from django.utils import timezone

    from jiafeng.ground.units.queries import holiday_years
    from jiafeng.library.calendars import is_official

    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        advice = "deadlines in that year are provisional until it is published or entered under 休假日"
        yield Finding(is_official(year), f"official calendar {year}", advice, warn=True)
    for each in holiday_years(timezone.localdate()):
        if each.published and each.entered:
            days = ", ".join(day.isoformat() for day in each.differs)
            advice = f"the package differs on {days} and counts: compare with the document"
            yield Finding(not days, f"days off entered for {each.year}", advice, warn=True)


def _secrets(data: Path) -> list[Path]:
    secrets = data / "secrets"
    return sorted(secrets.iterdir()) if secrets.exists() else []
