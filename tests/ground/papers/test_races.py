"""Many at the same moment: nothing is there twice, nothing is lost, nobody meets an error."""

import json
from pathlib import Path

from tests.alone import copy_of, run
from tests.ground.papers.races import RACES
from tests.racing import *

# What two typists do every day is raced on both databases, the rest on the one that has many writers.
ON_SQLITE = ["many read one row", "two settle one row"]


def test_a_kill_between_reading_and_taking_over_leaves_a_row_that_is_finished_once(migrated: Path, tmp_path: Path) -> None:
    """The server dies by SIGKILL inside the second reading, after the owner's room has written; sent again, the row is entered once."""
    folder = copy_of(migrated, tmp_path / "data")
    prepare = (
        "from tests.ground.papers.races import *\nfrom tests.ground.papers.races import _row\nfrom jiafeng.ground.accounts.models import User\n"
        "here = place()\nrow = _row(here)\none, two = typist(here), typist(here)\n"
        "actions.read_row(by=one, at=NOW, row=row, mark=Mark.SIGNED, facts=facts('示例王芳', here))\n"
        "print(json.dumps([row.pk, two.pk, here.water.pk]))"
    )
    done = run(f"import json\n{prepare}", folder)
    assert done.returncode == 0, done.stderr
    row, reader, unit = json.loads(done.stdout)
    second = (
        "import json, os, signal\nfrom datetime import date\nfrom tests.ground.papers.races import *\nfrom tests.ground.papers.races import _left\n"
        "from jiafeng.ground.accounts.models import User\nfrom jiafeng.ground.papers.queries import Facts\n"
        f"row = PaperRow.objects.select_related('sheet').get(pk={row})\nby = User.objects.get(pk={reader})\n"
        f"said = Facts(name='示例王芳', organisation={unit}, signed_on=date(2026, 3, 5))\n"
        "KILL"
        "found = actions.read_row(by=by, at=NOW, row=row, mark=Mark.SIGNED, facts=said)\nprint(json.dumps([found.stage, _left()]))"
    )
    die = "from jiafeng.ground.papers.actions import reading\nreading._finish = lambda **given: os.kill(os.getpid(), signal.SIGKILL)\n"
    assert run(second.replace("KILL", die), folder).returncode == -9
    again = run(second.replace("KILL", ""), folder)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == ["entered", {"pledges": 1, "traces": 1, "people": 1}]
