"""A file in which several pillars find something of theirs: a browser's trace with CPU samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfview.cli.group import run
from perfview.engine import job
from perfview.engine.identify import identify
from perfview.engine.job import Options
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

MAIN = {"pid": 1, "tid": 7}


def slices() -> list[dict[str, Any]]:
    return [
        {"name": "thread_name", "ph": "M", "ts": 0, "args": {"name": "CrRendererMain"}, **MAIN},
        {"name": "RunTask", "cat": "toplevel", "ph": "X", "ts": 1000, "dur": 900, **MAIN},
        {"name": "FunctionCall", "cat": "devtools", "ph": "X", "ts": 1100, "dur": 700, **MAIN},
    ]


def samples() -> list[dict[str, Any]]:
    def frame(name: str, line: int) -> dict[str, Any]:
        return {"functionName": name, "url": "app.js", "scriptId": 3, "lineNumber": line}

    nodes = [
        {"id": 1, "callFrame": {"functionName": "(root)", "scriptId": 0}},
        {"id": 2, "parent": 1, "callFrame": frame("draw", 10)},
        {"id": 3, "parent": 2, "callFrame": frame("measure", 20)},
    ]
    profile = {"nodes": nodes, "samples": [2, 3, 3, 2]}
    chunk = {"cpuProfile": profile, "timeDeltas": [100, 200, 200, 200]}
    return [
        {
            "name": "Profile",
            "cat": "disabled-by-default-v8.cpu_profiler",
            "id": "0x1",
            "ph": "P",
            "ts": 1000,
            "args": {"data": {"startTime": 1000}},
            **MAIN,
        },
        {
            "name": "ProfileChunk",
            "cat": "disabled-by-default-v8.cpu_profiler",
            "id": "0x1",
            "ph": "P",
            "ts": 1800,
            "args": {"data": chunk},
            **MAIN,
        },
    ]


@pytest.fixture
def both(tmp_path: Path) -> Path:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"traceEvents": slices() + samples()}))
    return path


@pytest.fixture
def trace_only(tmp_path: Path) -> Path:
    path = tmp_path / "slices.json"
    path.write_text(json.dumps({"traceEvents": slices()}))
    return path


def test_the_trace_comes_first_and_the_profile_is_told(both: Path) -> None:
    identity = identify(Source(both)).identity
    assert (identity.kind, identity.also) == ("traces", ("profiles",))


def test_a_kind_can_be_asked_for(both: Path) -> None:
    opened = job.open(both, Options(use_cache=False, kind="profiles"))
    study = opened.study
    names = {study.name_of(f) for f in range(len(study.model.functions))}
    assert {"draw", "measure"} <= names
    assert opened.identity.kind == "profiles"


def test_a_trace_without_samples_is_only_a_trace(trace_only: Path) -> None:
    assert identify(Source(trace_only)).identity.also == ()


def test_calls_in_a_trace_can_be_folded_when_asked_for(trace_only: Path) -> None:
    opened = job.open(trace_only, Options(use_cache=False, kind="profiles"))
    table = opened.study.functions
    totals = {opened.study.name_of(f): table.total[f] for f in range(len(table.total))}
    assert totals == {"RunTask": 900_000, "FunctionCall": 700_000}


def test_what_is_no_profile_cannot_be_opened_as_one(tmp_path: Path) -> None:
    path = tmp_path / "spans.json"
    path.write_text(json.dumps({"resourceSpans": []}))
    with pytest.raises(UnreadableInput):
        job.open(path, Options(use_cache=False, kind="profiles"))


def test_a_table_decides_as_what_a_file_is_opened(
    both: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for table, told in (("functions", b"measure"), ("spans", b"RunTask")):
        assert run(["export", str(both), "--table", table, "--out", "-"]) == 0
        assert told in capsysbinary.readouterr().out


def test_info_tells_the_other_kind(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["info", str(both)])
    assert "--as profiles" in capsys.readouterr().out
