"""Functions whose own code takes much of everything."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.hot_function import HotFunction
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

OTHERS = (
    "main@app.py:1;load@app.py:5 120",
    "main@app.py:1;store@app.py:9 100",
    "main@app.py:1;log@app.py:20 80",
)


def test_a_function_that_stands_out_is_a_warning() -> None:
    (finding,) = found(HotFunction, profile("main@app.py:1;score@app.py:40 400", *OTHERS))
    assert finding.severity is Severity.WARNING
    assert finding.title == "score takes 57 % of CPU time itself".replace(" %", "\u202f%")
    assert "400\u202fms of 700\u202fms CPU time" in finding.verdict
    assert finding.where == "score, app.py:40"


def test_most_of_everything_is_critical() -> None:
    (finding,) = found(HotFunction, profile("main@app.py:1;score@app.py:40 2000", *OTHERS))
    assert finding.severity is Severity.CRITICAL


def test_a_balanced_program_is_left_alone() -> None:
    assert not found(HotFunction, profile("main@app.py:1;score@app.py:40 130", *OTHERS))


def test_few_samples_are_no_warning() -> None:
    findings = found(HotFunction, profile("main@app.py:1;score@app.py:40 2", "main;load 1"))
    assert all(each.severity is Severity.INFO for each in findings)


def test_a_library_function_is_named_with_the_own_function_that_calls_it() -> None:
    inside = "main@app.py:1;parse_row@rows.py:12;{built-in method _sre.match} 500"
    (finding,) = found(HotFunction, profile(inside, *OTHERS))
    assert finding.title.startswith("_sre.match under parse_row")
    assert finding.where == "parse_row, rows.py:12"
    assert "parse_row" in finding.how


def test_the_range_of_the_saving_follows_from_the_number_of_samples() -> None:
    few = found(HotFunction, profile("main;score 40", "main;a 8", "main;b 8"))[0].saving
    many = found(HotFunction, profile("main;score 4000", "main;a 800", "main;b 800"))[0].saving
    assert few
    assert many
    assert few.before
    assert many.before
    assert few.high / few.before > many.high / many.before > many.value / many.before
    assert "Amdahl" in many.method
    assert "5,600 samples" in many.method


def test_waiting_and_collecting_are_no_hot_functions() -> None:
    for other in ("main;epoll_wait", "main;pthread_mutex_lock", "main;0xb27a8"):
        assert all("load" in each.title for each in found(HotFunction, heavy(other)))
    assert not found(HotFunction, profile("main@a.js:1;(garbage collector) 900", "main;a 9"))


def heavy(path: str) -> Study:
    return profile(f"{path} 900", *OTHERS)


def test_idle_time_is_not_part_of_the_whole() -> None:
    with_idle = profile("main@a.py:1;score@a.py:4 400", "main;epoll_wait 9000", *OTHERS)
    assert found(HotFunction, with_idle)[0].measures[0].value == 400 / 700


def test_the_hottest_line_is_named() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    thread, score = builder.thread("main"), builder.function("score", "app.js", 3)
    other = builder.stack_of([builder.frame(builder.function("other", "app.js", 30))])
    stack = builder.stack_of([builder.frame(score, 3)])
    for at in range(100):
        builder.sample(thread, stack if at < 80 else other, [1e6], at * 1_000_000)
    builder.tick(stack, 7, 60)
    builder.tick(stack, 8, 20)
    (finding,) = [
        each
        for each in found(HotFunction, Study(builder.finish(interval_ns=1_000_000)))
        if "score" in each.title
    ]
    assert "falls on line 7" in finding.why


def test_nothing_is_said_of_nothing() -> None:
    assert not found(HotFunction, profile())
    assert not found(HotFunction, profile("", "", ""))
