"""Showing only the first rows of an order; listing the children of one node anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex

from perfview.ui.widgets.table.columns import NumberColumn
from perfview.ui.widgets.table.order import Arrangement, arrange
from perfview.ui.widgets.tree.model import TreeModel
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60), st.integers(1, 70), st.booleans())
def test_the_first_of_an_order_are_those_a_whole_order_begins_with(values, most, descending):
    column = NumberColumn("value", "Value", np.array(values, np.int64))
    whole = arrange([column], Arrangement(0, descending))
    part = arrange([column], Arrangement(0, descending, most=most))
    assert len(part) == min(most, len(values))
    assert column.values[part].tolist() == column.values[whole][:most].tolist()
    assert len(set(part.tolist())) == len(part)


def test_a_given_order_is_cut_off_too():
    column = NumberColumn("value", "Value", np.arange(9))
    assert arrange([column], Arrangement(most=4)).tolist() == [0, 1, 2, 3]


class _Growing:
    """A root whose children are looked up later."""

    roots = (0,)

    def __init__(self):
        self.below = [1]

    def children(self, node):
        return self.below if node == 0 else ()

    def has_children(self, node):
        return node == 0

    def leads_on(self, node):
        return False


def test_children_are_listed_anew_when_they_are_others(qtmodeltester):
    nodes = _Growing()
    model = TreeModel(nodes, (NodeColumn("name", "Name", str),))
    root = model.index(0, 0)
    told = []
    model.rowsInserted.connect(lambda above, first, last: told.append((first, last)))
    assert model.rowCount(root) == 1
    nodes.below = [2, 3, 4]
    model.relist(0)
    assert [model.data(model.index(row, 0, root)) for row in range(3)] == ["2", "3", "4"]
    assert told == [(0, 2)]
    assert model.parent(model.index(2, 0, root)) == root
    nodes.below = []
    model.relist(0)
    assert model.rowCount(root) == 0
    model.relist(77)
    assert model.rowCount(QModelIndex()) == 1


def test_cells_of_nodes_are_painted_as_asked():
    plain = NodeColumn("a", "A", lambda node: node * 2)
    assert (plain.text(3), plain.plain(np.array([1, 2])), plain.tone(1)) == ("6", [2, 4], "text")
    assert (plain.share(1), plain.swatch(1), plain.curve(1), plain.bar_tone(1)) == (
        0.0,
        None,
        None,
        "text3",
    )
    paint = Paint(lambda _: 0.5, lambda _: 4, lambda _: "bad", lambda _: "bad_fill", diverges=True)
    painted = NodeColumn("a", "A", str, paint=paint)
    assert (painted.share(1), painted.swatch(1), painted.tone(1)) == (0.5, 4, "bad")
    assert (painted.bar_tone(1), painted.has_bar, painted.diverges) == ("bad_fill", True, True)
