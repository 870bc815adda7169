"""The pages of figures: who reaches them, and what falls over."""

from tests.reporting.figures.pages import PAGES, furnish
from tests.walk import *
