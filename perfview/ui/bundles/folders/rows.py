"""Folders, packages and modules as rows that unfold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study
from perfview.findings.quantities import ABSENT, number, size
from perfview.ui.bundles.colouring import package_categories
from perfview.ui.bundles.folders.sums import FolderSums
from perfview.ui.bundles.pictures.outline import NEITHER, TOP, Kind
from perfview.ui.bundles.pictures.words import BUNDLER_WORDS, package_words
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint

_MOSTLY = 0.5


class FolderRows:
    """A node is one of the outline; siblings stand in the order of a column."""

    def __init__(self, study: Study, sums: FolderSums, sorted_by: int, *, descending: bool) -> None:
        self._study, self.sums = study, sums
        self.outline = sums.outline
        self._categories = package_categories(study)
        self._whole = max(float(sums.at_start[TOP]), 1.0)
        self._order, self._first = self._arranged(sorted_by, descending=descending)

    def _arranged(
        self, sorted_by: int, *, descending: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All nodes that hold modules by what they are in, and where each one's children begin."""
        outline = self.outline
        key = (None, *self._numbers)[sorted_by] if 0 < sorted_by <= len(self._numbers) else None
        if key is None:
            names = [self.title(node).casefold() for node in range(len(outline))]
            key = np.argsort(np.argsort(np.array(names))).astype(np.float64)
        order = np.lexsort((-key if descending else key, outline.parent))
        order = order[self.sums.modules[order] > 0]
        first = np.searchsorted(outline.parent[order], np.arange(len(outline) + 1))
        return order, first

    @property
    def _numbers(self) -> tuple[NDArray[np.float64], ...]:
        sums = self.sums
        return sums.at_start, sums.shipped, sums.gzip, sums.source, sums.modules

    # Nodes

    @property
    def roots(self) -> Sequence[int]:
        """The outermost folders."""
        return self.children(TOP)

    def children(self, node: int) -> Sequence[int]:
        """What stands in a node."""
        found: list[int] = self._order[self._first[node] : self._first[node + 1]].tolist()
        return found

    def has_children(self, node: int) -> bool:
        """Whether it is no module."""
        return bool(self._first[node + 1] > self._first[node])

    def leads_on(self, node: int) -> bool:
        """Whether it is a folder that most of what is around it is in."""
        above = int(self.outline.parent[node])
        shipped = self.sums.shipped
        return self.has_children(node) and shipped[node] >= _MOSTLY * max(shipped[above], 1.0)

    def way_to(self, node: int) -> list[int]:
        """The nodes from a root on to this one."""
        way = []
        while node > TOP:
            way.append(node)
            node = int(self.outline.parent[node])
        return way[::-1]

    def node_of(self, *, module: int = -1, package: int = -1) -> int:
        """The node of a module, else of a package, -1 for none."""
        if module >= 0:
            found = np.flatnonzero(self.outline.module == module)
        else:
            is_package = self.outline.kind == Kind.PACKAGE
            found = np.flatnonzero(is_package & (self.outline.package == package))
        return int(found[0]) if len(found) and self.sums.modules[found[0]] else -1

    def modules_in(self, node: int) -> NDArray[np.int32]:
        """The modules in a folder, int32."""
        waiting, found = [node], []
        while waiting:
            at = waiting.pop()
            if self.outline.module[at] >= 0:
                found.append(int(self.outline.module[at]))
            waiting += self.children(at)
        return np.array(sorted(found), np.int32)

    # Cells

    def title(self, node: int) -> str:
        """``components/``, ``lodash 4.17.21``, ``Button.tsx``."""
        outline = self.outline
        kind, path = Kind(int(outline.kind[node])), outline.path[node]
        if kind is Kind.PACKAGE:
            return package_words(self._study, int(outline.package[node]))
        if kind in (Kind.RUNTIME, Kind.UNEXPLAINED):
            return BUNDLER_WORDS
        over = outline.path[max(int(outline.parent[node]), 0)]
        short = path[len(over) + 1 :] if over and path.startswith(f"{over}/") else path
        return f"{short}/" if kind is Kind.FOLDER else short

    def columns(self) -> Sequence[Column]:
        """Name, the sizes of the list, how many modules."""
        start = self.sums.at_start
        name = NodeColumn(
            "name", "Folder", self.title, look=Look(least=240, ends=True),
            paint=Paint(category=self._category), numeric=False,
        )  # fmt: skip
        return (
            name,
            NodeColumn("initial_bytes", "At start", lambda n: float(start[n]), _size, Look(150),
                       Paint(part=lambda n: float(start[n]) / self._whole)),
            self._column("bytes", "Shipped", self.sums.shipped, 84),
            self._column("gzip_bytes", "gzip", self.sums.gzip, 84),
            self._column("source_bytes", "Source", self.sums.source, 84),
            self._column("modules", "Modules", self.sums.modules, 76, _count),
        )  # fmt: skip

    @staticmethod
    def _column(
        key: str,
        title: str,
        values: NDArray[np.float64],
        width: int,
        write: Callable[[float], str] | None = None,
    ) -> Column:
        return NodeColumn(key, title, lambda n: float(values[n]), write or _size, Look(width))

    def _category(self, node: int) -> int:
        package = int(self.outline.package[node])
        return QUIET_CATEGORY if package == NEITHER else int(self._categories[package])


def _size(value: float) -> str:
    return size(value) if value > 0 else ABSENT


def _count(value: float) -> str:
    return number(int(value))
