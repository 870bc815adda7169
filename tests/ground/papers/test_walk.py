"""The pages of papers: who reaches them, and what falls over."""

from tests.ground.papers.pages import PAGES, furnish
from tests.walk import *
