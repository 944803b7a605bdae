"""From slices to the model: tracks kept, attributes joined, names, unfinished slices, facts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from perfview.cli.main import main
from perfview.recording.strings import StringTable
from perfview.traces.facts import facts
from perfview.traces.keeping import Kept, keep
from perfview.traces.model import Attributes, TraceModel
from perfview.traces.readers.slicing.events import SliceEvent, SliceEvents
from perfview.traces.readers.slicing.model import Beside, Stage, threads_model
from perfview.traces.readers.slicing.nesting import nest
from perfview.traces.readers.slicing.order import NO_RANK, process_order
from perfview.traces.soundness import is_sound
from perfview.traces.study import Study
from perfview.traces.tables import spans
from perfview.traces.threads import Flows, ThreadState, ThreadStates, TrackKind
from tests.traces.chrome_traces import event, read_events, read_text

STRINGS = StringTable.of(["task", "paint", "Renderer", "main", "pool", "input"])


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def built() -> TraceModel:
    """Three threads (the middle one silent) and one async track of two processes."""
    events = SliceEvents(
        what=np.array(
            [SliceEvent.BEGIN, SliceEvent.COMPLETE, SliceEvent.END, SliceEvent.BEGIN], np.uint8
        ),
        time_ns=np.array([100, 120, 200, 150], np.int64),
        duration_ns=np.array([-1, 30, -1, -1], np.int64),
        track=ints(2, 2, 2, 3),
        name=ints(0, 1, 0, 5),
        category=ints(-1, -1, -1, 1),
        first_attribute=np.array([0, 1, 2, 4, 4], np.int64),
    )
    stage = Stage(
        kind=np.array([TrackKind.THREAD] * 3 + [TrackKind.ASYNC], np.uint8),
        name=ints(4, 3, 3, -1),
        process=ints(0, 0, 1, 1),
        thread_id=np.array([11, 10, 20, 0], np.int64),
        rank=np.full(4, NO_RANK, np.int64),
        process_id=np.array([10, 20], np.int64),
        process_name=ints(2, 2),
    )
    attributes = Attributes(
        np.zeros(5, np.int64), ints(0, 1, 2, 3), np.arange(4, dtype=np.uint64),
        StringTable.of(["a", "b", "c", "d"]),
    )  # fmt: skip
    states = ThreadStates(
        ints(0), np.array([ThreadState.RUNNING], np.uint8), np.array([5]), np.array([9]), ints(1)
    )
    beside = Beside(flows=Flows(ints(0), ints(2)), states=states)
    return threads_model(events, nest(events), stage, attributes, STRINGS, beside)


def test_tracks_without_slices_or_states_go_and_the_others_are_renumbered() -> None:
    model = built()
    tracks = model.threads.tracks
    assert tracks.thread_id.tolist() == [11, 20, 0]
    assert tracks.of_span.tolist() == [1, 1, 2]
    assert model.threads.states.track.tolist() == [0]
    assert [model.strings[name] for name in tracks.name] == ["pool", "main", "input"]
    assert tracks.position.tolist() == [0, 1, 2]


def test_slices_become_spans_with_the_attributes_of_both_events() -> None:
    model = built()
    assert model.parent_id.tolist() == [0, 1, 0]
    assert model.trace_id_low.tolist() == [1, 1, 3]
    assert model.attributes.first.tolist() == [0, 3, 4, 4]
    assert model.attributes.key.tolist() == [0, 2, 3, 1]
    assert [model.strings[name] for name in model.service] == ["Renderer"] * 3
    assert model.threads.tracks.unfinished.tolist() == [2]
    assert model.duration_ns.tolist() == [100, 30, 50]


def test_exported_slices_say_where_they_stand() -> None:
    columns = spans(Study(built()))
    assert list(columns["track"]) == ["main", "main", "input"]
    assert list(columns["thread_id"]) == [20, 20, 0]
    assert list(columns["category"]) == ["", "", "paint"]
    assert list(columns["depth"]) == [0, 1, 0]


def test_processes_are_ordered_by_rank_then_id() -> None:
    rank, ids = np.array([0, -5, 0], np.int64), np.array([30, 20, 10], np.int64)
    assert process_order(rank, ids).tolist() == [1, 2, 0]


def test_facts_are_those_of_slices_that_end() -> None:
    told = {fact.name: fact.value for fact in facts(Study(built()))}
    assert told == {
        "slices": 3,
        "threads": 1,
        "processes": 2,
        "max_depth": 1,
        "duration_sum_ns": 130,
        "unfinished": 1,
        "counters": 0,
        "flows": 1,
        "samples": 0,
        "thread_states": 1,
    }


def broken(**columns: Any) -> Kept:
    """What is kept of the model, columns of its tracks (or of what its name says) replaced."""
    kept = keep(Study(built()))
    threads = kept.model.threads
    for name, value in columns.items():
        part, _, field = name.partition("__")
        changed = replace(getattr(threads, part), **{field: value})
        threads = replace(threads, **{part: changed})
    return replace(kept, model=replace(kept.model, threads=threads))


def test_what_is_kept_is_sound() -> None:
    assert is_sound(keep(Study(built())))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tracks__of_span", ints(0, 1, 3)),
        ("tracks__of_span", ints(0, 1, -1)),
        ("tracks__of_span", ints(0, 1)),
        ("tracks__unfinished", ints(3)),
        ("tracks__process", ints(0, 1, 2)),
        ("tracks__name", ints(0, 1, 99)),
        ("tracks__process_name", ints(0)),
        ("flows__to_row", ints(3)),
        ("flows__from_row", ints(-1)),
        ("states__track", ints(7)),
        ("states__processor", ints()),
        ("counters__first", np.array([0, 2])),
        ("counters__value", np.zeros(3)),
    ],
)
def test_indices_that_lead_nowhere_are_noticed(name: str, value: np.ndarray) -> None:
    assert not is_sound(broken(**{name: value}))


def test_info_tells_what_a_recording_of_threads_holds(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.json"
    path.write_text(json.dumps([event("X", 5, dur=2), event("X", 1, dur=10), event("B", 20)]))
    assert main(["info", "--no-cache", "--json", str(path)]) == 0
    recording = json.loads(capsys.readouterr().out)["recording"]
    wanted = ("slices", "threads", "processes", "max_depth", "duration_sum_ns")
    assert [recording[name] for name in wanted] == [3, 1, 1, 1, 12_000]
    assert main(["info", "--no-cache", str(path)]) == 0
    assert "3 slices, 1 thread, 1 process, nested up to 1 deep" in capsys.readouterr().out


def test_thread_times_are_not_taken_for_dates() -> None:
    _, report = read_text(json.dumps([event("X", 1e9 + i, dur=1) for i in range(9)]))
    study = Study(read_events(*[event("X", 1e9 + i, dur=1) for i in range(9)]), report)
    from perfview.traces.oddities import examine

    examine(study, report)
    assert report.oddities == []
