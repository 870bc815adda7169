import pytest

from jiafeng.common.refusals import Refused
from jiafeng.programme.plans.stages import LINE_MOVES, PLAN_MOVES


@pytest.mark.parametrize("table", [PLAN_MOVES, LINE_MOVES], ids=lambda table: table.title)
def test_every_pair_of_move_and_stage_is_either_in_the_table_or_refused(table) -> None:
    allowed = {(move.name, move.source): move.target for move in table.moves}
    for name in {move.name for move in table.moves}:
        for stage in table.stages.values:
            if (name, stage) in allowed:
                assert table.target(name, stage) == allowed[name, stage]
            else:
                with pytest.raises(Refused):
                    table.target(name, stage)
