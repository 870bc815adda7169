"""The `jiafeng` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from jiafeng import __version__
from jiafeng.config import folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, choose the data folder, start Django where the command needs it, run. Returns the exit status."""
    from jiafeng.config.cli import contracts, deployment, keys, pictures, retention

    parser = argparse.ArgumentParser(prog="jiafeng", description="家风：廉洁文化进家庭一体化平台")
    parser.add_argument("--version", action="version", version=f"jiafeng {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    deployment.add_commands(commands)
    contracts.add_commands(commands)
    pictures.add_commands(commands)
    keys.add_commands(commands)
    retention.add_commands(commands)
    options, rest = parser.parse_known_args(arguments)
    if rest and not getattr(options, "passes_rest", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if hasattr(options, "data"):
        folder.choose(options.data)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")
    if getattr(options, "passes_rest", False):
        options.rest = rest
    try:
        status: int = options.run(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    return status


def with_data(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Give a command its --data option."""
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: JIAFENG_DATA, else the user's data directory)")
    return parser
