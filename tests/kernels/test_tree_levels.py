"""Children of many nodes of a tree in preorder; which edge leads in; largest rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.entry_edges import SKIP, entry_edges
from perfview.kernels.largest_rows import largest_rows
from perfview.kernels.tree_levels import children_of, groups_of

parents = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*[st.integers(0, i - 1) for i in range(1, n)])
)


def preorder(parent):
    """order, place, size of a tree whose node 0 is the root; parents come first."""
    order, stack = [], [0]
    while stack:
        node = stack.pop()
        order.append(node)
        stack += [k + 1 for k, up in enumerate(parent) if up == node][::-1]
    size = np.ones(len(order), np.int32)
    for node in range(len(order) - 1, 0, -1):
        size[parent[node - 1]] += size[node]
    place = np.argsort(order).astype(np.int32)
    return np.array(order, np.int32), place, size


@settings(max_examples=100, deadline=None)
@given(parents, st.data())
def test_children_come_in_order_with_whom_they_belong_to(parent, data):
    order, place, size = preorder(parent)
    nodes = data.draw(st.lists(st.integers(0, len(parent)), unique=True))
    child, owner = children_of(np.array(nodes, np.int32), order, place, size)
    wanted = [
        (k + 1, i) for i, node in enumerate(nodes) for k, up in enumerate(parent) if up == node
    ]
    assert list(zip(child.tolist(), owner.tolist(), strict=True)) == wanted


def test_the_edge_of_the_lowest_rank_leads_in_then_the_earliest():
    first = np.array([0, 5, 6, 6, 6], np.uint32)
    target = np.array([1, 1, 1, 2, 3, 2], np.int32)
    kind = np.array([1, 0, 0, 2, 1, 0], np.uint8)
    rank = np.full(256, SKIP, np.uint8)
    rank[:2] = 0, 1
    parent = np.array([-1, 0, 0, 0], np.int32)
    # Of three edges to 1 the first of rank 0; one to 2 is of no rank, the other not its parent's.
    assert entry_edges(first, target, kind, rank, parent).tolist() == [-1, 1, -1, 4]


def test_the_largest_row_of_each_group_is_the_first_of_them():
    group = np.array([1, 0, 1, -1, 1], np.int32)
    value = np.array([3, 5, 9, 99, 9], np.int64)
    assert largest_rows(group, value, 3).tolist() == [1, 2, -1]


def test_members_know_their_group():
    first, member = np.array([0, 2, 2, 3], np.int64), np.array([4, 1, 0], np.int32)
    assert groups_of(first, member, 5).tolist() == [2, 0, -1, -1, 0]
