"""Damaged Chrome traces: whatever happens to the bytes, reading ends, stays inside and repeats."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from perfview.kernels.tables import Tables
from perfview.recording.event_lists import document_splits
from perfview.recording.json_columns import JsonReading
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.keeping import keep
from perfview.traces.model import TraceModel
from perfview.traces.readers.chrome.assembly import assemble
from perfview.traces.readers.chrome.schema import document_schema
from perfview.traces.readers.chrome.values import ChromeValues
from perfview.traces.soundness import is_sound
from perfview.traces.study import Study
from tests.traces.chrome_traces import event
from tests.traces.test_otlp_json_mutations import damaged


def some_trace(chance: random.Random, count: int = 40) -> bytes:
    """A file with every phase in it, some of them strangely."""
    events = []
    for i in range(count):
        phase = chance.choice("BEXXbenistfCMPNDOSTpFR")
        more: dict[str, object] = {
            "cat": chance.choice(["a", "b,c", ""]),
            "args": chance.choice(
                [{}, {"name": "x\\u00e9\n"}, {"v": i, "w": [1, {"k": "}"}]}, [1], "text"]
            ),
            "pid": chance.choice([1, 2, "Main", "7"]),
            "tid": chance.choice([1, 2, "loop"]),
        }
        if phase in "benstfCNDOST":
            more["id"] = chance.choice([1, "0x1", "two"])
        if chance.random() < 0.2:
            more["id2"] = {chance.choice(["local", "global", "other"]): "0x5"}
        if chance.random() < 0.2:
            more |= {"bind_id": "0x9", "flow_in": True, "flow_out": chance.random() < 0.5}
        if phase == "X" or chance.random() < 0.1:
            more["dur"] = chance.choice([0, 1, 2.5, "3", -1, 1e30])
        if phase == "M":
            more |= {"name": chance.choice(["thread_name", "process_name", "process_sort_index"])}
        events.append(
            event(phase, chance.choice([i, i / 3, str(i), None, 1e40]), f"n{i % 5}") | more
        )
    document = events if chance.random() < 0.5 else {"traceEvents": events, "metadata": {"x": 1}}
    return json.dumps(document, indent=chance.choice([None, 1])).encode()


def outcome(text: bytes, **options: object) -> Tables:
    reading = JsonReading(
        Source.from_bytes(text),
        document_schema(),
        lambda t: ChromeValues(t).gather,
        Progress(),
        **options,  # type: ignore[arg-type]
    )
    return reading.read(document_splits(text)).tables


def model_of(text: bytes, **options: object) -> TraceModel:
    return assemble(outcome(text, **options), b"", ImportReport(), Progress())


def told(model: TraceModel) -> list[object]:
    """Everything in a model, texts spelled out, because two workers number them otherwise."""
    threads = model.threads
    tracks = threads.tracks
    texts = [
        [model.strings[i] for i in ids]
        for ids in (
            model.name, model.service, tracks.category, tracks.name, tracks.process_name,
            threads.counters.name,
        )
    ]  # fmt: skip
    numbers = [
        column.tolist()
        for column in (
            model.start_ns, model.duration_ns, model.parent_id, model.trace_id_low,
            model.attributes.first, model.attributes.reference, tracks.of_span, tracks.position,
            tracks.kind, threads.flows.from_row, threads.flows.to_row, threads.counters.time_ns,
            np.nan_to_num(threads.counters.value),
        )
    ]  # fmt: skip
    keys = [model.attributes.keys[i] for i in model.attributes.key]
    return [texts, numbers, keys]


@pytest.mark.parametrize("seed", range(12))
def test_damage_never_harms_and_blocks_never_matter(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        text = damaged(some_trace(chance), chance)
        whole = model_of(text)
        assert is_sound(keep(Study(whole)))
        pieces = model_of(text, block=chance.choice([16, 200, 4096]), split_from=1 << 40)
        assert told(pieces) == told(whole)
        plain = model_of(text, memo=chance.random() < 0.5, split_from=1)
        assert told(plain) == told(whole)


@pytest.mark.parametrize("seed", range(3))
def test_every_truncation_is_read(seed: int) -> None:
    text = some_trace(random.Random(seed), 8)
    counts = []
    for end in range(1, len(text), 3):
        model = model_of(text[:end])
        counts.append(len(model))
        source = Source.from_bytes(text[:end])
        for row in range(len(model)):
            attributes.attributes(model, source, row)
    # An end that is cut off may bring slices back that overlap, but never many.
    assert max(counts) <= len(model_of(text)) + 2


@pytest.mark.parametrize("seed", range(4))
def test_two_workers_give_what_one_gives(seed: int) -> None:
    text = some_trace(random.Random(100 + seed), 3000)
    source = Source.from_bytes(text)
    reading = JsonReading(source, document_schema(), lambda t: ChromeValues(t).gather, Progress())
    assert reading.guess(document_splits(text)) is not None
    assert told(model_of(text, split_from=1)) == told(model_of(text, split_from=1 << 40))
