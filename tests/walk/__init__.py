"""The walk over a room: each of its addresses, as everybody who may come and as somebody hostile.

A room lists its addresses in `pages.py` beside its tests (`PAGES`), with what they show (`furnish`). Its `test_walk.py` takes both, and the tests from here.
"""

from tests.walk.access import (
    test_a_wrong_method_is_told_so,
    test_every_page_answers_its_head_and_nothing_moves,
    test_what_cannot_be_taken_back_is_asked_first,
    test_who_reaches,
    test_who_writes,
    test_without_the_second_factor_every_address_leads_to_its_set_up,
)
from tests.walk.hostile import (
    test_no_field_makes_a_form_fall_over,
    test_no_parameter_makes_a_page_fall_over,
    test_no_path_makes_a_page_fall_over,
)
from tests.walk.world import pytest_generate_tests, world

__all__ = [
    "pytest_generate_tests",
    "test_a_wrong_method_is_told_so",
    "test_every_page_answers_its_head_and_nothing_moves",
    "test_no_field_makes_a_form_fall_over",
    "test_no_parameter_makes_a_page_fall_over",
    "test_no_path_makes_a_page_fall_over",
    "test_what_cannot_be_taken_back_is_asked_first",
    "test_who_reaches",
    "test_who_writes",
    "test_without_the_second_factor_every_address_leads_to_its_set_up",
    "world",
]
