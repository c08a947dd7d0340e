"""The stand-in's own calls: for the phone page, for tests, and for curious people."""
