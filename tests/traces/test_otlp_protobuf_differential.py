"""The protobuf reader against the protobuf package, on documents as odd as the format allows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.protobuf_walker import PLAIN, VARINT_FRAMES, WORD_FRAMES
from perfview.recording.progress import Progress
from perfview.recording.protobuf_columns import ProtobufOutcome, ProtobufReading
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.otlp.protobuf_schema import otlp_schema
from tests.kernels import wire
from tests.traces.otlp_wire import Writer, rows_by_protobuf, rows_of_model

ALONE = 1 << 60
seeds = st.integers(0, 1 << 60)
blocks = st.sampled_from([1, 7, 64, 300, 1 << 16])


def read(content: bytes, **options: Any) -> tuple[TraceModel, ProtobufOutcome]:
    options = {"split_from": ALONE} | options
    source = Source.from_bytes(content)
    reading = ProtobufReading(
        source, otlp_schema(), lambda t: HotColumns(t).gather, Progress(), **options
    )
    outcome = reading.read()
    return assemble(outcome.tables, ImportReport(), escaped=False), outcome


def rows(model: TraceModel, content: bytes) -> list[dict[str, Any]]:
    return rows_of_model(model, Source.from_bytes(content))


@settings(max_examples=150, deadline=None)
@given(seeds, blocks, st.sampled_from([0, ALONE]))
def test_every_column_and_attribute_is_as_protobuf_reads_it(
    seed: int, block: int, split_from: int
) -> None:
    content = Writer(seed).document()
    model, outcome = read(content, block=block, split_from=split_from)
    assert outcome.complete
    assert (outcome.damaged, outcome.odd_ids, outcome.read_bytes) == (0, 0, len(content))
    assert rows(model, content) == rows_by_protobuf(content)


@settings(max_examples=40, deadline=None)
@given(seeds, blocks, st.sampled_from([0, ALONE]), st.sampled_from([VARINT_FRAMES, WORD_FRAMES]))
def test_framed_documents_are_read_one_after_the_other(
    seed: int, block: int, split_from: int, framing: int
) -> None:
    bodies = [Writer(seed + i).document() for i in range(3)]
    lengths = [
        wire.varint(len(b)) if framing == VARINT_FRAMES else len(b).to_bytes(4, "big")
        for b in bodies
    ]
    content = b"".join(length + body for length, body in zip(lengths, bodies, strict=True))
    model, outcome = read(content, block=block, split_from=split_from, framing=framing)
    assert outcome.complete
    assert rows(model, content) == [row for body in bodies for row in rows_by_protobuf(body)]


@settings(max_examples=60, deadline=None)
@given(seeds, blocks, st.floats(0, 1))
def test_a_cut_file_gives_the_spans_before_the_cut(seed: int, block: int, where: float) -> None:
    content = Writer(seed).document()
    cut = max(1, int(where * (len(content) - 1)))
    model, outcome = read(content[:cut], block=block)
    assert outcome.read_bytes <= cut
    # A resource may stand after its spans, hence beyond the cut.
    late = {"service": None, "resource": None}
    mine, theirs = rows(model, content), rows_by_protobuf(content)
    assert [r | late for r in mine] == [r | late for r in theirs[: len(mine)]]


@pytest.mark.parametrize("examples", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_mutated_documents_never_crash_or_hang(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None)
    @given(seeds, blocks, st.sampled_from([0, ALONE]), st.sampled_from([0, 0, 1, 2]))
    def mutate(seed: int, block: int, split_from: int, framing: int) -> None:
        writer = Writer(seed)
        changed = bytearray(writer.document())
        for _ in range(writer.random.randint(1, 6)):
            changed[writer.random.randrange(len(changed))] = writer.random.getrandbits(8)
        content = bytes(changed)
        model, outcome = read(content, block=block, split_from=split_from, framing=framing)
        assert outcome.read_bytes <= len(content)
        references = model.attributes.reference
        ends = (references & ((1 << 40) - 1)) + ((references >> 40) & ((1 << 20) - 1))
        assert not len(ends) or int(ends.max()) <= len(content)
        if framing == PLAIN:
            rows(model, content)

    mutate()
