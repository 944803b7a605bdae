"""Call trees as rows that unfold: paths from the outermost call, or callers from the inside out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, number
from perfview.profiles.measures.bottom_up import BottomUp
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint

_MOSTLY = 0.5
SORTABLE = ("function", "self", "total", "share", "samples")
"""The columns by which siblings can be put in order; shares are totals."""


class _TreeRows:
    """What both ways of unfolding have in common. Nodes are numbered by whoever unfolds them."""

    def __init__(self, study: Study, tree: CallTree, unit: str) -> None:
        self._study, self._tree, self._unit = study, tree, unit
        self._whole = tree.whole
        self._categories = function_categories(study)
        self.shape = tree.shape

    def function(self, node: int) -> int:
        """The function of a node, as in `Shape.function`."""
        raise NotImplementedError

    def numbers(self, node: int) -> tuple[float, float, int]:
        """A node's own and total weight and its samples."""
        raise NotImplementedError

    def leads_on(self, node: int) -> bool:
        """Whether most of everything goes this way."""
        return bool(self._whole) and self.numbers(node)[1] >= _MOSTLY * self._whole

    def columns(self) -> Sequence[Column]:
        """Function, itself, total, share, samples, module, and the recording's own category where
        it has any."""
        made = self._columns()
        has_categories = bool((self._study.model.functions.category >= 0).any())
        return made if has_categories else made[:-1]

    def _columns(self) -> Sequence[Column]:
        whole = self._whole or 1.0

        def write(value: float) -> str:
            return amount(value, self._unit) if value else ABSENT

        return (
            NodeColumn(
                "function",
                "Function",
                self._name,
                look=Look(ends=True),
                paint=Paint(category=self._category_of),
                numeric=False,
            ),
            NodeColumn(
                "self",
                "Itself",
                lambda n: self.numbers(n)[0],
                write,
                Look(84),
            ),
            NodeColumn(
                "total",
                "Total",
                lambda n: self.numbers(n)[1],
                write,
                Look(160),
                Paint(part=lambda n: self.numbers(n)[1] / whole),
            ),
            NodeColumn(
                "share",
                "Share",
                lambda n: self.numbers(n)[1] / whole,
                lambda part: share(part, 1.0) if part else ABSENT,
                Look(64),
            ),
            NodeColumn("samples", "Samples", lambda n: self.numbers(n)[2], number, Look(76)),
            NodeColumn("module", "Module", self._module, look=Look(150), numeric=False),
            NodeColumn("category", "Category", self._category, look=Look(120), numeric=False),
        )

    def _name(self, node: int) -> str:
        return self._study.name_of(self.function(node), self.shape) or "(no name)"

    def _category_of(self, node: int) -> int:
        function = self.function(node)
        in_model = function < len(self._categories)
        return int(self._categories[function]) if in_model else QUIET_CATEGORY

    def _module(self, node: int) -> str:
        function, packages = self.function(node), self._study.packages
        at = int(packages.of_function[function]) if function < len(self._categories) else -1
        return packages.names[at] if at >= 0 else ABSENT

    def _category(self, node: int) -> str:
        function, model = self.function(node), self._study.model
        at = int(model.functions.category[function]) if function < len(self._categories) else -1
        return model.strings[at] if at >= 0 else ABSENT

    def _ranks(self) -> NDArray[np.int64]:
        """The place of each function's name among all names, int64 (functions, made ones last)."""
        made = range(len(self._categories) + len(self.shape.made))
        names = [self._study.name_of(function, self.shape).casefold() for function in made]
        ranks = np.empty(len(names), np.int64)
        ranks[np.argsort(np.array(names, object), kind="stable")] = np.arange(len(names))
        return ranks


class TopDownRows(_TreeRows):
    """Nodes are the paths of the tree, siblings by a column (`SORTABLE`), largest first or last."""

    def __init__(
        self,
        study: Study,
        tree: CallTree,
        unit: str,
        sorted_by: str = "total",
        *,
        descending: bool = True,
    ) -> None:
        super().__init__(study, tree, unit)
        # By parent, then weight: the children of a path stand side by side, heaviest first.
        key = self._key(sorted_by)
        keys = (-tree.total, -key if descending else key, tree.shape.parent)
        self._order = np.lexsort(keys).astype(np.int32)
        self._first = np.searchsorted(
            tree.shape.parent[self._order], np.arange(-1, len(tree.shape) + 1)
        )

    def _key(self, column: str) -> NDArray[np.float64]:
        tree = self._tree
        if column == "function":
            return self._ranks()[tree.shape.function].astype(np.float64)
        by = {"self": tree.own, "samples": tree.present}.get(column, tree.total)
        return np.asarray(by, np.float64)

    @property
    def roots(self) -> Sequence[int]:
        """The outermost calls, heaviest first."""
        return self.children(-1)

    def children(self, node: int) -> Sequence[int]:
        """The calls right below one, heaviest first."""
        found: list[int] = self._order[self._first[node + 1] : self._first[node + 2]].tolist()
        return found

    def has_children(self, node: int) -> bool:
        """Whether it calls anything."""
        return bool(self._first[node + 2] > self._first[node + 1])

    def function(self, node: int) -> int:
        """The path's function."""
        return int(self.shape.function[node])

    def numbers(self, node: int) -> tuple[float, float, int]:
        """The path's own numbers."""
        tree = self._tree
        return float(tree.own[node]), float(tree.total[node]), int(tree.present[node])

    def way_of(self, node: int) -> list[int]:
        """The paths from a root to one."""
        way = []
        while node >= 0:
            way.append(node)
            node = int(self.shape.parent[node])
        return way[::-1]

    def way_to(self, stack: int, function: int) -> list[int]:
        """The way to a recorded stack's path, else to the heaviest of a function."""
        path = int(self.shape.of_stack[stack]) if stack >= 0 else -1
        if path < 0 <= function:
            places = np.flatnonzero(self.shape.function == function)
            path = int(places[np.argmax(self._tree.total[places])]) if len(places) else -1
        return self.way_of(path) if path >= 0 else []

    def places_of(self, functions: NDArray[np.bool_]) -> list[int]:
        """The paths of these functions (bool (f)), heaviest first."""
        found = np.append(functions, np.zeros(len(self.shape.made), np.bool_))
        places = np.flatnonzero(found[self.shape.function])
        ordered: list[int] = places[np.argsort(-self._tree.total[places], kind="stable")].tolist()
        return ordered


class BottomUpRows(_TreeRows):
    """Nodes are functions, under each of them its callers, siblings by a column (`SORTABLE`)."""

    def __init__(
        self,
        study: Study,
        tree: CallTree,
        nodes: BottomUp,
        unit: str,
        sorted_by: str = "total",
        *,
        descending: bool = True,
    ) -> None:
        super().__init__(study, tree, unit)
        self._nodes = nodes
        self._sorted_by, self._descending = sorted_by, descending
        self._name_ranks = self._ranks() if sorted_by == "function" else None

    def _in_order(self, nodes: Sequence[int]) -> Sequence[int]:
        return sorted(nodes, key=self._key, reverse=self._descending)

    def _key(self, node: int) -> float:
        if self._name_ranks is not None:
            return float(self._name_ranks[self.function(node)])
        own, total, count = self.numbers(node)
        return {"self": own, "samples": float(count)}.get(self._sorted_by, total)

    @property
    def roots(self) -> Sequence[int]:
        """Functions, by default by what they cost themselves."""
        return self._in_order(self._nodes.roots)

    def children(self, node: int) -> Sequence[int]:
        """The callers of a node, by default the heaviest first."""
        return self._in_order(self._nodes.children(node))

    def leads_on(self, node: int) -> bool:
        """No: functions are what one looks at first."""
        return False

    def has_children(self, node: int) -> bool:
        """Whether anything called it."""
        return self._nodes.has_children(node)

    def function(self, node: int) -> int:
        """The node's function."""
        return self._nodes.nodes[node].function

    def numbers(self, node: int) -> tuple[float, float, int]:
        """What came this way."""
        found = self._nodes.nodes[node]
        return found.own, found.total, found.samples

    def way_of(self, node: int) -> list[int]:
        """The nodes from a root to one."""
        way = []
        while node >= 0:
            way.append(node)
            node = self._nodes.nodes[node].parent
        return way[::-1]

    def way_to(self, stack: int, function: int) -> list[int]:
        """The root of a function: what it costs itself."""
        found = (n for n in self.roots if self._nodes.nodes[n].function == function)
        node = next(found, -1)
        return [node] if node >= 0 else []

    def places_of(self, functions: NDArray[np.bool_]) -> list[int]:
        """The roots of these functions (bool (f))."""
        return [
            node
            for node in self.roots
            if self.function(node) < len(functions) and functions[self.function(node)]
        ]
