"""Python in a process of its own, on an SQLite data folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.numbers import NAMES

ROOT = Path(__file__).parents[1]
FOUND = "from jiafeng.config.preparation import prepare_database\nprepare_database()"
"""Makes the database of a new data folder."""


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """What such a process is told: the data folder, further settings, and of this test run the numbers alone."""
    return {
        **{name: value for name, value in os.environ.items() if name in NAMES or not name.startswith("JIAFENG_")},
        "JIAFENG_DATA": str(folder),
        "JIAFENG_PUBLIC_URL": "http://testserver",
        "DJANGO_SETTINGS_MODULE": "jiafeng.config.settings",
        **variables,
    }


def run(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with Django set up on the data folder."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=environment(folder, **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def copy_of(prepared: Path, target: Path) -> Path:
    """A data folder of one's own, copied from a migrated one."""
    shutil.copytree(prepared, target)
    return target
