"""JSON values as they stand in files, whoever wrote them."""

from __future__ import annotations

import math

import pytest

from perfview.traces.contents.json_values import load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"18446744073709551616", 18446744073709551616),
        (b'{"id":-9223372036854775809}', {"id": -9223372036854775809}),
        (b"[1,123456789012345678901234567890]", [1, 123456789012345678901234567890]),
        (b'{"isolate":"8349320708936692113000"}', {"isolate": "8349320708936692113000"}),
        (b"9007199254740993", 9007199254740993),
        (b"0.1234567890123456789012", 0.1234567890123456789012),
        (b"1e999", math.inf),
        (b'"line\nbreak"', "line\nbreak"),
        (b'"\\ud800"', "\ud800"),
        (b'"\xff"', "\ufffd"),
        (b"[1,]", "[1,]"),
        (b"", ""),
    ],
)
def test_values_keep_their_meaning(text: bytes, value: object) -> None:
    assert load(text) == value


def test_not_a_number_and_depths_no_stack_holds() -> None:
    assert math.isnan(load(b"NaN"))
    deep = b"[" * 100_000 + b"]" * 100_000
    assert load(deep) == deep.decode()
