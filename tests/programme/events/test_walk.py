"""The pages of events: who reaches them, and what falls over."""

from tests.programme.events.pages import PAGES, furnish
from tests.walk import *
