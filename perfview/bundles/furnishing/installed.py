"""The packages of a build as they are installed: by their package.json, else by the lock file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from perfview.bundles.furnished import Installed
from perfview.bundles.furnishing.json_files import Reading, bytes_in, json_in
from perfview.bundles.furnishing.locks import (
    LOCKS,
    Locked,
    asked_by,
    locked_in,
    only_version,
    plain_range,
)

MOST_BYTES = 4 << 20
"""A longer package.json is not read."""

_ES_FIELDS = ("module", "esnext", "es2015", "fesm2020", "jsnext:main")


class InstalledPackages(Mapping[str, Installed]):
    """Packages by folder, "" the project. Each is read when it is first asked for; those whose
    package.json is not there are known by the lock file at most. Safe to share between threads.

    `roots` are the project's folder and those above it that are projects, too: workspaces install
    into the outermost. `folders` are those of the build, with the version where that is told.
    `lock` was given; without it the project's own is taken. `read` reads what is in the roots.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        folders: dict[str, str],
        lock: Path | None = None,
        read: Reading = bytes_in,
    ) -> None:
        self._read_file = read
        self._roots, self._folders, self._lock_file = tuple(roots), folders, lock
        self._known: dict[str, Installed | None] = {}
        self._locked: Locked | None = None
        self._lock = threading.RLock()

    def __getitem__(self, folder: str) -> Installed:
        with self._lock:
            if folder not in self._known:
                self._known[folder] = self._read(folder)
            found = self._known[folder]
        if found is None:
            raise KeyError(folder)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([each for each in ("", *self._folders) if self.get(each) is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, folder: str) -> Installed | None:
        parts = [part for part in folder.split("/") if part]
        while parts and parts[0] == "..":
            del parts[0]
        if ".." in parts or ":" in folder or "\0" in folder:
            return None
        for root in self._roots:
            found = json_in(root.joinpath(*parts, "package.json"), MOST_BYTES, self._read_file)
            if isinstance(found, dict):
                return _of_manifest(folder, found)
        return self._from_lock(folder) if folder in self._folders else None

    def _from_lock(self, folder: str) -> Installed | None:
        locked, name = self._read_lock(), folder.rpartition("node_modules/")[2]
        if folder in locked.by_folder:
            return locked.by_folder[folder]
        versions = locked.by_name.get(name, {})
        version = self._folders[folder] or self._resolved(folder, name) or only_version(versions)
        if version not in versions:
            return None
        return Installed(folder, locked.real_name.get(name, name), version, versions[version])

    def _resolved(self, folder: str, name: str) -> str:
        """The version that whoever the folder is nested in, or the project, is served."""
        above = folder.rpartition("/node_modules/")[0]
        asking = self.get(above)
        wanted = plain_range(asking.requires.get(name, "")) if asking is not None else ""
        return self._read_lock().resolved.get((name, wanted), "")

    def _read_lock(self) -> Locked:
        if self._locked is None:
            places = [root / name for root in self._roots for name in LOCKS]
            found = (locked_in(place, self._read_file) for place in places)
            if self._lock_file is not None:
                found = (locked_in(place) for place in (self._lock_file,))
            self._locked = next((each for each in found if each is not None), Locked())
        return self._locked


def _of_manifest(folder: str, found: dict[str, Any]) -> Installed:
    """A package by its package.json. What it asks for in development counts for the project."""
    name, version = found.get("name"), found.get("version")
    asked = asked_by(found)
    if not folder and isinstance(found.get("devDependencies"), dict):
        asked = asked_by({"dependencies": found["devDependencies"]}) | asked
    return Installed(
        folder,
        name if isinstance(name, str) else folder.rpartition("node_modules/")[2],
        version if isinstance(version, str) else "",
        asked,
        _side_effects(found.get("sideEffects")),
        _has_esm(found),
    )


def _side_effects(told: Any) -> bool | tuple[str, ...] | None:
    if isinstance(told, bool):
        return told
    if isinstance(told, list):
        return tuple(each for each in told if isinstance(each, str))
    return (told,) if isinstance(told, str) else None


def _has_esm(found: dict[str, Any]) -> bool:
    """Whether it says where an ES module build of it is (Node's package entry points, and the
    fields bundlers look at)."""
    if found.get("type") == "module" or any(found.get(name) for name in _ES_FIELDS):
        return True
    waiting, seen = [found.get("exports")], 0
    while waiting and seen < 10_000:
        inside, seen = waiting.pop(), seen + 1
        if isinstance(inside, dict):
            if "import" in inside or "module" in inside:
                return True
            waiting += inside.values()
        elif isinstance(inside, str) and inside.endswith(".mjs"):
            return True
    return False
