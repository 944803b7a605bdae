"""Call trees that Instruments copies as text."""

from __future__ import annotations

import pytest

from perfview.profiles.readers.instruments import Instruments
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import CORPUS, costs, opened
from tests.profiles.readers.text_reading import (
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

TIMES = (
    "Weight\tSelf Weight\tSymbol Names\n"
    "2.45 s  100.0%\t0 s\t   start\n"
    "2.45 s  99.9%\t846.00 ms\t    main\n"
    "1.60 s   0.0%\t1.59 s\t     alpha(int, char const*)\n"
    "9.00 ms   0.0%\t9.00 ms\t      malloc\n"
    "797.00 µs   0.0%\t797.00 µs\t     beta()\n"
)


def test_own_times_are_those_of_their_column() -> None:
    study = opened(Instruments, TIMES.encode())
    assert ways(study) == [
        ("start;main", 846e6),
        ("start;main;alpha(int, char const*)", 1.59e9),
        ("start;main;alpha(int, char const*);malloc", 9e6),
        ("start;main;beta()", 797e3),
    ]
    assert costs(study)["start"] == (0, 846e6 + 1.59e9 + 9e6 + 797e3)


def test_titles_of_older_versions() -> None:
    text = (
        "Running Time\tSelf (ms)\t\tSymbol Name\n"
        "1230.0ms  100.0%\t0.0\t \tmain\n"
        "1230.0ms  100.0%\t1230.0\t \t run\n"
    )
    assert ways(opened(Instruments, text.encode())) == [("main;run", 1.23e9)]


def test_allocations_have_no_column_of_their_own_costs() -> None:
    text = (
        "Bytes Used\tCount\t\tSymbol Name\n"
        "1.50 KB 100.0%\t3\t \tmain\n"
        "512 Bytes  33.3%\t1\t \t a\n"
        "1,000 Bytes  66.0%\t2\t \t b\n"
    )
    study = opened(Instruments, text.encode())
    assert ways(study) == [("main", 24), ("main;a", 512), ("main;b", 1000)]
    assert (study.model.metrics.name, study.model.metrics.unit) == (["allocated"], ["bytes"])


def test_cycles_libraries_and_sources() -> None:
    text = (
        "Weight\tSelf Weight\tSymbol Names\tLibrary\tSource Path\n"
        "3.00 Mc  100.0%\t3.00 Mc\tmain\tapp\t/src/main.c\n"
    )
    study = opened(Instruments, text.encode())
    functions, strings = study.model.functions, study.model.strings
    assert study.model.weight().tolist() == [3e6]
    assert (strings[functions.module[0]], strings[functions.file[0]]) == ("app", "/src/main.c")


def test_rows_without_a_symbol_or_cost_are_told() -> None:
    study = read(Instruments, (TIMES + "broken\n1 s\t1 s\t\nx\ty\tz\n").encode())
    assert told(study) == {"broken-line": 3}
    with pytest.raises(UnreadableInput, match="Not one row"):
        read(Instruments, b"Weight\tSelf Weight\tSymbol Names\n")
    assert certainty(Instruments, b"Weight,Symbol Name\n1,2\n") == 0


def test_damaged_files() -> None:
    assert_survives_damage(Instruments, TIMES.encode())


def test_corpus() -> None:
    # Speedscope reads `2.45 s` as 2 s, so that the functions above and itself differ.
    path = CORPUS / "speedscope/sample/profiles/Instruments/16.0/simple-time-profile-deep-copy.txt"
    if not path.exists():
        pytest.skip("the corpus is not here")
    found = costs(opened(Instruments, path))
    assert found["beta()"] == (1602e6, 1629e6)
    assert found["alpha()"] == (1574e6, 1600e6)
    assert found["leakMemory()"] == (2e6, 65e6)
    assert found["delta()"] == (846e6, 2451e6)
    assert found["start"] == (0, 4930e6)
