"""Verdict, savings in words, evidence of merged findings, the import report's headline."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from perfview.advice.recommendation import Recommendation
from perfview.findings.finding import Evidence, Saving
from perfview.recording.report import ImportReport
from perfview.ui.advice import evidence, saving
from perfview.ui.advice.card_body import sentence
from perfview.ui.advice.import_report import headline
from perfview.ui.advice.verdict import VerdictBar
from perfview.ui.widgets.label import breakable
from perfview.ui.workspace.document import State
from tests.ui.advice import examples

MS = 1e6


def test_the_verdict_is_shown_plain_and_copied_as_it_is(qtbot) -> None:
    document = examples.document(examples.advice())
    bar = VerdictBar(document)
    qtbot.addWidget(bar)
    shown = bar.findChildren(QLabel)[0].text()
    assert shown.startswith("GET /orders spends 652 ms")
    bar.findChildren(QPushButton)[0].click()
    assert QGuiApplication.clipboard().text() == document.advice.verdict


def test_until_there_is_a_verdict_it_says_what_goes_on(qtbot) -> None:
    document = examples.document(None, State.ANALYSING)
    bar = VerdictBar(document)
    qtbot.addWidget(bar)
    assert bar.findChildren(QLabel)[0].text() == "Looking for what is slow …"
    assert not bar.findChildren(QPushButton)[0].isVisibleTo(bar)
    document.opened.advice = examples.advice()
    document.advised.emit(document.advice)
    assert bar.text == document.advice.verdict
    assert bar.findChildren(QPushButton)[0].isVisibleTo(bar)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (641 * MS, 694 * MS, "−641 to −694\u202fms"),
        (900 * MS, 1100 * MS, "−900\u202fms to −1.10\u202fs"),
        (5 * MS, 5 * MS, "−5.00\u202fms"),
    ],
)
def test_an_interval_names_its_unit_once_when_it_is_one(low, high, words) -> None:
    assert saving.interval(Saving(low, low, high, "ns", "m")) == words


def test_a_saving_of_an_unknown_whole_has_no_bar(qapp) -> None:
    assert saving.bar(Saving(5, 4, 6, "ns", "m", "p95")) is None
    assert saving.bar(Saving(5, 4, 6, "ns", "m", "p95", before=0)) is None


def test_the_joint_saving_is_a_share_when_the_whole_is_known() -> None:
    known = Saving(38 * MS, 1, 2, "ns", "m", "p95", before=100 * MS)
    assert saving.joint_words(known)[0] == "−38\u202f%"
    assert saving.joint_words(Saving(38 * MS, 1, 2, "ns", "m"))[0] == "−38.0\u202fms"


def merged(*parts: Evidence) -> Recommendation:
    findings = tuple(examples.finding(evidence=part) for part in parts)
    one = examples.recommendation()
    return Recommendation(
        1, one.severity, "t", "w", "y", "h", None, findings, None, 0.5, one.effort
    )


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_rows_of_merged_findings_stand_once_and_most_telling_first() -> None:
    both = merged(Evidence(rows(7, 3)), Evidence(rows(3, 1)))
    assert evidence.rows_of(both).tolist() == [7, 3, 1]
    assert evidence.button_words(both, ("span", "trace")) == "Show 3 spans"
    assert evidence.button_words(merged(Evidence(rows())), ("span", "trace")) == ""


def test_a_selection_of_more_rows_says_so() -> None:
    some = merged(Evidence(rows(1, 2), total=3200))
    assert "3,200 spans" in evidence.button_tip(some, ("span", "trace"))
    assert "3,200" not in evidence.button_tip(merged(Evidence(rows(1, 2))), ("span", "trace"))


def test_the_import_report_in_one_line() -> None:
    report = ImportReport(rows=5)
    assert headline(report) == ""
    report.note("orphan-span", 2, "…")
    assert headline(report) == "1 oddity in the file"
    report.complete, report.read_bytes, report.total_bytes = False, 66, 100
    assert headline(report) == "Read to 66\u202f% of the file, 1 oddity in the file"


def test_larger_things_without_a_name_have_no_button() -> None:
    told = merged(Evidence(rows(1, 2), rows(7)))
    assert evidence.group_words(told, ("slice", "")) == ""
    assert evidence.group_words(told, ("span", "trace")) == "1 trace"


def test_a_verdict_begins_like_a_sentence_unless_with_a_name() -> None:
    assert sentence("a click waits for `run`") == "A click waits for run"
    assert sentence("`run` takes 3 s") == "run takes 3 s"
    assert sentence("") == ""


def test_long_names_may_go_on_in_the_next_line() -> None:
    assert breakable("GpuScheduler:ProcessCommands") == "GpuScheduler:\u200bProcessCommands"
    assert breakable("takes 3 ms") == "takes 3 ms"
