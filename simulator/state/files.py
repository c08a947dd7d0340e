"""Pictures: of rich menus and from people's cameras, in memory or in a folder beside the state file."""

from __future__ import annotations

import re
from pathlib import Path

_SAFE = re.compile(r"[0-9A-Za-z-]{1,64}")


class Files:
    """Bytes by name. The names are ids made here, and are checked all the same."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> None:
        if self._folder is None:
            self._memory[name] = content
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path(name).write_bytes(content)

    def get(self, name: str) -> bytes | None:
        if self._folder is None:
            return self._memory.get(name)
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, name: str) -> None:
        if self._folder is None:
            self._memory.pop(name, None)
        else:
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if self._folder is None or not _SAFE.fullmatch(name):
            raise ValueError(f"not a name of ours: {name!r}")
        return self._folder / name
