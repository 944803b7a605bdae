from __future__ import annotations

import gzip
import json
from contextlib import suppress
from math import exp
from pathlib import Path

import pytest

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.pprof_text import PprofText
from perfview.profiles.soundness import is_sound_model
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from tests.profiles.readers.profile_wire import costs, label_sets, paths

SAMPLES = Path(__file__).parent / "pprof_samples"
TOPS = json.loads((SAMPLES / "tops.json").read_text())
MAP = "MAPPED_LIBRARIES:\nbuild=/srv/app\n00400000-00500000: $build/server\n"


def read(text: str | bytes) -> tuple[ProfileModel, ImportReport]:
    source = Source.from_bytes(text.encode() if isinstance(text, str) else text)
    assert PprofText().sniff(source).certainty > 0.9
    model, report = PprofText().read(source, Progress())
    assert is_sound_model(model)
    return model, report


def wanted(name: str, kind: str) -> dict[str, tuple[float, float]]:
    return {k: tuple(v) for k, v in TOPS[name][kind].items() if any(v)}


def test_a_recording_of_tcmalloc_costs_what_pprof_says() -> None:
    model, _ = read((SAMPLES / "tcmalloc.heap").read_bytes())
    assert model.metrics.default == 3
    for metric, kind in enumerate(model.metrics.name):
        assert costs(model, metric) == wanted("tcmalloc.heap", kind)


@pytest.mark.parametrize("kind", ["heap", "mutex"])
def test_go_in_text_costs_what_go_in_protobuf_costs(kind: str) -> None:
    model, _ = read(gzip.decompress((SAMPLES / f"{kind}.debug1.txt.gz").read_bytes()))
    assert model.made_by == "Go"
    for metric, name in enumerate(model.metrics.name):
        found, told = costs(model, metric), wanted(f"{kind}.pb.gz", name)
        # The program went on for a moment between writing the one and the other.
        alike = [each for each in told if found.get(each) == told[each]]
        assert len(alike) > 0.8 * len(told)
        assert set(told) <= set(found)


def test_goroutines_are_counted() -> None:
    model, _ = read(gzip.decompress((SAMPLES / "goroutine.debug1.txt.gz").read_bytes()))
    assert (model.metrics.name, model.metrics.unit) == (["goroutine"], ["count"])
    assert sum(model.weight().tolist()) == sum(
        own for own, _ in wanted("goroutine.pb.gz", "goroutine").values()
    )


def test_calls_inlined_in_go_share_an_address() -> None:
    model, _ = read(
        "goroutine profile: total 2\n2 @ 0x401001 0x401101 0x401201\n"
        "#\t0x401000\tmain.inner+0x10\t\t/src/main.go:3\n"
        "#\t0x401000\tmain.outer+0x10\t\t/src/main.go:9\n"
        "#\t0x401100\tmain.main+0x20\t\t/src/main.go:20\n\n"
    )
    assert paths(model) == [("main.main", "main.outer", "main.inner")]
    assert model.frames.inlined[model.stacks.frame].tolist() == [False, False, True]


def test_sampled_allocations_stand_for_more() -> None:
    model, _ = read(
        "heap profile: 5: 5000 [ 5: 5000] @ heap_v2/524288\n"
        f"  5: 5000 [ 5: 5000] @ 0x400100 0x400200\n\n{MAP}"
    )
    scale = 1 / (1 - exp(-1000 / 524288))
    assert model.metrics.name == ["objects", "space"]
    assert model.weight(0).tolist() == [int(5 * scale)]
    assert model.weight(1).tolist() == [int(5000 * scale)]
    assert label_sets(model) == [{"bytes": "1000 bytes"}]
    assert paths(model) == [("[server]", "[server]")]
    assert model.frames.address.tolist() == [0x4001FF, 0x4000FF]


def test_go_writes_twice_its_rate() -> None:
    model, _ = read("heap profile: 1: 1024 [2: 2048] @ heap/2048\n1: 1024 [2: 2048] @ 0x400100\n")
    scale = 1 / (1 - exp(-1))
    assert model.metrics.name == ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]
    values = [int(n * scale) for n in (2, 2048, 1, 1024)]
    assert model.metrics.weight.tolist() == values


@pytest.mark.parametrize("kind", ["growth", "growthz", "fragmentation", "heapprofile"])
def test_what_was_not_sampled_stands_for_itself(kind: str) -> None:
    model, _ = read(f"heap profile: 1: 10 [ 1: 10] @ {kind}\n 1: 10 [ 1: 10] @ 0x400100\n")
    assert model.metrics.weight.tolist() == [1, 10]


def test_contention_is_scaled_by_period_and_clock() -> None:
    model, _ = read(
        "--- contentionz 1 ---\ncycles/second = 2000000000\nsampling period = 100\n"
        "ms since reset = 5000\ndiscarded samples = 0\n"
        f"  4000 3 @ 0x400100 0x400200\n  20 1 @ 0x400300\n{MAP}"
    )
    assert (model.metrics.name, model.metrics.unit) == (["contentions", "delay"], ["count", "ns"])
    assert model.weight(0).tolist() == [300, 100]
    assert model.weight(1).tolist() == [200_000, 1_000]
    assert any("Recorded for" in comment for comment in model.comments)


def test_java_contention_names_functions_and_its_unit() -> None:
    model, _ = read(
        "--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 10\n"
        "ms since reset = 50\n  7 2 @ 0x00000003 0x00000004\n\n\n"
        " 0x0000003 com.shop.Lock.take (Lock.java:3)\n 0x0000004 com.shop.Main.run (Main.java:9)\n"
    )
    assert paths(model) == [("com.shop.Main.run", "com.shop.Lock.take")]
    assert model.weight(0).tolist() == [20]
    assert model.weight(1).tolist() == [70_000]


def test_java_heap_has_sizes_first() -> None:
    model, _ = read(
        "--- heapz 1 ---\nformat = java\nresolution = bytes\n"
        "  5242880 1 @ 0x1\n\n 0x1 a.B.c (B.java:1)\n"
    )
    scale = 1 / (1 - exp(-10))
    assert model.metrics.weight.tolist() == [1, int(5242880 * scale)]
    assert paths(model) == [("a.B.c",)]


def test_threads_that_stand_where_the_last_one_does_are_counted() -> None:
    model, _ = read(
        "--- threadz 1 ---\n\n--- Thread 7f01 (name: main/1) stack: ---\n"
        "  PC:  0x00400100: wait(int)\n  0x00400200: main\n"
        "--- Thread 7f02 (name: a/2) stack: ---\n  [same as previous thread]\n"
        "--- Thread 7f03 (name: b/3) stack: ---\n  0x00400300\n      creator: 0x00400400\n"
        "--- Memory map: ---\n  00400000-00500000: /srv/app/server\n"
    )
    assert model.weight().tolist() == [2, 1]
    assert [len(path) for path in paths(model)] == [2, 2]
    assert set(paths(model)[0]) == {"[server]"}


def test_lines_that_make_no_sense_are_left_out_and_counted() -> None:
    model, report = read(
        "heap profile: 1: 10 [ 1: 10] @ heapprofile\nwhat is this\n 1: 10 [ 1: 10] @ 0x400100\n"
    )
    assert len(model) == 1
    oddity = report.find("odd-line")
    assert oddity
    assert oddity.count == 1


def test_nothing_but_nonsense_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="Not one line"):
        read("heap profile: 1: 10 [ 1: 10] @ heapprofile\nwhat\nis\nthis\n")


def test_the_first_part_of_a_split_mapping_is_found() -> None:
    model, _ = read(
        "threadcreate profile: total 1\n1 @ 0x501001 0x601001 0x9000001\n\n--- Memory map: ---\n"
        "00600000-00700000 r-xp 00100000 08:01 12 /srv/app/server\n"
        "00700000-00800000 r-xp 00200000 08:01 12 /srv/app/server\n"
    )
    assert paths(model) == [("<unknown>", "[server]", "[server]")]


RAW = """\
PeriodType: cpu nanoseconds
Period: 10000000
Time: 2026-11-21 19:19:56.772855515 +0000 UTC
Duration: 1.5
Samples:
samples/count[dflt] wall/milliseconds
          1         10: 2 1
                endpoint:[/a] bytes:[512 bytes]
          3         30: 3 2 1
Locations
     1: 0x401000 M=1 main.main /src/main.go:7 s=5
     2: 0x401100 M=1 main.inner /src/main.go:3:2 s=2(inlined)
             main.outer with space /src/main.go:9 s=8
     3: 0x7f01 M=2
Mappings
1: 0x400000/0x500000/0x0 /srv/app/server  [FN]
2: 0x7f00/0x7fff/0x0 /usr/lib/libc.so
"""


def test_a_recording_of_jemalloc_costs_what_jeprof_says() -> None:
    model, report = read((SAMPLES / "jemalloc.heap").read_bytes())
    assert not report.find("odd-line")
    assert model.metrics.name == ["inuse_objects", "inuse_space"]
    assert model.weight(0).sum() == 20_708
    # jeprof rounds each stack, PerfView as pprof does towards zero.
    assert model.weight(1).sum() == pytest.approx(64_455_596, abs=len(model))
    assert costs(model, 0)["[cppje]"] == (0, 20_706)
    assert costs(model, 1)["[cppje]"][1] == pytest.approx(64_278_879, abs=len(model))


def test_jemalloc_tells_what_was_ever_allocated_when_asked_to() -> None:
    model, _ = read(
        "heap_v2/1\n  t*: 3: 30 [9: 90]\n@ 0x400101 0x400201\n  t*: 3: 30 [9: 90]\n"
        "  t0: 1: 10 [4: 40]\n  t1: 2: 20 [5: 50]\n"
    )
    assert model.metrics.name == ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]
    assert model.metrics.weight.tolist() == [9, 90, 3, 30]
    assert model.frames.address[model.stacks.frame].tolist() == [0x400200, 0x400100]


def test_what_pprof_prints_raw_is_a_whole_profile() -> None:
    model, report = read(RAW)
    assert paths(model) == [
        ("main.main", "main.outer with space", "main.inner"),
        ("main.main", "main.outer with space", "main.inner", "[libc.so]"),
    ]
    assert (model.metrics.name, model.metrics.default) == (["samples", "wall"], 0)
    assert model.weight(1).tolist() == [10e6, 30e6]
    assert label_sets(model) == [{"endpoint": "/a", "bytes": "512 bytes"}, {}]
    assert sorted(model.functions.line.tolist()) == [0, 2, 5, 8]
    way = model.stacks.frame
    assert model.frames.line[way].tolist() == [7, 9, 3, 0]
    assert model.frames.inlined[way].tolist() == [False, False, True, False]
    assert model.frames.address.tolist()[-1] == 0x7F01
    assert model.interval_ns == 10_000_000
    assert model.began_ns == 1_795_288_796_772_855_000
    assert any("1.50" in comment for comment in model.comments)
    assert not report.find("odd-line")


@pytest.mark.parametrize("time", ["", "yesterday", "2026-99-21 19:19:56.7 +0000 UTC", "9" * 40])
def test_odd_headers_of_raw_dumps_are_passed_over(time: str) -> None:
    text = RAW.replace("2026-11-21 19:19:56.772855515 +0000 UTC", time)
    model, report = read(text.replace("Duration: 1.5", "Duration: long") + "what is this\n")
    assert (model.began_ns, model.comments) == (0, [])
    assert len(model) == 2
    assert report.complete


def test_a_raw_dump_that_lost_parts_opens() -> None:
    begins = RAW.index("samples/count")
    model, _ = read(RAW[:begins] + RAW[RAW.index("Locations") :])
    assert len(model) == 0
    model, _ = read(RAW[: RAW.index("Locations")])
    assert {name for path in paths(model) for name in path} == {"<unknown>"}
    assert model.weight(0).tolist() == [1, 3]


@pytest.mark.parametrize(
    "line",
    ["1" * 200_000 + "x", "0x1 " * 50_000, " " * 200_000, "# 0x1\tf+0x1 " * 20_000, "=" * 99],
)
@pytest.mark.parametrize("heading", [RAW, "--- contentionz 1 ---\n", "x profile: total 3\n"])
def test_lines_beyond_measure_take_no_time(heading: str, line: str) -> None:
    source = Source.from_bytes((heading + f"{line}\n" * 3 + "1 @ 0x1\n").encode())
    with suppress(UnreadableInput):
        PprofText().read(source, Progress())


@pytest.mark.parametrize(
    "text",
    ["heap of things\n", "main;run 3\n", "--- something ---\n", "profile: total 3\n", "\n# x\n"],
)
def test_other_texts_are_not_taken_for_it(text: str) -> None:
    assert PprofText().sniff(Source.from_bytes(text.encode())).certainty == 0
