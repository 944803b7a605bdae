"""What perf script prints: recorded by perf 6.1, and variations of it from its documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.perf_script import PerfScript
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import CORPUS, costs, opened
from tests.profiles.readers.text_reading import (
    SAMPLES,
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

INLINED = SAMPLES / "perf-inlined.txt"


def _function(study: Study, name: str) -> int:
    found = [f for f in range(len(study.model.functions)) if study.name_of(f) == name]
    assert len(found) == 1, (name, found)
    return found[0]


def _plainly(path: Path) -> list[str]:
    """The ways of names, outermost first, by splitting the text."""
    found = []
    for block in path.read_text().split("\n\n"):
        rows = [row for row in block.splitlines() if row[:1] == "\t"]
        parts = [row.split()[1].partition("+0x")[0] for row in rows]
        if parts:
            found.append(";".join(reversed(parts)))
    return found


def test_frames_are_turned_outermost_first_and_counted_once_each() -> None:
    study = opened(PerfScript, INLINED)
    assert ways(study) == [(way, 1) for way in _plainly(INLINED)]
    assert not told(study)


def test_periods_and_the_time_between_are_metrics_of_their_own() -> None:
    study = opened(PerfScript, INLINED)
    model = study.model
    assert model.metrics.name == ["samples", "cpu", "wall"]
    assert model.metrics.unit == ["count", "ns", "ns"]
    assert model.weight(1).sum() == 7 * 2_000_000
    assert model.weight(2).sum() == 12_094_000
    assert model.weight(2)[0] == (377_760_552_000 - 377_758_512_000) / 2
    assert (model.samples.time_ns[0], model.samples.time_ns[-1]) == (0, 12_094_000)
    assert model.interval_ns == 2_000_000
    assert model.threads.thread_id.tolist() == [30893]
    assert model.strings[model.threads.name[0]] == "hot"


def test_inlined_frames_are_frames_of_their_own() -> None:
    study = opened(PerfScript, INLINED)
    frames, mix = study.model.frames, _function(study, "mix")
    assert frames.inlined[frames.function == mix].all()
    assert study.model.functions.module[mix] == -1
    leaf = _function(study, "leaf")
    assert not frames.inlined[frames.function == leaf].any()
    assert study.model.strings[study.model.functions.module[leaf]] == "/app/hot"


def test_source_lines() -> None:
    study = opened(PerfScript, SAMPLES / "perf-srcline.txt")
    functions, frames = study.model.functions, study.model.frames
    mix = _function(study, "mix")
    assert study.model.strings[functions.file[mix]] == "hot.c"
    assert frames.line[frames.function == mix].tolist() == [3]
    assert frames.inlined[frames.function == mix].all()
    assert frames.line[frames.function == _function(study, "fib")].tolist() == [8]
    assert ways(study) == ways(opened(PerfScript, INLINED))


def test_the_last_of_several_source_lines_counts() -> None:
    text = "x 1 1.000001: cycles:\n\t 1 main+0x1 (/bin/x)\n  a.c:3\n  b.c:4\n  b.c:4 (inlined)\n\n"
    study = opened(PerfScript, text.encode())
    assert ways(study) == [("main", 1)]
    assert study.model.frames.line.tolist() == [4]
    assert study.model.strings[study.model.functions.file[0]] == "b.c"


def test_without_times_events_and_modules() -> None:
    study = opened(PerfScript, SAMPLES / "perf-untimed.txt")
    assert study.model.metrics.name == ["samples"]
    assert not study.model.has_times
    assert ways(study) == ways(opened(PerfScript, INLINED))


def test_one_frame_on_the_sample_s_line_and_two_events() -> None:
    study = opened(PerfScript, SAMPLES / "perf-flat.txt")
    names = study.model.metrics.name
    assert names[:2] == ["samples:cpu-clock:u", "samples:task-clock:u"]
    assert costs(study)["leaf"] == (4, 4)
    assert costs(study, Lens(metric=1))["leaf"] == (4, 4)
    assert costs(study, Lens(metric=names.index("task-clock:u")))["leaf"] == (8e6, 8e6)


def test_stretches_in_which_a_thread_did_not_run_are_idle() -> None:
    sample = "x 1 {}:  1000000 cpu-clock:\n\t 1f main+0x1 (/bin/x)\n\n"
    study = opened(PerfScript, "".join(map(sample.format, ("5.001", "5.002", "5.9"))).encode())
    assert [way for way, _ in ways(study)] == ["main", "main", "", "main"]
    assert study.model.samples.time_ns.tolist() == [0, 1_000_000, 2_000_000, 899_000_000]
    assert costs(study)["main"] == (3, 3)


def test_a_recording_s_header_is_told_and_gives_the_interval() -> None:
    study = opened(PerfScript, INLINED.read_bytes().replace(b"cpu-clock:u: ", b"cycles:u: "))
    assert study.model.interval_ns == 2_000_000
    assert study.model.metrics.name == ["samples", "cycles:u"]
    assert any(
        comment.startswith("cmdline: /usr/bin/perf record") for comment in study.model.comments
    )
    assert not study.model.depth_limit


def test_stacks_that_perf_cut_off() -> None:
    frames = "".join(f"\t {i:x} f{i} (/bin/x)\n" for i in range(127))
    study = opened(PerfScript, f"x 1 1.000001: cycles:\n{frames}\n".encode())
    assert study.model.depth_limit == 127


HEADS = (
    "Web Content 12/34 [003] 17.000001: 250000 cycles:u: ",
    "Web Content  34 17.000001:     250000 cycles:u: ",
    "Web Content 12/34  17.000001: cycles:u: ",
    "Web Content 12/34 [003] 17.000001000: 250000 cycles:u:",
)


@pytest.mark.parametrize("head", HEADS)
def test_any_fields_of_a_sample(head: str) -> None:
    study = opened(
        PerfScript, f"{head}\r\n\t  7f12 run (/lib/a.so)\r\n\t 1 main (/bin/x)\r\n\r\n".encode()
    )
    assert ways(study) == [("main;run", 1)]
    threads = study.model.threads
    assert study.model.strings[threads.name[0]] == "Web Content"
    assert threads.thread_id[0] == 34
    assert threads.process_id[0] == (12 if "12/34" in head else -1)
    assert study.model.metrics.unit[0] == "count"
    assert "cycles:u" in study.model.metrics.name or "250000" not in head


def test_tracepoints_say_more_than_a_stack() -> None:
    text = (
        "bash 7 [000] 1.000001: sched:sched_switch: prev_comm=bash prev_pid=7 ==> next_comm=x\n"
        "\tffffffff81 __schedule+0x1 ([kernel.kallsyms])\n\t 1 main (/bin/bash)\n\n"
    )
    study = opened(PerfScript, text.encode())
    assert ways(study) == [("main;__schedule", 1)]
    function = _function(study, "__schedule")
    assert study.model.strings[study.model.functions.category[function]] == "Kernel"


def test_names_with_blanks_and_brackets_and_unknown_ones() -> None:
    text = (
        "x 1 1.000001: cycles:\n"
        "\t  7f12 std::map<int, char*>::operator()(int) const+0x12 (/lib/a b.so (deleted))\n"
        "\t  7f13 [unknown] (/usr/lib/libc.so.6)\n"
        "\t  7f14 [unknown] ([unknown])\n\n"
    )
    study = opened(PerfScript, text.encode())
    path = ways(study)[0][0]
    assert path == "[unknown];[libc.so.6];std::map<int, char*>::operator()(int) const"
    function = _function(study, "std::map<int, char*>::operator()(int) const")
    module = study.model.strings[study.model.functions.module[function]]
    assert module == "/lib/a b.so (deleted)"


def test_functions_of_one_name_in_two_modules_are_two() -> None:
    text = "x 1 1.000001: cycles:\n\t 1 main (/bin/a)\n\t 2 main (/bin/b)\n\n"
    study = opened(PerfScript, text.encode())
    assert len(study.model.functions) == 2


def test_threads_each_have_their_samples() -> None:
    text = "".join(
        f"x {1 + i % 2} {5 + i}.000001: cycles:\n\t 1 f{i} (/bin/x)\n\n" for i in range(6)
    )
    study = opened(PerfScript, text.encode())
    assert study.model.samples.thread_first.tolist() == [0, 3, 6]
    assert [way for way, _ in ways(study)] == ["f0", "f2", "f4", "f1", "f3", "f5"]


def test_blocks_come_out_alike_wherever_windows_end() -> None:
    block = INLINED.read_text().split("#\n", 1)[1]
    many = block * 3000
    assert len(many) > 2 * (4 << 20)
    study = read(PerfScript, many.encode())
    assert not told(study)
    ran = study.model.samples.stack >= 0
    assert int(ran.sum()) == 7 * 3000
    assert len(study.shape) == len(opened(PerfScript, INLINED).shape)


def test_a_file_without_one_stack_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="not one sample"):
        read(PerfScript, b"x 1 1.000001: cycles:\n\n")


def test_what_is_no_perf_script() -> None:
    for text in (
        b"     bash-123   [001] d..2  1234.567890: sched_switch: prev_comm=a ==> next_comm=b\n" * 5,
        b"[0.123s][info][gc] GC(0) Pause Young 24M->4M(256M) 3.456ms\n" * 5,
        b"2024-01-01 10:00:00.123 UTC [12] LOG:  duration: 1.234 ms\n\tselect 1\n" * 5,
        b"def f():\n    add 1\n",
        b"name,time\na,1.000001\n",
    ):
        assert certainty(PerfScript, text) < 0.5, text


def test_damaged_files() -> None:
    assert_survives_damage(PerfScript, (SAMPLES / "perf-srcline.txt").read_bytes())
    assert_survives_damage(PerfScript, (SAMPLES / "perf-flat.txt").read_bytes())


def test_corpus() -> None:
    path = CORPUS / "speedscope/sample/profiles/linux-perf/one-sample.linux-perf.txt"
    if not path.exists():
        pytest.skip("the corpus is not here")
    with Source(path) as source:
        model, report = PerfScript().read(source, Progress())
    found = costs(Study(model, report))
    assert found["_Z4betav"] == (1, 1)
    assert found["__libc_start_main"] == found["[unknown]"] == (0, 1)
    assert model.weight().sum() == 1


def test_a_module_and_address_instead_of_a_source_line_are_no_frame() -> None:
    text = (
        "x  1 1.000001: cpu-clock: \n"
        "\tffffffff821fb643 schedule+0x23 ([kernel.kallsyms])\n"
        "  [kernel.kallsyms][ffffffff821fb643]\n"
        "\t            9f40 op+0x10 (/lib/libstdc++.so.6)\n"
        "  libstdc++.so.6[9f40]\n"
        "\t            116d main+0x14 (/bin/x)\n"
        "  c.c:5\n\n"
    )
    study = opened(PerfScript, text.encode())
    assert ways(study) == [("main;op;schedule", 1)]
    assert study.model.frames.line[study.model.frames.function == _function(study, "op")] == [0]


def test_scripts_that_v8_names_have_a_place() -> None:
    text = (
        "node  1 1.000001: cpu-clock: \n"
        "\t 7f01 JS:*parse /app/rows.js:12:7 (/tmp/perf-1.map)\n"
        "\t 7f02 JS:~read file (/tmp/perf-1.map)\n\n"
    )
    study = opened(PerfScript, text.encode())
    functions, strings = study.model.functions, study.model.strings
    parse = _function(study, "JS:*parse /app/rows.js:12:7")
    assert strings[functions.file[parse]] == "/app/rows.js"
    assert (functions.line[parse], functions.column[parse]) == (12, 7)
    assert functions.file[_function(study, "JS:~read file")] == -1
