"""Many at the same moment: nothing is there twice, nothing is lost, nobody meets an error."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection

from tests.alone import copy_of, run
from tests.programme.pledges.races import RACES, crowds
from tests.racing import *

# JIAFENG_ROUNDS=100 plays the crowds as often as the measurements say.
ROUNDS = int(os.environ.get("JIAFENG_ROUNDS", "2"))
EVERYBODY_ONCE = {"pledges": ROUNDS, "traces": 3 * ROUNDS, "lost": [], "adds_up": True}


def test_crowds_on_sqlite(migrated: Path, tmp_path: Path) -> None:
    script = f"import json\nfrom tests.programme.pledges.races import crowds\nprint(json.dumps(crowds({ROUNDS})))"
    done = run(script, copy_of(migrated, tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == EVERYBODY_ONCE


@pytest.mark.skipif(connection.vendor == "sqlite", reason="raced on a file, as deployments have it")
@pytest.mark.django_db(transaction=True)
def test_crowds_on_the_database_of_production() -> None:
    assert crowds(ROUNDS) == EVERYBODY_ONCE
