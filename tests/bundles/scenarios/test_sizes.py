from __future__ import annotations

import numpy as np

from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.scenarios.edits import CUT, DEDUPE, LAZY, REMOVE, Edit
from perfview.bundles.scenarios.sizes import outcome
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder


def rows(*modules: int) -> np.ndarray:
    return np.array(modules, np.int32)


def shop() -> tuple[BundleBuilder, Study]:
    """An app that loads a heavy export at start, shares a table with a later route, and has two
    copies of a package."""
    made = BundleBuilder()
    made.chunk("main", initial=True, size=10_500)
    made.chunk("later", parents=("main",), size=3_050)
    made.module("src/app.js", 500, chunk="main", entry=True)
    made.module("src/export.js", 4_000, chunk="main")
    made.module("src/table.js", 2_000, chunk="main")
    made.module("node_modules/old/index.js", 3_000, chunk="main")
    made.module("src/route.js", 1_000, chunk="later")
    made.module("node_modules/x/node_modules/old/index.js", 2_000, chunk="later")
    made.imports("src/app.js", "src/export.js", "node_modules/old/index.js")
    made.imports("src/export.js", "src/table.js")
    made.imports("src/route.js", "src/table.js", "node_modules/x/node_modules/old/index.js")
    made.lazily("src/app.js", "src/route.js")
    return made, made.study()


def test_what_loads_when_it_is_asked_for_leaves_the_start_and_stays() -> None:
    made, study = shop()
    edit = Edit(LAZY, "", rows(made.row("src/app.js")), rows(made.row("src/export.js")))
    found = outcome(study, [edit])
    assert found.before.initial.raw == 10_500
    assert found.before.total.raw == 13_550
    assert (found.saved_initial, found.saved_total) == (6_000, 0)
    assert found.low == found.high == 6_000
    names = {study.name_of(int(each)) for each in found.leaves}
    assert names == {"src/export.js", "src/table.js"}
    assert not len(found.gone)
    assert found.before.initial.gzip is None


def test_what_something_else_needs_stays_in_the_build() -> None:
    made, study = shop()
    edit = Edit(CUT, "", rows(made.row("src/app.js")), rows(made.row("src/export.js")))
    found = outcome(study, [edit])
    assert (found.saved_initial, found.saved_total) == (6_000, 4_000)
    assert [study.name_of(int(each)) for each in found.gone] == ["src/export.js"]


def test_a_file_that_nothing_stays_in_goes_with_all_it_has() -> None:
    made, study = shop()
    edit = Edit(CUT, "", rows(made.row("src/app.js")), rows(made.row("src/route.js")))
    assert outcome(study, [edit]).saved_total == 3_050


def test_the_copy_that_stays_joins_the_start() -> None:
    made, study = shop()
    old = made.row("node_modules/old/index.js")
    kept = made.row("node_modules/x/node_modules/old/index.js")
    found = outcome(study, [Edit(DEDUPE, "", targets=rows(old), onto=rows(kept))])
    assert found.saved_initial == 1_000
    assert found.saved_total == 3_000
    assert found.joins.tolist() == [kept]


def test_changes_that_undo_each_other_bring_nothing() -> None:
    _, study = shop()
    found = outcome(study, [])
    assert found.before == found.after
    assert [len(each) for each in (found.leaves, found.joins, found.gone)] == [0, 0, 0]


def test_a_change_of_the_source_is_a_range() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("later", parents=("main",))
    made.module("src/app.js", 500, chunk="main", entry=True)
    made.module("node_modules/words/index.js", 900, chunk="main")
    made.module("node_modules/words/core.js", 700, chunk="later")
    made.module("src/route.js", 100, chunk="later")
    made.imports("src/app.js", "node_modules/words/index.js")
    made.imports("src/route.js", "node_modules/words/core.js")
    made.lazily("src/app.js", "src/route.js")
    study = made.study()
    targets = rows(made.row("node_modules/words/index.js"))
    found = outcome(study, [Edit(CUT, "", targets=targets, is_source_change=True)])
    assert (found.low, found.high) == (200, 900)


def test_a_saving_is_of_the_start_where_that_shrinks() -> None:
    made, study = shop()
    lazy = Edit(LAZY, "", rows(made.row("src/app.js")), rows(made.row("src/export.js")))
    saved, found = saving(study, [lazy])
    assert (saved.value, saved.unit, saved.of) == (6_000, "bytes", "JavaScript at start")
    assert saved.before == 10_500
    assert reach(study, found) == 1.0
    removed = Edit(REMOVE, "", targets=rows(made.row("node_modules/x/node_modules/old/index.js")))
    saved, found = saving(study, [removed])
    assert (saved.value, saved.of) == (2_000, "all JavaScript")
    assert reach(study, found) == 1.0
    assert saved.low == saved.high == saved.value


def test_evidence_names_the_heaviest_first() -> None:
    _, study = shop()
    found = evidence(study, rows(*range(6)))
    assert study.name_of(int(found.rows[0])) == "src/export.js"
    assert len(found.groups) == 2
    assert found.total == 6
