"""How views of heaps use their room: what stands beside, below, and what gives way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from perfview.ui.heaps.choosing import choose_object
from perfview.ui.heaps.classes import ClassesView
from perfview.ui.heaps.comparison import ComparisonView
from perfview.ui.heaps.icicle.bar import HeapBar
from perfview.ui.heaps.retainers import RetainersView
from perfview.ui.heaps.retaining.turning import Turning
from perfview.ui.heaps.retaining.why_alive import WhyAlive
from perfview.ui.heaps.statistics import StatisticsView
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import document, grown


@pytest.fixture
def show(qtbot):
    def shown(kind, width, height):
        view = kind(document(grown()))
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        choose_object(view.document, None, 9)
        view.settle()
        return view

    return shown


@pytest.mark.parametrize("kind", [ClassesView, ComparisonView, RetainersView])
@pytest.mark.parametrize(
    ("width", "height", "outer"),
    [(1300, 900, "Horizontal"), (760, 740, "Vertical"), (700, 400, "Horizontal")],
)
def test_why_it_is_alive_stands_where_there_is_room(show, qtbot, kind, width, height, outer):
    view = show(kind, width, height)
    (why,) = view.findChildren(WhyAlive)
    across = next(each for each in view.findChildren(Turning) if each.isAncestorOf(why))
    assert across.orientation() is Qt.Orientation[outer]
    assert why.width() >= 280
    inner = next(each for each in why.findChildren(Turning))
    qtbot.waitUntil(lambda: inner.orientation() is not across.orientation())


@pytest.mark.parametrize("kind", [ClassesView, ComparisonView, StatisticsView])
@pytest.mark.parametrize("width", [1300, 760, 560])
def test_no_table_is_wider_than_its_place(show, kind, width):
    view = show(kind, width, 740)
    tables = [each for each in view.findChildren(QAbstractItemView) if each.isVisible()]
    assert tables
    assert not any(each.horizontalScrollBar().isVisible() for each in tables)


def test_a_class_that_grows_is_drawn_red(show):
    view = show(ClassesView, 1600, 900)
    tree = view.pane.tree
    columns = {each.key: each for each in tree.tree.columns}
    names = view.document.opened.study.classes.name
    assert columns["retained"].bar_tone(names.index("Session")) == "bad_fill"
    assert columns["retained"].bar_tone(names.index("Store")) == "text3"


def test_what_waits_to_be_collected_has_no_way_from_a_root(qtbot):
    heap = HeapBuilder()
    lost = heap.node("object", "Lost", 10)
    kept = heap.held(lost, "part", "object", "Part", 10)
    opened = document(heap.study())
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    for node in (lost, kept):
        choose_object(opened, None, node)
        panel.settle()
        assert panel._count.text() == "nothing keeps it"
        assert "GC root" not in [step.place for step in panel.chain.steps]
    choose_object(opened, None, heap.globals)
    panel.settle()
    assert panel.chain.steps[0].place == "GC root"


def test_the_baseline_is_named_as_far_as_there_is_room(qtbot):
    bar = HeapBar("a-snapshot-with-quite-a-long-name", 2)
    qtbot.addWidget(bar)
    bar.show()
    seen = {}
    for width in (1300, 800, 560):
        bar.resize(width, 42)
        seen[width] = bar.against.text() if bar.against.isVisible() else ""
    assert seen[1300] == "a-snapshot-with-quite-a-long-name +2 ▾"
    assert "…" in seen[800]
    assert seen[800].endswith("+2 ▾")
    assert seen[560] == ""
    assert bar._options.isVisible()
