"""Why a module is there, drawn: ways, hops, imports left out, the one import that matters."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from perfview.ui.bundles.changes.proposal import wanted_of
from perfview.ui.bundles.choosing import choose_module, chosen_module
from perfview.ui.bundles.facts.panel import Details
from perfview.ui.bundles.graphs.import_drawing import edge_words
from perfview.ui.bundles.graphs.import_graph import MOST_NODES, graph_around, graph_of_ways
from perfview.ui.bundles.graphs.sentence import told_apart, why_words
from perfview.ui.bundles.imports import ImportsView
from perfview.ui.bundles.tables.import_columns import import_columns, imports_into
from perfview.ui.theme import theme
from tests.bundles.building import BundleBuilder
from tests.ui.bundles.shown_bundles import document_of


def built():
    """Two ways to a chart and from it one to d3; a page that loads later; one import left out."""
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/main.js", 100, chunk="main", entry=True)
    for path, size in (("home", 50), ("menu", 40), ("chart", 30)):
        made.module(f"src/{path}.js", size, chunk="main")
    made.module("node_modules/d3/index.js", 9000, chunk="main")
    made.module("src/page.js", 70)
    made.imports("src/main.js", "src/home.js", line=1)
    made.imports("src/main.js", "src/menu.js", line=2)
    made.imports("src/home.js", "src/chart.js", line=3)
    made.imports("src/menu.js", "src/chart.js", kind="re-export", line=4)
    made.imports("src/chart.js", "node_modules/d3/index.js", line=5)
    made.imports("src/chart.js", "node_modules/d3/index.js", line=9)
    made.imports("src/menu.js", "node_modules/d3/index.js", active=False, line=6)
    made.lazily("src/home.js", "src/page.js")
    made.export("node_modules/d3/index.js", "select", used=1)
    made.export("node_modules/d3/index.js", "brush", used=0)
    made.note("bailout", "CommonJS bailout: module.exports is used directly", "src/chart.js")
    return made


@pytest.fixture
def made():
    return built()


def view_of(qtbot, made):
    view = ImportsView(document_of(made.study()))
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    view.settle()
    return view


def pairs(study, graph):
    ends = zip(graph.source.tolist(), graph.target.tolist(), strict=True)
    return {tuple(study.name_of(n).rpartition("/")[2] for n in pair) for pair in ends}


def test_the_heaviest_module_is_shown_until_one_is_chosen(qtbot, made):
    view = view_of(qtbot, made)
    assert view.graph.focus == made.row("node_modules/d3/index.js")
    choose_module(view.document, None, made.row("src/page.js"))
    qtbot.waitUntil(lambda: view.graph.focus == made.row("src/page.js"))
    assert not view.lazy.isVisible()


def test_ways_are_drawn_with_what_alone_keeps_it_at_start(made):
    study = made.study()
    graph = graph_of_ways(study, made.row("node_modules/d3/index.js"), shaken=False)
    assert len(graph.ways) == 2
    assert ("menu.js", "chart.js") in pairs(study, graph)
    assert ("menu.js", "index.js") not in pairs(study, graph)
    (sole,) = graph.sole
    assert edge_words(study, graph, sole) == "./node_modules/d3/index.js:5"
    said = why_words(study, graph)
    assert "loads at start, along 2 ways" in said
    assert "src/chart.js:5 keeps it there: 9.00\u202fkB" in said


def test_imports_left_out_are_drawn_when_asked_for(made):
    study = made.study()
    graph = graph_of_ways(study, made.row("node_modules/d3/index.js"), shaken=True)
    assert ("menu.js", "index.js") in pairs(study, graph)
    (edge,) = [e for e in range(len(graph.row)) if graph.is_shaken[e]]
    assert edge_words(study, graph, edge).endswith("left out")


def test_hops_show_what_a_module_imports_too(made):
    study = made.study()
    around = graph_around(study, made.row("src/home.js"), 1, shaken=False)
    names = {study.name_of(int(node)) for node in around.nodes}
    assert names == {"src/home.js", "src/main.js", "src/chart.js", "src/page.js"}
    (later,) = [e for e in range(len(around.row)) if around.is_later[e]]
    assert "import()" in edge_words(study, around, later)


def test_a_module_that_all_import_stays_readable():
    made = BundleBuilder()
    made.module("main.js", entry=True)
    made.module("shared.js")
    for number in range(300):
        made.module(f"{number}.js")
        made.imports("main.js", f"{number}.js")
        made.imports(f"{number}.js", "shared.js")
    study = made.study()
    for graph in (
        graph_of_ways(study, made.row("shared.js"), shaken=False),
        graph_around(study, made.row("shared.js"), 3, shaken=True),
    ):
        assert 1 < len(graph.nodes) <= MOST_NODES


def test_choosing_another_way_draws_that_one(qtbot, made):
    view = view_of(qtbot, made)
    first = set(view.canvas.emphasis.way)
    view.ways.selectRow(1)
    assert view.canvas.emphasis.way != first


def test_keys_go_along_imports_and_a_click_chooses(qtbot, made):
    view = view_of(qtbot, made)
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.canvas.emphasis.focus == made.row("src/chart.js")
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    assert chosen_module(view.study, view.document.selection.focus) == made.row("src/chart.js")


def test_the_button_tries_the_import_out_lazily(qtbot, made):
    view = view_of(qtbot, made)
    asked = []
    view.document.view_wanted.connect(asked.append)
    view.lazy.click()
    assert asked == ["what-if"]
    (tried,) = wanted_of(view.document).ticked
    (edit,) = tried.edits
    assert (edit.kind, edit.importers.tolist(), edit.targets.tolist()) == (
        "lazy",
        [made.row("src/chart.js")],
        [made.row("node_modules/d3/index.js")],
    )


def test_an_import_has_a_menu(qtbot, made):
    view = view_of(qtbot, made)
    menu = QMenu(view)
    view._on_import_menu(menu, 0)
    texts = [action.text() for action in menu.actions()]
    assert texts == ["What if this import were lazy", "What if this import were gone"]


def test_what_nothing_leads_to_is_said_in_words(qtbot):
    made = built()
    made.module("src/lonely.js", 10)
    made.imports("src/main.js", "src/lonely.js", active=False)
    view = view_of(qtbot, made)
    choose_module(view.document, None, made.row("src/lonely.js"))
    qtbot.waitUntil(lambda: view.graph.focus == made.row("src/lonely.js"))
    assert "is not loaded" in view._said.text()
    assert view._pile.currentIndex() == 1


@pytest.mark.parametrize("name", ["dark", "light"])
def test_it_is_drawn_in_both_themes(qtbot, made, name):
    before = theme.current().name
    theme.set_theme(name)
    try:
        view = view_of(qtbot, made)
        view.theme_changed()
        shot = view.canvas.grab().toImage()
        colours = {
            shot.pixel(x, y) for x in range(0, shot.width(), 5) for y in range(0, shot.height(), 5)
        }
        assert len(colours) > 4
    finally:
        theme.set_theme(before)


def test_details_tell_sizes_exports_and_what_the_bundler_says(qtbot, made):
    document = document_of(made.study())
    panel = Details(document)
    qtbot.addWidget(panel)
    panel.settle()
    assert panel.facts.title == "The build"
    choose_module(document, None, made.row("node_modules/d3/index.js"))
    panel.settle()
    told = dict(panel.facts.lines)
    assert told["shipped"] == "9.00\u202fkB"
    assert told["imported by"] == "1 module"
    assert (panel.facts.used, panel.facts.unused) == (("select",), ("brush",))
    choose_module(document, None, made.row("src/chart.js"))
    panel.settle()
    assert panel._notes.text().startswith("CommonJS bailout")
    assert panel._exports_part.isHidden()


def test_files_that_stand_for_their_folder_are_told_apart():
    made = BundleBuilder()
    made.chunk("main", initial=True, size=3_000)
    for path in ("src/index.js", "src/utils/index.js", "node_modules/react/index.js", "src/App.js"):
        made.module(path, 500, chunk="main", shipped=500)
    study = made.study()
    told = [told_apart(study, module) for module in range(4)]
    assert told == ["src/index.js", "utils/index.js", "react/index.js", "App.js"]


def test_columns_of_what_no_import_tells_are_left_out():
    made = BundleBuilder()
    made.chunk("main", initial=True, size=3_000)
    made.module("src/a.js", 500, chunk="main", entry=True, shipped=500)
    made.module("src/b.js", 500, chunk="main", shipped=500)
    made.imports("src/a.js", "src/b.js")
    study = made.study()
    study.model.imports.line[:] = 0
    rows = imports_into(study, np.array([1], np.int32))
    assert len(rows) == 1
    assert "line" not in {column.key for column in import_columns(study, rows)}
    study.model.imports.line[:] = 7
    assert "line" in {column.key for column in import_columns(study, rows)}
