"""Changes to try out: tick, undo, clear, the new size, what moves."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from perfview.bundles.furnished import Budget
from perfview.findings.finding import Evidence, Finding, Saving, Severity
from perfview.ui.bundles.changes.budget import start_limit
from perfview.ui.bundles.changes.proposal import wanted_of
from perfview.ui.bundles.changes.proposing import Saved
from perfview.ui.bundles.changes.thinking import lazy_module, single_copy, without_package
from perfview.ui.bundles.guide import BundleGuide
from perfview.ui.bundles.what_if import WhatIfView
from tests.ui.bundles.shown_bundles import document_of, small_bundle


@pytest.fixture
def view(qtbot):
    made = WhatIfView(document_of(small_bundle().study()))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.settle()
    return made


def titles(view):
    return [row.offer.proposal.title for row in view.list.rows]


def row_of(view, title):
    return view.list.rows[titles(view).index(title)]


def test_what_saves_most_at_start_is_offered_first(view):
    assert "Ship lodash once" in titles(view)
    assert "Do without react" in titles(view)
    saved = [max(row.offer.raw.initial, 0) for row in view.list.rows]
    assert saved == sorted(saved, reverse=True)


def test_a_tick_shows_the_new_size_and_what_moves(view, qtbot):
    before = view.answer.verdict.text()
    row_of(view, "Do without react").box.click()
    qtbot.waitUntil(lambda: "→" in view.answer.verdict.text())
    assert view.answer.verdict.text().startswith(before)
    moved = view.answer.table.table
    names = {moved.columns[0].text(int(row)) for row in moved.shown}
    assert "node_modules/react/cjs/react.js" in names
    # What only react imports goes along with it.
    assert "node_modules/old/node_modules/lodash/lodash.js" in names
    assert view.answer._share.text().startswith("\u2212")


def test_changes_are_tried_together_undone_and_cleared(view, qtbot):
    one, other = (row_of(view, each) for each in ("Do without react", "Ship lodash once"))
    one.box.click()
    other.box.click()
    assert view._count.text() == "2 changes together"
    view._undo.click()
    assert (one.box.isChecked(), other.box.isChecked()) == (True, False)
    view._clear.click()
    assert not one.box.isChecked()
    assert not view._clear.isEnabled()
    qtbot.waitUntil(lambda: "→" not in view.answer.verdict.text())
    view._undo.click()
    assert one.box.isChecked()


def test_keys_go_from_one_to_the_next_and_tick(view):
    view.window().activateWindow()
    view.take_keyboard()
    first, second = view.list.rows[0].box, view.list.rows[1].box
    QTest.keyClick(first, Qt.Key.Key_Down)
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert wanted_of(view.document).is_ticked(view.list.rows[1].offer.proposal)
    assert "saved" not in first.accessibleName()
    assert view.list.rows[0].offer.proposal.title in first.accessibleName()


def test_a_click_beside_the_box_ticks_too(view):
    row = view.list.rows[0]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.box.isChecked()


def test_a_change_from_a_menu_gets_a_line_of_its_own(view):
    study = view.study
    home = [study.name_of(row) for row in range(len(study.model.modules))].index(
        "src/pages/About.jsx"
    )
    proposal = lazy_module(study, home)
    wanted_of(view.document).add(proposal)
    assert proposal.title == "Load About.jsx lazily"
    assert row_of(view, proposal.title).box.isChecked()


def test_another_measure_shows_what_is_known(view, qtbot):
    view.measure._group.button(0).click()
    qtbot.waitUntil(lambda: "as written" in view.answer._of.text())
    view.measure._group.button(2).click()
    # Without the built files nothing can be compressed.
    qtbot.waitUntil(lambda: "as written" in view.answer._of.text())


def test_two_ways_to_think_of_a_package(view):
    study = view.study
    react = list(study.model.packages.name).index(study.model.strings.find("react"))
    removal = without_package(study, react)
    assert removal.detail == "imported by 1 module"
    assert set(removal.edits[0].targets.tolist()) == set(study.modules_of(react).tolist())
    from perfview.bundles.patterns.copies import duplicates

    (copies,) = duplicates(study)
    assert single_copy(study, copies).how == "dedupe"


@pytest.mark.parametrize(("pattern", "known"), [("main.js", True), ("*.js", False)])
def test_a_budget_counts_when_it_is_about_all_that_loads_at_start(pattern, known):
    study = small_bundle().study()
    budget = Budget("entry", pattern, 10_000, "none", "package.json")
    study.furnished = replace(study.furnished, budgets=(budget,))
    found = start_limit(study, "raw")
    assert found is not None
    # Without one of the project's there is what an entry usually may weigh.
    expected = (10_000, "budget") if known else (500_000, "usual limit")
    assert (found.bytes, found.words) == expected
    assert start_limit(study, "gzip") is None


def test_a_budget_that_is_kept_is_said_so(qtbot):
    study = small_bundle().study()
    budgets = (Budget("entry", "main.js", 19_000, "none", "package.json"),)
    study.furnished = replace(study.furnished, budgets=budgets)
    view = WhatIfView(document_of(study))
    qtbot.addWidget(view)
    view.measure.choose(0)
    view.settle()
    assert "over the budget" in view.answer._budget.text()
    row_of(view, "Do without react").box.click()
    qtbot.waitUntil(lambda: "to spare" in view.answer._budget.text())


def a_finding(detector, entity):
    saved = Saving(1000.0, 1000.0, 1000.0, "bytes", "")
    return Finding(
        detector, Severity.WARNING, "a title", "", "", "", entity, (),
        Evidence(np.zeros(0, np.int32)), 0.9, saving=saved,
    )  # fmt: skip


def advised(document, *findings):
    recommendations = tuple(SimpleNamespace(findings=(each,)) for each in findings)
    document.opened.advice = SimpleNamespace(recommendations=recommendations)
    return document


def test_what_recommendations_ask_for_comes_first_in_their_order(qtbot):
    lodash = a_finding("duplicate-package", "package lodash")
    react = a_finding("replaceable-package", "package react")
    too_large = a_finding("entry-budget", "entry main")
    made = WhatIfView(advised(document_of(small_bundle().study()), lodash, too_large, react))
    qtbot.addWidget(made)
    made.settle()
    assert titles(made)[:2] == ["Ship lodash once", "Do without react"]
    told = [(row.offer.proposal.title, row.offer.proposal.detail) for row in made.list.rows]
    assert len(told) == len(set(told))


def test_a_recommendation_can_be_tried_out(qtbot):
    document = document_of(small_bundle().study())
    wanted = []
    document.view_wanted.connect(wanted.append)
    guide = BundleGuide()
    assert guide.trial(document, a_finding("entry-budget", "entry main")) is None
    guide.trial(document, a_finding("replaceable-package", "package react"))()
    assert wanted == ["what-if"]
    qtbot.waitUntil(lambda: len(wanted_of(document).ticked) == 1)
    assert wanted_of(document).ticked[0].title == "Do without react"


def test_savings_are_told_in_the_measure_that_is_chosen(view):
    row = row_of(view, "Do without react")
    raw = row._gain.text()
    row.show_offer(row.offer, is_packed=True)
    assert (row._gain.text(), "as written" in row._how.text()) == (raw, True)
    packed = replace(row.offer, gzip=Saved(1_234, 1_234))
    view.list.show_packed(on=True)
    view.list.price(packed)
    assert row._gain.text() == "\u22121.23\u202fkB"
    assert "as written" not in row._how.text()
    view.list.show_packed(on=False)
    assert row._gain.text() == raw


def test_compressed_sizes_cannot_be_chosen_without_the_files(view):
    buttons = view.measure.findChildren(QAbstractButton)
    assert [each.isEnabled() for each in buttons] == [True, False, False]
    assert "files" in buttons[1].toolTip()
