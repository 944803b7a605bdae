"""Entries with lines of names and values above a text."""

from __future__ import annotations

import numpy as np

from perfview.kernels.headed_entries import Form, numbers_at, read_entries
from perfview.kernels.padding import PAD

_FORM = Form(
    names=(b"A", b"Bee"),
    whole=(b"Who",),
    repeated=(b"many",),
    openers=(b"use ", b"SET "),
    strays=(b"Port: ",),
    stray_end=b"started:",
)
_TEXT = b"""server started:
Port: 5
# Who: you and I
# A: 1.5  Other: 7 Bee: 20
# many: x
# many: y z
#
use one;
SET at=12.25;
use two
  three # four

five
server started:
Port: 5
# A:   Bee: 3
# nothing: known here
six
# Unknown: stays text
# Bee: 4
"""


def _texts(content: np.ndarray, spans: np.ndarray) -> list[bytes]:
    return [content[a:b].tobytes() if a >= 0 else b"" for a, b in spans]


def test_values_openers_and_texts() -> None:
    content = np.frombuffer(bytearray(_TEXT + bytes(PAD)), np.uint8)
    entries = read_entries(content, len(_TEXT), _FORM)
    assert len(entries) == 3
    a, bee, who, many = (_texts(content, each) for each in entries.value)
    assert a == [b"1.5", b"", b""]
    assert bee == [b"20", b"3", b"4"]
    assert who == [b"you and I", b"", b""]
    assert many == [b"x\n# many: y z", b"", b""]
    assert [_texts(content, each)[0] for each in entries.opener] == [b"one;", b"at=12.25;"]
    texts = _texts(content, entries.text)
    assert texts == [b"use two\n  three # four\n\nfive", b"six\n# Unknown: stays text", b""]
    assert entries.place.tolist() == [_TEXT.index(b"# Who"), _TEXT.index(b"# A:  "), len(_TEXT) - 9]


def test_numbers_at_places() -> None:
    content = np.frombuffer(
        bytearray(b"1.5 at= 12.25; x 99999999999999999999" + bytes(PAD)), np.uint8
    )
    spans = np.array([[0, 3], [4, 14], [-1, -1], [15, 16], [17, 37]])
    assert numbers_at(content, spans, 2).tolist() == [150, -1, -1, -1, -1]
    assert numbers_at(content, spans, 3, b"at=").tolist() == [-1, 12_250, -1, -1, -1]


def test_nothing_is_no_entry() -> None:
    content = np.zeros(PAD, np.uint8)
    assert len(read_entries(content, 0, _FORM)) == 0
