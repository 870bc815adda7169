"""Many at the same moment are no more than one after the other: each is counted, and no try slips through between two."""

from tests.ground.accounts.races import RACES
from tests.racing import *
