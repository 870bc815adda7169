"""Many at the same moment: nothing is there twice, nothing is lost, nobody meets an error."""

from tests.programme.events.races import RACES
from tests.racing import *
