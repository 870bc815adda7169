"""Many at the same moment are no more than one after the other: each is counted, and no try slips through between two."""

import json
from pathlib import Path

import pytest
from django.db import connection

from tests.alone import copy_of, run
from tests.ground.accounts.races import RACES


@pytest.mark.parametrize("name", RACES)
def test_on_sqlite(name: str, migrated: Path, tmp_path: Path) -> None:
    script = f"import json\nfrom tests.ground.accounts.races import RACES\nprint(json.dumps(RACES[{name!r}][0]()))"
    done = run(script, copy_of(migrated, tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == RACES[name][1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_on_the_database_of_production(name: str) -> None:
    if connection.vendor == "sqlite":
        assert connection.features.has_select_for_update is False  # raced above, on a file as deployments have it
        return
    play, expected = RACES[name]
    assert play() == expected
