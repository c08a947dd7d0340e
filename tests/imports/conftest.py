"""How examples are made up where open data is read: without hurry, and with nothing kept between runs."""

from hypothesis import settings

settings.register_profile("open data", deadline=None, database=None)
settings.load_profile("open data")
