"""The pages of pledges: who reaches them, and what falls over."""

from tests.programme.pledges.pages import PAGES, furnish
from tests.walk import *
