"""The walker against orjson on random documents, at every block size, on one thread and two."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.kernels.tables import Tables
from perfview.recording.json_columns import JsonReading
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.model import TEXT_SOURCES, TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.common.span_tables import SPANS
from perfview.traces.readers.otlp_json import document_schema, document_splits
from tests.traces.otlp_documents import documents, read, write

NUMBERS = ("trace_id_high", "trace_id_low", "span_id", "parent_id", "kind", "status")
TEXTS = ("name", "service", *TEXT_SOURCES)


def walk(source: Source, **options: Any) -> tuple[Tables, bool]:
    reading = JsonReading(
        source, document_schema(), lambda t: HotColumns(t).gather, Progress(), **options
    )
    outcome = reading.read(document_splits(source.head))
    return outcome.tables, outcome.wrong is None


def model_of(source: Source, **options: Any) -> TraceModel:
    tables, whole = walk(source, **options)
    assert whole
    return assemble(tables, ImportReport(), escaped=True)


def rows_of(model: TraceModel, source: Source) -> list[dict[str, Any]]:
    rows = []
    for i in range(len(model)):
        row: dict[str, Any] = {name: int(getattr(model, name)[i]) for name in NUMBERS}
        row |= {name: model.strings[getattr(model, name)[i]] for name in TEXTS}
        row["attributes"] = attributes.attributes(model, source, i)
        row["events"] = [
            (e.name, e.time_ns, e.attributes) for e in attributes.events(model, source, i)
        ]
        row["resource"] = attributes.resource(model, source, i)
        rows.append(row)
    return rows


def check(text: bytes, expected: list[dict[str, Any]], **options: Any) -> None:
    source = Source.from_bytes(text)
    tables, whole = walk(source, **options)
    assert whole
    for name in ("start", "end"):
        assert tables.column(SPANS, name).tolist() == [row[name] for row in expected]
    found = rows_of(assemble(tables, ImportReport(), escaped=True), source)
    wanted = [{k: v for k, v in row.items() if k not in ("start", "end")} for row in expected]
    assert found == wanted


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents, st.integers(0, 2**32), st.integers(1, 2000))
def test_same_columns_as_orjson(found: list[Any], seed: int, block: int) -> None:
    chance = random.Random(seed)
    texts = [write(document, chance) for document in found]
    expected = [row for text in texts for row in read(text.encode())]
    whole = chance.choice(["", "\n", "\r\n", " \n\n"]).join(texts).encode()
    check(whole, expected)
    check(whole, expected, block=block)
    check(whole, expected, block=block, memo=False)
    check(whole, expected, block=block, split_from=0)


def span_text(i: int) -> str:
    return (
        f'{{"traceId":"{i % 7:032x}","spanId":"{i + 1:016x}","name":"op {i % 11}","kind":2,'
        f'"startTimeUnixNano":"{10**18 + i}","endTimeUnixNano":"{10**18 + 2 * i}",'
        f'"attributes":[{{"key":"db.statement","value":{{"stringValue":"SELECT {i} \\"q\\""}}}},'
        f'{{"key":"n","value":{{"intValue":"{i}"}}}}],"status":{{}}}}'
    )


def resource_text(first: int, count: int) -> str:
    spans = ",".join(span_text(i) for i in range(first, first + count))
    service = f'{{"key":"service.name","value":{{"stringValue":"s{first % 5}"}}}}'
    return f'{{"resource":{{"attributes":[{service}]}},"scopeSpans":[{{"spans":[{spans}]}}]}}'


def same(left: TraceModel, right: TraceModel) -> None:
    for name in (*NUMBERS, "start_ns", "duration_ns", "resource", "http_status"):
        assert np.array_equal(getattr(left, name), getattr(right, name)), name
    for name in TEXTS:
        texts = [m.strings.take(getattr(m, name).tolist()) for m in (left, right)]
        assert texts[0] == texts[1], name
    assert np.array_equal(left.attributes.first, right.attributes.first)
    assert np.array_equal(left.attributes.reference, right.attributes.reference)
    assert np.array_equal(left.resource_reference, right.resource_reference)
    keys = [m.attributes.keys.take(m.attributes.key.tolist()) for m in (left, right)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("lines", [False, True])
def test_two_workers_give_what_one_gives(tmp_path: Path, lines: bool) -> None:
    parts = [resource_text(first, 20) for first in range(0, 2000, 20)]
    if lines:
        text = "\n".join(f'{{"resourceSpans":[{part}]}}' for part in parts)
    else:
        text = f'{{"resourceSpans":[{",".join(parts)}]}}'
    path = tmp_path / "recording"
    path.write_text(text)
    with Source(path) as source:
        one = model_of(source, block=4096)
        two = model_of(source, block=4096, split_from=0)
        reading = JsonReading(
            source, document_schema(), lambda t: HotColumns(t).gather, Progress(), split_from=0
        )
        assert reading.guess(document_splits(source.head)) is not None
    assert len(one) == 2000
    same(one, two)


def test_a_wrong_guess_changes_nothing(tmp_path: Path) -> None:
    inner = '{"junk":[{"resource":{}},{"resource":{"attributes":[]}},{"resource":1}]},' * 300
    text = f'{{"x":[{inner}0],"resourceSpans":[{resource_text(0, 50)}]}}'
    path = tmp_path / "recording"
    path.write_text(text)
    with Source(path) as source:
        same(model_of(source), model_of(source, block=1000, split_from=0))
        assert len(model_of(source, split_from=0)) == 50
