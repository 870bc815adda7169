from datetime import date

import pytest

from jiafeng.awards.stages import RoundStage
from tests.awards.factories import granted, open_file

pytestmark = pytest.mark.django_db


def test_a_round_runs_from_draft_to_titles(settings, tmp_path) -> None:
    settings.DATA = tmp_path
    file = granted(open_file())
    assert file.fresh().stage == RoundStage.GRANTED
    assert [title.nomination.number for title in file.round.titles.order_by("nomination__number")] == [1, 2]

    assert file.notice.ends_at.date() == date(2026, 3, 9)
