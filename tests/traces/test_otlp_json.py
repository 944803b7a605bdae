"""What real and broken OpenTelemetry JSON files become."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.model import SpanKind, SpanStatus, TraceModel
from perfview.traces.readers.otlp_json import OtlpJson

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "traces"

SPAN: dict[str, Any] = {
    "traceId": "5b8efff798038103d269b633813fc60c",
    "spanId": "eee19b7ec3c1b174",
    "parentSpanId": "eee19b7ec3c1b173",
    "name": "I'm a server span",
    "startTimeUnixNano": "1544712660000000000",
    "endTimeUnixNano": "1544712661000000000",
    "kind": 2,
    "status": {"code": 2},
    "attributes": [{"key": "db.statement", "value": {"stringValue": "SELECT 1"}}],
}


def document(*spans: dict[str, Any]) -> dict[str, Any]:
    service = {"key": "service.name", "value": {"stringValue": "shop"}}
    return {
        "resourceSpans": [
            {"resource": {"attributes": [service]}, "scopeSpans": [{"spans": list(spans)}]}
        ]
    }


def read(content: bytes | str | dict[str, Any]) -> tuple[TraceModel, ImportReport]:
    if isinstance(content, dict):
        content = json.dumps(content)
    return OtlpJson().read(source_of(content), Progress())


def source_of(content: bytes | str) -> Source:
    return Source.from_bytes(content.encode() if isinstance(content, str) else content)


def certainty(content: bytes | str) -> float:
    return OtlpJson().sniff(source_of(content)).certainty


def test_a_span_with_everything() -> None:
    model, report = read(document(SPAN))
    assert (len(model), report.rows, report.complete, report.oddities) == (1, 1, True, [])
    assert model.trace_hex(0) == SPAN["traceId"]
    assert model.span_hex(0) == SPAN["spanId"]
    assert int(model.parent_id[0]) == int(SPAN["parentSpanId"], 16)
    assert int(model.duration_ns[0]) == 10**9
    assert (model.kind[0], model.status[0]) == (SpanKind.SERVER, SpanStatus.ERROR)
    assert model.strings[model.service[0]] == "shop"
    assert model.strings[model.db_statement[0]] == "SELECT 1"


def test_snake_case_and_names_for_numbers() -> None:
    span = {
        "trace_id": SPAN["traceId"],
        "span_id": SPAN["spanId"],
        "start_time_unix_nano": 5,
        "end_time_unix_nano": 9,
        "kind": "SPAN_KIND_CLIENT",
        "status": {"code": "STATUS_CODE_OK"},
    }
    model, _ = read({"resource_spans": [{"resource": {}, "scope_spans": [{"spans": [span]}]}]})
    assert (model.kind[0], model.status[0]) == (SpanKind.CLIENT, SpanStatus.OK)
    assert (int(model.start_ns[0]), int(model.duration_ns[0])) == (5, 4)


def test_old_instrumentation_library_spans() -> None:
    model, _ = read({"resourceSpans": [{"instrumentationLibrarySpans": [{"spans": [SPAN, SPAN]}]}]})
    assert len(model) == 2


def test_escaped_keys_are_the_same_keys() -> None:
    text = json.dumps(document(SPAN)).replace('"spanId"', '"sp\\u0061nId"')
    text = text.replace("db.statement", "db\\u002estatement")
    model, _ = read(text)
    assert model.span_hex(0) == SPAN["spanId"]
    assert model.strings[model.db_statement[0]] == "SELECT 1"
    assert model.attributes.keys.find("db.statement") == int(model.attributes.key[0])


def test_documents_back_to_back_with_and_without_newlines() -> None:
    one = json.dumps(document(SPAN))
    for between in ("", "\n", "\r\n\r\n", " "):
        model, report = read(one + between + json.dumps(document(SPAN), indent=4) + between)
        assert (len(model), report.complete) == (2, True)


def test_equal_texts_have_one_id_however_they_are_escaped() -> None:
    text = json.dumps(document(SPAN | {"name": "a/é"}, SPAN | {"name": "a/é"}))
    assert text.count("a/\\u00e9") == 2
    text = text.replace("a/\\u00e9", "a\\/é", 1)
    model, _ = read(text)
    assert model.name[0] == model.name[1]
    assert model.strings[model.name[0]] == "a/é"


def test_byte_order_mark() -> None:
    text = b"\xef\xbb\xbf" + json.dumps(document(SPAN)).encode()
    model, report = read(text)
    assert (len(model), report.complete) == (1, True)
    assert certainty(text) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_converted_and_said(encoding: str) -> None:
    source = source_of(json.dumps(document(SPAN)).encode(encoding))
    assert OtlpJson().sniff(source).certainty == 1
    model, report = OtlpJson().read(source, Progress())
    assert report.find("utf-16")
    assert attributes.attributes(model, source, 0) == [("db.statement", "SELECT 1")]


def test_missing_and_reversed_times_are_said() -> None:
    reversed_span = SPAN | {"startTimeUnixNano": "20", "endTimeUnixNano": "10"}
    endless = {k: v for k, v in SPAN.items() if k != "endTimeUnixNano"}
    model, report = read(document(reversed_span, endless, SPAN | {"endTimeUnixNano": "0"}))
    assert model.duration_ns.tolist() == [0, 0, 0]
    counts = {o.kind: o.count for o in report.oddities}
    assert counts == {"negative-duration": 1, "no-end": 2}


def test_numbers_out_of_range_count_as_missing() -> None:
    huge = "9" * 40
    model, report = read(document(SPAN | {"startTimeUnixNano": huge, "kind": 10**30}))
    assert report.find("no-start")
    assert int(model.duration_ns[0]) == 0


def test_metrics_and_logs_are_counted() -> None:
    point = {"asInt": "1", "timeUnixNano": "1"}
    metric = {"name": "m", "sum": {"dataPoints": [point, point]}}
    other = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]}
    model, report = read(document(SPAN) | other | logs)
    assert len(model) == 1
    assert {o.kind: o.count for o in report.oddities} == {"metrics": 2, "logs": 1}


def test_every_prefix_keeps_every_whole_span() -> None:
    text = json.dumps(document(*[SPAN | {"name": f"n{i}"} for i in range(3)])).encode()
    ends = [i + 1 for i in range(len(text)) if text.startswith(b"}}]}", i)]
    assert len(ends) == 4
    span_ends = [end + 3 for end in ends[1:]]
    for cut in range(1, len(text) - 1):
        expected = sum(end <= cut for end in span_ends)
        if expected == 0:
            with pytest.raises(UnreadableInput):
                read(text[:cut])
            continue
        model, report = read(text[:cut])
        assert (len(model), report.complete) == (expected, False)
        assert all(service >= 0 for service in model.service)
        assert report.find("truncated")


def test_garbage_in_the_middle_keeps_what_came_before() -> None:
    one = json.dumps(document(SPAN))
    model, report = read(one + "\n" + one[:-6] + "!!" + one)
    assert len(model) == 2
    assert not report.complete
    oddity = report.find("truncated")
    assert oddity is not None
    assert f"{len(one) + 1 + len(one) - 6:,}" in oddity.detail


@pytest.mark.parametrize("text", ['{"resourceSpans":[{]}', '{"resourceSpans":', "{", "[1,", "}"])
def test_nothing_readable_is_refused_with_the_place(text: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        read(text)
    assert refused.value.offset is not None


def test_deep_nesting_is_passed_over() -> None:
    deep = "[" * 20_000 + "]" * 20_000
    inside = '{"a":' * 20_000 + "1" + "}" * 20_000
    text = json.dumps(document(SPAN | {"x": 1, "y": 2}))
    model, report = read(text.replace('"x": 1', f'"x": {deep}').replace('"y": 2', f'"y": {inside}'))
    assert (len(model), report.complete) == (1, True)


def test_a_deep_attribute_decodes_to_something() -> None:
    value = '{"arrayValue":{"values":[' * 3000 + '{"intValue":1}' + "]}}" * 3000
    text = json.dumps(document(SPAN)).replace('{"stringValue": "SELECT 1"}', value)
    source = source_of(text)
    model, _ = OtlpJson().read(source, Progress())
    ((key, found),) = attributes.attributes(model, source, 0)
    assert key == "db.statement"
    assert found


class CancelledAfterABlock(Progress):
    """Asks to stop as soon as anything was read."""

    def report(self, *args: Any, **named: Any) -> None:
        super().report(*args, **named)
        if named.get("bytes_done"):
            self.cancel()


def test_cancel_leaves_no_thread(tmp_path: Path) -> None:
    import threading

    path = tmp_path / "big.json"
    spans = ",".join([json.dumps(SPAN)] * 50)
    part = f'{{"resource":{{}},"scopeSpans":[{{"spans":[{spans}]}}]}}'
    path.write_text('{"resourceSpans":[' + ",".join([part] * 1500) + "]}")
    progress = CancelledAfterABlock()
    before = threading.active_count()
    with Source(path) as source, pytest.raises(Cancelled):
        OtlpJson().read(source, progress)
    assert threading.active_count() == before


@pytest.mark.parametrize(
    "text",
    [
        ' \n{"zz":[{"resourceLogs":1}],"resourceSpans":[]}',
        '{"resource\\u0053pans":[]}',
        '{"resource_spans" : []}',
        '{"resourceMetrics":[]}',
        '{"resourceLogs":[]}\n{"resourceSpans":[]}',
    ],
)
def test_sniff_accepts(text: str) -> None:
    assert certainty(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"data":[{"traceID":"1","spans":[],"processes":{}}]}',
        '[{"traceId":"1","id":"2","name":"resourceSpans"}]',
        '{"traceEvents":[{"name":"resourceSpans","args":{"resourceSpans":1}}]}',
        '{"text":"\\"resourceSpans\\":"}',
        "resourceSpans",
        "\x00\x01\x02",
        "{",
        "null",
    ],
)
def test_sniff_refuses_and_says_why(text: str) -> None:
    opinion = OtlpJson().sniff(source_of(text))
    assert opinion.certainty == 0
    assert opinion.why


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize(
    ("name", "spans"),
    [
        ("derived_robust/otlp_base64_ids.json", 1),
        ("derived_robust/otlp_deep_chain_20000.json", 20_000),
        ("derived_robust/otlp_snake_case.json", 1),
        ("derived_robust/otlp_utf16.json", 1),
        ("open-telemetry_opentelemetry-proto/examples/trace.json", 1),
        ("open-telemetry_opentelemetry-proto/examples/metrics.json", 0),
        ("open-telemetry_opentelemetry-proto/examples/events.json", 0),
    ],
)
def test_corpus(name: str, spans: int) -> None:
    with Source(CORPUS / name) as source:
        assert OtlpJson().sniff(source).certainty == 1
        model, report = OtlpJson().read(source, Progress())
        assert (len(model), report.complete) == (spans, True)
        for row in range(min(spans, 3)):
            attributes.attributes(model, source, row)
            attributes.links(model, source, row)
            attributes.resource(model, source, row)
