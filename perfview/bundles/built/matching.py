"""Which module a source of a source map is: by its path, else by what it must have become."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import EXTERNAL, OTHER, BundleModel

_SCHEME = re.compile(r"^[a-zA-Z][\w+.-]*:/{2,3}")
_DRIVE = re.compile(r"^[a-zA-Z]:/")
_PACKAGES = "node_modules/"
_QUERIES = re.compile(r"[?#].*$", re.DOTALL)


class Modules:
    """The modules of a build by their paths. Made once for all files; `Matcher` is for one."""

    def __init__(self, model: BundleModel) -> None:
        self.model = model
        self.exact: dict[str, list[int]] = {}
        self.by_last: dict[str, list[int]] = {}
        self.parts: list[tuple[str, ...]] = []
        names = model.modules.name.tolist()
        for row, name in enumerate(names):
            path = _clean(model.strings[name])
            self.exact.setdefault(path, []).append(row)
            parts = tuple(path.split("/"))
            self.by_last.setdefault(parts[-1], []).append(row)
            self.parts.append(parts)


class Matcher:
    """The modules that one file may hold: `placed` bool (m), all True where nothing tells."""

    def __init__(self, modules: Modules, placed: NDArray[np.bool_]) -> None:
        self._modules, self._placed = modules, placed
        self._size = modules.model.modules.source_bytes

    def rows(self, sources: Sequence[str]) -> NDArray[np.int32]:
        """The module of each source, int32, -1 for none: first those whose path says it, then
        what a package was made of (``dompurify/src/utils.js`` became its ``dist/purify.js``)."""
        paths = [_clean(source) for source in sources]
        found = np.array([self._by_path(path) for path in paths], np.int32).reshape(-1)
        known = set(found[found >= 0].tolist())
        for at in np.flatnonzero(found < 0).tolist():
            found[at] = self._by_package(paths[at], known)
        return found

    def _by_path(self, path: str) -> int:
        if not path:
            return -1
        rows = self._modules.exact.get(path)
        if rows:
            return self._likeliest(rows)
        parts = path.split("/")
        rows = self._modules.by_last.get(parts[-1], [])
        tails = [(_tail(self._modules.parts[row], parts), row) for row in rows]
        # One equal name is no proof: index.js is everywhere. Nor are equal ends: a copy within
        # another package ends like the one outside.
        whole = [(tail, row) for tail, row in tails if tail > 1 and self._is_all(row, tail, parts)]
        longest = max(whole, default=(0, -1))[0]
        return self._likeliest([row for tail, row in whole if tail == longest]) if whole else -1

    def _is_all(self, row: int, tail: int, path: list[str]) -> bool:
        """Whether one of the two paths ends with all of the other: then they differ by where they
        are told from, not by folders that are others."""
        return tail == min(len(self._modules.parts[row]), len(path))

    def _likeliest(self, rows: list[int]) -> int:
        """The one of several that is in the file, the largest of those."""
        placed = [row for row in rows if self._placed[row]] or rows
        return max(placed, key=lambda row: int(self._size[row]))

    def _by_package(self, path: str, known: set[int]) -> int:
        """The module that a package ships instead of this source of it."""
        at = path.rfind(_PACKAGES)
        if at < 0:
            return -1
        inside = path[at + len(_PACKAGES) :].split("/")
        taken = 2 if inside[0].startswith("@") else 1
        folder = path[: at + len(_PACKAGES)] + "/".join(inside[:taken])
        rows = self._of_folder.get(folder, [])
        if not rows:
            return -1
        stem = inside[-1].partition(".")[0]
        same = [r for r in rows if self._modules.parts[r][-1].partition(".")[0] == stem]
        if same:
            wanted = inside[taken:-1]
            tails = [_tail(self._modules.parts[row][:-1], wanted) for row in same]
            best = max(tails)
            return self._likeliest([r for r, t in zip(same, tails, strict=True) if t == best])
        return self._likeliest([row for row in rows if row not in known] or rows)

    @property
    def _of_folder(self) -> dict[str, list[int]]:
        """The modules in the file by the folder of their package."""
        if not hasattr(self, "_folders"):
            model = self._modules.model
            self._folders: dict[str, list[int]] = {}
            kept = self._placed & (model.modules.package >= 0)
            kept &= ~np.isin(model.modules.kind, (EXTERNAL, OTHER))
            for row in np.flatnonzero(kept).tolist():
                folder = model.strings[model.packages.folder[model.modules.package[row]]]
                self._folders.setdefault(folder, []).append(row)
        return self._folders


def _clean(source: str) -> str:
    """The path in what a map or a bundler calls a source: without scheme, the build's name,
    loaders, ``./`` and ``../`` it begins with, and query."""
    if not source:
        return ""
    path = source.replace("\\", "/")
    scheme = _SCHEME.match(path)
    if scheme:
        path = path[scheme.end() :]
        is_made_up = not source.startswith(("file:", "http"))
        # What stands before the first slash is the name of the build, not a folder.
        if is_made_up and not scheme[0].endswith("///"):
            path = path.partition("/")[2] or path
    path = path.rpartition("!")[2]
    path = _QUERIES.sub("", path).lstrip("\0")
    if "%" in path:
        path = unquote(path)
    path = posixpath.normpath(_DRIVE.sub("", path).lstrip("/")) if path else ""
    while path.startswith("../"):
        path = path[3:]
    return "" if path in (".", "..") else path


def _tail(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts from the last on two paths have in common."""
    most = min(len(one), len(other))
    return next((n for n in range(most) if one[-1 - n] != other[-1 - n]), most)
