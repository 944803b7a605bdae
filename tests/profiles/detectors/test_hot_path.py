"""The deepest own function that still has most of the time."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.detectors.hot_path import HotPath
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

BELOW = ("header 200", "rows 200", "totals 200", "footer 200")


def under(way: str, *more: str) -> list[str]:
    return [f"{way};{name}" for name in BELOW] + list(more)


def test_where_time_divides_is_named_not_main() -> None:
    study = profile(*under("main;serve;handle;report", "main;serve;handle;audit 200"))
    (finding,) = found(HotPath, study)
    assert finding.title == "report and what it calls take 80\u202f% of CPU time"
    assert finding.severity is Severity.INFO  # own code goes on: no trouble by itself
    assert "reached through `main`, `serve`, `handle`" in finding.why
    assert "`header` 20" in finding.why


def test_what_everything_passes_through_is_no_news() -> None:
    assert not found(HotPath, profile(*under("main;serve;handle;report")))


def test_balanced_time_has_no_path() -> None:
    assert not found(HotPath, profile(*under("main;run")))
    assert not found(HotPath, profile(*under("main;run", "main;other 700")), share=0.6)


def test_half_of_the_time_is_a_note() -> None:
    (finding,) = found(HotPath, profile(*under("main;report", "main;audit 600")))
    assert finding.severity is Severity.INFO


LIBRARY = "/usr/lib/python3.11/_strptime.py"
EVEN = ("main;a 200", "main;b 200", "main;c 200")
OTHERS = tuple(f"main;{name};join@{LIBRARY} 100" for name in "abc")


def test_where_own_code_ends_it_is_a_warning() -> None:
    below = [f"main;load;{name}@{LIBRARY} 200" for name in ("parse", "match", "build")]
    (finding,) = found(HotPath, profile(*below, "main;audit 400"))
    assert finding.severity is Severity.WARNING
    assert "load" in finding.title


def libraries(samples: int) -> list[str]:
    return [f"main;load;strptime@{LIBRARY};{name}@{LIBRARY} {samples}" for name in ("x", "y")]


def test_library_code_is_charged_to_who_calls_it() -> None:
    (finding,) = found(HotPath, profile(*libraries(100), *EVEN))
    assert finding.title == "load takes 25\u202f% of CPU time with the library code it calls"
    assert "`strptime`" in finding.why
    assert finding.measures[0].value == 0.25


def test_library_code_counts_from_its_share_on() -> None:
    study = profile(*libraries(100), *EVEN)
    assert found(HotPath, study, library=0.25)
    assert not found(HotPath, study, library=0.2501)


def test_library_code_has_to_stand_out() -> None:
    study = profile(*libraries(100), *OTHERS)  # the third of its kind spends half as much
    assert found(HotPath, study, apart=2.0)
    assert not found(HotPath, study, apart=2.01)


def test_own_code_below_libraries_is_not_theirs() -> None:
    back = f"main;load;map@{LIBRARY};each 200"
    assert not found(HotPath, profile(back, *EVEN))


def test_what_takes_it_itself_is_left_to_hot_functions() -> None:
    assert not found(HotPath, profile("main;report 900", "main;report;rows 50", "main;audit 300"))


def test_recursion_counts_once() -> None:
    study = profile("main;walk;walk;a 300", "main;walk;b 300", "main;walk;c 300", "main;other 300")
    (finding,) = found(HotPath, study)
    assert finding.measures[0].value == 0.75


def test_what_threads_begin_with_is_no_news() -> None:
    study = profile(*under("_bootstrap@/usr/lib/python3.11/threading.py:9;worker", "audit 200"))
    assert not found(HotPath, study)


def test_callbacks_of_an_event_loop_are() -> None:
    study = profile(*under("onRequest@server.js:4", "onTimer@server.js:90 200"))
    assert found(HotPath, study)[0].where == "onRequest, server.js:4"
