"""Damaged files: one clear message or a model whose indices may be followed, never a crash."""

from __future__ import annotations

import random
import re

import pytest

from perfview.bundles.soundness import is_sound_model
from perfview.engine.identify import identify
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.bundles.readers.sampling import SAMPLES, sample

_NAMES = sorted(path.name.removesuffix(".gz") for path in SAMPLES.glob("*.gz"))
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"(?!\s*:)|\d+|true|false|\[[^\[\]]*\]|\{[^{}]*\}')
_OTHERS = (
    *(b"null", b"[]", b"{}", b"-1", b"1e400", b'"x"', b"true", b"[[[[", b"0.5", b""),
    *(b"99999999999999999999", b'"\\u0000a"', b'"\\ud800"', b'"C:\\\\a\\\\b.js"', b'"\xff"'),
)


def _damaged(data: bytes, by: random.Random) -> bytes:
    way = by.random()
    if way < 0.3:
        return data[: by.randrange(1, len(data))]
    if way < 0.5:
        changed = bytearray(data)
        for _ in range(by.randrange(1, 8)):
            changed[by.randrange(len(changed))] = by.randrange(256)
        return bytes(changed)
    places = [match.span() for match in _VALUE.finditer(data)] or [(0, 1)]
    start, stop = by.choice(places)
    return data[:start] + by.choice(_OTHERS) + data[stop:]


@pytest.mark.parametrize("name", _NAMES)
def test_damaged_files_are_read_or_refused(name: str) -> None:
    data, by = sample(name), random.Random(name)
    reader = identify(Source.from_bytes(data)).reader
    kept = 0
    for _ in range(60):
        source = Source.from_bytes(_damaged(data, by) or b"[")
        reader.sniff(source)
        try:
            model, _ = reader.read(source, Progress())
        except UnreadableInput:
            continue
        assert is_sound_model(model)
        kept += 1
    assert kept, "nothing was ever kept"
