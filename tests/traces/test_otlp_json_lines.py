"""Many documents in one JSON file: lines, some of them broken, arrays, and Tempo's batches."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from perfview.recording.json_columns import JsonReading
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.otlp_json import OtlpJson, document_schema, document_splits


def document(number: int, spans: int = 1, root: str = "resourceSpans") -> dict[str, Any]:
    service = {"key": "service.name", "value": {"stringValue": f"service {number}"}}
    named = [
        {
            "traceId": f"{number + 1:032x}",
            "spanId": f"{number * 1000 + i + 1:016x}",
            "name": f"step {number}",
            "events": [{"name": "seen"}],
        }
        for i in range(spans)
    ]
    return {root: [{"resource": {"attributes": [service]}, "scopeSpans": [{"spans": named}]}]}


def lines(count: int) -> list[str]:
    return [json.dumps(document(i)) for i in range(count)]


def read(content: str | bytes) -> tuple[TraceModel, ImportReport]:
    content = content.encode() if isinstance(content, str) else content
    source = Source.from_bytes(content)
    assert OtlpJson().sniff(source).certainty > 0.5
    return OtlpJson().read(source, Progress())


def names(model: TraceModel) -> list[str]:
    return [model.strings[i] for i in model.name]


def services(model: TraceModel) -> list[str]:
    return [model.strings[i] for i in model.service]


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
@pytest.mark.parametrize("cut", [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97])
def test_a_broken_line_costs_no_other_line(cut: float, wrap: Any) -> None:
    written = lines(6)
    written[2] = written[2][: int(len(written[2]) * cut)]
    content = "\n".join(written) + "\n"
    model, report = read(wrap(content.encode()))
    whole = [f"step {i}" for i in (0, 1, 3, 4, 5)]
    assert [name for name in names(model) if name != "step 2"] == whole
    assert [s.split()[1] for s in services(model)] == [n.split()[1] for n in names(model)]
    oddity = report.find("broken-line")
    assert oddity is not None
    assert oddity.count == 1
    assert report.complete


def test_broken_lines_are_counted_with_the_first_ones_offset() -> None:
    written = lines(8)
    written[1] = "what is this?"
    written[5] = '{"resourceSpans": 5 5}'
    content = "\n".join(written)
    model, report = read(content)
    assert names(model) == [f"step {i}" for i in (0, 2, 3, 4, 6, 7)]
    oddity = report.find("broken-line")
    assert oddity is not None
    assert oddity.count == 2
    assert f"byte {content.index('what'):,}" in oddity.detail


def test_a_last_line_that_breaks_off_is_a_truncated_file() -> None:
    written = lines(3)
    model, report = read("\n".join(written)[:-40])
    assert names(model)[:2] == ["step 0", "step 1"]
    assert report.find("broken-line") is None
    assert report.find("truncated") is not None
    assert not report.complete


def test_where_blocks_end_does_not_matter(tmp_path: Path) -> None:
    written = [json.dumps(document(i, spans=3)) for i in range(60)]
    for broken in (7, 8, 31, 45):
        written[broken] = written[broken][: 40 + 9 * broken]
    path = tmp_path / "lines.json"
    path.write_text("\n".join(written))
    found = set()
    for block in (700, 1024, 5000, 1 << 20):
        for split_from in (1, 1 << 40):
            source = Source(path)
            reading = JsonReading(
                source,
                document_schema(),
                lambda tables: HotColumns(tables).gather,
                Progress(),
                block=block,
                split_from=split_from,
                restart=document_splits(source.head)[0].pattern,
            )
            outcome = reading.read(document_splits(source.head))
            ids = tuple(outcome.tables.column("spans", "span_id").tolist())
            found.add((ids, outcome.broken, outcome.wrong))
    assert len(found) == 1
    ids, broken_at, wrong = found.pop()
    assert len(broken_at) == 4
    assert wrong is None
    assert {i // 1000 for i in ids} >= set(range(60)) - {7, 8, 31, 45}


def test_a_service_of_a_cut_off_resource_is_its_own() -> None:
    content = json.dumps({"resourceSpans": [document(i, 3)["resourceSpans"][0] for i in range(2)]})
    model, report = read(content[: content.rindex('"traceId"')])
    assert not report.complete
    assert names(model) == ["step 0"] * 3 + ["step 1"] * 2
    assert services(model) == ["service 0"] * 3 + ["service 1"] * 2


def test_an_array_of_documents() -> None:
    model, report = read(json.dumps([document(i, 2) for i in range(3)], indent=1))
    assert services(model) == [f"service {i}" for i in range(3) for _ in range(2)]
    assert report.complete
    assert report.find("broken-line") is None


@pytest.mark.parametrize("scopes", ["scopeSpans", "instrumentationLibrarySpans"])
def test_tempo_batches(scopes: str) -> None:
    text = json.dumps(document(4, 2, root="batches")).replace("scopeSpans", scopes)
    model, _ = read(text)
    assert names(model) == ["step 4"] * 2
    assert services(model) == ["service 4"] * 2


@pytest.mark.parametrize("root", ["resourceSpans", "batches"])
@pytest.mark.parametrize("is_array", [False, True])
def test_the_second_half_is_found_in_every_shape(root: str, is_array: bool, tmp_path: Path) -> None:
    resources = [document(i, 40)["resourceSpans"][0] for i in range(40)]
    whole: Any = {root: resources}
    path = tmp_path / "one.json"
    path.write_text(json.dumps([whole] if is_array else whole))
    source = Source(path)
    splits = document_splits(source.head)
    reading = JsonReading(
        source, document_schema(), lambda tables: HotColumns(tables).gather, Progress()
    )
    guess = reading.guess(splits)
    assert guess is not None
    assert guess[1] == document_schema().site(("[]." if is_array else "") + root + "[]")
    model, _ = OtlpJson().read(source, Progress())
    assert len(model) == 1600


@pytest.mark.parametrize(
    ("written", "upper"),
    [("EEE19B7EC3C1B174", True), ("eee19b7ec3c1b174", False)],
)
def test_ids_are_shown_as_the_file_writes_them(written: str, upper: bool) -> None:
    whole = document(1)
    span = whole["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["spanId"], span["traceId"] = written, written * 2
    model, _ = read(json.dumps(whole))
    assert model.ids_upper_case is upper
    assert model.span_hex(0) == written
    assert model.trace_hex(0) == written * 2
    assert model.find_span(written) == 0


@pytest.mark.parametrize("number", [6, 99, 256, 258, -1, 1 << 40])
def test_kinds_and_statuses_that_do_not_exist_are_unset(number: int) -> None:
    whole = document(1)
    span = whole["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span["kind"], span["status"] = number, {"code": number}
    model, _ = read(json.dumps(whole))
    assert (int(model.kind[0]), int(model.status[0])) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"resourceSpans":[]}', "holds no spans."),
        (
            '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]}]}]}',
            "holds no spans: 2 log records.",
        ),
    ],
)
def test_a_file_without_spans_opens_and_says_so(content: str, words: str) -> None:
    model, report = read(content)
    assert len(model) == 0
    oddity = report.find("no-spans")
    assert oddity is not None
    assert oddity.detail.endswith(words)
