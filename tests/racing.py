"""The races of a room, for its test_races.py to take: `RACES` of its races.py, name → what plays it, and what must be left.

On SQLite, whose tests live in memory, they are played on a data folder as deployments have it: in one process that starts Django once and
forks for each race. `ON_SQLITE` names those that are worth it, where they are not all.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.alone import run

__all__ = ["played", "pytest_generate_tests", "test_on_sqlite", "test_on_the_database_of_production"]

_PLAY = """
import json, os, shutil
from {races} import RACES
for name in {names!r}:
    shutil.rmtree({folder!r})
    shutil.copytree({migrated!r}, {folder!r})
    if not (child := os.fork()):
        print(json.dumps([name, RACES[name][0]()]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each race left, and under "" what those said that failed."""
    module, folder = request.module, tmp_path_factory.mktemp("races")
    races = module.__name__.replace("test_races", "races")
    script = _PLAY.format(races=races, names=_on_sqlite(module), folder=str(folder), migrated=str(migrated))
    done = run(script, folder)
    return dict(json.loads(line) for line in done.stdout.splitlines()) | {"": done.stderr}


def _on_sqlite(module: Any) -> list[str]:
    return list(getattr(module, "ON_SQLITE", module.RACES))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function is test_on_sqlite:
        metafunc.parametrize("name", _on_sqlite(metafunc.module))
    if metafunc.function is test_on_the_database_of_production:
        metafunc.parametrize(("play", "expected"), metafunc.module.RACES.values(), ids=metafunc.module.RACES)


def test_on_sqlite(name: str, played: dict[str, Any], request: pytest.FixtureRequest) -> None:
    assert name in played, played[""]
    assert played[name] == request.module.RACES[name][1]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="raced on a file, as deployments have it")
@pytest.mark.django_db(transaction=True)
def test_on_the_database_of_production(play: Any, expected: dict[str, Any]) -> None:
    assert play() == expected
