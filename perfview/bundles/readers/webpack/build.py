"""The tables of one build out of those of a file: whole columns of the file's own build, or the
rows of one of several."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.readers.webpack.schema import (
    ABOUT,
    ASSET_CHUNKS,
    ASSETS,
    BAILOUTS,
    CHILD,
    CHILDREN,
    CHUNKS,
    ENTRIES,
    ENTRY_CHUNKS,
    ENTRY_FILES,
    ERRORS,
    FILES,
    HELD,
    HINTS,
    LISTED,
    MEMBERS,
    MODULES,
    NAMED,
    NAMED_FILES,
    NAMES,
    PARENTS,
    PLACES,
    PROVIDED,
    REASONS,
    RELATED,
    ROOT,
    SAID,
    SIBLINGS,
    USED,
    WARNINGS,
)
from perfview.kernels.tables import Tables

_BELOW = {
    CHUNKS: ((FILES, NAMES, PARENTS, CHILDREN, SIBLINGS), "chunk"),
    NAMED: ((NAMED_FILES,), "behind"),
    ENTRIES: ((ENTRY_CHUNKS, ENTRY_FILES), "entry"),
    ASSETS: ((ASSET_CHUNKS, RELATED), "asset"),
}
_DETAILS = (REASONS, PLACES, USED, PROVIDED, BAILOUTS)


class Build:
    """One build. Tables are named without their level; links count from the build's own rows."""

    def __init__(self, tables: Tables, level: str, number: int = 0) -> None:
        self._tables, self._level = tables, level
        self._rows: dict[str, tuple[int, int]] = {}
        self._start: dict[str, int] = {}
        for table in (CHUNKS, ENTRIES, NAMED, ASSETS, ERRORS, WARNINGS, HINTS, SAID):
            self._take(table, "build", number, number + 1)
        for table, (below, column) in _BELOW.items():
            # Names are rows before what is behind them: links of that count one more.
            start, stop = (row + (table == NAMED) for row in self._rows[table])
            for each in below:
                self._take(each, column, start, stop)
        for where in (LISTED, HELD):
            self._take_modules(f"{where}_{MODULES}", f"{where}_{MEMBERS}", number)

    def _take_modules(self, modules: str, members: str, number: int) -> None:
        if self._level == ROOT:
            self._rows[modules] = (0, self._tables.rows(f"{ROOT}_{modules}"))
            self._rows[members] = (0, self._tables.rows(f"{ROOT}_{members}"))
        else:
            self._take(modules, "build", number, number + 1)
            self._take(members, "parent", *self._rows[modules])
            self._start[f"{modules}.chunk"] = self._rows[CHUNKS][0]
        for owner in (modules, members):
            for detail in _DETAILS:
                self._take(f"{owner}_{detail}", "module", *self._rows[owner])

    def _take(self, table: str, column: str, start: int, stop: int) -> None:
        if self._level == ROOT:
            self._rows[table] = (0, self._tables.rows(f"{ROOT}_{table}"))
            return
        links = self._tables.column(f"{CHILD}_{table}", column)
        first, last = np.searchsorted(links, (start, stop)).tolist()
        self._rows[table], self._start[f"{table}.{column}"] = (first, last), start

    def rows(self, table: str) -> int:
        """How many rows a table has in this build."""
        first, last = self._rows[table]
        return last - first

    def column(self, table: str, column: str) -> NDArray[Any]:
        """The rows of one column, their links counted from this build's first row."""
        first, last = self._rows[table]
        found = self._tables.column(f"{self._level}_{table}", column)[first:last]
        start = self._start.get(f"{table}.{column}", 0)
        return found - start if start else found

    def about(self, what: str) -> int:
        """What the build says of itself, the id of a text as written; -1 for nothing."""
        said = np.flatnonzero(self.column(SAID, "what") == ABOUT.index(what))
        return int(self.column(SAID, "text")[said[-1]]) if len(said) else -1
