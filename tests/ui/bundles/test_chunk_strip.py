"""The chunks under a picture: over budget or not, chosen with the other views."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from perfview.bundles.furnished import Budget
from perfview.bundles.measures.totals import chunk_totals
from perfview.ui.bundles.choosing import choose_chunk, choose_module
from perfview.ui.bundles.chunks import ChunksView
from perfview.ui.bundles.facts.panel import Details
from perfview.ui.bundles.tables.chunk_words import chunk_names
from perfview.ui.bundles.tables.over_budget import OverColumn, over_budget
from tests.bundles.building import BundleBuilder
from tests.ui.bundles.shown_bundles import document_of, small_bundle


def heavy_bundle():
    made = BundleBuilder()
    made.chunk("main", initial=True, size=1_400_000, gzip=400_000)
    made.chunk("later", size=680_000, gzip=90_000, parents=("main",))
    made.chunk("small", size=1_000, gzip=500, parents=("main",))
    made.module("src/index.js", 9_000, chunk="main", entry=True, shipped=9_000)
    made.module("src/later.js", 9_000, chunk="later", shipped=9_000)
    made.module("src/small.js", 900, chunk="small", shipped=900)
    return made


def test_chunks_over_what_is_usual_are_told_by_how_much():
    over = over_budget(heavy_bundle().study())
    assert over.bytes.tolist() == [900_000, 180_000, 0]
    column = OverColumn(over)
    assert column.text(1) == "180\u202fkB over"
    assert [column.tone(row) for row in range(3)] == ["bad", "warn", "text3"]


def test_a_budget_of_the_project_stands_above_what_is_usual():
    study = heavy_bundle().study()
    name = study.model.strings[study.model.assets.name[1]]
    budget = Budget("later", name, 100_000, "gzip", "package.json")
    study.furnished = replace(study.furnished, budgets=(budget,))
    compressed = np.array([400_000, 90_000, 500], np.int64)
    assert over_budget(study, compressed).bytes.tolist() == [900_000, 0, 0]
    tight = replace(budget, limit_bytes=80_000)
    study.furnished = replace(study.furnished, budgets=(tight,))
    assert over_budget(study, compressed).bytes.tolist() == [900_000, 10_000, 0]
    # Before files were compressed nothing can be said of it.
    assert over_budget(study).bytes.tolist() == [900_000, 180_000, 0]


def details_of(study, qtbot):
    made = Details(document_of(study))
    qtbot.addWidget(made)
    made.resize(900, 240)
    made.show()
    made.settle()
    return made


def test_the_build_is_shown_beside_its_chunks(qtbot):
    made = details_of(small_bundle().study(), qtbot)
    assert made.chunks.isVisible()
    assert made.chunks.table.table.columns[0].text(0) == "main"


def test_a_row_chooses_its_chunk_and_a_chunk_its_row(qtbot):
    made = details_of(small_bundle().study(), qtbot)
    made.chunks.table.choose(np.array([1], np.int32))
    choose_chunk(made._document, None, 1)
    made.settle()
    assert made.facts.title == "later"
    assert made.chunks.table.chosen_rows.tolist() == [1]
    assert made.chunks.isVisible()


def test_a_module_has_the_room_to_itself(qtbot):
    made = details_of(small_bundle().study(), qtbot)
    choose_module(made._document, None, 0)
    made.settle()
    assert not made.chunks.isVisible()


def test_a_chunk_whose_file_is_not_told_weighs_what_its_modules_do():
    study = heavy_bundle().study()
    study.model.assets.bytes[:] = -1
    assert chunk_totals(study).bytes.tolist() == chunk_totals(study).module_bytes.tolist()
    assert chunk_totals(study).bytes.any()


def test_chunks_are_called_without_the_folders_that_all_are_in():
    made = BundleBuilder()
    for name in ("assets/js/index-1a.js", "assets/js/page/user-2b.js"):
        made.chunk(name, initial=True, size=1_000)
        made.module(f"src/{len(name)}.js", 900, chunk=name, shipped=900)
    assert chunk_names(made.study()) == ["index-1a.js", "page/user-2b.js"]
    assert chunk_names(heavy_bundle().study()) == ["main", "later", "small"]


def test_without_links_chunks_are_a_table_only(qtbot):
    made = BundleBuilder()
    made.chunk("one", size=1_000)
    made.module("src/one.js", 900, chunk="one", shipped=900)
    view = ChunksView(document_of(made.study()))
    qtbot.addWidget(view)
    view.show()
    assert not view.canvas.isVisible()
    linked = ChunksView(document_of(small_bundle().study()))
    qtbot.addWidget(linked)
    linked.show()
    assert linked.canvas.isVisible()
