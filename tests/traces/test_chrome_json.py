"""Every phase of the trace event format, the forms a file may have, and what is said about both."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.contents.attributes import attributes
from perfview.traces.readers.chrome_json import ChromeJson
from perfview.traces.threads import TrackKind
from tests.traces.chrome_traces import counted, event, read_events, read_text, rows

TWO = [event("X", 5, "inner", dur=2), event("X", 1, "outer", dur=10)]
TWO_ROWS = [("inner", 5_000, 2_000, 1), ("outer", 1_000, 10_000, -1)]


def notes(text: str) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in read_text(text)[1].oddities}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(TWO),
        json.dumps({"traceEvents": TWO}),
        json.dumps({"metadata": {"a": [1, {"traceEvents": 5}]}, "traceEvents": TWO, "samples": []}),
        json.dumps(TWO)[:-1],
        json.dumps(TWO)[:-1] + ",\n",
        json.dumps(TWO)[:-1] + ",\n]",
        '{"traceEvents":' + json.dumps(TWO)[:-1] + ', ], "displayTimeUnit": "ns"}',
        json.dumps(TWO[:1]) + "\n" + json.dumps(TWO[1:]),
        "\ufeff" + json.dumps(TWO, indent=1),
    ],
)
def test_all_forms_of_a_file_are_read_whole(text: str) -> None:
    model, report = read_text(text)
    assert rows(model) == TWO_ROWS
    assert report.complete
    assert not report.oddities
    assert ChromeJson().sniff(Source.from_bytes(text.encode())).certainty >= 0.9


def test_utf16_and_gzip_are_read(tmp_path: Path) -> None:
    text = json.dumps({"traceEvents": TWO})
    assert rows(read_text(text.encode("utf-16"))[0]) == TWO_ROWS
    assert rows(read_text(gzip.compress(text.encode()))[0]) == TWO_ROWS


def test_begin_and_end_are_one_slice_with_the_arguments_of_both() -> None:
    text = json.dumps(
        [
            event("B", 1.5, "a", args={"url": "x", "n": {"deep": [1]}}),
            event("B", 2, "b"),
            event("E", 3, "b"),
            event("E", 4.25, "a", args={"status": 200}),
        ]
    )
    model, _ = read_text(text)
    assert rows(model) == [("a", 1_500, 2_750, -1), ("b", 2_000, 1_000, 0)]
    source = Source.from_bytes(text.encode())
    assert attributes(model, source, 0) == [("url", "x"), ("n", {"deep": [1]}), ("status", 200)]
    assert attributes(model, source, 1) == []


def test_unbalanced_ends_and_slices_without_an_end_are_told() -> None:
    events = [event("E", 1, "early"), event("B", 2, "open"), event("X", 3, "x", dur=7)]
    model, report = read_text(json.dumps(events))
    assert rows(model) == [("open", 2_000, -1, -1), ("x", 3_000, 7_000, 0)]
    assert model.duration_ns[0] == 8_000, "it lasts until the recording ends"
    kinds = {oddity.kind: oddity.count for oddity in report.oddities}
    assert kinds == {"misplaced-end": 1, "unfinished-slice": 1}


def test_async_slices_are_told_apart_by_id_category_and_process() -> None:
    more = {"cat": "net", "id": "0x1"}
    model = read_events(
        event("b", 1, "request", **more),
        event("b", 2, "request", cat="net", id="0x2"),
        event("n", 3, "step", **more, tid=9),
        event("e", 4, "request", **more, pid=2),
        event("e", 6, "request", cat="net", id="0x2"),
        event("b", 1, "own", cat="net", id2={"local": "0x1"}),
        event("b", 1, "own", cat="net", id2={"local": "0x1"}, pid=2),
        event("e", 9, "own", cat="net", id2={"local": "0x1"}, pid=2),
        event("b", 1, "far", cat="net", id2={"global": "0x7"}),
        event("e", 8, "far", cat="net", id2={"global": "0x7"}, pid=2),
    )
    assert rows(model) == [
        ("request", 1_000, 3_000, -1),
        ("request", 2_000, 4_000, -1),
        ("step", 3_000, 0, 0),
        ("own", 1_000, -1, -1),
        ("own", 1_000, 8_000, -1),
        ("far", 1_000, 7_000, -1),
    ]
    tracks = model.threads.tracks
    assert set(tracks.kind.tolist()) == {TrackKind.ASYNC}
    assert [model.strings[name] for name in tracks.name] == [
        "request",
        "request",
        "own",
        "own",
        "far",
    ]


def test_instants_stand_on_the_track_of_their_scope() -> None:
    model = read_events(
        event("i", 1, "thread", s="t"),
        event("I", 2, "bare"),
        event("R", 3, "mark", s="p"),
        event("i", 4, "all", s="g"),
    )
    tracks = model.threads.tracks
    kinds = [TrackKind(int(tracks.kind[track])).name for track in tracks.of_span]
    assert kinds == ["THREAD", "THREAD", "PROCESS", "GLOBAL"]
    assert model.duration_ns.tolist() == [0, 0, 0, 0]


def test_flows_bind_to_the_slice_around_them_or_the_next_one() -> None:
    more = {"cat": "flow", "id": 7}
    model = read_events(
        event("X", 0, "from", dur=10),
        event("s", 5, "go", **more),
        event("t", 21, "go", **more, tid=2),
        event("X", 20, "through", dur=10, tid=2),
        event("f", 35, "go", **more, tid=3, bp="e"),
        event("X", 30, "around", dur=10, tid=3),
        event("f", 36, "go", **more, tid=4),
        event("X", 40, "next", dur=10, tid=4),
    )
    names = [model.strings[name] for name in model.name]
    flows = model.threads.flows
    arrows = [
        (names[a], names[b])
        for a, b in zip(flows.from_row.tolist(), flows.to_row.tolist(), strict=True)
    ]
    assert arrows == [("from", "through"), ("through", "around"), ("through", "next")]


def test_flows_of_slices_follow_their_bind_id() -> None:
    model = read_events(
        event("X", 0, "a", dur=5, bind_id="0xff", flow_out=True),
        event("X", 10, "b", dur=5, bind_id="0xff", flow_in=True, flow_out=True, tid=2),
        event("X", 20, "c", dur=5, bind_id="0xff", flow_in=True, tid=3),
        event("X", 20, "d", dur=5, bind_id="0xff", tid=4),
    )
    flows = model.threads.flows
    assert flows.from_row.tolist() == [0, 1]
    assert flows.to_row.tolist() == [1, 2]


def test_counters_are_series_by_process_name_id_and_argument() -> None:
    counter = {"name": "memory", "args": {"used": 1.5, "free": "2", "text": "none"}}
    model, report = read_text(
        json.dumps(
            [
                event("C", 3) | counter,
                event("C", 1) | counter | {"args": {"used": -4e2}},
                event("C", 2, "frames", args={"value": 60}, pid=2),
                event("C", 2, "gpu", id="0xa", args={"gpu": 1}),
            ]
        )
    )
    counters = model.threads.counters
    series = {}
    for i in range(len(counters)):
        own = slice(*counters.first[i : i + 2].tolist())
        name = model.strings[counters.name[i]]
        series[name] = list(zip(counters.time_ns[own], counters.value[own], strict=True))
    assert series == {
        "memory used": [(1_000, -400.0), (3_000, 1.5)],
        "memory free": [(3_000, 2.0)],
        "frames": [(2_000, 60.0)],
        "gpu (0xa)": [(2_000, 1.0)],
    }
    assert report.find("no-number").count == 1  # type: ignore[union-attr]
    process = model.threads.tracks.process_name[counters.process]
    assert {model.strings[name] for name in process} == {"Process 1", "Process 2"}


def named(kind: str, value: object, **more: object) -> dict[str, object]:
    return event("M", 0, kind, args={kind.rpartition("_")[2]: value}) | more


def test_processes_and_threads_are_named_and_ordered() -> None:
    sort = {"name": "process_sort_index", "args": {"sort_index": -5}}
    model = read_events(
        named("process_name", "Renderer", pid=20),
        named("process_name", "Renderer", pid=30),
        event("M", 0, pid=30) | sort,
        named("thread_name", "worker \u00e9", pid=20, tid=21),
        named("thread_name", "CrRendererMain", pid=20, tid=25),
        event("X", 1, dur=1, pid=20, tid=21),
        event("X", 1, dur=1, pid=20, tid=25),
        event("X", 1, dur=1, pid=30, tid=30),
        event("X", 1, dur=1, pid="Main", tid="loop"),
    )
    tracks = model.threads.tracks
    shown = [
        (
            model.strings[tracks.process_name[tracks.process[track]]],
            model.strings[tracks.name[track]],
            int(tracks.thread_id[track]) > 0,
        )
        for track in np.argsort(tracks.position)
    ]
    assert shown == [
        ("Renderer (pid 30)", "", True),
        ("Main", "loop", False),
        ("Renderer (pid 20)", "CrRendererMain", True),
        ("Renderer (pid 20)", "worker é", True),
    ]
    assert [model.strings[name] for name in model.service] == [
        "Renderer (pid 20)", "Renderer (pid 20)", "Renderer (pid 30)", "Main",
    ]  # fmt: skip


def test_processes_of_which_nothing_is_shown_are_left_out() -> None:
    model = read_events(
        named("process_name", "swapper", pid=0),
        named("process_name", "Renderer", pid=20),
        event("i", 1, "everywhere", s="g", pid=7),
        event("E", 1, pid=8),
        event("X", 1, dur=1, pid=20),
        event("C", 1, "memory", pid=30, args={"used": 1}),
    )
    names = [model.strings[name] for name in model.threads.tracks.process_name]
    assert names == ["Renderer (pid 20)", "Process 30"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "Process 20"),
        ({"process_name": "Renderer"}, "Renderer (pid 20)"),
        ({"process_name": "Renderer (pid 20)"}, "Renderer (pid 20)"),
        ({"process_name": "Renderer", "process_labels": "Shop"}, "Renderer: Shop (pid 20)"),
        ({"process_labels": "Shop"}, "Shop (pid 20)"),
        ({"process_name": ""}, "Process 20"),
    ],
)
def test_processes_are_called_what_tells_them_apart(said: dict[str, str], expected: str) -> None:
    model = read_events(
        *[named(kind, text, pid=20) for kind, text in said.items()],
        event("X", 1, dur=1, pid=20),
    )
    assert model.strings[model.service[0]] == expected


def test_what_cannot_be_placed_is_left_out_and_told() -> None:
    events: list[object] = [
        event("X", None, "no time", dur=1),
        event("X", "soon", "no time either", dur=1),
        event("X", 1, "no duration"),
        event("X", 1, "negative", dur=-2),
        event("b", 1, "no id"),
        event("i", 1, "strange scope", s="x"),
        event("X", 1, "long", dur=5),
        event("X", 3, "overlaps", dur=5),
        event("S", 1, "old", id=1),
        event("N", 1, "object", id=1),
        event("v", 1, "dump", id=1),
        {},
        17,
        None,
    ]
    text = json.dumps(events)
    assert [row[0] for row in rows(read_text(text)[0])] == ["long"]
    assert notes(text) == {
        "no-start": 2,
        "no-duration": 1,
        "no-track": 2,
        "negative-duration": 1,
        "overlapping-slice": 1,
        "old-async": 1,
        "object-snapshots": 1,
        "memory-dumps": 1,
    }


def test_samples_are_counted() -> None:
    profile = {"cpuProfile": {"samples": [1, 2, 3]}, "timeDeltas": [1, 1, 1]}
    text = json.dumps([event("P", 1, "ProfileChunk", args={"data": profile}, id="0x1")])
    assert notes(text) == {"samples": 3}


def test_times_keep_their_nanoseconds() -> None:
    model = read_events(
        event("X", "1597071955492308.25", dur=0.001), event("X", "82.0009", dur="1", tid=2)
    )
    assert model.start_ns.tolist() == [1597071955492308250, 82000]
    assert model.duration_ns.tolist() == [1, 1000]


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    text = json.dumps({"traceEvents": TWO})
    model, report = read_text(text[: text.rindex("outer")])
    assert rows(model) == [("inner", 5_000, 2_000, -1)]
    assert not report.complete
    with pytest.raises(UnreadableInput):
        read_text('{"traceEvents":[{"ph":"X"')


def test_long_metadata_before_the_events_hide_nothing() -> None:
    maps = ["x" * 100] * 1_000
    text = json.dumps({"metadata": {"sourceMaps": maps}, "traceEvents": TWO})
    assert ChromeJson().sniff(Source.from_bytes(text.encode())).certainty >= 0.7
    assert rows(read_text(text)[0]) == TWO_ROWS


def test_a_long_first_event_hides_nothing() -> None:
    first = {"args": {"data": ["x" * 100] * 1_000}} | event("i", 0, "screenshot")
    text = json.dumps([first, *TWO])
    assert ChromeJson().sniff(Source.from_bytes(text.encode())).certainty >= 0.7
    assert len(read_text(text)[0]) == 3


def test_a_log_of_the_system_that_is_no_text_is_named() -> None:
    wrapped = {"systemTraceEvents": ["# tracer: nop"], "traceEvents": TWO}
    assert notes(json.dumps(wrapped)) == {"system-events": 1}


def test_reading_stops_when_it_is_no_longer_wanted() -> None:
    progress = Progress(lambda step: progress.cancel())
    with pytest.raises(Cancelled):
        ChromeJson().read(Source.from_bytes(json.dumps(TWO).encode()), progress)


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", "[1]", '[{"name": "x", "id": 1}]', "plain"])
def test_other_files_are_not_taken_for_traces(text: str) -> None:
    assert ChromeJson().sniff(Source.from_bytes(text.encode())).certainty == 0


def test_perfettos_own_numbers_of_small_cases() -> None:
    """Expected: Perfetto's trace processor on the same events (its test/trace_processor/json)."""
    overlapping = [event("X", 100, "outer", dur=100), event("X", 150, "inner", dur=100)]
    order = [event("X", 1, "Child", dur=5), event("X", 1, "Parent", dur=10)]
    empty_first = [event("X", 1000, "z", dur=0), event("X", 1000, "d", dur=100)]
    empties = [event("X", 1000, "z", dur=0), event("X", 1000, "y", dur=0)]
    then_begin = [event("X", 1000, "z", dur=0), event("B", 1000, "b"), event("E", 1100, "b")]
    cases = {
        json.dumps(overlapping): [1, 0, 100_000, 0, 0, 100_000, 200_000],
        json.dumps(order): [2, 1, 15_000, 0, 0, 1_000, 11_000],
        json.dumps(empty_first): [2, 1, 100_000, 0, 1, 1_000_000, 1_100_000],
        json.dumps(empties): [2, 1, 0, 0, 2, 1_000_000, 1_000_000],
        json.dumps(then_begin): [2, 0, 100_000, 0, 1, 1_000_000, 1_100_000],
    }
    for text, expected in cases.items():
        assert counted(*read_text(text))["slices"] == expected


def test_a_trace_goes_through_the_engine_and_comes_back_from_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    more = {"cat": "flow", "id": 7}
    events = [*TWO, event("s", 6, "go", **more), event("f", 8, "go", **more, bp="e")]
    path.write_text(json.dumps([*events, event("C", 3, "memory", args={"used": 1})]))
    first = Job(path, Options()).run()
    again = Job(path, Options()).run()
    assert again.timing.from_cache
    for field in ("of_span", "kind", "name", "position", "process_name"):
        one, other = (getattr(o.study.model.threads.tracks, field) for o in (first, again))
        assert one.tolist() == other.tolist()
    assert again.study.model.threads.counters.value.tolist() == [1.0]
    assert len(again.study.model.threads.flows) == 1
