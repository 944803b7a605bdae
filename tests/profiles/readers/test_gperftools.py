from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.gperftools import Gperftools
from perfview.profiles.soundness import is_sound_model
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from tests.profiles.readers.profile_wire import costs, paths

SAMPLES = Path(__file__).parent / "pprof_samples"
MAP = b"""
00400000-00500000: /srv/app/server
7f0000000000-7f0000100000 r-xp 00000000 08:01 1234  /usr/lib/libc-2.31.so
7f0000200000-7f0000300000 rw-p 00000000 08:01 1234  /usr/lib/data.so
"""


def written(
    *stacks: tuple[int, list[int]], kind: str = "<Q", language: int = 0, behind: bytes = MAP
) -> bytes:
    words = [0, 3, language, 10_000, 0]
    for count, addresses in stacks:
        words += [count, len(addresses), *addresses]
    words += [0, 1, 0]
    return b"".join(struct.pack(kind, word) for word in words) + behind


def read(content: bytes) -> tuple[ProfileModel, ImportReport]:
    source = Source.from_bytes(content)
    assert Gperftools().sniff(source).certainty > 0.9
    model, report = Gperftools().read(source, Progress())
    assert is_sound_model(model)
    return model, report


def test_a_recording_costs_what_pprof_says() -> None:
    model, report = read((SAMPLES / "gperftools.cpu").read_bytes())
    tops = json.loads((SAMPLES / "tops.json").read_text())["gperftools.cpu"]
    assert report.complete
    assert model.made_by == "gperftools"
    for metric, kind in enumerate(model.metrics.name):
        assert costs(model, metric) == {k: tuple(v) for k, v in tops[kind].items() if any(v)}


@pytest.mark.parametrize("kind", ["<I", ">I", "<Q", ">Q"])
def test_words_of_every_size_and_order(kind: str) -> None:
    content = written((3, [0x400100, 0x400200]), (1, [0x400300]), kind=kind)
    model, _ = read(content)
    assert model.weight(0).tolist() == [3, 1]
    assert model.weight(1).tolist() == [30_000_000, 10_000_000]
    assert model.interval_ns == 10_000_000
    assert paths(model) == [("[server]", "[server]"), ("[server]",)]
    assert model.frames.address[model.stacks.frame].tolist() == [0x4001FF, 0x400100, 0x400300]


def test_addresses_are_found_in_the_memory_map() -> None:
    stacks = [(1, [0x7F0000000010, 0x400100]), (1, [0x7F0000200010, 0x50]), (1, [0x400000])]
    model, report = read(written(*stacks))
    assert paths(model) == [
        ("[server]", "[libc-2.31.so]"),
        ("<unknown>", "<unknown>"),
        ("[server]",),
    ]
    assert report.find("unsymbolized")


def test_frames_of_the_signal_handler_are_taken_out() -> None:
    handler = 0x400999
    stacks = [(1, [0x400100 + i, handler, 0x400500 + 16 * i, 0x400600]) for i in range(40)]
    model, _ = read(written(*stacks))
    assert {len(path) for path in paths(model)} == {3}
    assert handler - 1 not in model.frames.address.tolist()


def test_a_leaf_taken_twice_is_taken_once() -> None:
    model, _ = read(written((1, [0x400100, 0x400100, 0x400200]), (1, [0x400300, 0x400400])))
    assert [len(path) for path in paths(model)] == [2, 2]


def test_java_names_its_functions() -> None:
    symbols = b"""
 0x00000003 GC
 0x0000010 com.shop.Cart.add (Cart.java:17)
 0x0000011 com.shop.Cart.add (Cart.java:19)
 0x0000012 memcpy (/usr/lib/libc.so)
 0x0000013 generated stub/JIT
"""
    stacks = [(2, [0x12, 0x10]), (1, [3]), (1, [0x13, 0x11, 0x99])]
    model, _ = read(written(*stacks, language=1, behind=symbols))
    assert paths(model) == [
        ("com.shop.Cart.add", "memcpy"),
        ("GC",),
        ("<unknown>", "com.shop.Cart.add", "STUB"),
    ]
    assert sorted(set(model.frames.line.tolist())) == [0, 17, 19]


def test_what_breaks_off_gives_what_came_before() -> None:
    whole = written((3, [0x400100, 0x400200]), (1, [0x400300]))
    model, report = read(whole[: 8 * 10])
    assert model.weight(0).tolist() == [3]
    assert not report.complete
    assert report.find("truncated")
    with pytest.raises(UnreadableInput, match="No sample"):
        read(whole[: 8 * 7])


def test_depths_beyond_the_file_are_the_end() -> None:
    words = [0, 3, 0, 100, 0, 1, 1, 0x400100, 1, (1 << 64) - 1, 5]
    model, report = read(b"".join(struct.pack("<Q", word) for word in words))
    assert len(model) == 1
    assert not report.complete


@pytest.mark.parametrize("content", [b"x" * 64, bytes(64), struct.pack("<5Q", 0, 3, 2, 100, 0)])
def test_other_files_are_not_taken_for_it(content: bytes) -> None:
    assert Gperftools().sniff(Source.from_bytes(content)).certainty == 0
