"""The OpenTelemetry protobuf reader: what it recognises, keeps, says and refuses."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import MetricsData
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData

from perfview.recording.errors import Cancelled
from perfview.recording.progress import Progress, Step
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.model import TraceModel
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf
from tests.kernels import wire

START = 1_700_000_000_000_000_000
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "traces"


def traces(count: int = 20) -> bytes:
    data = TracesData()
    group = data.resource_spans.add()
    service = group.resource.attributes.add(key="service.name")
    service.value.string_value = "shop"
    scope = group.scope_spans.add()
    for i in range(1, count + 1):
        span = scope.spans.add(
            trace_id=bytes(15) + b"\1",
            span_id=i.to_bytes(8, "big"),
            name=f"step {i % 3}",
            start_time_unix_nano=START + i,
            end_time_unix_nano=START + 3 * i,
        )
        query = span.attributes.add(key="db.query.text")
        query.value.string_value = f"SELECT {i}"
    return bytes(data.SerializeToString())


def metrics() -> bytes:
    data = MetricsData()
    group = data.resource_metrics.add()
    group.resource.attributes.add(key="service.name").value.string_value = "shop"
    scope = group.scope_metrics.add()
    point = {"time_unix_nano": START, "as_int": 3}
    scope.metrics.add(name="requests", unit="1").sum.data_points.add(**point)
    gauge = scope.metrics.add(name="memory").gauge
    gauge.data_points.add(**point)
    gauge.data_points.add(**point)
    scope.metrics.add(name="time").histogram.data_points.add(time_unix_nano=START, count=2)
    return bytes(data.SerializeToString())


def logs() -> bytes:
    data = LogsData()
    scope = data.resource_logs.add().scope_logs.add()
    for text in ("started", "stopped"):
        record = scope.log_records.add(time_unix_nano=START, severity_number=9)
        record.body.string_value = text
    return bytes(data.SerializeToString())


def varint_framed(*bodies: bytes) -> bytes:
    return b"".join(wire.varint(len(body)) + body for body in bodies)


def word_framed(*bodies: bytes) -> bytes:
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


def read(content: bytes) -> tuple[TraceModel, ImportReport]:
    return OtlpProtobuf().read(Source.from_bytes(content), Progress())


def certainty(content: bytes) -> float:
    return OtlpProtobuf().sniff(Source.from_bytes(content)).certainty


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize(
    "framed",
    [
        lambda *bodies: b"".join(bodies),
        varint_framed,
        word_framed,
    ],
)
def test_every_framing_and_wrapping_is_recognised_and_read(
    wrap: Callable[[bytes], bytes], framed: Callable[..., bytes]
) -> None:
    content = wrap(framed(traces(20), traces(5)))
    assert certainty(content) == 1
    model, report = read(content)
    assert len(model) == report.rows == 25
    assert report.complete
    assert report.read_bytes == report.total_bytes
    assert not report.oddities
    assert [model.strings[i] for i in model.name[:3]] == ["step 1", "step 2", "step 0"]
    assert {model.strings[i] for i in model.service} == {"shop"}
    assert model.strings[model.db_statement[24]] == "SELECT 5"
    assert model.duration_ns.tolist()[:3] == [2, 4, 6]


def test_metrics_and_logs_among_traces_are_counted() -> None:
    model, report = read(word_framed(metrics(), traces(3), logs()))
    assert len(model) == 3
    assert {o.kind: o.count for o in report.oddities} == {"metrics": 4, "logs": 2}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (metrics(), "holds no spans: 4 metric data points."),
        (logs(), "holds no spans: 2 log records."),
        (metrics() + logs(), "holds no spans: 4 metric data points and 2 log records."),
    ],
)
def test_files_without_spans_open_and_say_so(content: bytes, words: str) -> None:
    assert certainty(content) >= 0.7
    model, report = read(content)
    assert len(model) == 0
    assert report.complete
    oddity = report.find("no-spans")
    assert oddity is not None
    assert oddity.detail.endswith(words)


@pytest.mark.parametrize("number", [6, 99, 256, 258, 1 << 40])
def test_kinds_and_statuses_that_do_not_exist_are_unset(number: int) -> None:
    kind, code = wire.varint(number), wire.chunk(15, b"\x18" + wire.varint(number))
    span = wire.chunk(1, b"t" * 16) + wire.chunk(2, b"s" * 8) + b"\x30" + kind + code
    content = wire.chunk(1, wire.chunk(2, wire.chunk(2, span)))
    model, _ = read(content)
    assert (int(model.kind[0]), int(model.status[0])) == (0, 0)


def test_a_long_text_may_hold_quotation_marks() -> None:
    text = 'say "yes" ' * 150_000
    data = TracesData()
    span = (
        data.resource_spans.add()
        .scope_spans.add()
        .spans.add(trace_id=b"t" * 16, span_id=b"s" * 8, start_time_unix_nano=START)
    )
    span.attributes.add(key="said").value.string_value = text
    source = Source.from_bytes(data.SerializeToString())
    model, _ = OtlpProtobuf().read(source, Progress())
    assert attributes.attributes(model, source, 0) == [("said", text)]


def test_a_resource_without_spans_opens_empty() -> None:
    content = wire.chunk(1, wire.chunk(1, wire.chunk(1, wire.chunk(1, b"k") + wire.chunk(2, b""))))
    assert 0 < certainty(content) < 1
    model, report = read(content)
    assert len(model) == 0
    assert report.find("no-spans") is not None


@pytest.mark.parametrize("framed", [varint_framed, word_framed, lambda body: body])
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_cut_file_keeps_its_whole_spans_and_says_how_far(
    framed: Callable[[bytes], bytes], kept: float
) -> None:
    content = framed(traces(200))
    content = content[: int(len(content) * kept)]
    assert certainty(content) == 1
    model, report = read(content)
    assert 200 * kept - 4 < len(model) < 200
    assert {model.strings[i] for i in model.service} == {"shop"}
    assert not report.complete
    assert len(content) - 80 < report.read_bytes <= len(content)
    truncated = report.find("truncated")
    assert truncated is not None
    assert f"{report.read_bytes:,}" in truncated.detail


@pytest.mark.parametrize("wrap", [gzip.compress, zstandard.compress])
def test_a_cut_compressed_file_keeps_its_whole_spans(wrap: Callable[[bytes], bytes]) -> None:
    noise = random.Random(3).randbytes(200_000).hex().encode()
    spans = [
        wire.chunk(1, bytes(16)) + wire.fixed64(7, START) + wire.chunk(5, noise[i * 200 :][:200])
        for i in range(1500)
    ]
    scope = wire.chunk(2, b"".join(wire.chunk(2, span) for span in spans))
    packed = wrap(wire.chunk(1, scope))
    model, report = read(packed[: len(packed) // 2])
    assert 100 < len(model) < 1400
    assert not report.complete
    found = report.find("truncated")
    assert found is not None
    assert "breaks off" in found.detail


def test_a_damaged_span_is_left_out_and_told() -> None:
    content = bytearray(traces(50))
    place = content.index(b"step 1", len(content) // 2)
    content[place - 1] = 127
    model, report = read(bytes(content))
    assert len(model) == 49
    damaged = report.find("damaged")
    assert damaged is not None
    assert damaged.count == 1


def test_odd_ids_and_negative_durations_are_told() -> None:
    span = Span(
        trace_id=b"short",
        span_id=b"\1\2",
        start_time_unix_nano=START,
        end_time_unix_nano=START - 5,
    )
    data = TracesData()
    data.resource_spans.add().scope_spans.add().spans.append(span)
    model, report = read(data.SerializeToString())
    assert model.duration_ns.tolist() == [0]
    assert model.span_hex(0) == "0000000000000102"
    assert {o.kind: o.count for o in report.oddities} == {"odd-id": 2, "negative-duration": 1}


def pprof() -> bytes:
    kinds = b"".join(wire.chunk(1, wire.number(1, 1) + wire.number(2, 2)) for _ in range(2))
    sample = wire.chunk(1, b"\1\2\3") + wire.chunk(2, b"\5\6")
    return kinds + wire.chunk(2, sample) * 9 + wire.chunk(6, b"") + wire.chunk(6, b"samples")


def perfetto() -> bytes:
    clock = wire.chunk(6, wire.chunk(1, wire.number(1, 6) + wire.number(2, START)))
    packet = wire.number(10, 1) + wire.number(8, START)
    event = packet + wire.chunk(11, wire.number(9, 1) + wire.chunk(23, b"work"))
    return wire.chunk(1, packet + clock) + wire.chunk(1, event) * 20


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pprof(), id="pprof"),
        pytest.param(gzip.compress(pprof()), id="pprof.gz"),
        pytest.param(perfetto(), id="perfetto"),
        pytest.param(b'\n{"resourceSpans": []}', id="json"),
        pytest.param(b"\n\n\n\n", id="newlines"),
        pytest.param(bytes(5000), id="zeros"),
        pytest.param(b"\n\0" * 500, id="empty messages"),
        pytest.param(b"\x0a" * 500, id="tags only"),
        pytest.param("naïve text\n".encode() * 50, id="text"),
    ],
)
def test_other_files_are_not_taken_for_otlp(content: bytes) -> None:
    sniff = OtlpProtobuf().sniff(Source.from_bytes(content))
    assert sniff.certainty == 0
    assert "not those of OTLP" in sniff.why


def test_random_bytes_are_not_taken_for_otlp() -> None:
    chance = random.Random(7)
    for _ in range(300):
        noise = chance.randbytes(chance.randint(1, 300))
        assert certainty(noise) == 0
        assert certainty(b"\x0a" + noise) == 0


def test_reading_stops_when_asked_to() -> None:
    progress = Progress(lambda step: progress.cancel())
    with pytest.raises(Cancelled):
        OtlpProtobuf().read(Source.from_bytes(traces(50)), progress)


def test_progress_ends_at_the_end() -> None:
    steps: list[Step] = []
    progress = Progress(steps.append)
    content = traces(50)
    OtlpProtobuf().read(Source.from_bytes(content), progress)
    assert progress.step.fraction == 1
    assert progress.step.bytes_done == progress.step.bytes_total == len(content)
    assert progress.step.words == "Reading spans"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["otlp_traces.be32.pb", "otlp_traces.pb.gz"])
def test_real_files_are_read_whole(name: str) -> None:
    with Source(CORPUS / "derived_robust" / name) as source:
        assert OtlpProtobuf().sniff(source).certainty == 1
        model, report = OtlpProtobuf().read(source, Progress())
    assert len(model) == 547
    assert report.complete
    assert not report.oddities
