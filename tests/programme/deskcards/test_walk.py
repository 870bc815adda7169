"""The pages of deskcards: who reaches them, and what falls over."""

from tests.programme.deskcards.pages import PAGES, furnish
from tests.walk import *
