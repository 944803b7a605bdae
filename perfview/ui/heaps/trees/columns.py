"""The columns of trees of objects."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.findings.quantities import ABSENT, number, plural, size
from perfview.ui.heaps.colouring import node_category
from perfview.ui.heaps.naming import edge_kind, edge_title, object_title
from perfview.ui.heaps.trees.members import Members
from perfview.ui.heaps.trees.rows import ObjectRows, Row
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint

SYSTEM_DISTANCE = 100_000_000
"""From here on only the system reaches an object."""


class ObjectCells:
    """What stands in the cells of rows that are objects or ranges of them."""

    def __init__(self, rows: ObjectRows) -> None:
        self.rows, self.study = rows, rows.study
        root = max(self.study.graph.root, 0)
        self._whole = max(int(self.study.retained_bytes[root]), 1)

    def columns(self, title: str, *, edges: bool = True) -> Sequence[Column]:
        """Name (`title`), kept alive, self, distance, the kind of reference where rows are
        references."""
        return (
            NodeColumn(
                "name",
                title,
                self.name,
                look=Look(least=270, ends=True),
                paint=Paint(category=self.category, tone=self.tone),
                numeric=False,
            ),
            self.retained_column(),
            self.self_column(spare=2),
            self.distance_column(spare=3),
            *([self._reference()] if edges else []),
        )

    def self_column(self, spare: int = 0) -> Column:
        """What an object takes by itself; `spare` as `Look` has it."""
        tip = "What it takes itself, with what is part of it alone"
        return NodeColumn("self", "Itself", self.self_bytes, _bytes, Look(76, tip=tip, spare=spare))

    def retained_column(self) -> Column:
        """What would be freed with an object."""
        return NodeColumn(
            "retained",
            "Kept alive",
            self.retained_bytes,
            _bytes,
            Look(120, tip="What would be freed with it"),
            Paint(part=lambda row: self.retained_bytes(row) / self._whole),
        )

    def distance_column(self, spare: int = 0) -> Column:
        """How far from a root an object is; `spare` as `Look` has it."""
        tip = "References on the shortest way from a root"
        look = Look(70, tip=tip, spare=spare)
        return NodeColumn("distance", "Distance", self.distance, distance_text, look)

    def name(self, row: int) -> str:
        """``listeners: Map @71``, ``@71``; of ranges ``101 – 200``."""
        found = self.rows.made[row]
        if found.note:
            return found.note
        if found.is_range:
            return self._range_title(found)
        title = object_title(self.study, found.node)
        edge = edge_title(self.study, found.edge)
        return f"{edge}: {title}" if edge else title

    def category(self, row: int) -> int | None:
        """The colour of an object's kind."""
        node = self.rows.made[row].node
        return node_category(self.study, node) if node >= 0 else None

    def tone(self, row: int) -> str:
        """Ranges, notes and weak references recede."""
        found = self.rows.made[row]
        is_weak = found.edge >= 0 and edge_kind(self.study, found.edge) == "weak"
        return "text3" if found.node < 0 or is_weak else "text"

    def self_bytes(self, row: int) -> int:
        """Of an object's row, -1 of others."""
        node = self.rows.made[row].node
        return int(self.study.self_bytes[node]) if node >= 0 else -1

    def retained_bytes(self, row: int) -> int:
        """Of an object's row, -1 of others."""
        node = self.rows.made[row].node
        return int(self.study.retained_bytes[node]) if node >= 0 else -1

    def distance(self, row: int) -> int:
        """Of an object's row, -1 of others."""
        node = self.rows.made[row].node
        return int(self.study.distance[node]) if node >= 0 else -1

    def _reference(self) -> Column:
        return NodeColumn(
            "reference",
            "Reference",
            lambda row: edge_kind(self.study, self.rows.made[row].edge),
            look=Look(
                86, "What kind of reference leads there; weak ones keep nothing alive", spare=4
            ),
            paint=Paint(tone=lambda row: "text3"),
            numeric=False,
        )

    def _range_title(self, row: Row) -> str:
        members = self.rows.known(row.owner)
        first, last = _numbers(self, members, row)
        if first:
            return f"{first} … {last}"
        return f"{number(row.first + 1)} – {number(row.last)}"


def _numbers(cells: ObjectCells, members: Members, row: Row) -> tuple[str, str]:
    """The names of a range's first and last references where they stand in their own order."""
    if cells.rows.order.column != "name" or members.edges[row.first] < 0:
        return "", ""
    first, last = int(members.edges[row.first]), int(members.edges[row.last - 1])
    return edge_title(cells.study, first), edge_title(cells.study, last)


def distance_text(distance: int) -> str:
    """A distance in words: ``5``, ``system``, "–" where nothing leads."""
    if distance < 0:
        return ABSENT
    return "system" if distance >= SYSTEM_DISTANCE else str(distance)


def objects_word(count: int) -> str:
    """`1,204 objects`."""
    return plural(count, "object")


def _bytes(value: int) -> str:
    return size(value) if value >= 0 else ""
