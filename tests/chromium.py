"""A real browser without a screen: Debian's Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Started with these command-line options, and ended with its event loop."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        # Containers often cannot give the browser a sandbox of its own.
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *options])
        yield opened
        opened.close()
