"""The pages of pictures: who reaches them, and what falls over."""

from tests.programme.pictures.pages import PAGES, furnish
from tests.walk import *
