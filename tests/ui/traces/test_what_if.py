"""The what-if view: what it is about, what it asks, and what it shows of the answer."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.scenario import Scenario, Treatment
from perfview.ui.theme import theme
from perfview.ui.traces.scenario.answer import answer_columns, histogram, verdict, work_out
from perfview.ui.traces.scenario.controls import TREATMENTS
from perfview.ui.traces.scenario.subject import subject_of
from perfview.ui.traces.what_if import WhatIfView
from perfview.ui.workspace.selection import Focus
from tests.traces.building import Recording
from tests.ui.traces import shop

MS = 1_000_000
SELECT = 2
"""The operation of the shop's statements."""


@pytest.fixture
def document(qapp):
    theme.set_theme("dark")
    return shop.document()


def shown(qtbot, document) -> WhatIfView:
    made = WhatIfView(document)
    document.setParent(made)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


@pytest.fixture
def view(qtbot, document):
    document.selection.change(None, operation=SELECT)
    made = shown(qtbot, document)
    qtbot.waitUntil(lambda: made.answer is not None)
    return made


def test_what_is_chosen_is_what_changes() -> None:
    study = shop.study()
    rows = np.array([3, 4], np.int32)
    assert subject_of(study, Focus(operation=SELECT)).rows.tolist() == [2, 3, 4]
    assert subject_of(study, Focus(row=3)).rows.tolist() == [2, 3, 4]
    assert subject_of(study, Focus(row=3), one=True).rows.tolist() == [3]
    evidence = subject_of(study, Focus(rows=rows))
    assert (evidence.name, evidence.rows.tolist()) == ("SELECT", [3, 4])
    several = subject_of(study, Focus(rows=np.array([1, 3], np.int32)))
    assert several.name == "list and 1 other operation"
    costly = subject_of(study, Focus())
    assert costly.name == "list"
    assert "most time on critical paths" in costly.detail
    assert subject_of(shop.Study(Recording().model()), Focus()) is None


def test_the_answer_tells_of_all_requests_and_of_each_endpoint() -> None:
    study = shop.study()
    rows = np.array([2, 3, 4], np.int32)
    answer = work_out(study, Scenario(rows, Treatment.FASTER, 0.5))
    assert answer.endpoint == (-1, 0)
    assert [part.name for part in answer.parts] == ["All requests", "GET /orders"]
    texts = {c.key: [c.text(k) for k in range(2)] for c in answer_columns(study, answer)}
    assert texts["p95_ns"] == ["100\u202fms → 70.0\u202fms"] * 2
    assert texts["p50_ns"][0] == "60.0\u202fms"
    assert texts["saving_ns"][1] == "−30.0\u202fms"
    assert verdict(answer, 1).startswith("The p95 of GET /orders falls by 30.0\u202fms (30")
    nothing = work_out(study, Scenario(np.array([6], np.int32), Treatment.FASTER, 0.0))
    assert verdict(nothing, 0) == "Nothing gets quicker for all requests"


def test_a_histogram_counts_every_request_twice() -> None:
    study = shop.study()
    answer = work_out(study, Scenario(np.array([2, 3, 4], np.int32), Treatment.REMOVED))
    for place, requests in ((0, 3), (1, 2)):
        found = histogram(study, answer, place)
        assert found.before.sum() == found.after.sum() == requests
        upto = found.low_ns + found.width_ns * len(found.before)
        assert found.low_ns <= found.p95_after <= found.p95_before <= upto


def test_the_slider_and_the_choice_ask_anew(qtbot, view, document) -> None:
    study = document.opened.study
    view.controls.slider.setValue(60)
    scale = np.ones(len(study.model))
    scale[2:5] = 0.4
    expected = what_if.retime(study, scale).tolist()
    qtbot.waitUntil(lambda: view.answer.outcome.after_ns.tolist() == expected)
    view.controls.choice.choose(TREATMENTS.index(Treatment.REMOVED))
    view.controls.choice.chosen.emit(1)
    assert not view.controls.slider.isVisible()
    removed = what_if.remove(study, np.array([2, 3, 4], np.int32)).tolist()
    qtbot.waitUntil(lambda: view.answer.outcome.after_ns.tolist() == removed)


def test_only_the_newest_of_many_questions_is_answered(qtbot, view, document) -> None:
    for percent in range(1, 100):
        view.controls.slider.setValue(percent)
    study = document.opened.study
    scale = np.ones(len(study.model))
    scale[2:5] = 0.01
    expected = what_if.retime(study, scale).tolist()
    qtbot.waitUntil(lambda: view.answer.outcome.after_ns.tolist() == expected)


def test_it_follows_the_selection(qtbot, view, document) -> None:
    document.selection.change(None, operation=int(document.opened.study.operations.of_span[6]))
    qtbot.waitUntil(lambda: view.answer.outcome.touched.tolist() == [6])
    assert [part.name for part in view.answer.parts] == ["All requests", "GET /cart"]


def test_calls_that_do_not_repeat_say_so(qtbot, view, document) -> None:
    document.selection.change(None, operation=int(document.opened.study.operations.of_span[6]))
    qtbot.waitUntil(lambda: view.answer.outcome.touched.tolist() == [6])
    view.controls.choice.choose(TREATMENTS.index(Treatment.BATCHED))
    view.controls.choice.chosen.emit(3)
    words = [label.text() for label in view.findChildren(type(view._detail)) if label.isVisible()]
    assert any("at most once" in text for text in words)


def test_opening_an_endpoint_chooses_its_requests(qtbot, view, document) -> None:
    view.table.opened.emit(1)
    assert document.selection.focus.groups.tolist() == [0, 2]


def test_an_empty_recording_has_nothing_to_change(qtbot, qapp) -> None:
    made = shown(qtbot, shop.document(shop.Study(Recording().model())))
    assert made.answer is None
    made.ask()
    assert not made.picture.isVisible()
