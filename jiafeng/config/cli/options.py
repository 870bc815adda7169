"""The option that most commands have."""

from __future__ import annotations

import argparse


def with_data(parser: argparse.ArgumentParser, *, existing: bool = False, prepared: bool = False) -> argparse.ArgumentParser:
    """Give a command its --data option. One that works on an `existing` folder makes none; `prepared`: it runs once Django has started on the
    folder and brought it up to date, and ends with 1 and the reason where that cannot be."""
    parser.set_defaults(existing_data=existing, prepared=prepared)
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: JIAFENG_DATA, else the user's data directory)")
    return parser
