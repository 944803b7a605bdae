"""Zipkin's JSON, both versions."""

from __future__ import annotations

import json
import random
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
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.structure import build_structure
from perfview.traces.study import Study
from tests.traces.opentracing_documents import START_US, jaeger, zipkin, zipkin_rows
from tests.traces.test_jaeger_json import rows_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces"


def read(content: Any, reader: str = "zipkin-json") -> tuple[TraceModel, ImportReport, Source]:
    """The model of a document, through the front door."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    source = Source.from_bytes(text)
    recognised = identify(source)
    assert recognised.reader.name == reader
    model, report = recognised.reader.read(source, Progress())
    return model, report, source


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", ["array", "traces", "lines", "one"])
def test_columns_are_what_a_plain_loop_finds(seed: int, shape: str) -> None:
    spans = zipkin(seed)
    if shape == "one":
        spans = spans[:1]
    content: Any = {
        "array": spans,
        "traces": [spans[:20], [], spans[20:]],
        "lines": "\n".join(map(json.dumps, spans)).encode(),
        "one": spans[0],
    }[shape]
    model, report, _ = read(content)
    assert rows_of(model) == zipkin_rows(spans)
    assert report.oddities == []


def test_small_blocks_and_a_second_worker_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = zipkin(2, spans=300)
    asked: list[tuple[int, int] | None] = []
    whole = JsonReading.__init__

    def small(self: JsonReading, *args: Any, **named: Any) -> None:
        whole(self, *args, **named, block=900, split_from=1000)

    def guess(self: JsonReading, splits: Any) -> tuple[int, int] | None:
        asked.append(guessed(self, splits))
        return asked[-1]

    guessed = JsonReading.guess
    monkeypatch.setattr(JsonReading, "__init__", small)
    monkeypatch.setattr(JsonReading, "guess", guess)
    assert rows_of(read(spans)[0]) == zipkin_rows(spans)
    assert asked
    assert asked[0] is not None


def test_the_called_half_stands_under_the_calling_one() -> None:
    half = {"traceId": "1", "id": "2", "name": "get", "timestamp": START_US, "duration": 9}
    client = half | {
        "kind": "CLIENT",
        "localEndpoint": {"serviceName": "a"},
        "remoteEndpoint": {"serviceName": "b"},
    }
    server = half | {
        "kind": "SERVER",
        "shared": True,
        "localEndpoint": {"serviceName": "b"},
        "timestamp": START_US + 2,
        "duration": 5,
    }
    model, _, source = read([server, client])
    structure = build_structure(model)
    assert structure.parent.tolist() == [1, -1]
    assert model.strings[model.peer[1]] == "b"
    assert attributes.resource(model, source, 0) == [("service.name", "b")]


def test_annotations_are_events_and_tags_attributes() -> None:
    span = {
        "traceId": "1",
        "id": "2",
        "timestamp": START_US,
        "tags": {"sql.query": "select 1"},
        "annotations": [{"timestamp": START_US + 1, "value": "ws"}],
    }
    model, report, source = read([span])
    event = attributes.events(model, source, 0)[0]
    assert (event.name, event.time_ns) == ("ws", (START_US + 1) * 1000)
    assert attributes.attributes(model, source, 0) == [("sql.query", "select 1")]
    assert model.strings[model.db_statement[0]] == "select 1"
    assert report.find("no-end")


def test_a_missing_start_follows_from_children_then_the_parent() -> None:
    spans = [
        {"traceId": "1", "id": "1", "timestamp": START_US, "duration": 100},
        {"traceId": "1", "id": "2", "parentId": "1"},
        {"traceId": "1", "id": "3", "parentId": "2", "timestamp": START_US + 7, "duration": 1},
        {"traceId": "1", "id": "4", "parentId": "1"},
        {"traceId": "8", "id": "5"},
    ]
    model, report, _ = read(spans)
    assert (model.start_ns // 1000 - START_US).tolist()[:4] == [0, 7, 7, 0]
    derived, missing = report.find("start-derived"), report.find("no-start")
    assert derived is not None
    assert missing is not None
    assert (derived.count, missing.count) == (2, 1)


def annotation(value: str, at: int, service: str) -> dict[str, Any]:
    return {"timestamp": START_US + at, "value": value, "endpoint": {"serviceName": service}}


def test_a_v1_span_with_both_sides_becomes_two() -> None:
    span = {
        "traceId": "1",
        "id": "2",
        "parentId": "1",
        "name": "get",
        "annotations": [
            annotation("cs", 0, "a"),
            annotation("sr", 3, "b"),
            annotation("cache miss", 4, "b"),
            annotation("ss", 8, "b"),
            annotation("cr", 10, "a"),
        ],
        "binaryAnnotations": [
            {"key": "http.path", "value": "/x", "endpoint": {"serviceName": "a"}},
            {"key": "thread", "value": "t1", "endpoint": {"serviceName": "b"}},
            {"key": "sa", "value": True, "endpoint": {"serviceName": "b"}},
        ],
    }
    model, report, source = read([span], "zipkin-v1-json")
    kinds = [SpanKind(int(k)) for k in model.kind]
    assert kinds == [SpanKind.CLIENT, SpanKind.SERVER]
    assert model.strings.take(model.service) == ["a", "b"]
    assert (model.start_ns // 1000 - START_US).tolist() == [0, 3]
    assert (model.duration_ns // 1000).tolist() == [10, 5]
    assert model.strings.take(model.peer) == ["b", ""]
    assert report.rows == 2
    assert build_structure(model).parent.tolist() == [-1, 0]
    assert [k for k, _ in attributes.attributes(model, source, 0)] == ["http.path"]
    assert [k for k, _ in attributes.attributes(model, source, 1)] == ["thread", "sa"]
    assert [e.name for e in attributes.events(model, source, 1)] == ["sr", "cache miss", "ss"]


def test_v1_spans_of_one_side_and_of_none() -> None:
    local = {"key": "lc", "value": "worker", "endpoint": {"serviceName": "c"}}
    spans = [
        {
            "traceId": "1",
            "id": "1",
            "annotations": [annotation("sr", 0, "a"), annotation("ss", 20, "a")],
        },
        {
            "traceId": "1",
            "id": "2",
            "parentId": "1",
            "timestamp": START_US + 1,
            "duration": 7,
            "annotations": [annotation("cs", 2, "a")],
        },
        {
            "traceId": "1",
            "id": "3",
            "parentId": "1",
            "timestamp": START_US + 3,
            "duration": 2,
            "annotations": [],
            "binaryAnnotations": [local],
        },
        {"traceId": "1", "id": "4", "parentId": "1", "annotations": [annotation("ms", 5, "d")]},
    ]
    model, _, _ = read(spans, "zipkin-v1-json")
    expected = [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.UNSPECIFIED, SpanKind.PRODUCER]
    assert [SpanKind(int(k)) for k in model.kind] == expected
    assert model.strings.take(model.service) == ["a", "a", "c", "d"]
    assert (model.start_ns // 1000 - START_US).tolist() == [0, 1, 3, 5]
    assert (model.duration_ns // 1000).tolist() == [20, 7, 2, 0]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_broken_in_a_file_is_told_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    whole = [json.dumps(jaeger(seed)).encode(), json.dumps(zipkin(seed)).encode()]
    for _ in range(120):
        text = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(200, len(text))
            text[at : at + chance.randrange(3)] = chance.choice(
                [b"", b"{", b"]", b'"', b"null", b"\\", b"\xff", b"-1e99", b":"]
            )
        source = Source.from_bytes(bytes(text[: chance.randrange(300, len(text))]))
        try:
            model, report = identify(source).reader.read(source, Progress())
        except UnreadableInput:
            continue
        study = Study(model, report, source)
        assert len(study.structure.parent) == len(model)
        for row in range(0, len(model), 7):
            attributes.attributes(model, source, row)
            attributes.events(model, source, row)
            attributes.links(model, source, row)
            attributes.resource(model, source, row)


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
def test_every_file_of_the_corpus_opens() -> None:
    rows = [line.split("\t") for line in (CORPUS / "MANIFEST.tsv").read_text().splitlines()]
    files = [CORPUS / row[0] for row in rows if "jaeger-" in row[1] or "zipkin-" in row[1]]
    for path in files:
        with Source(path) as source:
            recognised = identify(source)
            assert recognised.identity.format in ("jaeger-json", "zipkin-json"), path
            model, _ = recognised.reader.read(source, Progress())
            assert len(model) > 0, path
    assert len(files) > 30
