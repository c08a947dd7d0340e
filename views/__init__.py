"""Faces: pure functions from facts to LINE messages. No database, no clock, no settings."""

from typing import Any

Json = dict[str, Any]
