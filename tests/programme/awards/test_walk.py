"""The pages of awards: who reaches them, and what falls over."""

import pytest

from tests.programme.awards.pages import PAGES, furnish
from tests.walk import *


@pytest.fixture(autouse=True)
def secrets() -> None:
    """The keys of the walk's polls lie where its world was built, not in a folder of each test's own."""
