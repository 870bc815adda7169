"""Who is elected, by the stated rule and no other."""

from typing import Any

import pytest

from jiafeng.library.ballots import Rule, elect


def rule(**facts: Any) -> dict[str, Any]:
    return {"seats": 2, "least": 1, "most": 2, "quorum": 0, "majority": False, "tie": "run_off", **facts}


def test_the_most_votes_fill_the_seats() -> None:
    found = elect(rule(), {"01": 5, "02": 9, "03": 7}, 10, "示例")
    assert (found["elected"], found["tied"], found["open"]) == (["02", "03"], [], 0)


def test_a_majority_is_more_than_half_of_the_ballots() -> None:
    assert elect(rule(majority=True), {"01": 5, "02": 6}, 10, "")["elected"] == ["02"]
    assert elect(rule(majority=True), {"01": 5, "02": 6}, 9, "")["elected"] == ["02", "01"]


def test_without_a_quorum_nobody_is_elected() -> None:
    found = elect(rule(quorum=4), {"01": 3, "02": 3}, 3, "")
    assert (found["valid"], found["elected"], found["open"]) == (False, [], 2)


def test_level_at_the_last_seat_leaves_it_to_a_run_off() -> None:
    found = elect(rule(), {"01": 9, "02": 4, "03": 4, "04": 1}, 10, "")
    assert (found["elected"], found["tied"], found["open"]) == (["01"], ["02", "03"], 1)


def test_level_above_the_last_seat_is_no_tie() -> None:
    assert elect(rule(), {"01": 4, "02": 4, "03": 1}, 10, "")["tied"] == []


def test_a_lot_falls_the_same_way_for_everybody_and_depends_on_the_draw() -> None:
    votes = {f"{n:02}": 3 for n in range(1, 9)}
    found = {draw: tuple(elect(rule(seats=1, tie="lot"), votes, 9, draw)["elected"]) for draw in "甲乙丙丁戊己庚辛"}
    assert found == {draw: tuple(elect(rule(seats=1, tie="lot"), votes, 9, draw)["elected"]) for draw in found}
    assert len(set(found.values())) > 1
    assert all(len(elected) == 1 for elected in found.values())


def test_nobody_is_elected_without_a_vote() -> None:
    assert elect(rule(), {"01": 1, "02": 0}, 1, "")["elected"] == ["01"]


@pytest.mark.parametrize("facts", [{"seats": 0}, {"most": 0}, {"least": 3}, {"least": -1}, {"quorum": -1}])
def test_a_rule_that_no_ballot_could_meet_is_refused(facts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rule(**{"seats": 1, "least": 1, "most": 2, **facts})
