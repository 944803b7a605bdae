"""Which module a request leads to, told from the names of all modules alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from perfview.bundles.naming.packages import package_of
from perfview.bundles.naming.paths import clean_path

_ENDINGS = ("", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".json", ".css")
_INDEXES = tuple(f"/index{ending}" for ending in _ENDINGS[1:4])


class Requests:
    """Of modules by their identifiers, in the order of their rows."""

    def __init__(self, identifiers: Sequence[str]) -> None:
        self._paths = [clean_path(each).removeprefix("/") for each in identifiers]
        self._row = {path: row for row, path in enumerate(self._paths)}
        self._inside: dict[str, list[int]] = defaultdict(list)
        self._folder: list[str] = []
        self._within: set[int] = set()
        for row, path in enumerate(self._paths):
            found = package_of(path)
            self._folder.append(found.folder if found else "")
            if found:
                self._inside[found.folder].append(row)

    def file(self, request: str) -> int | None:
        """The module of that path, its ending left out or not; None for none."""
        path = clean_path(request).removeprefix("/") if request else ""
        found = (self._row.get(path + ending) for ending in (*_ENDINGS, *_INDEXES) if path)
        return next((row for row in found if row is not None), None)

    def imported(self, source: int, target: int) -> None:
        """Take note of an import within a package."""
        if self._folder[source] and self._folder[source] == self._folder[target]:
            self._within.add(target)

    def package(self, request: str, asking: int) -> list[int]:
        """What the name of a package, or of a file in one, leads to from a module: the nearest
        ``node_modules`` that has it counts, as Node resolves it. Of a package those modules that
        no other of its modules imports."""
        if not request or request.startswith((".", "/", "\0")):
            return []
        parts = request.split("/")
        name = "/".join(parts[: 2 if request.startswith("@") else 1])
        for above in self._homes(asking):
            folder = f"{above}node_modules/{name}"
            if folder in self._inside:
                return self._in_package(folder, request[len(name) :])
        return []

    def _homes(self, asking: int) -> list[str]:
        """The folders that may have a ``node_modules``, the nearest first."""
        parts = self._paths[asking].split("/")[:-1]
        above = ["/".join(parts[:depth]) + "/" for depth in range(len(parts), 0, -1)]
        return [*above, ""]

    def _in_package(self, folder: str, rest: str) -> list[int]:
        if rest:
            row = self.file(folder + rest)
            if row is not None:
                return [row]
            last = rest.rpartition("/")[2]
            alike = [r for r in self._inside[folder] if f"{rest}." in self._paths[r]]
            return alike or [r for r in self._inside[folder] if f"/{last}." in self._paths[r]][:1]
        return [row for row in self._inside[folder] if row not in self._within]
