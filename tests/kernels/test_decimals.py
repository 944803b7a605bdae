"""Decimal texts to floating point, and the lengths of lists in JSON."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.decimals import count_listed, parse_placed
from perfview.kernels.memory import PAD

BARE, JSON, TYPE = 2, 3, 60


def placed(text: bytes, kind: int = BARE) -> tuple[np.ndarray, np.ndarray]:
    """The bytes, padded, and the one reference to them."""
    content = np.zeros(len(text) + PAD, np.uint8)
    content[: len(text)] = np.frombuffer(text, np.uint8)
    return content, np.array([(len(text) << 40) | (kind << TYPE)], np.uint64)


def parsed(text: str) -> float:
    content, references = placed(text.encode())
    return float(parse_placed(content.ctypes.data, references)[0])


@given(st.floats(-1e300, 1e300))
def test_numbers_are_what_json_says(value: float) -> None:
    assert math.isclose(parsed(json.dumps(value)), value, rel_tol=1e-14, abs_tol=5e-310)


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_exact(value: int) -> None:
    assert parsed(str(value)) == value


@pytest.mark.parametrize("text", ["", "-", "abc", "1x", "1e", "true", "1.2.3", "--1", "e5"])
def test_anything_else_is_no_number(text: str) -> None:
    assert math.isnan(parsed(text))


@pytest.mark.parametrize(("text", "value"), [("1e400", math.inf), ("12E-3", 0.012), ("0.5", 0.5)])
def test_exponents(text: str, value: float) -> None:
    assert parsed(text) == value


def test_listed_elements_are_counted_wherever_they_stand() -> None:
    value = {
        "cpuProfile": {"samples": [1, 2, 3], "nodes": [{"id": 1, "name": '"samples":[9]'}]},
        "samples": [],
        "timeDeltas": [5, 6],
        "more": {"samples": [4]},
    }
    for text in (json.dumps(value), json.dumps(value, indent=2)):
        content, references = placed(text.encode(), JSON)
        start = content.ctypes.data
        assert count_listed(start, start + len(text), references, b"samples") == 4
