"""Waiting on an event loop, and the same calls where there is none."""

from __future__ import annotations

from pathlib import Path

from perfview.findings.finding import Severity
from perfview.profiles.detectors.blocking_io import BlockingIo
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found
from tests.profiles.detectors.sourced import sourced

LOADER = "Module._load@node:internal/modules/cjs/loader:1003"
READ = "readFileSync@node:fs:441;readSync@node:fs:708"
LOOP = "/usr/lib/python3.11/asyncio"


def test_node_waits_for_files_in_a_callback() -> None:
    study = profile(
        f"{LOADER};(anonymous app.js:1)@app.js:1 50",
        f"parserOnIncoming@node:_http_server:1026;onRequest@app.js:9;load@app.js:4;{READ} 300",
        "parserOnIncoming@node:_http_server:1026;onRequest@app.js:9 650",
    )
    (finding,) = found(BlockingIo, study)
    assert finding.severity is Severity.WARNING
    assert "load" in finding.title
    assert {m.name: m.value for m in finding.measures}["longest without a break"] == 300e6
    assert finding.example is not None
    assert finding.example.language == "javascript"


def test_files_read_while_modules_are_loaded_block_nobody() -> None:
    study = profile(
        f"{LOADER};(anonymous app.js:1)@app.js:1;load@app.js:4;{READ} 500",
        f"{LOADER};(anonymous app.js:1)@app.js:1;work@app.js:9 500",
    )
    assert not found(BlockingIo, study)


def test_python_needs_a_loop_on_the_stack() -> None:
    request = "fetch@app.py:5;get@/usr/lib/python3/site-packages/requests/api.py:62"
    alone = profile(f"main@app.py:1;{request} 500", "main@app.py:1;work@app.py:9 500")
    assert not found(BlockingIo, alone)
    run = f"main@app.py:1;_run_once@{LOOP}/base_events.py:1845;_run@{LOOP}/events.py:78"
    looped = profile(f"{run};handle@app.py:3;{request} 500", f"{run};handle@app.py:3 500")
    (finding,) = found(BlockingIo, looped)
    assert "fetch" in finding.title


def test_the_line_tells_of_sleep_where_the_recorder_shows_no_built_ins(tmp_path: Path) -> None:
    source = "async def handle(i):\n    rate(i)\n\ndef rate(i):\n    time.sleep(0.1)\n"
    loop = f"_run_once@{LOOP}/base_events.py"
    study = sourced(tmp_path, "app.py", source, f"{loop};handle|2;rate|5 40", f"{loop};handle|2 60")
    (finding,) = found(BlockingIo, study)
    assert finding.where == "rate, app.py:5"
    quiet = sourced(tmp_path, "app.py", source, "handle|2;rate|5 40", "handle|2 60")
    assert not found(BlockingIo, quiet)


def test_a_small_part_is_left_alone() -> None:
    run = "parserOnIncoming@node:_http_server:1026;onRequest@app.js:9"
    few = profile(f"{LOADER};x@app.js:1 1", f"{run};load@app.js:4;{READ} 30", f"{run} 970")
    assert not found(BlockingIo, few)
