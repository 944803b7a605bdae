"""Trace events as calls: speedscope's own files, tools that write them, and what is broken."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.readers.trace_events import TraceEvents
from perfview.profiles.soundness import is_sound_model
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import CORPUS, assert_survives, costs, names, place
from tests.profiles.readers.v8_reading import V8_SAMPLES

FOLDER = "speedscope/sample/profiles/trace-event"
PATHS = (
    sorted(path.name for path in (CORPUS / FOLDER).glob("*.json"))
    if (CORPUS / FOLDER).exists()
    else ["simple-object.json"]
)


def opened(content: bytes | Any) -> Study:
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    with Source.from_bytes(content) as source:
        assert TraceEvents().sniff(source).certainty == 0.3
        model, report = TraceEvents().read(source, Progress())
    assert is_sound_model(model)
    assert report.rows == len(model)
    return Study(model, report)


def kinds(study: Study) -> dict[str, int]:
    assert study.report is not None
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def event(phase: str, ts: float, name: str = "", **more: Any) -> dict[str, Any]:
    named = {"name": name} if name else {}
    return {"ph": phase, "ts": ts, "pid": 1, "tid": 2} | named | more


@pytest.mark.parametrize("path", PATHS)
def test_costs_are_those_of_speedscope(path: str) -> None:
    if not (CORPUS / FOLDER / path).exists():
        pytest.skip("the corpus is not here")
    expected = json.loads((CORPUS / "expected.json").read_text())
    study = opened((CORPUS / FOLDER / path).read_bytes())
    profiles = expected[f"{FOLDER}/{path}"]["speedscope"]["profiles"]
    assert len(profiles) == len(study.model.threads)
    for thread, profile in enumerate(profiles):
        wanted: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for frame in profile["frames"]:
            wanted[frame["name"]][0] += frame["self"] * 1000
            wanted[frame["name"]][1] += frame["total"] * 1000
        lens = Lens(threads=(thread,)) if len(profiles) > 1 else EVERYTHING
        assert costs(study, lens) == {k: tuple(v) for k, v in wanted.items() if v[1]}


def test_a_recording_of_py_spy_names_functions_by_file_and_frames_by_line() -> None:
    content = gzip.decompress((V8_SAMPLES / "pyspy.trace.json.gz").read_bytes())
    study = opened(content)
    events = json.loads(content)
    assert kinds(study) == {}
    assert place(study, "inner")[0].endswith("prog.py")
    first, last = min(e["ts"] for e in events), max(e["ts"] for e in events)
    assert study.tree.whole == pytest.approx((last - first) * 1000)
    lines = {e["args"]["line"] for e in events if e["name"] == "inner"}
    frames, functions = study.model.frames, study.model.functions
    found = {
        int(frames.line[r])
        for r in range(len(frames))
        if study.name_of(int(frames.function[r])) == "inner"
    }
    assert found == lines
    assert (functions.line == 0).all()


def test_calls_nest_and_gaps_belong_to_nobody() -> None:
    events = [
        event("X", 10, "a", dur=10),
        event("X", 12, "b", dur=4.5),
        event("B", 30, "a"),
        event("B", 31, "b"),
        event("E", 35, "b"),
        event("E", 36, "a"),
    ]
    study = opened(events)
    assert costs(study) == {"a": (7_500, 16_000), "b": (8_500, 8_500)}
    assert study.model.samples.time_ns.tolist() == [0, 2_000, 6_500, 10_000, 20_000, 21_000, 25_000]
    assert study.model.samples.stack.tolist()[3] == -1
    assert study.model.threads.end_ns.tolist() == [26_000]


def test_arguments_are_part_of_a_name_and_places_are_not() -> None:
    hermes = {"line": 7, "column": 3, "name": "f", "category": "JavaScript", "url": "app.js"}
    hermes |= {"params": None, "allocatedCategory": "JavaScript", "allocatedName": "f"}
    events = [
        event("X", 0, "f", dur=1, args=hermes),
        event("X", 2, "g", dur=1, args={"a": [1, "é"]}),
        event("X", 4, "h (/app/x.py:12)", dur=1, args={}),
        event("X", 6, "i (/app/x.py:12)", dur=1),
        event("X", 8, "j", dur=1, args=None),
    ]
    study = opened(events)
    assert place(study, "f") == ("app.js", 7)
    assert place(study, 'g {"a":[1,"é"]}') == ("", 0)
    assert place(study, "h (/app/x.py:12) {}") == ("", 0)
    assert place(study, "i (/app/x.py:12)") == ("/app/x.py", 12)
    assert place(study, "j") == ("", 0)


def test_threads_are_named_and_in_order() -> None:
    def called(process: str, pid: int, thread: str, tid: int) -> list[dict[str, Any]]:
        about = [("process_name", process), ("thread_name", thread)]
        said = [event("M", 0, kind, args={"name": name}) for kind, name in about]
        return [e | {"pid": pid, "tid": tid} for e in [*said, event("X", 1, "a", dur=1)]]

    study = opened(
        [*called("late", 20, "x", 3), *called("early", 3, "z", 11), *called("early", 3, "y", 2)]
    )
    assert names(study) == ["y", "z", "x"]
    assert study.model.threads.process_id.tolist() == [3, 3, 20]
    assert study.model.threads.thread_id.tolist() == [2, 11, 3]


def test_too_many_arguments_are_left_out_of_names() -> None:
    events = [event("X", 2 * k, "a", dur=1, args={"n": k}) for k in range(20_100)]
    study = opened(events)
    assert kinds(study) == {"arguments-left-out": 20_100}
    assert costs(study) == {"a": (20_100_000, 20_100_000)}


def test_samples_of_stack_frames_are_read() -> None:
    frames = {
        "1": {"name": "main", "category": "js"},
        "2": {"name": "work", "category": "js", "parent": 1},
        "3": {"name": "loop", "category": "js", "parent": "3"},
    }
    samples = [
        {"ts": "20", "pid": 1, "tid": "2", "sf": 2},
        {"ts": "10", "pid": 1, "tid": "2", "sf": 1},
        {"ts": "25", "pid": 1, "tid": "2", "sf": 3},
        {"ts": "31", "pid": 1, "tid": "2", "sf": 99},
    ]
    meta = [event("M", 0, "thread_name", args={"name": "js"})]
    study = opened({"traceEvents": meta, "samples": samples, "stackFrames": frames})
    assert costs(study) == {
        "main": (10_000, 15_000),
        "work": (5_000, 5_000),
        "loop": (6_000, 6_000),
    }
    assert names(study) == ["js"]
    assert kinds(study) == {"cyclic-stacks": 1, "unknown-frames": 1}
    empty = opened({"traceEvents": [event("X", 0, "a", dur=2)], "stackFrames": {}, "samples": []})
    assert costs(empty) == {"a": (2_000, 2_000)}


def test_a_bare_list_may_lack_its_bracket() -> None:
    study = opened(b'[{"ph":"X","ts":1,"dur":2,"pid":1,"tid":1,"name":"a"},\n')
    assert costs(study) == {"a": (2_000, 2_000)}
    assert study.report.complete


def plain(events: list[tuple[str, int, str]]) -> dict[str, tuple[float, float]]:
    """Self and total of well nested calls, by a stack."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    stack: list[str] = []
    last = 0
    for phase, at, name in events:
        for each in set(stack):
            found[each][1] += (at - last) * 1000
        if stack:
            found[stack[-1]][0] += (at - last) * 1000
        last = at
        stack = [*stack, name] if phase == "B" else stack[:-1]
    return {name: (own, total) for name, (own, total) in found.items() if total}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.integers(1, 5)), max_size=40))
def test_well_nested_calls_cost_what_a_plain_stack_says(steps: list[tuple[bool, str, int]]) -> None:
    now, stack = 0, list[str]()
    events: list[tuple[str, int, str]] = []
    for opens, name, step in steps:
        now += step
        if opens or not stack:
            stack.append(name)
            events.append(("B", now, name))
        else:
            events.append(("E", now, stack.pop()))
    while stack:
        now += 1
        events.append(("E", now, stack.pop()))
    written = [event(phase, at, name) for phase, at, name in events] or [event("X", 0, "a")]
    assert costs(opened(written)) == plain(events)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("BEX"), st.integers(-3, 9), st.sampled_from("ab"), st.integers(-2, 4)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_stands_there_costs_no_more_than_the_time_there_is(
    steps: list[tuple[str, int, str, int]],
) -> None:
    study = opened([event(phase, at, name, dur=dur) for phase, at, name, dur in steps])
    ends = [at + max(dur, 0) if phase == "X" else at for phase, at, _, dur in steps]
    most = (max(ends) - min(at for _, at, _, _ in steps)) * 1000
    assert 0 <= study.tree.whole <= most
    assert (study.model.weight() > 0).all()


def test_all_at_one_moment_does_not_take_for_ever() -> None:
    events = [event("B", 5, f"n{k % 7}") for k in range(20_000)]
    events += [event("E", 5, f"n{k % 5}") for k in range(20_000)]
    assert opened(events).tree.whole == 0


def test_cut_anywhere_it_keeps_a_part_or_says_why_not() -> None:
    content = gzip.decompress((V8_SAMPLES / "pyspy.trace.json.gz").read_bytes())
    for length in range(1, len(content), 61):
        assert_survives(TraceEvents, content[:length])


def test_what_has_no_event_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="No event"):
        TraceEvents().read(Source.from_bytes(b'{"traceEvents":[{'), Progress())


def test_other_files_are_left_alone() -> None:
    for content in ('{"nodes":[{"callFrame":{}}]}', '{"resourceSpans":[]}', "[1,2]", "ph"):
        assert TraceEvents().sniff(Source.from_bytes(content.encode())).certainty == 0
