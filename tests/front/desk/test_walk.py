"""The pages of desk, which show what every room holds: who reaches them, and what falls over."""

from tests.front.desk.pages import PAGES
from tests.walk import *
from tests.walk.world import everything as furnish
