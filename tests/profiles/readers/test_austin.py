"""Austin's samples, recorded by Austin 3.6."""

from __future__ import annotations

import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.austin import Austin
from perfview.profiles.readers.collapsed import Collapsed
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import costs, opened
from tests.profiles.readers.text_reading import (
    SAMPLES,
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

WALL, FULL = SAMPLES / "austin.txt", SAMPLES / "austin-full.txt"


def _metrics(text: str) -> list[list[int]]:
    rows = [line for line in text.splitlines() if line.startswith("P")]
    return [[int(n) for n in row.rpartition(" ")[2].split(",")] for row in rows]


def test_durations_are_the_metric_and_tell_the_times() -> None:
    study = opened(Austin, WALL)
    assert (study.model.metrics.name, study.model.metrics.unit) == (["wall"], ["ns"])
    assert study.model.weight().sum() == sum(row[0] for row in _metrics(WALL.read_text())) * 1000
    model = study.model
    for thread in range(len(model.threads)):
        part = slice(*model.samples.thread_first[thread : thread + 2].tolist())
        time, weight = model.samples.time_ns[part], model.weight()[part]
        assert (time[1:] == time[:-1] + weight[:-1]).all()
        assert model.threads.end_ns[thread] == weight.sum()
    assert model.interval_ns == 1_000_000
    assert model.made_by == "Austin"


def test_frames_have_files_and_lines() -> None:
    text = (
        b"P1;T0:2;/a b/app.py:<module>:3;C:\\x.py:run:12 100\nP1;T0:2;/a b/app.py:<module>:4 50\n"
    )
    study = opened(Austin, text)
    assert ways(study) == [("<module>;run", 100_000), ("<module>", 50_000)]
    functions = study.model.functions
    assert [study.model.strings[i] for i in functions.file] == ["/a b/app.py", "C:\\x.py"]
    assert sorted(study.model.frames.line.tolist()) == [3, 4, 12]


def test_processes_and_threads() -> None:
    study = opened(Austin, b"P1;T0:2;a:f:1 10\nP1;T0:3;a:f:1 20\nP5;T9;a:g:1 30\nP1;T0:2 5\n")
    threads = study.model.threads
    assert threads.process_id.tolist() == [1, 1, 5]
    assert threads.thread_id.tolist() == [2, 3, 9]
    assert study.model.samples.thread_first.tolist() == [0, 2, 3, 4]
    assert ways(study)[1] == ("", 5_000)


def test_full_metrics() -> None:
    study = opened(Austin, FULL)
    rows = _metrics(FULL.read_text())
    names = study.model.metrics.name
    assert names == ["wall", "cpu", "memory", "memory_freed"]
    sums = [study.model.weight(i).sum() for i in range(4)]
    assert sums[0] == sum(time for time, _, _ in rows) * 1000
    assert sums[1] == sum(time for time, idle, _ in rows if not idle) * 1000
    assert sums[2:] == [sum(max(m, 0) for *_, m in rows), sum(max(-m, 0) for *_, m in rows)]


def test_memory_mode() -> None:
    study = opened(Austin, b"# austin: 3.6.0\n# mode: memory\nP1;T2;a:f:1 4096\nP1;T2;a:f:1 -100\n")
    assert study.model.metrics.unit == ["bytes", "bytes"]
    assert costs(study)["f"] == (4096, 4096)
    assert costs(study, Lens(metric=1))["f"] == (100, 100)
    assert not study.model.has_times


def test_garbage_collection() -> None:
    study = opened(Austin, b"P1;T2;a:f:1;:GC: 10\n")
    assert ways(study) == [("f;(garbage collector)", 10_000)]


def test_it_is_austin_s_and_not_collapsed_stacks() -> None:
    for sample in (WALL, FULL):
        assert certainty(Austin, sample.read_bytes()) > certainty(Collapsed, sample.read_bytes())
    assert certainty(Austin, b"a;b 1\n") == 0
    with pytest.raises(UnreadableInput, match="not one sample"):
        read(Austin, b"# austin: 3.6.0\n")


def test_damaged_files() -> None:
    assert told(read(Austin, b"P1;T2;a:f:1 10\nP1;T2;a:f:\n")) == {"broken-line": 1}
    assert_survives_damage(Austin, WALL.read_bytes())
    assert_survives_damage(Austin, FULL.read_bytes())
