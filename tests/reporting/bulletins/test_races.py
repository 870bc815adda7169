"""Two people at the same moment: one wins, the other is told, and nothing is there twice."""

from tests.racing import *
from tests.reporting.bulletins.races import RACES
