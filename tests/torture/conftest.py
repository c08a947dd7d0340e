"""The promises in their full size: `make torture`. Without `--torture` nothing here is collected."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "promises"))

from stores import either, postgres, sqlite  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--torture", action="store_true", help="the promises in their full size, for as long as it takes"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return None if config.getoption("--torture", False) else True
