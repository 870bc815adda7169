"""The pages of plans: who reaches them, and what falls over."""

from tests.programme.plans.pages import PAGES, furnish
from tests.walk import *
