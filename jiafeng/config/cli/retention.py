"""`jiafeng retention`: what has been kept for its time is blanked or deleted."""

from __future__ import annotations

import argparse
from typing import Any

from jiafeng.config.cli.options import with_data


def add_commands(commands: Any) -> None:
    retention = commands.add_parser("retention", help="delete what has been kept for its time (serve does it every day)")
    actions = retention.add_subparsers(dest="action", required=True, metavar="ACTION")
    run = with_data(actions.add_parser("run", help="carry the schedule out in every county; prints what was found"), prepared=True)
    run.add_argument("--dry-run", action="store_true", help="only count")
    run.set_defaults(run=run_retention)


def run_retention(options: argparse.Namespace) -> int:
    from jiafeng.config.daily import carry_out

    for line in carry_out(dry_run=options.dry_run):
        print(line)
    return 0
