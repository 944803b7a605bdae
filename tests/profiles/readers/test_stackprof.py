"""stackprof's dumps: raw stacks with and without times, and sums without stacks."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import Lens
from perfview.profiles.readers.ruby.marshalled import MarshalReader, NotMarshal
from perfview.profiles.readers.stackprof import Stackprof
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import (
    SAMPLES,
    assert_equals_speedscope,
    assert_survives,
    costs,
    opened,
)


def dump(mode: str = "cpu", **further: Any) -> dict[str, Any]:
    frames = {
        "11": {"name": "main", "file": "/a.rb", "line": 1, "total_samples": 6, "samples": 0},
        "12": {"name": "Foo#run", "file": "/a.rb", "line": 5, "total_samples": 6, "samples": 2},
        "13": {"name": None, "file": "<cfunc>", "line": None, "total_samples": 3, "samples": 3},
        "1": {"name": "(garbage collection)", "file": "", "total_samples": 1, "samples": 1},
    }
    about = {"version": 1.2, "mode": mode, "interval": 1000, "samples": 6, "gc_samples": 1}
    return about | {"missed_samples": 0, "frames": frames} | further


RAW = [2, 11, 12, 2, 3, 11, 12, 13, 3, 1, 1, 1]


def told(study: Study) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def test_raw_stacks_of_processor_time() -> None:
    study = opened(Stackprof, dump(raw=RAW))
    assert costs(study) == {
        "main": (0, 6e6),
        "Foo#run": (2e6, 6e6),
        "(unknown)": (3e6, 4e6),
        "(garbage collection)": (1e6, 1e6),
    }
    assert study.model.interval_ns == 1_000_000
    assert costs(study, Lens(metric=1))["Foo#run"] == (2, 6)


def test_wall_time_is_what_passed_and_when() -> None:
    deltas, stamps = [10, 20, 30, 40, 50, 60], [100, 120, 150, 190, 240, 300]
    content = dump("wall", raw=RAW, raw_timestamp_deltas=deltas, raw_sample_timestamps=stamps)
    study = opened(Stackprof, content)
    assert costs(study)["Foo#run"] == (30e3, 210e3)
    assert costs(study)["(unknown)"] == (120e3, 180e3)
    assert study.model.samples.time_ns.tolist() == [0, 50_000, 200_000]
    assert study.model.threads.end_ns.tolist() == [260_000]


def test_objects_are_counted() -> None:
    study = opened(Stackprof, dump("object", raw=RAW))
    assert (study.model.metrics.name[0], study.model.unit()) == ("alloc_objects", "count")
    assert costs(study)["main"] == (0, 6)


def test_lines_that_were_running() -> None:
    lines = [2, 3, 7, 2, 3, 3, 8, 0, 3, 1, 0, 1]
    study = opened(Stackprof, dump(raw=RAW, raw_lines=lines))
    assert sorted(study.model.frames.line.tolist()) == [0, 0, 3, 7, 8]
    assert costs(study)["Foo#run"] == (2e6, 6e6)
    assert not len(study.model.ticks.line)


def test_sums_without_stacks_stay_exact() -> None:
    content = dump("wall")
    content["frames"]["11"]["edges"] = {"12": 6}
    content["frames"]["12"] |= {"edges": {"13": 3, "77": 1}, "lines": {"7": [4, 2], "x": [1, 1]}}
    study = opened(Stackprof, content)
    assert study.model.is_estimated
    assert costs(study) == {
        "main": (0, 6e6),
        "Foo#run": (2e6, 6e6),
        "(unknown)": (3e6, 3e6),
        "(garbage collection)": (1e6, 1e6),
    }
    assert study.tree.whole == 6e6
    assert (study.model.ticks.line.tolist(), study.model.ticks.ticks.tolist()) == ([7], [2])
    top = study.function[study.model.ticks.stack[0]]
    assert study.name_of(int(top)) == "Foo#run"


@pytest.mark.parametrize("sample", ["stackprof-cpu-sums", "stackprof-object-sums"])
def test_recorded_sums_are_stackprofs_own(sample: str) -> None:
    content = json.loads(gzip.decompress((SAMPLES / f"{sample}.json.gz").read_bytes()))
    study = opened(Stackprof, SAMPLES / f"{sample}.json.gz")
    each = 1e6 if content["mode"] == "cpu" else 1
    found = costs(study)
    frames = content["frames"].values()
    for frame in frames:
        alike = [f for f in frames if (f["name"], f["file"]) == (frame["name"], frame["file"])]
        assert found[frame["name"]][0] == sum(f["samples"] for f in alike) * each
        # Both of Ruby's <main> are in every stack.
        assert found[frame["name"]][1] == max(f["total_samples"] for f in alike) * each
    assert study.tree.whole == pytest.approx(sum(f["samples"] for f in frames) * each)


def test_recorded_stacks_are_stackprofs_own() -> None:
    path = SAMPLES / "stackprof-wall-raw.json.gz"
    content = json.loads(gzip.decompress(path.read_bytes()))
    study = opened(Stackprof, path)
    found = costs(study, Lens(metric=1))
    for frame in content["frames"].values():
        assert found[frame["name"]] == (frame["samples"], frame["total_samples"]), frame
    assert study.model.weight().sum() == sum(content["raw_timestamp_deltas"]) * 1e3
    assert study.model.has_times


def test_what_raw_stacks_name_and_frames_lack() -> None:
    study = opened(Stackprof, dump(raw=[2, 11, 99, 1, 1, 12, 1], missed_samples=4))
    assert costs(study)["(unknown)"] == (1e6, 1e6)
    assert told(study) == {"missed-samples": 4, "bad-frame": 1}


@pytest.mark.parametrize("raw", [[9, 11], [-1, 2], [1e300, 1], [2, 11, 12], ["x", None, {}]])
def test_raw_stacks_that_make_no_sense_leave_the_sums(raw: list[Any]) -> None:
    study = opened(Stackprof, dump(raw=raw))
    assert study.model.is_estimated
    assert costs(study)["main"] == (0, 6e6)


def test_times_nobody_measured_do_not_overflow() -> None:
    odd = dump(
        "wall", raw=RAW, raw_timestamp_deltas=[1e308] * 5 + [7], raw_sample_timestamps=[1e308] * 6
    )
    assert opened(Stackprof, odd).tree.whole == 7e3


def test_every_truncation_is_survived() -> None:
    content = json.dumps(dump("wall", raw=RAW, raw_timestamp_deltas=[1, 2, 3, 4, 5, 6])).encode()
    for length in range(1, len(content)):
        assert_survives(Stackprof, content[:length])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutations_are_survived(data: st.DataObject) -> None:
    content = bytearray(json.dumps(dump("wall", raw=RAW, raw_sample_timestamps=[1])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.sampled_from(b'0129-[]{},":en')
        )
    assert_survives(Stackprof, bytes(content))


def test_a_dump_without_frames_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="not one frame"):
        opened(Stackprof, dump(frames={}))


def test_speedscope_reads_it_alike() -> None:
    path = "speedscope/sample/profiles/stackprof/stackprof-last-frame-no-name.json"
    assert_equals_speedscope(Stackprof, path)


def test_a_dump_as_ruby_writes_it_is_read_like_its_json() -> None:
    dumped = opened(Stackprof, SAMPLES / "stackprof-marshalled.dump.gz")
    printed = opened(Stackprof, SAMPLES / "stackprof-marshalled.json.gz")
    assert costs(dumped) == costs(printed)
    assert dumped.tree.whole == printed.tree.whole > 0
    assert told(dumped) == told(printed)


def test_a_dump_that_breaks_off_keeps_the_frames_before() -> None:
    content = gzip.decompress((SAMPLES / "stackprof-marshalled.dump.gz").read_bytes())
    study = opened(Stackprof, content[: content.index(b":\x08raw")])
    assert told(study)["truncated"] == 1
    assert study.model.is_estimated
    assert "Object#fib" in costs(study)


@pytest.mark.parametrize(
    "content",
    [
        b"\x04\x08{\x06:\x09modeo:\x08Foo\x06",
        b"\x04\x08" + b"[\x06" * 100_000 + b"0",
        b"\x04\x08[\x03\xff\xff\xff0",
        b"\x04\x08[\x07@\x060",
        b"\x04\x08@\x04",
        b"\x04\x08I[\x00",
        b'\x04\x08[\x07"\x03\x00\x00\x7fa@\x06',
        b"\x04\x09{\x00",
        b"",
    ],
)
def test_marshalled_values_that_cannot_be_followed(content: bytes) -> None:
    with pytest.raises(NotMarshal):
        MarshalReader(content).read()


def test_marshalled_values() -> None:
    content = (
        b"\x04\x08[\x0di\x00i\x06i\xfai\x02\x2c\x01i\xfe\xd4\xfef\x081.5l+\x09"
        + (1 << 40).to_bytes(8, "little")
        + b'T"\x07hi'
    )
    reader = MarshalReader(content)
    reader.read()
    assert reader.root == [0, 1, -1, 300, -300, 1.5, 1 << 40, True]
