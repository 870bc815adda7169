"""The `jiafeng` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from jiafeng import __version__
from jiafeng.config import folder
from jiafeng.config.keeping.problems import sentence


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, choose the data folder, start Django where the command needs it, run. Returns the exit status."""
    from jiafeng.config.cli import contracts, deployment, keeping, keys, pictures, retention

    parser = argparse.ArgumentParser(prog="jiafeng", description="家风：廉洁文化进家庭一体化平台")
    parser.add_argument("--version", action="version", version=f"jiafeng {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    deployment.add_commands(commands)
    keeping.add_commands(commands)
    contracts.add_commands(commands)
    pictures.add_commands(commands)
    keys.add_commands(commands)
    retention.add_commands(commands)
    options, rest = parser.parse_known_args(arguments)
    if rest and not getattr(options, "passes_rest", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if getattr(options, "passes_rest", False):
        options.rest = rest
    try:
        if hasattr(options, "data") and not getattr(options, "new_data", False):
            folder.choose(options.data, existing=getattr(options, "existing_data", False))
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")
        status: int = options.run(options) if not getattr(options, "prepared", False) or deployment.prepare_here() else 1
    except folder.Unusable as problem:
        print(problem, file=sys.stderr)
        status = 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as error:
        # What the machine lacks is told in a sentence; a mistake of ours keeps its traceback.
        if not (told := sentence(error, folder.path())):
            raise
        print(told, file=sys.stderr)
        status = 1
    return status
