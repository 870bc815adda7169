"""The pages of bulletins: who reaches them, and what falls over."""

from tests.reporting.bulletins.pages import PAGES, furnish
from tests.walk import *
