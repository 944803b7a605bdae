from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from perfview.engine.table_files import WRITERS
from perfview.recording.table_columns import Texts
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from perfview.traces.tables import TABLES, Hex
from tests.traces.building import Recording


@pytest.fixture
def study() -> Study:
    recording = Recording()
    recording.span(0, 100, "GET /", service="web", kind=SpanKind.SERVER, trace=0xAB)
    db = {"db_system": "mysql", "db_statement": "SELECT 1"}
    recording.span(10, 30, "q", parent=1, trace=0xAB, kind=SpanKind.CLIENT, error=True, **db)
    recording.span(50, 60, "é", trace=2, service="cart")
    return Study(recording.model())


def test_spans_have_the_columns_that_were_promised(study: Study) -> None:
    table = {name: list(column) for name, column in TABLES["spans"](study).items()}
    promised = "span_id trace_id parent_id name service start_ns duration_ns self_ns critical_ns"
    assert list(table)[:12] == [*promised.split(), "slack_ns", "drag_ns", "status"]
    assert table["span_id"] == ["0" * 15 + "1", "0" * 15 + "2", "0" * 15 + "3"]
    assert table["trace_id"] == ["0" * 30 + "ab", "0" * 30 + "ab", "0" * 31 + "2"]
    assert table["parent_id"] == ["", "0" * 15 + "1", ""]
    assert table["name"] == ["GET /", "q", "é"]
    assert table["status"] == ["unset", "error", "unset"]
    assert table["kind"] == ["server", "client", "internal"]
    assert table["statement"] == ["", "SELECT ?", ""]
    assert table["self_ns"] == [80_000_000, 20_000_000, 10_000_000]
    assert table["slack_ns"] == [0, 0, 0]
    assert table["drag_ns"] == [100_000_000, 20_000_000, 10_000_000]


def test_traces_services_and_edges(study: Study) -> None:
    traces = TABLES["traces"](study)
    assert list(traces["name"]) == ["GET /", "é"]
    assert traces["spans"].tolist() == [2, 1]
    assert traces["errors"].tolist() == [1, 0]
    assert traces["services"].tolist() == [1, 1]
    services = TABLES["services"](study)
    assert list(services["name"]) == ["web", "cart", "mysql"]
    edges = TABLES["edges"](study)
    pairs = list(zip(edges["caller"], edges["callee"], strict=True))
    assert pairs == [("", "web"), ("web", "mysql"), ("", "cart")]
    operations = TABLES["operations"](study)
    assert operations["error_rate"].tolist() == [0, 1, 0]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("spans", [0, 3])
def test_every_table_can_be_written_in_every_format(study: Study, name: str, spans: int) -> None:
    columns = TABLES[name](study if spans else Study(Recording().model()))
    assert len({len(column) for column in columns.values()}) == 1
    for write in WRITERS.values():
        file = io.BytesIO()
        write(columns, file)
        assert file.tell() > 0
    text = io.BytesIO()
    WRITERS["csv"](columns, text)
    lines = list(csv.reader(io.StringIO(text.getvalue().decode())))
    assert lines[0] == list(columns)
    assert len(lines) == 1 + len(next(iter(columns.values())))


def test_texts_are_made_by_the_slice() -> None:
    texts = Texts(np.array([1, -1, 0], np.int32), ["a", "b"])
    assert texts[0] == "b"
    assert texts[-1] == "a"
    assert texts[1:] == ["", "a"]
    assert list(texts) == ["b", "", "a"]
    with pytest.raises(IndexError):
        texts[3]
    assert Hex(np.array([0, 255], np.uint64))[:] == ["", "00000000000000ff"]
