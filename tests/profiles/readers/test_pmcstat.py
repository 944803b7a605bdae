"""Call graphs that pmcstat prints."""

from __future__ import annotations

import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.pmcstat import Pmcstat
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import assert_equals_speedscope, costs, opened
from tests.profiles.readers.text_reading import (
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

GRAPH = """@ inst_retired.any [100 samples]

# a comment
60.00%  [60]       copy @ /boot/kernel/kernel
 50.00%  [30]       write
  100.0%  [30]       main @ /bin/x
 33.33%  [20]       read @ /lib/libc.so
  100.0%  [20]       main @ /bin/x

40.00%  [40]       spin @ /bin/x
what is this
"""


def test_callers_stand_below_those_they_call() -> None:
    study = opened(Pmcstat, GRAPH.encode())
    assert ways(study) == [("main;write;copy", 30), ("main;read;copy", 20), ("spin", 40)]
    assert study.model.metrics.name == ["inst_retired.any"]
    assert told(study) == {"broken-line": 1, "not-read": 10}


def test_a_function_is_where_the_one_it_calls_is_unless_said() -> None:
    study = opened(Pmcstat, GRAPH.encode())
    functions, strings = study.model.functions, study.model.strings
    where = {study.name_of(f): strings[functions.module[f]] for f in range(len(functions))}
    assert where["write"] == "/boot/kernel/kernel"
    assert where["read"] == "/lib/libc.so"


def test_events_are_metrics() -> None:
    study = opened(
        Pmcstat, (GRAPH + "@ cycles [5 samples]\n\n100.0%  [5] spin @ /bin/x\n").encode()
    )
    assert study.model.metrics.name == ["inst_retired.any", "cycles"]
    assert costs(study, Lens(metric=1)) == {"spin": (5, 5)}
    assert costs(study)["spin"] == (40, 40)


def test_other_texts() -> None:
    assert certainty(Pmcstat, b"50.0% done [3]\n") < 0.5
    with pytest.raises(UnreadableInput, match="not one row"):
        read(Pmcstat, b"@ cycles [5 samples]\n")


def test_damaged_files() -> None:
    assert_survives_damage(Pmcstat, GRAPH.encode())


def test_corpus() -> None:
    assert_equals_speedscope(Pmcstat, "speedscope/sample/profiles/pmcstat/simple-with-invalids.txt")
