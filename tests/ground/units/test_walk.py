"""The pages of units: who reaches them, and what falls over."""

from tests.ground.units.pages import PAGES, furnish
from tests.walk import *
