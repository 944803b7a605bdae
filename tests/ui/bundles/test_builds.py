"""Two builds held against each other, in words, as tables, and with the imports that explain it."""

from __future__ import annotations

import pytest

from perfview.ui.bundles.changes.difference_columns import CHUNKS, FILES, MODULES, PACKAGES
from perfview.ui.bundles.choosing import chosen_package
from perfview.ui.bundles.chunks import ChunksView
from perfview.ui.bundles.comparison import BuildsView
from perfview.ui.bundles.guide import BundleGuide
from tests.bundles.comparing.test_builds import earlier, later
from tests.ui.bundles.shown_bundles import document_of


@pytest.fixture
def document():
    study = later().study()
    study.baseline = earlier().study()
    return document_of(study)


@pytest.fixture
def view(qtbot, document):
    made = BuildsView(document)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.settle()
    return made


def rows(view, qtbot, subject):
    view.show_subject(subject)
    qtbot.waitUntil(lambda: len(view._panes[subject].table.table.columns) > 0)
    table = view._panes[subject].table.table
    return [[column.text(int(row)) for column in table.columns] for row in table.shown]


def test_the_verdict_comes_first(view):
    assert view.verdict.text().startswith("More loads at start")
    assert "src/home.js now imports node_modules/chart/index.js" in view.verdict.text()
    assert view.notes.isHidden()


def test_packages_that_changed_with_the_import_that_explains_it(view, qtbot):
    found = {row[0]: row for row in rows(view, qtbot, PACKAGES)}
    assert set(found) == {"b", "chart", "chart-colours"}
    assert found["chart-colours"][1] == "new"
    assert found["chart"][1] == "moved"
    assert found["chart"][-1] == "src/home.js:12 → node_modules/chart/index.js"
    assert rows(view, qtbot, PACKAGES)[0][0] == "chart"


def test_modules_chunks_and_files(view, qtbot):
    modules = {row[0]: row[1] for row in rows(view, qtbot, MODULES)}
    assert modules["src/old.js"] == "gone"
    assert modules["src/main.js"] == "changed"
    assert {row[0] for row in rows(view, qtbot, CHUNKS)} == {"main", "42"}
    assert {row[0] for row in rows(view, qtbot, FILES)} >= {"main.js"}


def test_imports_that_came_and_went_are_told_with_their_bytes(view, qtbot):
    table = view.causes.table
    told = [[column.text(int(row)) for column in table.columns] for row in table.shown]
    assert told[0][:2] == ["src/home.js:12 → node_modules/chart/index.js", "new"]
    assert told[1][:2] == ["src/main.js:1 → src/old.js", "gone"]
    asked = []
    view.document.view_wanted.connect(asked.append)
    view.causes.opened.emit(0)
    assert asked == ["imports"]


def test_choosing_a_row_chooses_the_package(view, qtbot, document):
    rows(view, qtbot, PACKAGES)
    view._panes[PACKAGES].table.selectRow(0)
    package = chosen_package(document.opened.study, document.selection.focus)
    strings, packages = document.opened.study.model.strings, document.opened.study.model.packages
    assert strings[packages.name[package]] == "chart"


def test_chunks_tell_what_changed_since_the_last_build(qtbot, document):
    view = ChunksView(document)
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: len(view._pane.table.table.columns) > 0)
    columns = {column.key: column for column in view._pane.table.table.columns}
    change = columns["since_bytes"]
    assert change.text(0) == "+950\u202fB"
    assert change.text(1) == "\u2212900\u202fB"


def test_without_an_earlier_build_there_is_no_tab():
    assert not BuildsView.concerns(document_of(later().study()))
    assert BundleGuide().can_be_compared(later().study())


def compressed(builder, size):
    """A study whose files are all told to weigh so much compressed."""
    study = builder.study()
    study.model.assets.gzip_bytes[:] = size
    return study


def test_compressed_changes_follow_where_both_builds_tell_them(qtbot):
    study = compressed(later(), 400)
    study.baseline = compressed(earlier(), 300)
    view = BuildsView(document_of(study))
    qtbot.addWidget(view)
    view.show()
    for subject in (PACKAGES, MODULES, CHUNKS, FILES):
        view.show_subject(subject)
        shown = view._panes[subject].table
        qtbot.waitUntil(lambda t=shown: any(c.key == "gzip_change_bytes" for c in t.table.columns))
        columns = {column.key: column for column in shown.table.columns}
        gzip = columns["gzip_change_bytes"].values
        assert len(gzip) == len(columns["change_bytes"].values)
        assert gzip.any()
    names = columns["name"]
    main = next(row for row in range(len(gzip)) if names.text(row) == "main.js")
    assert gzip[main] == 100


def test_without_compressed_sizes_there_is_no_column_for_them(view, qtbot):
    rows(view, qtbot, MODULES)
    qtbot.waitUntil(lambda: not any(work.is_busy for work in view._packing.values()))
    keys = {column.key for column in view._panes[MODULES].table.table.columns}
    assert "gzip_change_bytes" not in keys
