"""A folder as a source: its content is a listing of the files in it, whose readers open them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from perfview.recording.errors import UnreadableInput
from perfview.recording.storage import InMemory

MARK = ("perfview", "folder")
"""The listing's first key and its value."""

MOST_FILES = 20_000
"""Files that are listed; a folder with more is no build's output."""

MOST_DEEP = 12
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "bower_components"})
_HIDDEN_KEPT = frozenset({".next", ".vite", ".output", ".svelte-kit", ".nuxt"})
"""Hidden folders into which tools write what they build."""


class FolderListing(InMemory):
    """``{"perfview": "folder", "root": path, "files": [[path, bytes, modified ns], …],
    "is_cut": whether it holds more than `MOST_FILES`}``, the files by path.

    Paths of files are relative, with ``/``; what was installed, hidden files and links are left
    out.
    `total` is the bytes of all files. Raises `UnreadableInput` for a folder that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            files = sorted(_files(folder))
        except PermissionError as error:
            raise UnreadableInput(
                "You have no permission to read this folder", remedy="Change its rights."
            ) from error
        self.total = sum(size for _, size, _ in files)
        listing: dict[str, object] = {MARK[0]: MARK[1], "root": str(folder), "files": files}
        listing["is_cut"] = len(files) == MOST_FILES
        super().__init__(json.dumps(listing, ensure_ascii=False).encode("utf-8", "replace"))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    waiting, listed = [("", 0)], 0
    while waiting:
        inner, depth = waiting.pop()
        with os.scandir(folder / inner) as entries:
            for entry in entries:
                path = f"{inner}/{entry.name}" if inner else entry.name
                if entry.is_symlink():
                    continue
                if entry.is_dir():
                    if is_listed(entry.name) and depth < MOST_DEEP:
                        waiting.append((path, depth + 1))
                elif not entry.name.startswith(".") or entry.name == ".size-limit.json":
                    status = entry.stat()
                    yield path, status.st_size, status.st_mtime_ns
                    listed += 1
                    if listed == MOST_FILES:
                        return


def is_listed(name: str) -> bool:
    """Whether a folder of this name is looked into."""
    return name in _HIDDEN_KEPT or not (name.startswith(".") or name in _LEFT_OUT)
