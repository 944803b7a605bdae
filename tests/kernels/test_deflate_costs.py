"""What each place of a text costs in its deflate stream."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.deflate_costs import BadStreamError, deflate_costs

STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY)


def _deflated(data: bytes, level: int, strategy: int) -> bytes:
    stream = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return stream.compress(data) + stream.flush()


TEXT = b"".join(b"function f%d(a,b){return a+%d*b}" % (k, k * k) for k in range(9000))


@pytest.mark.parametrize("level", [0, 1, 6, 9])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_costs_grow_to_nearly_the_whole_stream(level: int, strategy: int) -> None:
    stream = _deflated(TEXT, level, strategy)
    places = np.linspace(0, len(TEXT), 1000).astype(np.int64)
    costs = deflate_costs(stream, places)
    assert costs[0] == 0
    assert (np.diff(costs) > 0).all()
    # What is left is code tables and the ends of blocks.
    assert 0.97 * 8 * len(stream) < costs[-1] <= 8 * len(stream)


def test_literals_of_a_fixed_block_cost_what_the_rfc_says() -> None:
    text = bytes([65, 200, 66])
    costs = deflate_costs(_deflated(text, 9, zlib.Z_FIXED), np.arange(4))
    assert costs.tolist() == [0, 8, 17, 25]


def test_a_repetition_is_shared_by_what_it_repeats() -> None:
    text = b"abcdefgh" + b"abcdefgh"
    costs = deflate_costs(_deflated(text, 9, zlib.Z_FIXED), np.arange(17))
    first, second = np.diff(costs)[:8], np.diff(costs)[8:]
    assert first.tolist() == [8.0] * 8
    # Length 8 is a code of 7 bits, distance 8 one of 5 with 1 more (sections 3.2.5 and 3.2.6).
    assert second[-7:].sum() <= 13
    assert np.ptp(second[-7:]) < 1e-9


@given(st.binary(min_size=1, max_size=3000), st.sampled_from(STRATEGIES), st.integers(0, 9))
def test_any_bytes(data: bytes, strategy: int, level: int) -> None:
    stream = _deflated(data * 3, level, strategy)
    costs = deflate_costs(stream, np.array([0, len(data), 3 * len(data)], np.int64))
    assert 0 == costs[0] < costs[1] <= costs[2] <= 8 * len(stream)


@given(st.data())
def test_damaged_streams_are_refused_or_walked(data: st.DataObject) -> None:
    stream = bytearray(_deflated(TEXT[:9000], 9, zlib.Z_DEFAULT_STRATEGY))
    for _ in range(3):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(stream[: data.draw(st.integers(0, len(stream)))])
    try:
        costs = deflate_costs(cut, np.array([0, 100, 9000], np.int64))
    except BadStreamError:
        return
    assert (np.diff(costs) >= 0).all()


def test_a_stream_that_breaks_off_is_refused() -> None:
    with pytest.raises(BadStreamError):
        deflate_costs(_deflated(TEXT, 9, zlib.Z_DEFAULT_STRATEGY)[:-9], np.array([0], np.int64))
