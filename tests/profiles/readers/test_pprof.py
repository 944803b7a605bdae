from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

from perfview.profiles.readers.pprof import Pprof
from perfview.profiles.study import Study
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.profile_wire import (
    ProfileWriter,
    chunk,
    costs,
    label_sets,
    number,
    packed,
    paths,
    read,
    varint,
)

SAMPLES = Path(__file__).parent / "pprof_samples"
TOPS = json.loads((SAMPLES / "tops.json").read_text())
"""What `go tool pprof -top` of Go 1.19 says of the recordings beside it, every type, every name."""


def recorded(name: str) -> bytes:
    return gzip.decompress((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", [name for name in TOPS if name.endswith(".pb.gz")])
def test_recordings_cost_what_pprof_says(name: str) -> None:
    with Source(SAMPLES / name) as source:
        assert Pprof().sniff(source).certainty > 0.9
        model, report = Pprof().read(source, Progress())
    assert report.complete
    assert report.rows == len(model)
    assert set(model.metrics.name) == set(TOPS[name])
    for metric, kind in enumerate(model.metrics.name):
        wanted = {k: tuple(v) for k, v in TOPS[name][kind].items()}
        assert costs(model, metric) == {k: v for k, v in wanted.items() if any(v)}


def test_go_cpu_profile_has_what_go_wrote() -> None:
    model, _ = read(recorded("cpu.pb.gz"))
    assert (model.metrics.name, model.metrics.unit) == (["samples", "cpu"], ["count", "ns"])
    assert model.metrics.default == 1
    assert model.made_by == "Go"
    assert model.interval_ns == 10_000_000
    assert model.began_ns > 1_700_000_000_000_000_000
    assert any("Recorded for" in comment for comment in model.comments)
    sets = label_sets(model)
    assert {"endpoint": "/search"} in sets
    assert {each.get("endpoint", "") for each in sets} == {"", "/search", "/checkout"}
    assert {each["customer"] for each in sets if "customer" in each} <= {"c0", "c1", "c2"}


def test_inlined_calls_are_frames_of_their_own() -> None:
    model, _ = read(recorded("heap.pb.gz"))
    inlined = model.frames.function[model.frames.inlined]
    assert len(inlined)
    names = {model.strings[int(model.functions.name[f])] for f in inlined.tolist()}
    assert names <= {name for path in paths(model) for name in path}
    # The one it was inlined into stands directly above it and is none itself.
    frame, parent = model.stacks.frame, model.stacks.parent
    for stack in np.flatnonzero(model.frames.inlined[frame]).tolist():
        caller = frame[parent[stack]]
        assert model.frames.address[caller] == model.frames.address[frame[stack]]


def small() -> ProfileWriter:
    writer = ProfileWriter()
    writer.type("samples", "count")
    writer.type("cpu", "milliseconds")
    for at, name in enumerate(("main", "run", "parse", "scan"), 1):
        writer.function(at, name, f"/src/{name}.go", 100 * at)
        writer.location(at, at, address=0x1000 + at)
    return writer


def test_functions_lines_and_weights() -> None:
    writer = small()
    writer.sample([3, 2, 1], [2, 20])
    writer.sample([2, 1], [1, 10])
    model, report = read(writer.finished())
    assert not report.oddities
    assert paths(model) == [("main", "run", "parse"), ("main", "run")]
    assert model.weight(0).tolist() == [2, 1]
    assert model.weight(1).tolist() == [20e6, 10e6]
    at = [model.strings[i] for i in model.functions.name.tolist()].index("parse")
    assert model.functions.line[at] == 300
    assert model.strings[int(model.functions.file[at])] == "/src/parse.go"
    frame = model.stacks.frame[model.samples.stack[0]]
    assert (model.frames.line[frame], model.frames.address[frame]) == (30, 0x1003)


def test_lines_of_a_location_run_from_the_innermost_call_to_the_function() -> None:
    writer = small()
    writer.location(9, 4, 3, 2, address=7)
    writer.sample([9, 1], [1, 1])
    model, _ = read(writer.finished())
    assert paths(model) == [("main", "run", "parse", "scan")]
    stack = int(model.samples.stack[0])
    flags = []
    while stack >= 0:
        flags.append(bool(model.frames.inlined[model.stacks.frame[stack]]))
        stack = int(model.stacks.parent[stack])
    assert flags == [True, True, False, False]


def test_functions_are_one_by_name_file_and_first_line() -> None:
    writer = small()
    writer.function(5, "scan", "/src/scan.go", 400)
    writer.function(6, "scan", "/src/other.go", 400)
    writer.location(5, 5)
    writer.location(6, 6)
    writer.sample([4, 5, 6], [1, 1])
    model, _ = read(writer.finished())
    assert len(model.functions) == 2
    assert paths(model) == [("scan", "scan", "scan")]


def test_code_without_names_is_shown_by_its_binary() -> None:
    writer = small()
    writer.add(3, number(1, 1), number(5, writer.text("/usr/lib/libc-2.31.so")))
    writer.add(3, number(1, 2))
    writer.location(10, mapping=1, address=0x7F00)
    writer.location(11, mapping=2, address=0x7F01)
    writer.location(12, 99, mapping=1)
    writer.function(7, "")
    writer.location(13, 7)
    writer.sample([10, 11, 12, 13, 1], [1, 1])
    model, report = read(writer.finished())
    libc = "[libc-2.31.so]"
    assert paths(model) == [("main", "<unknown>", libc, "<unknown>", libc)]
    oddity = report.find("unsymbolized")
    assert oddity
    assert oddity.count == 3
    modules = {model.strings[i] for i in model.functions.module.tolist()}
    assert "libc-2.31.so" in modules


def test_units_become_those_of_the_model() -> None:
    writer = ProfileWriter()
    units = ("nanoseconds", "microseconds", "seconds", "bytes", "kilobytes", "MB", "objects", "")
    for unit in units:
        writer.type(f"in {unit}", unit)
    writer.function(1, "main")
    writer.location(1, 1)
    writer.sample([1], [3] * len(units))
    model, _ = read(writer.finished())
    assert model.metrics.unit == ["ns"] * 3 + ["bytes"] * 3 + ["count"] * 2
    assert model.metrics.weight.tolist() == [3, 3e3, 3e9, 3, 3072, 3 * 2**20, 3, 3]
    assert model.metrics.default == len(units) - 1


def test_the_profile_may_name_its_default_sample_type() -> None:
    writer = small()
    writer.sample([1], [1, 1])
    writer.content += number(14, writer.text("samples"))
    assert read(writer.finished())[0].metrics.default == 0


def test_labels_are_sets_each_once_and_numbers_have_their_unit() -> None:
    writer = small()
    first = writer.label("endpoint", "/a") + writer.label("size", value=512, unit="kilobytes")
    writer.sample([1], [1, 1], first)
    writer.sample([2], [1, 1], writer.label("bytes", value=-64) + writer.label("id", value=7))
    writer.sample([3], [1, 1], first)
    writer.sample([4], [1, 1])
    writer.sample([4], [1, 1], writer.label("nothing"))
    model, _ = read(writer.finished())
    assert len(model.labels) == 2
    assert label_sets(model) == [
        {"endpoint": "/a", "size": "512 kilobytes"},
        {"bytes": "-64 bytes", "id": "7"},
        {"endpoint": "/a", "size": "512 kilobytes"},
        {},
        {},
    ]


def test_labels_in_any_order_are_one_set() -> None:
    writer = small()
    one, other = writer.label("endpoint", "/a"), writer.label("customer", "c1")
    writer.sample([1], [1, 1], one + other)
    writer.sample([2], [1, 1], other + one)
    model, _ = read(writer.finished())
    assert len(model.labels) == 1
    assert label_sets(model) == [{"endpoint": "/a", "customer": "c1"}] * 2


def test_many_different_labels_are_each_written_out() -> None:
    writer = small()
    for i in range(1, 3001):
        writer.sample([1], [1, 1], writer.label("span", value=i * 977 << 20))
    model, _ = read(writer.finished())
    assert [each["span"] for each in label_sets(model)] == [
        str(i * 977 << 20) for i in range(1, 3001)
    ]


def test_lists_number_by_number_and_fields_in_any_order_are_the_same() -> None:
    one, other = small(), small()
    label = one.label("k", "v")
    other.label("k", "v")
    one.sample([3, 2, 1], [2, 20], label + label)
    singles = [number(2, 2), number(1, 3), label, number(1, 2), number(2, 20), label, number(1, 1)]
    other.add(2, *singles)
    found, also = read(one.finished())[0], read(other.finished())[0]
    assert paths(found) == paths(also)
    assert found.metrics.weight.tolist() == also.metrics.weight.tolist()
    assert label_sets(found) == label_sets(also)
    # Texts first, samples last: nothing may depend on the order.
    texts = b"".join(chunk(6, text) for text in one.texts)
    assert paths(read(texts + bytes(one.content))[0]) == paths(found)


def test_frames_of_no_interest_are_dropped_as_pprof_does() -> None:
    writer = small()
    writer.function(5, "runtime.alloc(int)")
    writer.function(6, "runtime.panic")
    writer.function(7, "operator()(char)")
    for at in (5, 6, 7):
        writer.location(at, at)
    writer.location(8, 4, 5, 3)
    writer.content += number(7, writer.text(r"runtime\..*|operator\(\)"))
    writer.content += number(8, writer.text(r"runtime\.panic"))
    # Leaf first: dropped with all it calls; kept; only where it is not the whole; never at first.
    writer.sample([4, 5, 2, 1], [1, 1])
    writer.sample([2, 6, 1], [1, 1])
    writer.sample([7, 1, 5], [1, 1])
    writer.sample([4, 8, 1], [1, 1])
    writer.sample([5, 5], [1, 1])
    model, report = read(writer.finished())
    assert paths(model) == [
        ("main", "run"),
        ("main", "runtime.panic", "run"),
        ("runtime.alloc(int)", "main"),
        ("main", "parse"),
        ("runtime.alloc(int)", "runtime.alloc(int)"),
    ]
    oddity = report.find("dropped-frames")
    assert oddity
    assert oddity.count == 3


@pytest.mark.parametrize("pattern", ["(", "(a+)+$", "[[:nothing:]"])
def test_patterns_that_cannot_be_used_keep_every_frame(pattern: str) -> None:
    writer = small()
    writer.function(5, "a" * 4000 + "b")
    writer.location(5, 5)
    writer.content += number(7, writer.text(pattern))
    writer.sample([2, 5, 1], [1, 1])
    model, _ = read(writer.finished())
    assert [path[-1] for path in paths(model)] == ["run"]


def test_negative_numbers_stay() -> None:
    writer = small()
    writer.sample([1], [-3, -30])
    assert read(writer.finished())[0].metrics.weight.tolist() == [-3, -30e6]


def test_a_profile_without_samples_opens() -> None:
    model, report = read(small().finished())
    assert (len(model), report.complete) == (0, True)
    assert Study(model).tree.whole == 0


def test_samples_with_odd_stacks_and_numbers_are_kept_and_told() -> None:
    writer = small()
    writer.sample([], [1, 1])
    writer.sample([1 << 63, 77, 1], [1, 1])
    writer.sample([2], [1])
    writer.sample([2], [1, 2, 3])
    model, report = read(writer.finished())
    assert paths(model) == [(), ("main",), ("run",), ("run",)]
    assert model.weight(1).tolist() == [1e6, 1e6, 0, 2e6]
    for kind, count in (("no-stack", 1), ("missing-location", 2), ("odd-values", 2)):
        found = report.find(kind)
        assert found
        assert found.count == count


def test_ids_may_be_as_large_as_they_like() -> None:
    writer = ProfileWriter()
    writer.type("cpu", "nanoseconds")
    writer.function(1 << 63, "main")
    writer.location((1 << 64) - 1, 1 << 63)
    writer.sample([(1 << 64) - 1], [5])
    assert paths(read(writer.finished())[0]) == [("main",)]


def test_texts_beyond_the_table_are_told() -> None:
    writer = small()
    writer.add(5, number(1, 9), number(2, 1 << 40))
    writer.location(9, 9)
    writer.sample([9], [1, 1])
    model, report = read(writer.finished())
    assert paths(model) == [("<unknown>",)]
    assert report.find("missing-text")


def test_stacks_of_ten_thousand_frames() -> None:
    writer = small()
    writer.sample([1 + i % 4 for i in range(10_000)], [1, 1])
    model, _ = read(writer.finished())
    study = Study(model)
    assert int(study.shape.depth.max()) == 9_999
    assert study.functions.total.tolist() == [1e6] * 4


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_that_breaks_off_gives_what_came_before(kept: float) -> None:
    writer = small()
    chance = random.Random(5)
    for _ in range(2000):
        writer.sample([chance.randrange(1, 5), 1], [1, chance.randrange(1 << 40)])
    whole = gzip.compress(writer.finished())
    model, report = read(whole[: int(len(whole) * kept)])
    assert 0 < len(model) < 2000 or not report.complete
    assert not report.complete
    assert report.find("truncated")
    plain = writer.finished()
    model, report = read(plain[: int(len(plain) * kept)])
    assert 0 < len(model) <= 2000
    assert not report.complete


def test_nothing_but_a_broken_beginning_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="No sample"):
        read(small().finished()[:40])


def test_samples_that_make_no_sense_are_left_out() -> None:
    writer = small()
    writer.sample([1], [1, 1])
    writer.add(2, b"\x0a\x7f\x01")
    writer.add(2, varint(1 << 3) + b"\xff" * 11)
    writer.sample([2], [1, 1])
    model, report = read(writer.finished())
    assert paths(model) == [("main",), ("run",)]
    oddity = report.find("damaged")
    assert oddity
    assert oddity.count == 2


def test_a_decompression_bomb_is_refused() -> None:
    writer = small()
    writer.sample([1], [1, 1])
    bomb = gzip.compress(writer.finished() + chunk(6, b"\0" * (80 << 20)), 9)
    with pytest.raises(UnreadableInput, match="bomb"):
        read(bomb)


def test_several_profiles_end_to_end_are_refused() -> None:
    writer = small()
    writer.sample([1], [1, 1])
    one = writer.finished()
    for whole in (one + one, gzip.compress(one) + gzip.compress(one)):
        with pytest.raises(UnreadableInput, match="several profiles"):
            read(whole)


def test_reading_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), Source(SAMPLES / "cpu.pb.gz") as source:
        Pprof().read(source, progress)


def test_long_lists_and_many_labels_in_one_sample() -> None:
    writer = small()
    label = writer.label("k", "v")
    parts = [packed(1, [4] * 3000), label * 500, packed(1, [1] * 3000), label, packed(2, [1, 1])]
    writer.add(2, *parts)
    model, _ = read(writer.finished())
    assert paths(model) == [("main",) * 3000 + ("scan",) * 3000]
    assert label_sets(model) == [{"k": "v"}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x0a\x02\x08\x01",
        b"hello, this is no profile",
        b'{"nodes": []}',
        chunk(1, chunk(1, b"resource")) * 4,
        chunk(1, number(8, 1) + number(10, 2)) * 4,
        chunk(6, "not empty") + chunk(1, number(1, 1)),
        bytes(100),
    ],
)
def test_other_files_are_not_taken_for_profiles(content: bytes) -> None:
    assert Pprof().sniff(Source.from_bytes(content + b" ")).certainty < 0.9


def test_profiles_are_recognised_in_any_order() -> None:
    writer = small()
    for _ in range(5):
        writer.sample([1], [1, 1])
    texts = b"".join(chunk(6, text) for text in writer.texts)
    for content in (writer.finished(), texts + bytes(writer.content)):
        assert Pprof().sniff(Source.from_bytes(content)).certainty > 0.9
        assert Pprof().sniff(Source.from_bytes(gzip.compress(content))).certainty > 0.9
