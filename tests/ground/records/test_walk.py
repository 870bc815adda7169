"""The pages of records, which show what every room holds: who reaches them, and what falls over."""

from tests.ground.records.pages import PAGES
from tests.walk import *
from tests.walk.world import everything as furnish
