"""The pages of awards: who reaches them, and what falls over."""

from tests.programme.awards.pages import PAGES, furnish
from tests.walk import *
