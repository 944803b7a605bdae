"""Modules in their folders: sizes added up, put in order, chosen with the other views."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.ui.bundles.choosing import choose_module, chosen_package
from perfview.ui.bundles.folders.rows import FolderRows
from perfview.ui.bundles.folders.sums import folder_sums
from perfview.ui.bundles.modules import ModulesView
from tests.ui.bundles.shown_bundles import document_of, small_bundle


@pytest.fixture
def rows():
    study = small_bundle().study()
    return FolderRows(study, folder_sums(study), 1, descending=True)


def named(rows, *titles):
    node = 0
    for title in titles:
        node = next(each for each in rows.children(node) if rows.title(each) == title)
    return node


def test_a_folder_weighs_what_is_in_it(rows):
    src = named(rows, "src/")
    assert rows.sums.shipped[src] == 5_500
    assert rows.sums.shipped[named(rows, "src/", "pages/")] == 3_500
    assert rows.sums.modules[src] == 3
    react = named(rows, "node_modules/", "react")
    assert rows.sums.at_start[react] == 4_500
    whole = sum(rows.sums.shipped[each] for each in rows.roots)
    assert whole == rows._study.weights.of_module.sum()


def test_siblings_stand_in_the_order_of_a_column(rows):
    packages = rows.children(named(rows, "node_modules/"))
    start = rows.sums.at_start[list(packages)]
    assert (np.diff(start) <= 0).all()
    by_name = FolderRows(rows._study, rows.sums, 0, descending=False)
    titles = [by_name.title(each) for each in by_name.children(named(by_name, "node_modules/"))]
    assert titles == sorted(titles)


def test_what_does_not_ship_is_in_no_folder(rows):
    titles = [rows.title(each) for each in rows.children(named(rows, "src/"))]
    assert "index.js" in titles
    assert "unused.js" not in titles


@pytest.fixture
def view(qtbot):
    made = ModulesView(document_of(small_bundle().study()))
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.show_way(1)
    made.folders.settle()
    return made


def test_choosing_a_folder_chooses_its_modules(view):
    rows = view.folders.rows
    view.folders._on_chosen(named(rows, "src/", "pages/"))
    chosen = view.document.selection.focus.rows.tolist()
    names = {view.study.name_of(each) for each in chosen}
    assert names == {"src/pages/Home.jsx", "src/pages/About.jsx"}
    view.folders._on_chosen(named(rows, "node_modules/", "react"))
    package = chosen_package(view.study, view.document.selection.focus)
    assert view.study.model.strings[view.study.model.packages.name[package]] == "react"


def test_the_tree_unfolds_to_what_is_chosen_elsewhere(view):
    module = [view.study.name_of(m) for m in range(9)].index("node_modules/react/cjs/more.js")
    choose_module(view.document, None, module)
    tree = view.folders.tree
    assert tree.tree.node(tree.currentIndex()) == view.folders.rows.node_of(module=module)


def test_names_are_found_and_filters_go_to_the_list(view):
    assert view.find("about") == 1
    view.narrow("lodash")
    assert not view.is_tree
    assert view.as_list.index == view.as_tree.index == 0


def test_sorting_keeps_what_is_unfolded(view):
    tree, rows = view.folders.tree, view.folders.rows
    src = named(rows, "src/")
    tree.expand(tree.tree.index_of(src))
    view.folders._sort(0, False)
    assert src in tree.unfolded()
    assert tree.tree.sorted_by == 0
