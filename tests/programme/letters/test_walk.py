"""The pages of letters: who reaches them, and what falls over."""

from tests.programme.letters.pages import PAGES, furnish
from tests.walk import *
