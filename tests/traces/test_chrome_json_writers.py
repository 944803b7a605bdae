"""Chrome JSON as the tools that write it do: Node, DevTools, chrome://tracing, Bazel."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from perfview.engine.identify import identify
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source
from perfview.traces.threads import TrackKind
from tests.traces.chrome_traces import counted, event, read_text, rows

NODE = Path(__file__).parent / "recordings" / "node-trace-events.json.gz"
"""`node --trace-events-enabled --trace-event-categories v8,node,node.async_hooks,...`, Node 20."""


def identified(content: bytes) -> str:
    return identify(Source.from_bytes(content)).identity.format


def test_nodes_trace_events() -> None:
    content = gzip.decompress(NODE.read_bytes())
    assert identified(NODE.read_bytes()) == identified(content) == "chrome-json"
    model, report = read_text(content)
    events = json.loads(content)["traceEvents"]
    opened = [e["name"] for e in events if e["ph"] in "XBbIn"]
    assert sorted(model.strings[name] for name in model.name) == sorted(opened)
    tracks, text = model.threads.tracks, model.strings
    assert len(tracks.unfinished) == sum((e["ph"] == "b") - (e["ph"] == "e") for e in events)
    (process,) = tracks.process_name
    assert text[process].startswith("node (pid ")
    main = [text[name] for name, kind in zip(tracks.name, tracks.kind, strict=True) if not kind]
    assert main == ["JavaScriptMainThread"]
    assert [oddity.kind for oddity in report.oddities] == ["unfinished-slice"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_devtools_with_its_source_maps_first(pack: Any) -> None:
    noise = [f"{i:x}" * 9 for i in range(40_000)]
    metadata = {
        "source": "DevTools",
        "startTime": "2025-01-01T00:00:00.000Z",
        "dataOrigin": "TraceEvents",
        "enhancedTraceVersion": 1,
        "sourceMaps": [{"url": "https://a.test/x.js", "sourceMap": {"sources": noise}}],
    }
    whole = {"metadata": metadata, "traceEvents": [event("X", 1, "RunTask", dur=5)]}
    content = pack(json.dumps(whole, indent=2).encode())
    assert identified(content) == "chrome-json"
    assert rows(read_text(content)[0]) == [("RunTask", 1000, 5000, -1)]


def test_chrome_tracing() -> None:
    whole = {
        "traceEvents": [event("X", 1, "work", dur=5)],
        "stackFrames": {"1": {"category": "libc.so", "name": "main"}},
        "controllerTraceDataKey": "systraceController",
        "systemTraceEvents": "",
        "metadata": {"command_line": "chrome", "clock-domain": "LINUX_CLOCK_MONOTONIC"},
        "powerTraceAsString": "",
    }
    model, report = read_text(json.dumps(whole))
    assert rows(model) == [("work", 1000, 5000, -1)]
    assert report.oddities == []


def test_bazels_profile() -> None:
    """As `bazel build --profile` writes it (https://bazel.build/advanced/performance)."""
    whole = """{"otherData":{"bazel_version":"7.4.1","build_id":"6d1e","profile_start_ts":1},
      "traceEvents":[
      {"name":"thread_name","ph":"M","pid":1,"tid":0,"args":{"name":"Critical Path"}},
      {"name":"thread_sort_index","ph":"M","pid":1,"tid":0,"args":{"sort_index":0}},
      {"cat":"build phase marker","name":"Launch Blaze","ph":"X","ts":-1000,"dur":1000,"pid":1,"tid":17},
      {"cat":"action processing","name":"Compiling a.cc","ph":"X","ts":10,"dur":900,"pid":1,"tid":30,
       "out":"bin/a.o","args":{"target":"//:a","mnemonic":"CppCompile"}},
      {"name":"action count","cname":"thread_state_runnable","ph":"C","ts":0,"pid":1,"tid":30,
       "args":{"action":"1.5"}},
      {"name":"action count","cname":"thread_state_runnable","ph":"C","ts":200000,"pid":1,"tid":30,
       "args":{"action":"0.0"}}
    ]}"""  # noqa: E501
    assert identified(whole.encode()) == "chrome-json"
    model, report = read_text(whole)
    assert [row[:3] for row in rows(model)] == [
        ("Launch Blaze", -1_000_000, 1_000_000),
        ("Compiling a.cc", 10_000, 900_000),
    ]
    assert model.threads.counters.value.tolist() == [1.5, 0.0]
    assert report.oddities == []
    assert (model.threads.tracks.kind == TrackKind.THREAD).all()


def test_old_async_events_are_counted_by_kind_and_are_no_slices() -> None:
    old = [event(phase, ts, "load", id="0x1") for ts, phase in enumerate("SSSTpFF")]
    model, report = read_text(json.dumps([*old, event("X", 1, dur=5)]))
    assert counted(model, report)["slices"][0] == 1
    oddity = report.find("old-async")
    assert oddity is not None
    assert oddity.count == 7
    assert "3 begins (S), 1 step (T), 1 step (p), 2 ends (F)" in oddity.detail


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"method":"Network.requestWillBeSent","params":{}}]', "log of the DevTools protocol"),
        ('{"metadata":{"source":"Somebody"},"x":[]}', "JSON in a shape"),
    ],
)
def test_what_is_something_else_is_named(content: str, words: str) -> None:
    with pytest.raises(UnreadableInput, match=words):
        identify(Source.from_bytes(content.encode()))
