"""The pages of jobs: who reaches them, and what falls over."""

from tests.ground.jobs.pages import PAGES, furnish
from tests.walk import *
