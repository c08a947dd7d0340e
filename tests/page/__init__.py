"""The phone page, tested in a browser."""
