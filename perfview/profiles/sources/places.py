"""Where a recorded file may be on this machine: as recorded, beside the profile, chosen folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from perfview.recording.source import Source

MOST_LOOKED_AT = 50_000
"""Files of a chosen folder that are known by name; what comes after is not found."""

_LEFT_OUT = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})


class Places:
    """Where to look. `folders` were chosen by the user: a file is known there by the longest tail
    of its path that matches."""

    def __init__(self, source: Source | None, folders: Sequence[Path] = ()) -> None:
        self._beside = source.path.parent if source is not None else None
        self._folders = tuple(folders)
        self._named: dict[str, list[Path]] | None = None
        self._near: frozenset[str] | None = None
        self._is_folder: dict[str, bool] = {}

    def may_hold(self, file: str) -> bool:
        """Whether it is worth asking `of`: a profile names thousands of files, and hardly a folder
        of theirs is on this machine."""
        if self._folders:
            return True
        text = file.removeprefix("file://").replace("\\", "/")
        if "://" in text:
            text = text.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]
        folder, _, name = (unquote(text) if "%" in text else text).rpartition("/")
        near = self._names_near()
        if name in near or f"{name}.map" in near or folder.lstrip("/").partition("/")[0] in near:
            return True
        if folder not in self._is_folder:
            self._is_folder[folder] = not is_remote(file) and _is_folder(folder)
        return self._is_folder[folder]

    def _names_near(self) -> frozenset[str]:
        """What stands beside the profile."""
        if self._near is None:
            try:
                self._near = frozenset(os.listdir(self._beside) if self._beside else ())
            except OSError:
                self._near = frozenset()
        return self._near

    def of(self, file: str) -> Iterator[Path]:
        """Places of a recorded file, likeliest first; none of another machine: asking for it would
        be a request."""
        path = recorded_path(file)
        if path is None:
            return
        if path.is_absolute() and not is_remote(file):
            yield path
        if self._beside is not None:
            yield self._beside / Path(*[p for p in path.parts if p not in (path.anchor, "..")])
            yield self._beside / path.name
        yield from self._in_folders(path)

    def _in_folders(self, path: Path) -> list[Path]:
        """The files of chosen folders with its name, those with most of its folders first; when
        several match equally well nothing tells which it is."""
        same = self._names().get(path.name, [])
        ranked = sorted(same, key=lambda each: -shared_tail(each, path))
        if len(ranked) > 1 and shared_tail(ranked[0], path) == shared_tail(ranked[1], path):
            return []
        return ranked[:1]

    def _names(self) -> dict[str, list[Path]]:
        if self._named is None:
            named: dict[str, list[Path]] = {}
            for folder in self._folders:
                for each in _files(folder):
                    named.setdefault(each.name, []).append(each)
            self._named = named
        return self._named


def _is_folder(path: str) -> bool:
    # A path that begins with two slashes is one of another machine.
    return os.path.isabs(path) and not path.startswith("//") and os.path.isdir(path)


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in _LEFT_OUT)
        for name in sorted(files):
            seen += 1
            if seen > MOST_LOOKED_AT:
                return
            yield Path(root, name)


def shared_tail(one: Path, other: Path) -> int:
    """How many parts from the last on two paths have in common."""
    count = 0
    for a, b in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if a != b:
            break
        count += 1
    return count


def is_remote(file: str) -> bool:
    """Whether a recorded place is an address of the web or made by a bundler."""
    return "://" in file and not file.startswith("file:")


def recorded_path(file: str) -> Path | None:
    """The path in a recorded place; None when it names no file, or one of another machine."""
    if not file or "\0" in file or file.startswith(("\\\\", "//", "node:", "<")):
        return None
    if "://" not in file:
        # Profiles of Windows are read elsewhere, too.
        return Path(file.replace("\\", "/") if file[1:3] == ":\\" else file)
    try:
        parts = urlsplit(file)
    except ValueError:
        return None
    if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
        return None
    return Path(unquote(parts.path)) if "\0" not in unquote(parts.path) else None


def contents_of(path: Path, most: int) -> bytes | None:
    """A file's bytes; None when it is no file, longer than `most` bytes, or cannot be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > most:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None
