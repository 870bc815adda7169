"""The files of the private folder: what the database says of them, and whether they are still that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import F

from jiafeng.common.fields import PrivatePath
from jiafeng.config.keeping.databases import sha256_of
from jiafeng.ground.records.actions import note_files, note_looks
from jiafeng.ground.records.models import KeptFile


@dataclass(frozen=True)
class Named:
    """A file that a row names: whose it is, in words, and its SHA-256 where the row keeps it."""

    whose: str
    sha256: str = ""


def named() -> dict[str, Named]:
    """Every file that has to be there, by its path below the private folder. Reads an older version's database, too."""
    found: dict[str, Named] = {}
    tables = set(connection.introspection.table_names())
    if KeptFile._meta.db_table in tables:
        found |= {name: Named("", sha256) for name, sha256 in KeptFile.objects.values_list("name", "sha256").iterator()}
    for model in apps.get_models():
        fields = [field for field in model._meta.local_fields if isinstance(field, PrivatePath) and field.lasting]
        if not fields or model._meta.db_table not in tables:
            continue
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)}
        for field in fields:
            digest = field.digest or field.name  # without a digest the path stands in its place, and is not looked at
            if not {field.column, digest} <= columns:
                continue
            for pk, name, sha256 in model._base_manager.exclude(**{field.name: ""}).values_list("pk", field.name, digest).iterator():
                whose = f"{model._meta.verbose_name} {pk}"
                found[name] = Named(whose, sha256 if field.digest else found.get(name, Named("")).sha256)
    return found


def lying() -> Iterator[str]:
    """Every file that lies in the private folder, by its path below it, in a fixed order."""
    root = Path(settings.PRIVATE)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path.relative_to(root).as_posix()


def damaged(name: str, one: Named) -> str:
    return f"文件已损坏 / damaged: private/{name}{f'（{one.whose}）' if one.whose else ''}"


def missing(name: str, one: Named | None) -> str:
    """That a file is not there, or "" where it was deleted meanwhile, and its row with it."""
    if one is None or name not in named():
        return ""
    return f"文件缺失 / missing: private/{name}{f'（{one.whose}）' if one.whose else ''}"


def fault(name: str, one: Named) -> str:
    """What is wrong with a file that has to be there, or ""."""
    path = Path(settings.PRIVATE) / name
    if not path.is_file():
        return missing(name, one)
    return damaged(name, one) if one.sha256 and sha256_of(path) != one.sha256 else ""


def look(names: Iterable[str], known: dict[str, Named], *, at: datetime | None = None) -> tuple[int, list[str]]:
    """Compare these files with what is known of them: how many were compared, and what is wrong. With `at` the good ones are noted as looked at."""
    good, faults = [], []
    for name in names:
        if wrong := fault(name, known[name]):
            faults.append(wrong)
        else:
            good.append(name)
    if at is not None:
        note_looks(at=at, names=good)
    return len(good) + len(faults), faults


def sample(size: int) -> list[str]:
    """The names of so many files that were looked at longest ago, those never looked at first."""
    return list(KeptFile.objects.order_by(F("looked_at").asc(nulls_first=True), "name").values_list("name", flat=True)[:size])


def note_new() -> None:
    """Note what lies in the private folder and was never noted: kept by an older version, or put there past the storage."""
    known = set(KeptFile.objects.values_list("name", flat=True))
    root = Path(settings.PRIVATE)
    note_files(found={name: ((root / name).stat().st_size, sha256_of(root / name)) for name in lying() if name not in known})
