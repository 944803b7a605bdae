"""Modules, packages, chunks and files as tables, and the guide to them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from perfview.bundles.model import BundleModel
from perfview.bundles.study import Study
from perfview.ui.bundles.changes.proposal import wanted_of
from perfview.ui.bundles.choosing import chosen_chunk, chosen_module, chosen_package, reveal_package
from perfview.ui.bundles.chunks import ChunksView
from perfview.ui.bundles.comparison import BuildsView
from perfview.ui.bundles.files import FilesView
from perfview.ui.bundles.guide import BundleGuide
from perfview.ui.bundles.imports import ImportsView
from perfview.ui.bundles.jumping.menu import fill_module_menu, fill_package_menu
from perfview.ui.bundles.jumping.ways import WAYS
from perfview.ui.bundles.modules import ModulesView
from perfview.ui.bundles.packages import PackagesView
from perfview.ui.bundles.what_if import WhatIfView
from perfview.ui.shell.guides import guide_of, views_of
from tests.ui.bundles.shown_bundles import document_of, small_bundle

VIEWS = (ModulesView, PackagesView, ImportsView, ChunksView, FilesView, WhatIfView, BuildsView)


@pytest.fixture
def show(qtbot):
    def shown(kind, study=None):
        view = kind(document_of(study or small_bundle().study()))
        qtbot.addWidget(view)
        view.resize(1300, 800)
        view.show()
        if isinstance(view, ModulesView | PackagesView | ChunksView | FilesView):
            qtbot.waitUntil(lambda: view.is_complete)
        return view

    return shown


def shown_texts(view, column=0):
    table = view._pane.table.table
    return [table.columns[column].text(int(row)) for row in table.shown]


def column(view, key):
    return [each.key for each in view._pane.table.table.columns].index(key)


def test_the_window_finds_the_views_and_the_guide():
    names = {view.name for view in views_of("bundles")}
    assert names >= {view.name for view in VIEWS}
    assert {slug for slug, _, _ in WAYS} <= names
    assert isinstance(guide_of("bundles"), BundleGuide)
    assert BundleGuide.compared_view in names


def test_stats_without_modules_show_no_empty_tabs():
    nothing = document_of(Study(BundleModel()))
    assert not any(view.concerns(nothing) for view in VIEWS)
    assert BundleGuide().facts(nothing) == []
    assert BundleGuide().details(nothing) is None


def test_modules_stand_by_what_loads_at_start(show):
    view = show(ModulesView)
    assert shown_texts(view)[:2] == [
        "node_modules/lodash/lodash.js",
        "node_modules/react/cjs/react.js",
    ]
    at_start = view.study.weights.at_start[view._pane.table.table.shown]
    assert (np.diff(at_start) <= 0).all()
    assert sum(view._pane.table.table.columns[column(view, "gzip_bytes")].values) > 0


def test_a_filter_narrows_modules_and_says_what_it_does_not_know(show, qtbot):
    view = show(ModulesView)
    view.narrow("package=lodash")
    qtbot.waitUntil(lambda: len(view._pane.table.table.shown) == 2)
    view.narrow("colour=red")
    qtbot.waitUntil(lambda: "There is no" in view._pane._count.text())
    assert len(view._pane.table.table.shown) == 2


def test_choosing_a_module_chooses_it_and_its_package_everywhere(show):
    view = show(ModulesView)
    view._pane.table.setFocus()
    view._pane.table.selectRow(0)
    focus = view.document.selection.focus
    module = chosen_module(view.study, focus)
    assert view.study.name_of(module) == "node_modules/lodash/lodash.js"
    assert chosen_package(view.study, focus) == int(view.study.model.modules.package[module])


def test_a_chosen_package_marks_its_modules(show):
    view = show(ModulesView)
    react = view.study.model.strings.find("react")
    package = list(view.study.model.packages.name).index(react)
    reveal_package(view.document, package)
    assert set(view._pane.table.chosen_rows.tolist()) == set(
        view.study.modules_of(package).tolist()
    )


def test_enter_asks_why_a_module_is_there(show, qtbot):
    view = show(ModulesView)
    asked = []
    view.document.view_wanted.connect(asked.append)
    view._pane.table.selectRow(0)
    QTest.keyClick(view._pane.table, Qt.Key.Key_Return)
    assert asked == ["imports"]


def test_packages_tell_copies_waste_and_who_pulls_them(show, qtbot):
    view = show(PackagesView)
    rows = dict(zip(shown_texts(view), view._pane.table.table.shown.tolist(), strict=False))
    assert set(rows) == {"lodash", "react", "chart.js"}
    assert shown_texts(view, column(view, "copies")).count("2 copies") == 2
    wasted = view._pane.table.table.columns[column(view, "wasted_bytes")].values
    assert int(wasted.sum()) == 4000
    who = view._pane.table.table.columns[column(view, "pulled_in_by")]
    assert who.text(rows["react"]) == "own code"
    view._pane._chips[0][0].setChecked(True)
    assert shown_texts(view) == ["lodash", "lodash"]


def test_under_packages_stand_the_modules_and_importers_of_the_chosen_one(show, qtbot):
    view = show(PackagesView)
    react = list(view.study.model.packages.name).index(view.study.model.strings.find("react"))
    view._pane.table.choose(np.array([react], np.int32))
    view.on_chosen(np.array([react], np.int32))
    qtbot.waitUntil(lambda: len(view.beneath.modules.table.shown) == 2)
    importers = view.beneath.importers.table
    assert [importers.columns[0].text(int(row)) for row in importers.shown] == [
        "src/pages/Home.jsx"
    ]


def test_chunks_tell_when_they_load_and_open_into_their_modules(show, qtbot):
    view = show(ChunksView)
    assert shown_texts(view) == ["main", "later"]
    assert shown_texts(view, column(view, "loaded")) == [
        "at start",
        "import() in src/pages/Home.jsx",
    ]
    assert shown_texts(view, column(view, "mostly")) == ["–", "chart.js"]
    asked = []
    view.document.filter_wanted.connect(lambda slug, text: asked.append((slug, text)))
    view.on_opened(1)
    assert asked == [("modules", 'chunk="later"')]


def test_a_chunk_is_chosen_in_the_picture_and_walked_to_by_keys(show, qtbot):
    view = show(ChunksView)
    qtbot.waitUntil(lambda: len(view.canvas.places.cards) == 2)
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert chosen_chunk(view.study, view.document.selection.focus) == 1
    qtbot.waitUntil(lambda: view.canvas.emphasis.focus == 1)
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert chosen_chunk(view.study, view.document.selection.focus) == 0


def test_chunks_that_ship_the_same_modules_are_told(show, qtbot):
    made = small_bundle()
    made.place("node_modules/lodash/lodash.js", "later", 2500)
    view = show(ChunksView, made.study())
    qtbot.waitUntil(lambda: view.drawing.shares == {1})
    shared = view.shared.table
    assert [shared.columns[0].text(int(row)) for row in shared.shown] == ["later"]
    assert int(shared.columns[2].values[0]) == 2500
    assert not view._beside.isHidden()


def test_files_leave_source_maps_out_until_they_are_wanted(show):
    made = small_bundle()
    made.chunk("main.js.map", size=90_000)
    study = made.study()
    study.model.assets.kind[2] = 2
    view = show(FilesView, study)
    assert shown_texts(view) == ["main.js", "later.js"]
    view._pane._chips[0][0].setChecked(False)
    assert len(shown_texts(view)) == 3


def menu_texts(fill, view, row):
    menu = QMenu(view)
    fill(menu, view, view.document, row)
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_menus_lead_to_the_other_views_and_to_what_if(show):
    view = show(ModulesView)
    asked = []
    view.document.view_wanted.connect(asked.append)
    module = small_bundle_row(view.study, "node_modules/react/cjs/react.js")
    actions = menu_texts(fill_module_menu, view, module)
    assert "Show why it is here" in actions
    assert "Show among modules" not in actions
    actions["What if it loaded when asked for"].trigger()
    assert asked == ["what-if"]
    (tried,) = wanted_of(view.document).ticked
    assert tried.title == "Load react.js lazily"
    package = int(view.study.model.modules.package[small_bundle_row(view.study, LODASH)])
    menu_texts(fill_package_menu, view, package)["What if it shipped once"].trigger()
    assert [each.title for each in wanted_of(view.document).ticked][-1] == "Ship lodash once"


LODASH = "node_modules/lodash/lodash.js"


def small_bundle_row(study, path):
    return [study.name_of(row) for row in range(len(study.model.modules))].index(path)


def test_the_guide_finds_modules_packages_and_chunks_by_name():
    guide, document = BundleGuide(), document_of(small_bundle().study())
    study = document.opened.study
    row = small_bundle_row(study, LODASH)
    assert guide.find(document, LODASH)["row"] == row
    package = guide.find(document, "node_modules/react")
    assert study.model.strings[study.model.packages.name[package["operation"]]] == "react"
    assert guide.find(document, "react") == package
    assert guide.find(document, "nothing like it") is None
    assert guide.facts(document)[:2] == ["9 modules", "2 chunks"]
    sorts = [each.sort for each in guide.destinations(document)]
    assert (sorts.count("package"), sorts.count("chunk"), sorts.count("module")) == (4, 2, 9)
    assert guide.nouns(document) == ("module", "package")


def test_exports_of_the_palette_mean_what_is_chosen():
    guide, document = BundleGuide(), document_of(small_bundle().study())
    rows, words = guide.chosen_rows(document)
    assert (len(rows), words) == (9, "all modules")
    reveal_package(document, 1)
    rows, words = guide.chosen_rows(document)
    assert words == "2 modules of react"
    assert set(rows.tolist()) == set(document.opened.study.modules_of(1).tolist())
