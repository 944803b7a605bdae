"""Jaeger's JSON in all its shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfview.engine.identify import identify
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_columns import JsonReading
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.model import SpanKind, SpanStatus, TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.jaeger_json import JaegerJson, document_schema, document_splits
from perfview.traces.readers.opentracing.jaeger_assembly import JaegerColumns, resolve
from tests.traces.opentracing_documents import START_US, jaeger, jaeger_rows

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces" / "jaegertracing_jaeger"


def read(content: Any) -> tuple[TraceModel, ImportReport, Source]:
    """The model of a document, through the front door."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    source = Source.from_bytes(text)
    recognised = identify(source)
    assert isinstance(recognised.reader, JaegerJson)
    model, report = recognised.reader.read(source, Progress())
    return model, report, source


def rows_of(model: TraceModel) -> list[tuple[Any, ...]]:
    """As `opentracing_documents.jaeger_rows`."""
    return [
        (
            int(model.trace_hex(row), 16),
            int(model.span_id[row]),
            int(model.parent_id[row]),
            model.strings[model.name[row]],
            model.strings[model.service[row]],
            SpanKind(int(model.kind[row])).name.lower(),
            int(model.status[row]) == SpanStatus.ERROR,
            int(model.start_ns[row]),
            int(model.duration_ns[row]),
            int(model.http_status[row]),
        )
        for row in range(len(model))
    ]


def span(**more: Any) -> dict[str, Any]:
    """A span with next to nothing in it."""
    least = {"traceID": "1", "spanID": "2", "operationName": "get", "startTime": START_US}
    return least | {"duration": 5, "processID": "p1"} | more


def trace(*spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A trace of these spans, all of one process."""
    processes = {"p1": {"serviceName": "shop", "tags": [{"key": "host", "value": "h1"}]}}
    return {"traceID": "1", "spans": list(spans), "processes": processes} | more


@pytest.mark.parametrize("seed", range(8))
def test_columns_are_what_a_plain_loop_finds(seed: int) -> None:
    document = jaeger(seed)
    model, report, _ = read(document)
    assert rows_of(model) == jaeger_rows(document)
    assert report.oddities == []


@pytest.mark.parametrize("block", [700, 1500, 5000])
def test_blocks_and_a_second_worker_change_nothing(block: int) -> None:
    document = jaeger(3, traces=60)
    text = json.dumps(document).encode()
    source = Source.from_bytes(text)
    reading = JsonReading(
        source,
        document_schema(of_spans=False),
        lambda tables: JaegerColumns(tables).gather,
        Progress(),
        block=block,
        split_from=1000,
    )
    splits = document_splits(source.head, of_spans=False)
    assert reading.guess(splits) is not None
    outcome = reading.read(splits)
    model = assemble(outcome.tables, ImportReport(), escaped=True, resolve=resolve)
    assert rows_of(model) == jaeger_rows(document)


@pytest.mark.parametrize("shape", ["trace", "list", "lines", "search", "spans"])
def test_every_shape_gives_the_same_spans(shape: str) -> None:
    one, two = jaeger(5, traces=2)["data"]
    expected = jaeger_rows({"data": [one, two]})
    nested = [
        {k: v for k, v in s.items() if k != "processID"}
        | {"process": t["processes"][s["processID"]]}
        for t in (one, two)
        for s in t["spans"]
    ]
    content: Any = {
        "trace": "\n".join(map(json.dumps, (one, two))).encode(),
        "list": [one, two],
        "lines": "\n".join(map(json.dumps, nested)).encode(),
        "search": {"took": 1, "hits": {"hits": [{"_source": s} for s in nested]}},
        "spans": nested,
    }[shape]
    assert rows_of(read(content)[0]) == expected


def test_the_first_child_of_is_the_parent_and_the_rest_are_links() -> None:
    references = [
        {"refType": "FOLLOWS_FROM", "traceID": "1", "spanID": "7"},
        {"refType": "CHILD_OF", "traceID": "9", "spanID": "8"},
        {"refType": "CHILD_OF", "traceID": "1", "spanID": "5"},
        {"refType": "CHILD_OF", "traceID": "1", "spanID": "6"},
    ]
    model, _, source = read({"data": [trace(span(references=references))]})
    assert model.parent_id.tolist() == [5]
    links = [
        (link.span_hex, dict(link.attributes)["refType"])
        for link in attributes.links(model, source, 0)
    ]
    assert links == [("7", "FOLLOWS_FROM"), ("8", "CHILD_OF"), ("6", "CHILD_OF")]


def test_what_it_follows_from_is_the_parent_when_nothing_else_is() -> None:
    references = [{"refType": "FOLLOWS_FROM", "traceID": "1", "spanID": "7"}]
    model, _, _ = read({"data": [trace(span(references=references), span(parentSpanID="4"))]})
    assert model.parent_id.tolist() == [7, 4]


def test_logs_are_events_and_processes_resources() -> None:
    log = {
        "timestamp": START_US,
        "fields": [{"key": "event", "value": "retry"}, {"key": "n", "value": 2}],
    }
    model, _, source = read({"data": [trace(span(logs=[log]))]})
    event = attributes.events(model, source, 0)[0]
    assert (event.name, event.time_ns, event.attributes) == ("retry", START_US * 1000, [("n", 2)])
    assert attributes.resource(model, source, 0) == [("service.name", "shop"), ("host", "h1")]


def test_warnings_are_told_and_null_is_none() -> None:
    document = {"data": [trace(span(warnings=["clock skew"]), span(warnings=None), warnings=None)]}
    model, report, source = read(document)
    told = report.find("warnings")
    assert told is not None
    assert told.count == 1
    assert "clock skew" in told.detail
    assert attributes.attributes(model, source, 0) == [("warnings", ["clock skew"])]
    assert attributes.attributes(model, source, 1) == []


def test_ids_with_cut_zeros_meet_those_without() -> None:
    parent = span(spanID="0abcdef1234", traceID="0af7651916cd43dd8448eb")
    child = span(
        spanID="3",
        traceID="0000000000af7651916cd43dd8448eb",
        references=[
            {"refType": "CHILD_OF", "traceID": "af7651916cd43dd8448eb", "spanID": "00000abcdef1234"}
        ],
    )
    model, _, _ = read({"data": [trace(parent, child)]})
    assert model.trace_id_low[0] == model.trace_id_low[1]
    assert model.parent_id[1] == model.span_id[0] == 0xABCDEF1234


def test_an_error_may_be_a_word_or_a_bool() -> None:
    values: list[Any] = [True, "true", "TimeoutException", False, "false"]
    spans = [span(tags=[{"key": "error", "value": value}]) for value in values]
    model, _, _ = read({"data": [trace(*spans)]})
    assert [int(s) for s in model.status] == [2, 2, 2, 0, 0]


def test_times_and_ids_of_protobufs_mapping() -> None:
    written = {
        "traceId": "AAAAAAAAAABSlpqJVVcaPw==",
        "spanId": "AAAAAABkfZg=",
        "operationName": "get",
        "startTime": "2017-01-26T16:46:31.639875139-05:00",
        "duration": "0.022938s",
        "tags": [{"key": "ok", "vType": "BOOL", "vBool": True}],
        "process": {"serviceName": "api"},
    }
    model, _, source = read({"spans": [written]})
    assert model.span_hex(0) == "0000000000647d98"
    assert model.start_ns[0] == 1_485_467_191_639_875_139
    assert model.duration_ns[0] == 22_938_000
    assert attributes.attributes(model, source, 0) == [("ok", True)]


def test_a_file_that_breaks_off_keeps_what_came_before() -> None:
    document = jaeger(1)
    text = json.dumps(document).encode()
    model, report, _ = read(text[: len(text) * 2 // 3])
    assert 0 < len(model) < len(jaeger_rows(document))
    assert not report.complete
    kept = [row[:4] for row in rows_of(model)]
    assert kept == [row[:4] for row in jaeger_rows(document)][: len(kept)]


def test_an_answer_without_traces_is_told_apart_from_what_is_none() -> None:
    model, report, _ = read({"data": [], "total": 0, "limit": 0, "offset": 0, "errors": None})
    assert len(model) == 0
    assert report.find("no-spans")
    with pytest.raises(UnreadableInput, match="graph of services"):
        read([{"parent": "a", "child": "b", "callCount": 3}])


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
def test_one_trace_in_jaegers_own_three_forms() -> None:
    fixtures = CORPUS / "internal/uimodel/converter/v1/json/fixtures"
    ours = [
        rows_of(read((fixtures / name).read_bytes())[0])
        for name in ("ui_01.json", "domain_01.json")
    ]
    without_times = [[row[:7] for row in rows] for rows in ours]
    assert without_times[0] == without_times[1]
    assert [row[2] for row in ours[0]] == [0, 0, 2, 2, 4]
