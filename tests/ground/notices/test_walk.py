"""The pages of notices: who reaches them, and what falls over."""

from tests.ground.notices.pages import PAGES, furnish
from tests.walk import *
