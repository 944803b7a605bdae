"""Damaged Perfetto files: whatever comes, a model or one clear refusal."""

from __future__ import annotations

import random

import numpy as np
import pytest

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.readers.perfetto import Perfetto
from perfview.traces.study import Study
from tests.kernels import wire
from tests.traces import perfetto_wire as p
from tests.traces.test_perfetto_sched import bundle, compact, kernel, switch, waking


def everything() -> list[bytes]:
    """A recording with a bit of all that is read."""
    names = p.interned((1, 1, "cat"), (2, 1, "work"), (3, 1, "key"), (3, 2, "in"), (29, 1, "text"))
    own = p.incremental(64, 20)
    deep = p.annotation(1, wire.chunk(11, p.named(2, wire.number(17, 1))))
    flow = wire.fixed64(47, 9)
    described = wire.chunk(44, wire.number(1, 5) + wire.number(2, 11) + wire.number(6, 10))
    tree = wire.chunk(1, wire.number(1, 5) + p.text(3, "shop"))
    tree += wire.chunk(2, wire.number(1, 11) + wire.number(5, 5))
    return [
        p.packet(p.snapshot((p.BOOT, 1_000), (p.MONOTONIC, 400))),
        p.packet(p.snapshot((p.BOOT, 2_000), own=(own,)), p.defaults(clock=64), flags=p.CLEARED),
        p.packet(p.thread(7, 5, 11, "main"), p.defaults(clock=64, track=7, counters=(9,))),
        p.packet(p.process(8, 5, "shop")),
        p.packet(p.child(10, 8, "async")),
        p.packet(p.counter(9, 7, "c", wire.number(5, 1), wire.number(4, 10))),
        p.packet(names, described),
        p.packet(wire.chunk(2, tree)),
        p.packet(p.event(p.BEGIN, "", wire.number(10, 1), wire.number(3, 1), deep, flow), time=1),
        p.packet(p.event(p.INSTANT, "i", flow, wire.number(12, 3), track=10), time=2),
        p.packet(p.event(p.END, "", wire.number(12, 4)), time=3, flags=p.NEEDED),
        p.packet(p.event(p.COUNTER, "", wire.number(30, 4), track=9), time=3),
        p.packet(p.event(0, "x", p.legacy("b", wire.number(10, 4))), time=1),
        p.packet(p.event(0, "x", p.legacy("e", wire.number(10, 4))), time=1),
        p.packet(p.event(0, "f", p.legacy("s", wire.number(6, 4))), time=1),
        p.packet(p.event(0, "P", p.legacy("P"), p.annotation("d", p.text(9, '{"samples":[1]}')))),
        p.packet(p.event(p.INSTANT, "d", wire.number(1, 5)), time=1),
        bundle(0, switch(10, 0, 0, 21, "w"), waking(35, 21), kernel(3, 2, 3, p.text(2, "B|1|x"))),
        bundle(1, compact([(10, 0, 21, 0), (20, 1, 22, 1)], [(35, 21, 0)], "a", "b")),
    ]


def survives(content: bytes) -> None:
    source = Source.from_bytes(content)
    Perfetto().sniff(source)
    try:
        model, report = Perfetto().read(source, Progress())
    except UnreadableInput:
        return
    assert report.rows == len(model)
    assert len(model.start_ns) == len(model.threads.tracks.of_span) == len(model)
    assert model.attributes.numbered.is_sound()
    attributes_of(Study(model, report, source), np.arange(len(model)))


def test_truncations() -> None:
    content = b"".join(everything())
    for length in range(1, len(content), 3):
        survives(content[:length])


@pytest.mark.parametrize("seed", range(4))
def test_mutations(seed: int) -> None:
    chance = random.Random(seed)
    packets = everything()
    for _ in range(100):
        chosen = [chance.choice(packets) for _ in range(chance.randrange(1, 30))]
        content = bytearray(b"".join(packets + chosen))
        for _ in range(chance.randrange(1, 8)):
            place = chance.randrange(len(content))
            kind = chance.randrange(3)
            if kind == 0:
                content[place] = chance.randrange(256)
            elif kind == 1:
                content[place : place + 1] = wire.varint(chance.getrandbits(64))
            else:
                del content[place : place + chance.randrange(1, 9)]
        survives(bytes(content))


def test_random_bytes_are_refused_or_empty() -> None:
    chance = random.Random(5)
    for _ in range(60):
        survives(b"\x0a" + chance.randbytes(chance.randrange(1, 300)))


def test_shuffled_packets_are_read() -> None:
    chance = random.Random(6)
    packets = everything()
    for _ in range(20):
        chance.shuffle(packets)
        survives(b"".join(packets))


def test_huge_numbers_cost_no_memory() -> None:
    huge = (1 << 64) - 1
    names = p.interned(*[(kind, huge - i, "x") for kind in (1, 2, 3, 29) for i in range(50)])
    study, _ = p.read(
        p.packet(p.thread(huge, (1 << 31) - 1, (1 << 62), "t"), names, flags=p.CLEARED),
        p.packet(p.event(p.INSTANT, "", wire.number(10, huge), track=huge), time=1),
        p.packet(p.event(p.INSTANT, "a", track=huge), time=1, sequence=(1 << 32) - 1),
    )
    assert [name for name, *_ in p.slices(study.model)] == ["x", "a"]


def test_a_hundred_thousand_levels_of_annotations() -> None:
    value = wire.number(4, 1)
    head = wire.varint(11 << 3 | 2)
    parts: list[bytes] = []
    length = len(value)
    for _ in range(100_000):
        part = head + wire.varint(length)
        parts.append(part)
        length += len(part)
    value = b"".join(reversed(parts)) + value
    study, _ = p.read(
        p.packet(p.thread(7, 5, 11)),
        p.packet(p.event(p.INSTANT, "x", p.annotation("deep", value), track=7), time=1),
    )
    assert list(attributes_of(study, np.arange(1))[0]) == ["deep"]


def test_a_hundred_thousand_tracks() -> None:
    tracks = [p.packet(p.child(uuid, uuid - 1)) for uuid in range(1, 100_000)]
    study, report = p.read(
        *tracks, p.packet(p.event(p.INSTANT, "x", track=5), time=1),
        p.packet(p.event(p.INSTANT, "y", track=5000), time=1),
    )  # fmt: skip
    assert len(study.model) == 1
    assert p.oddities(report)["no-track"] == 1


def test_many_clocks_and_categories_take_no_longer_than_they_should() -> None:
    categories = wire.chunk(3, b"\1" * 50_000)
    names = p.interned((1, 1, "a"))
    packets = [p.packet(p.thread(7, 5, 11), names, flags=p.CLEARED)]
    packets.append(p.packet(p.event(p.INSTANT, "x", categories, track=7), time=1))
    packets.append(p.packet(p.snapshot((p.BOOT, 100), (200, 7))))
    for i in range(201, 3000):
        packets.append(p.packet(p.snapshot((i - 1, 50), (i, 60))))
        packets.append(p.packet(p.event(p.INSTANT, "y", track=7), time=5, clock=i))
    study, report = p.read(*packets)
    assert p.oddities(report)["no-time"] > 2000
    assert len(study.model) > 5


def test_damage_behind_a_few_packets_hides_nothing_before_it() -> None:
    sound = [p.packet(p.event(p.INSTANT, f"i{i}"), time=i) for i in range(6)]
    bad = p.packet(wire.number(11, 3), time=9)
    source = Source.from_bytes(b"".join([*sound, bad, *sound]))
    assert 0.5 <= Perfetto().sniff(source).certainty < 0.9
    assert len(Perfetto().read(source, Progress())[0]) >= 6
    assert Perfetto().sniff(Source.from_bytes(bad + b"".join(sound))).certainty == 0
