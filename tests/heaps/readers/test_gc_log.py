"""Logs of collectors: V8 of every age, Go, Java."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

from perfview.heaps.readers.gc_log import V8GcLog
from perfview.heaps.readers.go_gc_trace import GoGcTrace
from perfview.heaps.readers.java_gc_log import JavaGcLog
from perfview.heaps.readers.logs.lines import LONGEST, edge_lines
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.heaps.over_time import of_text, sample

MIB = 1 << 20
NEW = (
    "[77:0x55:0]      226 ms: Mark-Compact (reduce) 35.7 (66.1) -> 17.1 (65.7) MB, pooled: 1.0 MB, "
    "15.43 / 0.00 ms  (+ 0.1 ms in 2 steps since start of marking, biggest step 0.1 ms, walltime "
    "since start of marking 20 ms) (average mu = 0.812, current mu = 0.345) finalize incremental "
    "marking via task; GC in old space requested"
)
OLD = (
    "[9]       45 ms: Mark-sweep 8.6 (46.1) -> 7.5 (47.1) MB, 2 / 0 ms [allocation failure] "
    "[GC in old space requested]."
)
DIED = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"


def test_every_part_of_a_line_is_read():
    study = of_text(f"listening on 3000\n{NEW}\n")
    found, strings = study.model.collections, study.model.strings
    assert found.time_ns.tolist() == [round((226 - 15.43) * 1e6)]
    assert found.pause_ns.tolist() == [15_430_000]
    assert found.before_bytes.tolist() == [round(35.7 * MIB)]
    assert found.after_bytes.tolist() == [round(17.1 * MIB)]
    assert found.committed_bytes.tolist() == [round(65.7 * MIB)]
    assert found.mutator_share.tolist() == [0.345]
    assert strings[int(found.kind[0])] == "Mark-Compact (reduce)"
    assert strings[int(found.reason[0])] == (
        "finalize incremental marking via task; GC in old space requested"
    )


def test_the_oldest_lines_are_read():
    found = of_text(OLD).model.collections
    assert found.is_full.all()
    assert found.pause_ns.tolist() == [2_000_000]
    assert of_text(OLD).model.strings[int(found.reason[0])] == (
        "allocation failure; GC in old space requested"
    )


def test_named_pairs_tell_what_grew_old():
    found = sample("node20_nvp.log.gz").model.collections
    assert len(found) == 40
    assert (found.promoted_bytes >= 0).all()
    assert found.promoted_bytes.max() > 0
    assert ((found.mutator_share > 0) & (found.mutator_share <= 1)).all()


def test_what_a_dying_program_repeats_counts_once():
    study = sample("node20_oom.log.gz")
    assert study.model.ended_by == "out of memory"
    assert study.report.find("repeated-collections").count == 2
    found = study.model.collections
    assert len(np.unique(found.time_ns)) == len(found)


def test_the_last_collections_of_a_log_without_others_are_kept():
    text = f"<--- Last few GCs --->\n\n{NEW}\n\n{DIED}\n"
    study = of_text(text)
    assert len(study.model.collections) == 1
    assert study.model.ended_by


def test_workers_are_told_apart():
    study = sample("node20_workers.log.gz")
    found = study.model.collections
    names = [study.model.strings[int(each)] for each in np.unique(found.owner)]
    assert sorted(names) == ["process 1055", "process 1055 worker 1", "process 1055 worker 2"]
    assert study.report.find("several-heaps").count == 3


def test_a_limit_on_the_command_line_is_the_heaps():
    text = f"$ node --max-old-space-size=256 app.js\n{NEW}\n"
    assert of_text(text).model.limit_bytes == 256 * MIB


def test_a_log_without_collections_says_so():
    with pytest.raises(UnreadableInput, match="no garbage collection"):
        V8GcLog().read(Source.from_bytes(b"hello\nworld\n"), Progress())


@pytest.mark.parametrize(
    "line",
    [
        "9" * 10_000_000,
        "[1s][gc " * 100_000,
        "1: [GC" + " (a)" * 100_000 + "1K->",
        "[1] 1 ms: pause=1 gc=s " + "a." * 1_000_000,
    ],
)
def test_no_line_keeps_patterns_busy(line):
    source = Source.from_bytes(line.encode())
    for reader in (V8GcLog(), JavaGcLog(), GoGcTrace()):
        reader.sniff(source)
        with suppress(UnreadableInput):
            reader.read(source, Progress())
    assert max(map(len, edge_lines(source))) <= LONGEST
    assert len(of_text(f"{line}\n{NEW}").model.collections) in (1, 2)


@pytest.mark.parametrize("cut", range(0, len(NEW), 7))
def test_cut_lines_are_left_out(cut):
    study = of_text(f"{NEW}\n{NEW[:cut]}")
    assert 1 <= len(study.model.collections) <= 2


def test_go_stops_at_the_first_and_the_last_part():
    line = (
        "gc 7 @1.250s 2%: 0.018+1.2+0.003 ms clock, 0.14+0.35/1.2/3.1+0.024 ms cpu, "
        "4->5->2 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P (forced)"
    )
    found = of_text(line).model.collections
    assert found.time_ns.tolist() == [1_250_000_000]
    assert found.pause_ns.tolist() == [21_000]
    assert (found.before_bytes[0], found.after_bytes[0]) == (4 * MIB, 2 * MIB)
    assert found.is_full.all()


@pytest.mark.parametrize(
    ("line", "kind", "pause_ms", "after"),
    [
        (
            "[0.123s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) "
            "24M->4M(256M) 3.123ms",
            "Pause Young",
            3.123,
            4,
        ),
        (
            "[9.5s][info][gc] GC(3) Pause Full (System.gc()) 24M->5M(256M) 13.5ms",
            "Pause Full",
            13.5,
            5,
        ),
        (
            "1.5: [Full GC (Ergonomics) [PSYoungGen: 10K->0K(76288K)] [ParOldGen: 1K->2K(3K)] "
            "65536K->12288K(251392K), [Metaspace: 1K->1K(2K)], 0.1 secs]",
            "Full GC",
            100,
            12,
        ),
    ],
)
def test_java_of_both_ages(line, kind, pause_ms, after):
    study = of_text(line)
    found = study.model.collections
    assert study.model.strings[int(found.kind[0])] == kind
    assert found.pause_ns.tolist() == [round(pause_ms * 1e6)]
    assert found.after_bytes.tolist() == [after * MIB]
    assert bool(found.is_full[0]) == ("Full" in kind)
