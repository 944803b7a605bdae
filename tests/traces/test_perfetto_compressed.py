"""Compressed packets in Perfetto recordings: unpacked, with attributes, within bounds."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
import zstandard

from perfview import engine
from perfview.engine.job import Options
from perfview.recording.errors import UnreadableInput
from perfview.recording.packed_records import holds_packed, unpacked_records
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_read, as_unpacked
from perfview.traces.contents.attributes import attributes
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import TraceModel
from perfview.traces.readers.perfetto import Perfetto
from tests.kernels import wire
from tests.traces import perfetto_wire as p
from tests.traces.test_perfetto_mutations import everything

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces" / "google_perfetto"


def deflated(*packets: bytes) -> bytes:
    return p.packet(wire.chunk(50, zlib.compress(b"".join(packets))), sequence=0)


def zstd(*packets: bytes) -> bytes:
    packed = zstandard.ZstdCompressor().compress(b"".join(packets))
    return p.packet(wire.chunk(133, packed), sequence=0)


def read(content: bytes) -> tuple[TraceModel, ImportReport, Source]:
    source = Source.from_bytes(content)
    assert Perfetto().sniff(source).certainty > 0.9
    return *Perfetto().read(source, Progress()), source


def told(model: TraceModel, source: Source) -> list[object]:
    names = [model.strings[name] for name in model.name]
    values = [attributes(model, source, row) for row in range(len(model))]
    return [names, model.start_ns.tolist(), model.duration_ns.tolist(), values]


def plain() -> list[object]:
    source = Source.from_bytes(b"".join(everything()))
    return told(Perfetto().read(source, Progress())[0], source)


@pytest.mark.parametrize("pack", [deflated, zstd])
def test_all_packets_in_one_or_in_several(pack: object) -> None:
    assert callable(pack)
    packets = everything()
    for content in (
        pack(*packets),
        pack(*packets[:5]) + pack(*packets[5:]),
        packets[0] + pack(*packets[1:9]) + b"".join(packets[9:]),
    ):
        model, report, source = read(content)
        assert told(model, source) == plain()
        assert report.complete
        assert not [o for o in report.oddities if "ompressed packets" in o.detail]


def test_many_values_at_once_and_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "packed.pftrace"
    path.write_bytes(deflated(*everything()))
    for _ in range(2):
        opened = engine.open(path, Options(analyse=False))
        rows = np.arange(len(opened.study.model))
        found = attributes_of(opened.study, rows)
        assert found == [dict(pairs) for pairs in plain()[3]]  # type: ignore[attr-defined]


def test_in_an_archive_of_several() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("a.pftrace", deflated(*everything()))
        files.writestr("b.pftrace", b"".join(everything()))
    source = Source.from_bytes(archive.getvalue())
    assert [m.source.as_recorded for m in source.members] == [False, True]
    for member in source.members:
        model, _ = Perfetto().read(member.source, Progress())
        assert told(model, member.source) == plain()


def test_the_same_source_gives_the_same_content() -> None:
    source = Source.from_bytes(deflated(*everything()))
    made, _ = as_unpacked(source)
    assert made is as_read(source) is as_read(made)
    assert made.read_at(0, 1 << 20) == b"".join(everything())


def test_packets_packed_twice_stay_packed_once() -> None:
    model, report, source = read(deflated(everything()[0], deflated(*everything()[1:])))
    assert len(model) == 0
    assert as_read(as_read(source)) is as_read(source)
    assert any("Compressed packets" in o.detail for o in report.oddities)


def test_blocks_of_any_size_give_the_same() -> None:
    content = everything()[0] + deflated(*everything()[1:]) + zstd(*everything())
    whole = unpacked_records([content])
    assert whole.packed == 2
    for size in (1, 2, 3, 7, 64):
        pieces = [content[i : i + size] for i in range(0, len(content), size)]
        assert unpacked_records(pieces).content == whole.content


def test_a_packed_packet_that_breaks_off_keeps_whole_packets() -> None:
    packed = zlib.compress(b"".join(everything() * 20), 0)
    content = p.packet(wire.chunk(50, packed[: len(packed) // 2]), sequence=0)
    model, report, _ = read(content + p.packet(p.event(p.INSTANT, "after"), time=5))
    damage = report.find("damaged")
    assert damage is not None
    assert damage.count == 1
    assert "after" in [model.strings[name] for name in model.name]
    assert len(model) > 10


def test_a_bomb_is_refused() -> None:
    bomb = deflated(p.packet(p.event(p.INSTANT, "x" * (3 << 20))))
    with pytest.raises(UnreadableInput, match="more than 1 MiB"):
        unpacked_records([bomb], 1 << 20)
    with pytest.raises(UnreadableInput, match="more than 1 MiB"):
        unpacked_records([zstd(p.packet(p.event(p.INSTANT, "x" * (3 << 20))))], 1 << 20)


def test_what_only_looks_like_it() -> None:
    assert not holds_packed(b"")
    assert not holds_packed(b'\n{"traceEvents":[]}')
    assert not holds_packed(b"".join(everything()))
    assert not holds_packed(p.packet(wire.chunk(50, b"not deflated")))
    assert holds_packed(deflated(b"")[:9])


def test_damaged_files_are_survived() -> None:
    chance = random.Random(11)
    whole = everything()[0] + deflated(*everything()[1:9]) + zstd(*everything()[9:])
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 5)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        source = Source.from_bytes(bytes(damaged[: chance.randrange(1, len(damaged) + 1)]))
        Perfetto().sniff(source)
        try:
            model, report = Perfetto().read(source, Progress())
        except UnreadableInput:
            continue
        assert report.rows == len(model)
        for row in range(len(model)):
            attributes(model, source, row)
