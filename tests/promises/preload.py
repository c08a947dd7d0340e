"""What every process of the tests has at hand when it is forked: imported and set up once, for all of them.

The fork server looks for modules from where the tests were started, and knows neither of these folders."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import gunicorn.app.wsgiapp  # type: ignore[import-untyped]  # it ships no types
import gunicorn.workers.gthread  # type: ignore[import-untyped]  # noqa: F401
import pytest  # noqa: F401
import road_crash  # noqa: F401
from sqlalchemy.orm import configure_mappers

import app  # noqa: F401
import cli  # noqa: F401
import commands.worker  # noqa: F401
import handlers  # noqa: F401
from models import load

load()
configure_mappers()
