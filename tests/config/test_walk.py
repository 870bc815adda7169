"""The pages of config: who reaches them, and what falls over."""

from tests.config.pages import PAGES, furnish
from tests.walk import *
