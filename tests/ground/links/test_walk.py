"""The pages of links: who reaches them, and what falls over."""

from tests.ground.links.pages import PAGES, furnish
from tests.walk import *
