"""The pages of people: who reaches them, and what falls over."""

from tests.ground.people.pages import PAGES, furnish
from tests.walk import *
