"""What every process of the tests has at hand when it is forked: imported and set up once, for all of them.

The fork server looks for modules from where the tests were started, and knows neither of these folders."""

import sys
from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import configure_mappers

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

for name in (
    "app", "cli", "commands.worker", "handlers", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "pytest",
    "road_crash",
):  # fmt: skip
    import_module(name)

import_module("models").load()
configure_mappers()
