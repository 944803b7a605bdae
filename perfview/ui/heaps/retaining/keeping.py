"""What an object keeps alive, by the fields that lead there: a small table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from perfview.findings.quantities import ABSENT, plural, size
from perfview.heaps.retention.following import edges_of
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.study import Study
from perfview.ui.heaps.colouring import node_category
from perfview.ui.heaps.naming import edge_title, object_title
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_MOST = 200
_ITSELF, _REST = -1, -2


@dataclass(frozen=True)
class Kept:
    """What an object keeps: nodes int32, `_ITSELF` for itself, `_REST` for all that is too small to
    be listed; by which field, ids into `fields`; bytes int64; in all `whole`."""

    title: str
    nodes: NDArray[np.int32]
    field: NDArray[np.int32]
    fields: list[str]
    titles: list[str]
    bytes: NDArray[np.int64]
    whole: int


def kept_by(study: Study, node: int) -> Kept:
    """What lives only through an object, the biggest first. For a worker thread."""
    children = study.dominators.children(node)
    bytes_ = study.retained_bytes[children]
    largest = _largest(bytes_)
    nodes, sizes = children[largest], bytes_[largest]
    fields = _fields(study, node, nodes)
    titles = [object_title(study, int(each)) for each in nodes]
    extra = [(_ITSELF, "", "itself", int(study.self_bytes[node]))]
    rest = len(children) - len(nodes)
    if rest:
        extra.append((_REST, "", plural(rest, "smaller one"), int(bytes_.sum() - sizes.sum())))
    names, numbers = np.unique([*fields, *(each[1] for each in extra)], return_inverse=True)
    return Kept(
        object_title(study, node),
        np.append(nodes, [each[0] for each in extra]).astype(np.int32),
        numbers.reshape(-1).astype(np.int32),
        [str(name) for name in names],
        [*titles, *(each[2] for each in extra)],
        np.append(sizes, [each[3] for each in extra]).astype(np.int64),
        int(study.retained_bytes[node]),
    )


def _largest(bytes_: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the largest, largest first."""
    places = np.arange(len(bytes_))
    if len(bytes_) > _MOST:
        places = np.argpartition(-bytes_, _MOST)[:_MOST]
    return places[np.argsort(-bytes_[places], kind="stable")]


def _fields(study: Study, node: int, kept: NDArray[np.int32]) -> list[str]:
    """By which reference of its own an object leads to each, "" where others stand between."""
    edges = edges_of(study, node)
    targets = study.graph.edges.target[edges.start : edges.stop]
    found: dict[int, str] = {}
    for at in np.flatnonzero(np.isin(targets, kept)).tolist():
        edge, target = edges.start + at, int(targets[at])
        named = edge_name(study, edge)
        if target not in found and study.essential[edge]:
            found[target] = named.accessor.removeprefix(".") or edge_title(study, edge)
    return [found.get(each, "") for each in kept.tolist()]


class KeepsTable(QWidget):
    """`picked` carries an object that was chosen; `menu_asked` a menu about to be shown for one."""

    picked = Signal(int)
    menu_asked = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._kept: Kept | None = None
        self._title, self._whole = Elided("What it keeps", "title"), label("", "strong")
        self.table = Table((), "What it keeps")
        self.table.arrange_by(Arrangement(2, descending=True))
        self.table.chosen.connect(self._on_chosen)
        self.table.menu_asked.connect(self._on_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(row((self._title, 1), self._whole, gap=8, margin=(12, 8, 12, 4)))
        layout.addWidget(self.table, 1)

    def show_kept(self, study: Study, kept: Kept) -> None:
        """Show what an object keeps."""
        self._kept = kept
        self._title.setText(f"What {kept.title} keeps")
        self._whole.setText(size(kept.whole))
        self.table.set_columns(_columns(study, kept))

    def _on_chosen(self, rows: Rows) -> None:
        if self._kept is not None and len(rows) == 1 and self._kept.nodes[rows[0]] >= 0:
            self.picked.emit(int(self._kept.nodes[rows[0]]))

    def _on_menu(self, menu: QMenu, row: int) -> None:
        if self._kept is not None and self._kept.nodes[row] >= 0:
            self.menu_asked.emit(menu, int(self._kept.nodes[row]))


def _columns(study: Study, kept: Kept) -> Sequence[Column]:
    def category(row: int) -> int | None:
        node = int(kept.nodes[row])
        return node_category(study, node) if node >= 0 else None

    numbers = np.arange(len(kept.nodes), dtype=np.int32)
    mono = Look(76, mono=True, ends=True)
    return (
        TextColumn("field", "Field", kept.field, kept.fields, mono, absent=ABSENT, tone="text2"),
        TextColumn(
            "object", "Object", numbers, kept.titles, Look(least=92, ends=True), categories=category
        ),
        NumberColumn("kept_alive", "Kept alive", kept.bytes, size, Look(104), bar=True),
    )
