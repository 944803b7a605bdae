"""The service graph: who is shown, what is emphasised, how one moves through it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from perfview.traces.model import SpanKind
from perfview.ui.traces.graph.choice import MOST_NODES, heaviest_way, hops_from, visible_nodes
from perfview.ui.traces.graph.places import place_graph
from perfview.ui.traces.services import ServicesView
from tests.traces.building import Recording
from tests.ui.traces.showing import document


def chain(services):
    """Each service calls the next, the last one fails."""
    made, parent = Recording(), 0
    for k in range(services):
        parent = made.span(
            k,
            2 * services - k,
            f"op {k}",
            parent=parent,
            service=f"service {k}",
            kind=SpanKind.SERVER,
            error=k == services - 1,
        )
    return made


@pytest.fixture
def view(qtbot):
    made = ServicesView(document(chain(6)))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.settle()
    return made


def card(view, node):
    return view.canvas._transform().map(view.canvas.places.cards[node].center()).toPoint()


def test_calls_run_left_to_right_and_cards_do_not_overlap(view):
    cards = [view.canvas.places.cards[n] for n in range(6)]
    assert all(a.right() < b.left() for a, b in pairwise(cards))
    assert [e.turned for e in view.canvas.places.edges] == [False] * 5


def test_a_click_chooses_a_service_and_the_table_shows_its_calls(view):
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=card(view, 2))
    assert view.document.selection.focus.node == 2
    assert view._table.table.rowCount() == 1
    assert view._table.table.columns[0].text(0) == "service 3"
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPointF(2, 2).toPoint())
    assert view.document.selection.focus.node == -1


def test_arrows_go_along_calls(view):
    view.document.selection.change(None, node=2)
    for key, node in ((Qt.Key.Key_Right, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Left, 1)):
        QTest.keyClick(view.canvas, key)
        assert view.document.selection.focus.node == node


def test_beyond_two_hops_things_recede(view):
    view.document.selection.change(None, node=0)
    near = view.canvas.emphasis.near
    assert [near[n] for n in range(6)] == [True, True, True, False, False, False]


def test_the_critical_path_of_the_chosen_trace_is_in_ink(view):
    view.document.selection.change(None, row=0)
    graph = view.graph
    ends = {(int(graph.caller[e]), int(graph.callee[e])) for e in view.canvas.emphasis.way}
    assert {(k, k + 1) for k in range(5)} <= ends
    view._path.setChecked(False)
    assert view.canvas.emphasis.way == set()


def test_finding_a_service(view):
    assert view.find("SERVICE 4") == 1
    view.find_next()
    assert view.document.selection.focus.node == 4
    assert view.find("nobody") == 0


def test_hops_and_the_heaviest_way(view):
    assert hops_from(view.graph, 1).tolist() == [1, 0, 1, 2, 3, 4]
    callees = {int(view.graph.callee[e]) for e in heaviest_way(view.graph)}
    assert 0 in callees
    assert 1 in callees


def test_a_large_graph_is_shown_around_its_focus(qtbot):
    view = ServicesView(document(chain(MOST_NODES + 30)))
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.settle()
    assert len(visible_nodes(view.graph, 40, 2)) == 5
    assert len(view.canvas.places.cards) <= MOST_NODES
    view.document.selection.change(None, node=40)
    assert set(view.canvas.places.cards) == {38, 39, 40, 41, 42}
    assert not view.grab().isNull()


def test_calls_in_a_circle_and_to_oneself(qtbot):
    made = Recording()
    first = made.span(0, 100, service="a", kind=SpanKind.SERVER)
    second = made.span(10, 90, parent=first, service="b", kind=SpanKind.SERVER)
    third = made.span(20, 80, parent=second, service="a", kind=SpanKind.SERVER)
    made.span(30, 70, parent=third, service="a", kind=SpanKind.SERVER)
    view = ServicesView(document(made))
    qtbot.addWidget(view)
    view.settle()
    assert sorted(view.canvas.places.cards) == [0, 1]
    assert not view.grab().isNull()


def test_no_two_cards_overlap_in_a_tangle():
    rng = np.random.default_rng(3)
    made = Recording()
    for trace in range(60):
        root = made.span(0, 99, service="s0", trace=trace + 1, kind=SpanKind.SERVER)
        for k in rng.integers(1, 25, 4):
            root = made.span(
                1, 90, service=f"s{k}", parent=root, trace=trace + 1, kind=SpanKind.SERVER
            )
    graph = document(made).opened.study.graph
    places = place_graph(graph, np.arange(len(graph.name), dtype=np.int32), (900, 500))
    cards = list(places.cards.values())
    for i, one in enumerate(cards):
        assert not any(one.intersects(other) for other in cards[i + 1 :])
