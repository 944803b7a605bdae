"""CPU profiles in Chrome's traces: recorded by Chromium, made by hand, and broken."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import Lens
from perfview.profiles.readers.chrome_trace import ChromeTrace
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import (
    CORPUS,
    assert_equals_speedscope,
    assert_survives,
    costs,
    names,
    opened,
)
from tests.profiles.readers.v8_reading import V8_SAMPLES, node, plain_costs

RECORDED = V8_SAMPLES / "chromium156.trace.json.gz"
CHROME = "speedscope/sample/profiles/Chrome"


def kinds(study: Study) -> dict[str, int]:
    assert study.report is not None
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def gathered(events: list[dict[str, Any]]) -> dict[tuple[int, str], dict[str, Any]]:
    """The profiles of a trace as .cpuprofile has them, by process and id, in order of beginning."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for event in sorted(events, key=lambda event: event.get("ts", 0)):
        key = event["pid"], event.get("id", f"thread {event['tid']}")
        data = (event.get("args") or {}).get("data") or {}
        if event["name"] == "CpuProfile":
            found[key] = data["cpuProfile"]
        elif event["name"] == "Profile":
            found[key] = defaultdict(list)
        elif event["name"] == "ProfileChunk":
            inner = data.get("cpuProfile") or {}
            for part in ("nodes", "samples"):
                found[key][part] += inner.get(part, [])
            found[key]["timeDeltas"] += data.get("timeDeltas", [])
    return found


def event(name: str, ts: float = 0, tid: int = 1, pid: int = 9, **data: Any) -> dict[str, Any]:
    about = {"name": name, "ph": "P", "cat": "v8", "ts": ts, "pid": pid, "tid": tid}
    return about | {"args": {"data": data}}


def chunk(
    ts: float, nodes: list[Any], samples: list[int], deltas: list[int], **more: Any
) -> dict[str, Any]:
    inner = {"nodes": nodes, "samples": samples}
    return event("ProfileChunk", ts, 77, cpuProfile=inner, timeDeltas=deltas) | more


def called(number: int, name: str, parent: int = 0) -> dict[str, Any]:
    made = node(number, name)
    above = {"parent": parent} if parent else {}
    return {"id": number, "callFrame": made["callFrame"] | {"codeType": "JS"}} | above


FIRST = [called(1, "(root)"), called(2, "main", 1), called(3, "work", 2)]


@pytest.mark.parametrize("path", ["66/worker.json", "141/no-arg-data.json"])
def test_costs_are_those_of_speedscope(path: str) -> None:
    assert_equals_speedscope(ChromeTrace, f"{CHROME}/{path}")


@pytest.mark.parametrize("path", ["116/Trace-20230603T221323.json", "70/worker.json"])
def test_with_negative_times_costs_are_those_of_a_plain_loop(path: str) -> None:
    if not (CORPUS / CHROME / path).exists():
        pytest.skip("the corpus is not here")
    content = json.loads((CORPUS / CHROME / path).read_bytes())
    events = content["traceEvents"] if isinstance(content, dict) else content
    study = opened(ChromeTrace, CORPUS / CHROME / path)
    assert "negative-times" in kinds(study)
    for thread, written in enumerate(gathered(events).values()):
        found = costs(study, Lens(threads=(thread,)))
        assert found == plain_costs(written), thread


def test_a_recording_of_chromium_costs_what_a_plain_loop_says() -> None:
    study = opened(ChromeTrace, RECORDED)
    events = json.loads(gzip.decompress(RECORDED.read_bytes()))["traceEvents"]
    profiles = gathered(events)
    assert len(profiles) == 2
    for thread, written in enumerate(profiles.values()):
        assert costs(study, Lens(threads=(thread,))) == plain_costs(written)
    assert names(study) == ["CrRendererMain", "DedicatedWorker thread"]
    model = study.model
    assert {model.strings[p] for p in model.threads.process_name} == {"Renderer"}
    assert set(model.threads.process_id.tolist()) == {pid for pid, _ in profiles}
    began = [e["args"]["data"]["startTime"] for e in events if e["name"] == "Profile"]
    assert int(model.threads.end_ns[1]) > (began[1] - began[0]) * 1000


def test_lines_of_samples_become_ticks() -> None:
    study = opened(ChromeTrace, RECORDED)
    events = json.loads(gzip.decompress(RECORDED.read_bytes()))["traceEvents"]
    said: Counter[int] = Counter()
    for data in (each["args"].get("data") or {} for each in events):
        said.update(line for line in data.get("lines", ()) if line > 0)
    found: Counter[int] = Counter()
    ticks = study.model.ticks
    for line, count in zip(ticks.line.tolist(), ticks.ticks.tolist(), strict=True):
        found[line] += count
    assert found == said
    assert len(said) > 4


def test_chunks_are_put_together_by_process_and_id_in_the_order_of_time() -> None:
    events = [
        event("Profile", 10, 1, startTime=10) | {"id": "0x1"},
        chunk(40, [], [3, 2], [5, 5], id="0x1"),
        event("Profile", 20, 2, pid=8, startTime=20) | {"id": "0x1"},
        chunk(30, FIRST, [2, 3], [5, 5], id="0x1"),
        chunk(35, [called(1, "(root)"), called(2, "other", 1)], [2, 2], [7, 7], id="0x1", pid=8),
        {"name": "thread_name", "ph": "M", "pid": 9, "tid": 1, "args": {"name": "Main \\"}},
    ]
    study = opened(ChromeTrace, {"traceEvents": events})
    assert names(study) == ["Main \\", ""]
    assert study.model.threads.thread_id.tolist() == [1, 2]
    assert costs(study, Lens(threads=(0,))) == {"main": (5_000, 15_000), "work": (10_000, 10_000)}
    assert costs(study, Lens(threads=(1,))) == {"other": (7_000, 7_000)}
    assert study.model.samples.time_ns.tolist() == [5_000, 10_000, 15_000, 20_000, 17_000, 24_000]
    assert costs(opened(ChromeTrace, json.dumps(events)[:-1].encode())) == costs(study)


def test_a_whole_profile_in_one_event_is_read() -> None:
    inner = {"nodes": FIRST, "samples": [2, 3, 3], "timeDeltas": [1, 2, 3], "startTime": 100}
    study = opened(ChromeTrace, {"traceEvents": [event("CpuProfile", 5, cpuProfile=inner)]})
    assert costs(study) == {"main": (2_000, 5_000), "work": (3_000, 3_000)}


def test_a_profile_whose_beginning_is_missing_is_kept() -> None:
    study = opened(ChromeTrace, {"traceEvents": [chunk(30, FIRST, [2, 3, 3], [5, 5, 5], id="0x9")]})
    assert kinds(study) == {"no-beginning": 1}
    assert costs(study)["work"] == (5_000, 5_000)


def test_data_that_is_missing_is_no_trouble() -> None:
    events = [event("Profile", 1), chunk(2, FIRST, [2, 2, 3], [1, 1, 1], tid=1)]
    events[1:1] = [event("ProfileChunk", 1) | {"args": args} for args in ({}, {"data": None}, None)]
    study = opened(ChromeTrace, {"traceEvents": events})
    assert costs(study)["main"] == (2_000, 2_000)


def test_it_is_found_far_behind_other_events() -> None:
    filler = [
        {"name": "RunTask", "ph": "X", "ts": k, "dur": 1, "pid": 9, "tid": 1} for k in range(9000)
    ]
    middle = [event("Profile", 1) | {"id": 1}, chunk(2, FIRST, [2, 3], [1, 1], id=1)]
    content = json.dumps({"traceEvents": filler + middle + filler}).encode()
    with Source.from_bytes(content) as source:
        assert b"ProfileChunk" not in source.head + source.tail
        assert ChromeTrace().sniff(source).certainty > 0.5
    assert len(opened(ChromeTrace, gzip.compress(content)).model) == 2


@pytest.mark.parametrize(
    "content",
    [
        '{"traceEvents":[{"name":"RunTask","ph":"X","ts":1,"dur":1,"pid":1,"tid":1}]}',
        '[{"name":"say \\"ProfileChunk\\"","ph":"X","ts":1,"dur":1,"pid":1,"tid":1}]',
        '{"nodes":[{"id":1,"callFrame":{"functionName":"ProfileChunk"}}],"samples":[]}',
        '{"resourceSpans":[]}',
    ],
)
def test_traces_without_samples_and_other_files_are_left_alone(content: str) -> None:
    assert ChromeTrace().sniff(Source.from_bytes(content.encode())).certainty == 0


def test_a_trace_without_a_profile_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableInput, match="no CPU profile") as refused:
        ChromeTrace().read(Source.from_bytes(b'{"traceEvents":[{"ph":"X"}]}'), Progress())
    assert "disabled-by-default-v8.cpu_profiler" in refused.value.remedy


def test_cut_anywhere_it_keeps_a_part_or_says_why_not() -> None:
    content = gzip.decompress(RECORDED.read_bytes())
    for length in range(1, len(content), 211):
        assert_survives(ChromeTrace, content[:length])
    kept = opened(ChromeTrace, content[: len(content) * 9 // 10])
    assert not kept.report.complete
    assert len(kept.model) > 100


PIECES = [b"}", b"]", b"-1", b"9" * 20, b'"', b"{", b",", b"1e999", b"null"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_anywhere_it_keeps_a_part_or_says_why_not(data: st.DataObject) -> None:
    content = bytearray(gzip.decompress(RECORDED.read_bytes()))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.sampled_from(PIECES))
    assert_survives(ChromeTrace, bytes(content))
