"""Busy waiting, timers that fire for nothing, and loops that look at the clock now and then."""

from __future__ import annotations

from pathlib import Path

from perfview.findings.finding import Severity
from perfview.profiles.detectors.polling import Polling
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found
from tests.profiles.detectors.sourced import sourced

IS_SET = "is_set@/usr/lib/python3.11/threading.py:575"


def test_a_function_that_only_asks_is_a_busy_loop() -> None:
    study = profile(
        f"main@app.py:1;wait_for_it@app.py:5;{IS_SET} 100",
        "main@app.py:1;wait_for_it@app.py:5 300",
        "main@app.py:1;work@app.py:9 600",
    )
    (finding,) = found(Polling, study)
    assert finding.severity is Severity.WARNING
    assert "wait_for_it" in finding.title
    assert finding.measures[0].value == 0.4


def test_a_timed_loop_that_works_is_none() -> None:
    study = profile(
        "main@app.py:1;{built-in method time.time} 100",
        "main@app.py:1 100",
        "main@app.py:1;work@app.py:9 800",
    )
    assert not found(Polling, study)


def test_the_line_tells_of_a_clock_v8_does_not_show(tmp_path: Path) -> None:
    source = (
        "function main() {\n  hold(5);\n}\nfunction hold(ms) {\n  while (Date.now() < ms) {}\n}\n"
    )
    study = sourced(tmp_path, "app.js", source, "main|2;hold|5 300", "main|2 700", made_by="V8")
    (finding,) = found(Polling, study)
    assert finding.confidence > 0.7
    assert "clock" in finding.why


def test_by_its_name_alone_it_is_a_guess() -> None:
    named = profile("main@app.js:1;busyWait@app.js:4 300", "main@app.js:1;work@app.js:9 700")
    (finding,) = found(Polling, named)
    assert finding.confidence <= 0.5
    assert finding.severity is Severity.INFO
    calling = profile(
        "main@app.js:1;busyWait@app.js:4;work@app.js:9 100", "main@app.js:1;busyWait@app.js:4 200"
    )
    assert not found(Polling, calling)


def test_go_yields_on_stacks_of_its_own() -> None:
    study = profile(
        "runtime.mcall@/go/src/runtime/asm.s:1;runtime.gosched_m@/go/src/runtime/proc.go:1 600",
        "main.main@/src/main.go:5;main.work@/src/main.go:9 400",
    )
    (finding,) = found(Polling, study)
    assert finding.measures[0].value == 0.6


def churn(turning: int, callback: int) -> list[str]:
    timer = "processImmediate@node:internal/timers:438;poll@app.js:3"
    rounds = [text for _ in range(60) for text in (f"(program) {turning}", f"{timer} {callback}")]
    return [finding.title for finding in found(Polling, profile(*rounds, interval_ns=1_000_000))]


def test_timers_that_fire_for_next_to_nothing() -> None:
    (title,) = churn(turning=8, callback=2)
    assert "poll" in title


def test_timers_whose_callbacks_do_the_work_are_fine() -> None:
    assert churn(turning=2, callback=8) == []
