"""Damaged files: whatever happens to the bytes, reading ends, stays inside and is repeatable."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from perfview.kernels.tables import Tables
from perfview.recording.json_columns import JsonReading
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.otlp_json import document_schema, document_splits
from tests.traces.test_otlp_json_differential import resource_text

INTERESTING = b'"\\{}[]:,0 \n\x00tn\xff'


def damaged(text: bytes, chance: random.Random) -> bytes:
    data = bytearray(text)
    for _ in range(chance.choice([1, 1, 2, 5])):
        at, other = chance.randrange(len(data)), chance.randrange(len(data))
        kind = chance.randrange(5)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            data[at] = chance.choice(INTERESTING)
        elif kind == 2:
            del data[at : at + chance.randrange(1, 20)]
        elif kind == 3:
            data[at:at] = data[other : other + chance.randrange(1, 40)]
        else:
            del data[at + 1 :]
        data = data or bytearray(b"[")
    return bytes(data)


def outcome(text: bytes, **options: object) -> tuple[Tables, object]:
    reading = JsonReading(
        Source.from_bytes(text),
        document_schema(),
        lambda t: HotColumns(t).gather,
        Progress(),
        **options,  # type: ignore[arg-type]
    )
    found = reading.read(document_splits(text))
    return found.tables, found.wrong


def summary(tables: Tables) -> list[object]:
    """Everything in the tables, ids spelled out, because two workers number them otherwise."""
    texts, keys = tables.texts.texts(), tables.keys.texts()
    found: list[object] = []
    for table, column in tables.layout.columns():
        values = tables.column(table.name, column.name).tolist()
        names = {"text": texts, "key": keys}.get(column.role.value)
        found.append([names[v] if v >= 0 else None for v in values] if names else values)
    return found


def check(seed: int, tail: bool) -> None:
    chance = random.Random(seed)
    text = f'{{"resourceSpans":[{resource_text(0, 3)},{resource_text(3, 4)}]}}'
    text += json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [{}]}]}]}) * tail
    broken = damaged(text.encode(), chance)
    tables, wrong = outcome(broken)
    for options in ({"memo": False}, {"block": chance.randrange(1, 900)}, {"split_from": 0}):
        other, other_wrong = outcome(broken, **options)
        assert (wrong is None) == (other_wrong is None)
        assert summary(tables) == summary(other)
    model = assemble(tables, ImportReport(), escaped=True)
    assert np.all(np.diff(model.attributes.first) >= 0)
    source = Source.from_bytes(broken)
    for row in range(len(model)):
        attributes.attributes(model, source, row)
        attributes.events(model, source, row)
        attributes.resource(model, source, row)


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_damaged_documents(start: int) -> None:
    for seed in range(start, start + 50):
        check(seed, tail=seed % 2 == 0)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 2_000, 250))
def test_many_damaged_documents(start: int) -> None:
    for seed in range(start, start + 250):
        check(seed, tail=seed % 2 == 0)
