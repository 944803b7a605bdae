"""The Perfetto reader: tracks, slices, flows and counters of track events."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf
from perfview.traces.readers.perfetto import Perfetto
from perfview.traces.threads import TrackKind
from tests.kernels import wire
from tests.traces import perfetto_wire as p

MAIN = p.packet(p.thread(7, 5, 11, "main"))


def shown(*packets: bytes) -> list[tuple[str, int, int, str]]:
    return p.slices(p.read(*packets)[0].model)


def test_slices_nest_and_instants_take_no_time() -> None:
    study, report = p.read(
        MAIN,
        p.packet(p.event(p.BEGIN, "outer", track=7, category="a"), time=100),
        p.packet(p.event(p.BEGIN, "inner", track=7), time=150),
        p.packet(p.event(p.INSTANT, "now", track=7), time=160),
        p.packet(p.event(p.END, track=7), time=200),
        p.packet(p.event(p.END, track=7), time=400),
    )
    assert p.slices(study.model) == [
        ("outer", 100, 300, ""),
        ("inner", 150, 50, "outer"),
        ("now", 160, 0, "inner"),
    ]
    tracks = study.model.threads.tracks
    assert tracks.kind.tolist() == [TrackKind.THREAD]
    assert (tracks.thread_id.tolist(), tracks.process_id.tolist()) == ([11], [5])
    assert study.model.strings[tracks.category[0]] == "a"
    assert tracks.category[1] == -1
    assert report.rows == 3
    assert not report.oddities


def test_slices_are_told_by_threads_processes_and_tracks_below_them() -> None:
    study, _ = p.read(
        MAIN,
        p.packet(p.process(8, 5, "shop")),
        p.packet(p.child(9, 8, "requests")),
        p.packet(p.child(10, 9)),
        p.packet(p.child(12, 0, "weather")),
        *[
            p.packet(p.event(p.INSTANT, f"on {track}", track=track), time=track)
            for track in (7, 8, 9, 10, 12)
        ],
        p.packet(p.event(p.INSTANT, "anywhere"), time=99),
    )
    model = study.model
    tracks = model.threads.tracks
    kinds = [TrackKind(tracks.kind[track]).name for track in tracks.of_span]
    assert kinds == ["THREAD", "PROCESS", "ASYNC", "ASYNC", "GLOBAL", "GLOBAL"]
    assert [model.strings[i] for i in model.service] == ["shop (pid 5)"] * 4 + [""] * 2
    assert p.track_names(model)[2:] == ["requests", "on 10", "weather", "Default Track"]


def test_a_thread_id_that_is_used_again_is_another_thread() -> None:
    study, _ = p.read(
        MAIN,
        p.packet(p.thread(77, 5, 11, "later")),
        p.packet(p.event(p.INSTANT, "a", track=7), time=1),
        p.packet(p.event(p.INSTANT, "b", track=77), time=2),
    )
    assert len(study.model.threads.tracks) == 2
    assert p.track_names(study.model) == ["main", "later"]


def test_events_on_tracks_nobody_describes_are_told() -> None:
    ring = [p.packet(p.child(20, 21)), p.packet(p.child(21, 20))]
    study, report = p.read(
        *ring,
        p.packet(p.event(p.INSTANT, "lost", track=1234), time=1),
        p.packet(p.event(p.INSTANT, "round", track=20), time=1),
    )
    assert len(study.model) == 0
    assert p.oddities(report)["no-track"] == 2


def test_old_phases_place_events_by_scope_and_by_id() -> None:
    def old(name: str, time: int, phase: str, *more: bytes) -> bytes:
        return p.packet(p.event(0, name, p.legacy(phase, *more), track=7, category="c"), time=time)

    study, _ = p.read(
        MAIN,
        p.packet(p.process(8, 5, "shop")),
        old("complete", 10, "X", wire.number(3, 2)),
        old("everywhere", 20, "I", wire.number(14, 1)),
        old("in the process", 30, "I", wire.number(14, 2)),
        old("mark", 40, "R"),
        old("load", 50, "b", wire.number(6, 1)),
        old("load", 55, "b", wire.number(6, 2)),
        old("load", 60, "e", wire.number(6, 1)),
        old("load", 70, "e", wire.number(6, 2)),
    )
    model = study.model
    tracks = model.threads.tracks
    kinds = [TrackKind(tracks.kind[track]).name for track in tracks.of_span]
    assert kinds == ["THREAD", "GLOBAL", "PROCESS", "THREAD", "ASYNC", "ASYNC"]
    assert model.duration_ns.tolist() == [2000, 0, 0, 0, 10, 15]
    assert tracks.of_span[4] != tracks.of_span[5]


def test_old_events_stand_on_their_sequences_thread_or_the_one_they_name() -> None:
    described = wire.chunk(44, wire.number(1, 5) + wire.number(2, 11) + p.text(5, "main"))
    study, _ = p.read(
        p.packet(described, flags=p.CLEARED),
        p.packet(p.event(0, "own", p.legacy("I")), time=1),
        p.packet(p.event(0, "other", p.legacy("I", wire.number(19, 12))), time=2),
        p.packet(p.event(p.INSTANT, "nowhere", track=0), time=3),
    )
    tracks = study.model.threads.tracks
    assert [int(tracks.thread_id[t]) for t in tracks.of_span] == [11, 12, 0]
    assert p.track_names(study.model)[0] == "main"


def test_flows_go_from_event_to_event_and_end_where_they_say() -> None:
    def on(track: int, name: str, time: int, *more: bytes) -> bytes:
        return p.packet(p.event(p.INSTANT, name, *more, track=track), time=time)

    study, _ = p.read(
        MAIN,
        p.packet(p.thread(8, 5, 12, "other")),
        on(8, "second", 20, wire.fixed64(47, 1)),
        on(7, "first", 10, wire.number(36, 1)),
        on(7, "third", 30, wire.fixed64(48, 1)),
        on(7, "too late", 40, wire.fixed64(48, 1)),
        on(7, "out", 50, p.legacy("", wire.number(8, 1), wire.number(13, 2))),
        on(8, "in", 60, p.legacy("", wire.number(8, 1), wire.number(13, 1))),
    )
    model, flows = study.model, study.model.threads.flows
    names = [model.strings[i] for i in model.name]
    arrows = zip(flows.from_row.tolist(), flows.to_row.tolist(), strict=True)
    assert [(names[a], names[b]) for a, b in arrows] == [
        ("first", "second"),
        ("second", "third"),
        ("out", "in"),
    ]


def test_old_flow_events_belong_to_the_slice_around_them_or_the_next() -> None:
    def old(name: str, time: int, phase: str, track: int, *more: bytes) -> bytes:
        return p.packet(p.event(0, name, p.legacy(phase, *more), track=track), time=time)

    study, _ = p.read(
        MAIN,
        p.packet(p.thread(8, 5, 12, "other")),
        old("sender", 10, "X", 7, wire.number(3, 1)),
        old("f", 11, "s", 7, wire.number(6, 3)),
        old("f", 2000, "f", 8, wire.number(6, 3)),
        old("receiver", 3000, "X", 8, wire.number(3, 1)),
    )
    flows = study.model.threads.flows
    assert (flows.from_row.tolist(), flows.to_row.tolist()) == ([0], [1])


def test_counters_are_multiplied_summed_up_and_named() -> None:
    study, report = p.read(
        MAIN,
        p.packet(p.counter(30, 0, "heap", wire.number(3, 3), wire.number(4, 1024))),
        p.packet(p.counter(31, 7, "", wire.number(1, 1), wire.number(5, 1))),
        p.packet(p.event(p.COUNTER, "", wire.number(30, 3), track=30), time=10),
        p.packet(p.event(p.COUNTER, "", p.double(44, 0.5), track=30), time=5),
        p.packet(p.event(p.COUNTER, "", wire.number(30, 9), track=7), time=6),
        p.packet(p.event(p.BEGIN, "a", wire.number(12, 4), wire.number(31, 31), track=7), time=1),
        p.packet(p.event(p.END, "", wire.number(12, 3), wire.number(31, 31), track=7), time=2),
    )
    counters, strings = study.model.threads.counters, study.model.strings
    assert [strings[i] for i in counters.name] == ["heap", "thread_time (main)"]
    assert [strings[i] for i in counters.unit] == ["bytes", "ns"]
    assert counters.first.tolist() == [0, 2, 4]
    assert counters.time_ns.tolist() == [5, 10, 1, 2]
    assert counters.value.tolist() == [512, 3072, 4, 7]
    assert p.oddities(report)["no-counter"] == 1


def test_several_values_beside_a_slice_go_to_several_counters() -> None:
    study, _ = p.read(
        p.packet(p.thread(7, 5, 11), p.defaults(track=7, counters=(30, 31)), flags=p.CLEARED),
        p.packet(p.counter(30, 7, "a")),
        p.packet(p.counter(31, 7, "b")),
        p.packet(p.event(p.INSTANT, "x", wire.chunk(12, b"\1\2")), time=1),
        p.packet(p.event(p.INSTANT, "y", wire.number(12, 5), wire.number(31, 31)), time=2),
        p.packet(p.event(p.INSTANT, "z", wire.chunk(12, b"\6\7\x08")), time=3),
    )
    counters = study.model.threads.counters
    series = [counters.value[counters.first[i] : counters.first[i + 1]].tolist() for i in range(2)]
    assert series == [[1, 6], [2, 5, 7]]


def test_what_is_not_read_is_counted_and_named() -> None:
    graph = wire.chunk(56, b"") + wire.chunk(37, b"")
    _, report = p.read(
        MAIN,
        p.packet(wire.chunk(66, b""), time=1),
        p.packet(wire.chunk(54, wire.chunk(1, b"\1\2\3")), time=1),
        *[p.packet(graph, time=2)] * 3,
        p.packet(wire.chunk(33, b"config")),
        p.packet(p.event(p.STATE, "s", track=7), time=3),
        p.packet(wire.chunk(1, wire.number(1, 0) + wire.chunk(2, wire.chunk(13, b""))), time=3),
    )
    assert report.find("samples") is not None
    assert p.oddities(report)["samples"] == 4
    words = [o.detail for o in report.oddities if o.kind == "not-read"]
    assert len(words) == 3
    assert words[0].startswith("Profile packet")
    assert "“cpu_idle”" in words[1]


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, zstandard.compress])
def test_compressed_files_are_recognised_and_read(wrap: object) -> None:
    content = wrap(MAIN + p.packet(p.event(p.INSTANT, "x", track=7), time=5))  # type: ignore[operator]
    source = Source.from_bytes(content)
    assert Perfetto().sniff(source).certainty > 0.9
    model, report = Perfetto().read(source, Progress())
    assert (len(model), report.complete) == (1, True)


def test_a_cut_file_keeps_its_whole_packets_and_says_how_far() -> None:
    events = [p.packet(p.event(p.INSTANT, "x" * 20, track=7), time=i) for i in range(100)]
    content = MAIN + b"".join(events)
    source = Source.from_bytes(content[: len(content) // 2])
    assert Perfetto().sniff(source).certainty > 0.9
    model, report = Perfetto().read(source, Progress())
    assert 40 < len(model) < 55
    assert not report.complete
    assert report.find("truncated") is not None


def test_a_file_without_one_whole_packet_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        Perfetto().read(Source.from_bytes(MAIN[:-3]), Progress())


def test_reading_stops_when_asked_to() -> None:
    progress = Progress(lambda step: progress.cancel())
    with pytest.raises(Cancelled):
        Perfetto().read(Source.from_bytes(MAIN * 50), progress)


def otlp() -> bytes:
    span = wire.chunk(1, b"t" * 16) + wire.chunk(2, b"s" * 8) + wire.fixed64(7, 5)
    attribute = wire.chunk(1, p.text(1, "service.name") + wire.chunk(2, p.text(1, "shop")))
    return wire.chunk(1, wire.chunk(1, attribute) + wire.chunk(2, wire.chunk(2, span)))


def pprof() -> bytes:
    kinds = wire.chunk(1, wire.number(1, 1) + wire.number(2, 2)) * 2
    return kinds + wire.chunk(2, wire.chunk(1, b"\1\2\3")) * 9 + wire.chunk(6, b"samples")


@pytest.mark.parametrize(
    "content",
    [
        otlp(),
        otlp() * 30,
        pprof(),
        b'\n{"traceEvents": []}',
        b"\n\n\n\n",
        bytes(5000),
        b"\n\0" * 500,
        b"\x0a" * 500,
        "naïve text\n".encode() * 50,
        wire.chunk(1, wire.chunk(1, b"key") + wire.chunk(2, b"value")) * 20,
    ],
)
def test_other_files_are_not_taken_for_perfetto(content: bytes) -> None:
    assert Perfetto().sniff(Source.from_bytes(content)).certainty == 0


def test_perfetto_is_not_taken_for_otlp() -> None:
    content = MAIN + p.packet(p.event(p.INSTANT, "x", track=7), time=5) * 30
    source = Source.from_bytes(content)
    assert OtlpProtobuf().sniff(source).certainty == 0
    assert Perfetto().sniff(source).certainty > 0.9


def test_large_files_read_by_two_threads_give_the_same(tmp_path: Path) -> None:
    words = p.interned((2, 1, "work"), (3, 1, "key"))
    head = p.packet(p.thread(7, 5, 11, "main"), p.defaults(track=7), words, flags=p.CLEARED)
    pad = p.annotation(1, p.text(6, "x" * 3000))
    body = [
        p.packet(p.event(p.BEGIN + i % 2, "", wire.number(10, 1), pad), time=i * 10)
        for i in range(6000)
    ]
    path = tmp_path / "large.pftrace"
    path.write_bytes(head + b"".join(body))
    assert path.stat().st_size > 17 << 20
    with Source(path) as source:
        model, report = Perfetto().read(source, Progress())
    assert (len(model), report.oddities) == (3000, [])
    assert set(model.duration_ns.tolist()) == {10}
    assert {model.strings[i] for i in model.name} == {"work"}
    assert len(model.attributes.key) == 6000
