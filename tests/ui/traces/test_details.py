"""The details panel: facts of what is looked at, attributes, where the critical path goes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from perfview.findings.quantities import duration
from perfview.recording.errors import UnreadableInput
from perfview.traces.contents.detail import Event, Link
from perfview.ui.theme import theme
from perfview.ui.traces.facts import attribute_list
from perfview.ui.traces.facts.panel import Details
from perfview.ui.traces.facts.span_content import Content, as_text, headline, lines_of
from perfview.ui.traces.facts.span_facts import breakdown, facts_of
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.selection import Focus
from tests.traces.building import Recording
from tests.ui.traces import shop

CONTENT = Content(
    start_ns=1_000,
    attributes=[("http.method", "GET"), ("tags", ["a", 1]), ("note", "two\nlines")],
    events=[Event("retry", 1_000 + 5_000_000, [("attempt", 2)])],
    links=[Link("ab" * 16, "cd" * 8, [])],
    resource=[("host.name", "worker-3")],
)


@pytest.fixture
def document(qapp, monkeypatch):
    theme.set_theme("dark")
    monkeypatch.setattr(attribute_list, "read_content", lambda study, source, row: CONTENT)
    return shop.document()


@pytest.fixture
def details(qtbot, document) -> Details:
    made = Details(document)
    document.setParent(made)
    qtbot.addWidget(made)
    made.resize(1000, 220)
    made.show()
    qtbot.waitUntil(lambda: made.facts is not None)
    return made


def said(focus: Focus) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts_of(shop.study(), focus).facts}


# -- facts


def test_a_span_says_what_it_is() -> None:
    facts = said(Focus(row=1))
    assert facts["Service"] == "orders"
    assert facts["Duration"] == "80.0\u202fms"
    assert facts["Self"] == "20.0\u202fms"
    assert facts["Critical"] == "20.0\u202fms, 20\u202f% of its trace"
    assert facts["In trace"] == "after 10.0\u202fms"
    assert facts["Status"] == "no error reported"
    assert facts["Span"] == "0" * 15 + "2"
    assert facts["Trace"] == "a1".rjust(32, "0")


def test_a_failed_request_says_so_in_words_and_red() -> None:
    facts = facts_of(shop.study(), Focus(row=0)).facts
    (status,) = (fact for fact in facts if fact.label == "Status")
    assert (status.value, status.role) == ("error, HTTP 500", "bad")


def test_a_span_is_compared_with_its_kind_only_when_there_are_enough() -> None:
    recording = Recording()
    for number in range(20):
        recording.span(number * 100, number * 100 + number + 1, "same", trace=number + 1)
    study = shop.Study(recording.model())
    facts = {fact.label: fact.value for fact in facts_of(study, Focus(row=19)).facts}
    assert facts["Duration"] == "20.0\u202fms, slower than 95\u202f%"
    assert "slower" not in said(Focus(row=1))["Duration"]


def test_chosen_traces_are_summed_up() -> None:
    facts = said(Focus(groups=np.array([0, 1], np.int32)))
    assert facts["Shortest"] == "40.0\u202fms"
    assert facts["Longest"] == "100\u202fms"
    assert facts["Errors"] == "2, 29\u202f% of spans"


def test_nothing_chosen_shows_the_visible_stretch_or_all() -> None:
    study = shop.study()
    assert said(Focus())["Spans"] == "9"
    start = int(study.structure.start_ns.min())
    facts = facts_of(study, Focus(start_ns=start + 190_000_000, end_ns=start + 250_000_000))
    assert facts.title == "The visible stretch"
    assert {fact.label: fact.value for fact in facts.facts}["Spans"] == "2"
    marked = facts_of(study, Focus(range_ns=(start + 190_000_000, start + 250_000_000)))
    assert (marked.title, marked.extent) == ("The marked range", facts.extent)
    everything = facts_of(study, Focus(start_ns=start - 5, end_ns=start + 10_000_000_000))
    assert everything.title == "The whole recording"


def test_a_chosen_service_tells_its_percentiles() -> None:
    study = shop.study()
    node = study.graph.name.index("orders")
    facts = facts_of(study, Focus(node=node))
    assert facts.title == "orders"
    assert {f.label: f.value for f in facts.facts}["p95"] == duration(int(study.graph.p95_ns[node]))
    assert facts.breakdown.whole_ns == int(study.critical_ns[study.graph.of_span == node].sum())


def test_a_row_of_another_recording_is_not_looked_up() -> None:
    assert facts_of(shop.study(), Focus(row=99)).title == "The whole recording"


def test_the_parts_of_a_critical_path_are_all_of_it() -> None:
    study = shop.study()
    parts = breakdown(study, study.structure.rows(0))
    assert parts.whole_ns == 100_000_000
    assert parts.time_ns.sum() == parts.whole_ns
    assert parts.names[0] == "db, SELECT × 3"
    assert parts.time_ns[0] == 60_000_000


# -- content


def test_lines_of_a_span_stand_in_the_order_of_use() -> None:
    lines = [(line.name, line.value) for line in lines_of(CONTENT)]
    assert lines == [
        ("http.method", "GET"),
        ("tags", '["a", 1]'),
        ("note", "two lines"),
        ("event 1", "retry, after 5.00\u202fms"),
        ("event 1 · attempt", "2"),
        ("link 1", f"span {'cd' * 8} of trace {'ab' * 16}"),
        ("resource · host.name", "worker-3"),
    ]
    assert headline(CONTENT) == "3 attributes, 1 event, 1 link"


@pytest.mark.parametrize(
    ("value", "text"), [(None, "null"), (True, "true"), (1.5, "1.5"), ({"a": [1]}, '{"a": [1]}')]
)
def test_values_read_as_json(value, text) -> None:
    assert as_text(value) == text


# -- the panel


def texts(details: Details) -> list[str]:
    return [part.text() for part in details.findChildren(QLabel) if part.isVisibleTo(details)]


def attributes(details: Details) -> Table:
    return next(t for t in details.findChildren(Table) if t.accessibleName() == "Attributes")


def choose(qtbot, details: Details, row: int) -> None:
    details._document.selection.change(None, row=row)
    qtbot.waitUntil(lambda: details.facts.row == row and len(attributes(details).table.shown) == 7)


def test_it_follows_the_selection_and_reads_attributes(qtbot, details) -> None:
    assert "The whole recording" in texts(details)
    choose(qtbot, details, 1)
    assert "list" in texts(details)
    assert "5 spans in 3 services" in texts(details)
    assert "3 attributes, 1 event, 1 link" in texts(details)


def test_attributes_can_be_filtered_and_one_value_copied(qtbot, details) -> None:
    choose(qtbot, details, 1)
    table = attributes(details)
    table.filter("host")
    assert len(table.table.shown) == 1
    table.copy_cell(0, 1)
    assert QGuiApplication.clipboard().text() == "worker-3"


def test_everything_can_be_copied_as_json(qtbot, details) -> None:
    choose(qtbot, details, 1)
    next(b for b in details.findChildren(QPushButton) if b.text() == "Copy").click()
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["attributes"]["tags"] == ["a", 1]
    assert copied["events"][0]["name"] == "retry"
    assert copied["duration"] == "80.0\u202fms"


def test_a_file_that_changed_says_why_there_are_no_attributes(qtbot, details, monkeypatch) -> None:
    def gone(*_: object) -> None:
        raise UnreadableInput("shop.json has changed since it was opened.")

    monkeypatch.setattr(attribute_list, "read_content", gone)
    details._document.selection.change(None, row=2)
    qtbot.waitUntil(lambda: any("has changed" in text for text in texts(details)))


def test_walking_fast_ends_with_where_one_stopped(qtbot, details) -> None:
    for row in range(9):
        details._document.selection.change(None, row=row)
    qtbot.waitUntil(lambda: details.facts.row == 8)


def test_a_part_of_the_critical_path_chooses_its_spans_in_this_trace(qtbot, details) -> None:
    choose(qtbot, details, 0)
    study = details._document.opened.study
    details._on_part(int(study.operations.of_span[2]))
    focus = details._document.selection.focus
    assert focus.rows.tolist() == [2, 3, 4]


def test_open_trace_zooms_to_it(qtbot, details) -> None:
    choose(qtbot, details, 6)
    next(b for b in details.findChildren(QPushButton) if b.text() == "Open trace").click()
    focus = details._document.selection.focus
    assert focus.groups.tolist() == [1]
    assert focus.end_ns - focus.start_ns == 40_000_000


def test_a_recording_without_spans_is_no_trouble() -> None:
    facts = facts_of(shop.Study(Recording().model()), Focus())
    assert {fact.label: fact.value for fact in facts.facts}["Spans"] == "0"
    assert facts.breakdown.whole_ns == 0
