"""Statements in the spans of a trace: looked at as queries, told as spans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.engine.lending.spans import calls_of
from perfview.engine.lending.statements import _lent, statements_of, take_along
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Evidence, Finding, Severity
from perfview.findings.forecast import UnanswerableError
from perfview.queries.model import DIALECTS
from perfview.queries.study import Study as Queries
from perfview.recording.bundled import bundled
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.traces.study import Study
from tests.traces.building import Recording

SAMPLE = bundled("samples", "slow-checkout.otlp.jsonl.gz")


def shop() -> Study:
    """Two requests that ask for orders, told out of their order."""
    recording = Recording()
    for trace, at in ((2, 100.0), (1, 0.0)):
        root = recording.span(at, at + 50, "GET /orders", trace=trace)
        for number in range(2):
            recording.span(
                at + number * 10,
                at + number * 10 + 5,
                "query",
                parent=root,
                trace=trace,
                db_statement=f"SELECT * FROM orders WHERE id = {number}",
                db_system="postgresql",
                code="orders.py:12",
            )
    return Study(recording.model())


class _Reads(Detector):
    """Names the statement that was called most."""

    name = "reads"
    title = "Reads"

    def detect(self, study: Queries, limits: Limits) -> Iterator[Finding]:
        statement = int(np.argmax(study.totals.calls))
        evidence = Evidence(np.zeros(0, np.int32), np.array([statement], np.int32))
        yield Finding(
            "reads", Severity.INFO, "Reads", "", "", "", study.text_of(statement), (), evidence, 1.0
        )


def test_spans_become_calls_in_the_order_of_time() -> None:
    study = shop()
    lent = calls_of(study, Progress())
    calls, model = lent.model.calls, lent.model
    assert len(model.statements) == 1
    assert DIALECTS[model.statements.dialect[0]] == "postgres"
    assert np.all(np.diff(calls.start_ns) >= 0)
    np.testing.assert_array_equal(calls.start_ns, study.model.start_ns[lent.span])
    assert len(np.unique(calls.trace)) == 2
    np.testing.assert_array_equal(calls.parent, study.structure.parent[lent.span])
    assert {model.strings[int(each)] for each in calls.caller} == {"orders.py:12"}
    assert len(set(calls.key.tolist())) == 2


def test_what_is_found_among_statements_is_told_of_spans() -> None:
    study = shop()
    detector = _lent(_Reads)
    assert detector.name == "reads"
    assert detector().concerns(study)
    (finding,) = detector().detect(study, Limits(detector()))
    assert finding.evidence.total == 4
    rows = finding.evidence.rows
    assert (study.model.db_statement[rows] >= 0).all()


def test_a_trace_without_statements_takes_no_schema(tmp_path: Path) -> None:
    recording = Recording()
    recording.span(0, 10)
    schema = tmp_path / "schema.sql"
    schema.write_text("CREATE TABLE orders (id bigint PRIMARY KEY);")
    with pytest.raises(UnanswerableError, match="statement"):
        take_along(Study(recording.model()), [schema])
    with_schema = take_along(shop(), [schema])
    assert "orders" in statements_of(with_schema).schema.tables


def test_a_trace_is_opened_as_queries_on_request() -> None:
    opened = Job(SAMPLE, Options(use_cache=False, analyse=False, kind="queries")).run()
    assert opened.identity.format == "span-statements"
    assert len(opened.study.model.calls) == opened.report.rows > 100
    assert Job(SAMPLE, Options(use_cache=False, analyse=False)).run().identity.kind == "traces"


def test_a_trace_without_statements_is_no_recording_of_queries(tmp_path: Path) -> None:
    file = tmp_path / "no.json"
    file.write_text("{}")
    with pytest.raises(UnreadableInput):
        Job(file, Options(use_cache=False, kind="queries")).run()
