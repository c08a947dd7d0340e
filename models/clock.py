"""The clock: a function handed out at the front door, so that tests can move it."""

from collections.abc import Callable
from datetime import datetime

# Returns now, aware.
Clock = Callable[[], datetime]
