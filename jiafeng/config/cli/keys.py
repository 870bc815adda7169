"""`jiafeng keys`: what opens sealed numbers."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from jiafeng.config.cli.options import with_data


def add_commands(commands: Any) -> None:
    keys = commands.add_parser("keys", help="the keys that seal telephone and identity numbers")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = with_data(actions.add_parser("check", help="whether the key file fits the database"), prepared=True)
    check.set_defaults(run=run_check)
    rotate = with_data(
        actions.add_parser("rotate", help="seal everything with a new key, also while it is served; may be repeated"), prepared=True
    )
    rotate.set_defaults(run=run_rotate)


def run_check(options: argparse.Namespace) -> int:
    from jiafeng.common import sealing

    print(sealing.file())
    return 0


def run_rotate(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from jiafeng.ground.people.actions import rotate_keys

    def tell(rows: int) -> None:
        print(f"+{rows}", file=sys.stderr)

    print(rotate_keys(by=None, at=timezone.now(), progress=tell))
    return 0
