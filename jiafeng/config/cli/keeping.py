"""Commands that keep a deployment from being lost: doctor, backup, restore."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from jiafeng.config import folder
from jiafeng.config.cli.options import with_data


def add_commands(commands: Any) -> None:
    doctor = with_data(commands.add_parser("doctor", help="look whether this deployment is sound; changes nothing"), existing=True)
    doctor.add_argument("--all", action="store_true", help="compare the bytes of every file, not of a sample")
    doctor.set_defaults(run=run_doctor)

    backup = with_data(commands.add_parser("backup", help="a whole backup, also while it is served; prints its folder"), existing=True)
    backup.add_argument(
        "--to", type=Path, metavar="FOLDER", help="a folder that is not there yet, best on another disk (default: in backups/)"
    )
    backup.add_argument(
        "--with-keys", action="store_true", help="copy the keys of sealed numbers as well, beside it; keep them apart from it"
    )
    backup.add_argument("--despite-damage", action="store_true", help="where files are damaged, back up the rest and name them")
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser("restore", help="make a new data folder from a backup, and compare all of it; may be called again")
    restore.add_argument("backup", type=Path, metavar="FOLDER", help="what `jiafeng backup` printed")
    restore.add_argument("--data", required=True, metavar="NEW", help="the data folder to make: not there yet, or empty")
    restore.add_argument("--keys", type=Path, metavar="FILE", help="the keys of sealed numbers (default: FOLDER.keys.json, where it is)")
    restore.add_argument(
        "--database-url", default="", metavar="URL", help="an empty PostgreSQL, for a backup of PostgreSQL (default: JIAFENG_DATABASE_URL)"
    )
    restore.set_defaults(run=run_restore, new_data=True)


def run_doctor(options: argparse.Namespace) -> int:
    """Each line: ok, warning or wrong; exit 1 when something is wrong."""
    from jiafeng.config.doctor import examine

    wrong = 0
    for finding in examine(every_file=options.all):
        print(finding)
        wrong += finding.is_wrong
    return 1 if wrong else 0


def run_backup(options: argparse.Namespace) -> int:
    import django

    from jiafeng.config.keeping.problems import NotReady
    from jiafeng.config.keeping.restoring import check_whole

    try:
        check_whole(folder.path())
        django.setup()
        from jiafeng.config.keeping.backups import back_up

        made, faults = back_up(options.to, with_keys=options.with_keys, despite_damage=options.despite_damage)
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return 1
    for fault in faults:
        print(fault, file=sys.stderr)
    print(made)
    return 0


def run_restore(options: argparse.Namespace) -> int:
    from jiafeng.config.keeping.problems import NotReady
    from jiafeng.config.keeping.restoring import restore

    os.umask(0o077)
    url = options.database_url or os.environ.get("JIAFENG_DATABASE_URL", "")
    try:
        done = restore(options.backup.absolute(), Path(options.data).absolute(), keys=options.keys, database_url=url)
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return 1
    for fault in done.damaged:
        print(f"备份时就已损坏 / damaged when it was made: {fault}", file=sys.stderr)
    if not done.keys:
        print(
            f"还缺密钥：把与这份备份一起保管的 people_keys.json 放到 {options.data}/secrets/，再启动；没有它，电话和证件号码打不开。"
            f" / The keys are missing: put the people_keys.json kept with this backup into {options.data}/secrets/ before you start.",
            file=sys.stderr,
        )
    print(f"{Path(options.data).absolute()}  {done.files} files, {done.rows} rows")
    return 0
