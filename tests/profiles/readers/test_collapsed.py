"""Collapsed stacks, as many tools write them."""

from __future__ import annotations

import gzip
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import Lens
from perfview.profiles.readers.collapsed import Collapsed
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import assert_equals_speedscope, costs, names, opened
from tests.profiles.readers.text_reading import (
    SAMPLES,
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)


def test_each_line_is_a_sample_in_its_order() -> None:
    study = opened(Collapsed, b"main;run;parse 3\nmain;run 1\nmain;run;parse 2\n")
    assert ways(study) == [("main;run;parse", 3), ("main;run", 1), ("main;run;parse", 2)]
    assert study.model.metrics.name == ["samples"]
    assert not study.model.has_times


def test_blanks_in_frames_windows_line_ends_and_fractions() -> None:
    study = opened(
        Collapsed, b"operator new (unsigned long);a b 1.5\r\nx;y\t2\r\n\r\n# note\r\nz 3"
    )
    assert ways(study) == [("operator new (unsigned long);a b", 1.5), ("x;y", 2), ("z", 3)]
    assert not told(study)


def test_text_of_windows_shells() -> None:
    text = "main;größe 3\nmain;run 4\n"
    wanted = [("main;größe", 3), ("main;run", 4)]
    for content in (text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()):
        assert ways(opened(Collapsed, content)) == wanted
    assert ways(opened(Collapsed, gzip.compress(text.encode()))) == wanted


def test_annotations_stay_in_names_and_tell_the_category() -> None:
    study = opened(Collapsed, b"main;A.run_[j];B.get_[i];sys_read_[k] 5\n")
    assert ways(study)[0][0] == "main;A.run_[j];B.get_[i];sys_read_[k]"
    functions = study.model.functions
    kinds = {study.name_of(f): study.model.strings[functions.category[f]] for f in range(4)}
    assert kinds == {
        "main": "",
        "A.run_[j]": "JIT",
        "B.get_[i]": "Inlined",
        "sys_read_[k]": "Kernel",
    }
    assert study.model.frames.inlined.tolist().count(True) == 1


def test_two_numbers_a_line_are_before_and_after() -> None:
    study = opened(Collapsed, b"a;b 10 12\na;c 0 4.5\na;d 7 0\n")
    assert study.model.metrics.name == ["before", "after"]
    assert costs(study)["a"] == (0, 16.5)
    assert costs(study, Lens(metric=0))["a"] == (0, 17)


def test_a_frame_that_ends_in_a_number_is_none_of_two() -> None:
    study = opened(Collapsed, b"a;phase 2 10\na;c 4\n")
    assert ways(study) == [("a;phase 2", 10), ("a;c", 4)]


def test_py_spy_s_frames_are_taken_apart_by_file_and_line() -> None:
    study = opened(Collapsed, SAMPLES / "pyspy.raw")
    functions, frames = study.model.functions, study.model.frames
    decode = [f for f in range(len(functions)) if study.name_of(f) == "JSONDecoder.decode"]
    assert len(decode) == 1
    assert study.model.strings[functions.file[decode[0]]] == "json/decoder.py"
    assert {332, 337} <= set(frames.line[frames.function == decode[0]].tolist())
    lines = (SAMPLES / "pyspy.raw").read_text().splitlines()
    assert study.model.weight().sum() == sum(int(line.rpartition(" ")[2]) for line in lines)


def test_py_spy_s_processes_and_threads_are_threads() -> None:
    study = opened(Collapsed, SAMPLES / "pyspy-threads.raw")
    assert sorted(names(study)) == ["MainThread", "worker bee"]
    assert study.model.threads.process_id.tolist() == [20573, 20573]
    assert set(study.model.threads.thread_id.tolist()) == {20573, 20575}
    wanted: Counter[str] = Counter()
    for line in (SAMPLES / "pyspy-threads.raw").read_text().splitlines():
        wanted[line.partition("): ")[2].partition(";")[0].split(" 1")[0]] += int(line.split()[-1])
    first, weight = study.model.samples.thread_first, study.model.weight()
    for thread, name in enumerate(names(study)):
        assert weight[first[thread] : first[thread + 1]].sum() == wanted[name]


def test_async_profiler_s_threads() -> None:
    study = opened(Collapsed, b"[main tid=7];a;b 1\n[pool-1 tid=8];a;b 2\n[main tid=7];a 4\n")
    assert names(study) == ["main", "pool-1"]
    assert ways(study) == [("a;b", 1), ("a", 4), ("a;b", 2)]
    assert len(study.model.stacks) == 2


def test_marks_that_not_all_stacks_begin_with_are_frames() -> None:
    study = opened(Collapsed, b"thread (1): a;x 1\ny;z 2\n")
    assert ways(study) == [("thread (1): a;x", 1), ("y;z", 2)]


def test_lines_without_a_number_are_told_and_left_out() -> None:
    study = read(Collapsed, b"a;b 1\nbroken;off\nc;d x7\n12\na;b 2\n")
    assert ways(study) == [("a;b", 1), ("a;b", 2)]
    assert told(study) == {"broken-line": 3}
    assert "at byte 6" in study.report.oddities[0].detail


def test_stacks_deeper_than_any_recursion_and_lines_of_megabytes() -> None:
    deep = ";".join(f"frame{i % 1000}" for i in range(100_000))
    long = "x" * 10_000_000
    study = opened(Collapsed, f"{deep} 1\nmain;{long} 2\nmain 3\n".encode())
    assert study.model.weight().tolist() == [1, 2, 3]
    assert study.tree.shape.depth.max() == 99_999
    assert costs(study)["main"] == (3, 5)
    assert certainty(Collapsed, f"{deep} 1".encode()) > 0.5


def test_what_is_no_collapsed_stack() -> None:
    for text in (
        b"SELECT 1; 2\nSELECT 3; 4\n",
        b"2024-01-01 10:00:00;GET / 200\n2024-01-01 10:00:01;GET /a 404\n",
        b"a;b;c\nd;e;f\n",
        b'{"a": 1; 2\n',
        b"int main() {\n  int x = 1; // 5\n}\n",
        b"P1;T2;a.py:f:3 100\n",
    ):
        assert certainty(Collapsed, text) < 0.5, text
    with pytest.raises(UnreadableInput, match="Not one line"):
        read(Collapsed, b"nothing here\n")


_frames = st.text(
    st.characters(
        blacklist_characters=";\n\r#", blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(_frames, min_size=1, max_size=8), st.integers(0, 10**9)),
        min_size=1,
        max_size=30,
    )
)
def test_any_stacks_come_out_as_a_plain_split_has_them(stacks: list[tuple[list[str], int]]) -> None:
    lines = [f"m;{';'.join(frames)} {count}" for frames, count in stacks]
    study = read(Collapsed, "\n".join(lines).encode())
    assert ways(study) == [
        (line.rpartition(" ")[0], float(line.rpartition(" ")[2])) for line in lines
    ]


def test_damaged_files() -> None:
    assert_survives_damage(Collapsed, (SAMPLES / "pyspy-threads.raw").read_bytes())
    assert_survives_damage(Collapsed, b"a;b 10 12\na;c 0 4.5\na;d 7 0\n" * 5)


@pytest.mark.parametrize(
    "path",
    [
        "async-profiler/test/test/jfrconverter/sample1.collapsed",
        "async-profiler/test/test/jfrconverter/sample2.collapsed",
        "speedscope/sample/profiles/stackcollapse/alternating.txt",
        "speedscope/sample/profiles/stackcollapse/tall.txt",
    ],
)
def test_corpus(path: str) -> None:
    assert_equals_speedscope(Collapsed, path)
