"""Fixtures of the promises in their small form."""

from stores import either, postgres, sqlite  # noqa: F401
