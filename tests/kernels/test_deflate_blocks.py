"""Tokens of deflate streams, and the bits that zlib writes for them, held against zlib itself."""

from __future__ import annotations

import random
import zlib

import numpy as np
import pytest

from perfview.kernels.deflate_blocks import deflate_bits
from perfview.kernels.deflate_tokens import REPETITION, SYMBOL, deflate_tokens


def _deflated(text: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 8, strategy)
    return stream.compress(text) + stream.flush()


def _words(seed: int, long: int) -> bytes:
    """Text of some words, short ones more often, with numbers in between."""
    chosen = random.Random(seed)
    words = [bytes(chosen.choices(b"etaoinshrdlu", k=chosen.randrange(1, 9))) for _ in range(900)]
    parts = [chosen.choice(words[: chosen.choice((9, 90, 900))]) for _ in range(long)]
    return b" ".join(part + b"%d" % place if place % 7 == 0 else part
                     for place, part in enumerate(parts))  # fmt: skip


def _fibonacci() -> bytes:
    """Letters so unevenly frequent that an optimal code would be longer than it may be."""
    often = [1, 1]
    while sum(often) < 15_000:
        often.append(often[-1] + often[-2])
    letters = [letter for letter, times in enumerate(often) for _ in range(times)]
    random.Random(3).shuffle(letters)
    return bytes(letters)


_TEXTS = {
    "nothing": b"",
    "one letter": b"a",
    "one letter over and over": b"a" * 70_000,
    "two in turn": b"ab" * 9_000,
    "every byte": bytes(range(256)) * 40,
    "four letters, no repetition worth it": bytes(random.Random(1).choices(b"acgt", k=40_000)),
    "codes too long": _fibonacci(),
    "short words": _words(1, 40),
    "one block": _words(2, 3_000),
    "many blocks": _words(3, 60_000),
}


@pytest.mark.parametrize("name", _TEXTS)
def test_bits_of_tokens_are_those_zlib_writes(name: str) -> None:
    text = _TEXTS[name]
    stream = _deflated(text)
    found = deflate_tokens(stream, len(text))
    assert found is not None
    assert (deflate_bits(found[1]) + 7) // 8 == len(stream)


@pytest.mark.parametrize("tokens", [16_382, 16_383, 16_384, 2 * 16_383])
def test_a_block_that_is_just_full_is_followed_as_zlib_does(tokens: int) -> None:
    # Only literals: with this strategy zlib looks for no repetitions.
    text = bytes(random.Random(5).choices(b"acgt", k=tokens))
    stream = _deflated(text, zlib.Z_HUFFMAN_ONLY)
    found = deflate_tokens(stream, len(text))
    assert found is not None
    assert len(found[1]) == tokens
    assert abs((deflate_bits(found[1]) + 7) // 8 - len(stream)) <= 2


def test_tokens_stop_where_their_text_does() -> None:
    text = b"abcabcabcabcX"
    found = deflate_tokens(_deflated(text), len(text))
    assert found is not None
    stop, token = found
    # zlib repeats nothing from the very first byte on.
    assert stop.tolist() == [1, 2, 3, 4, 12, 13]
    assert np.flatnonzero(token & SYMBOL >= REPETITION).tolist() == [4]
    assert (token[:4] & SYMBOL).tolist() == list(b"abca")


def test_what_is_no_stream_of_such_a_text_has_no_tokens() -> None:
    text = _TEXTS["short words"]
    stream = _deflated(text)
    assert deflate_tokens(stream[:-9], len(text)) is None
    assert deflate_tokens(stream, len(text) - 1) is None
    assert deflate_tokens(stream, len(text) + 1) is None
    assert deflate_tokens(b"\xff" * 40, 400) is None


def test_blocks_that_are_not_compressed_have_no_tokens() -> None:
    text = np.random.default_rng(1).integers(0, 256, 5_000, np.uint8).tobytes()
    assert deflate_tokens(_deflated(text), len(text)) is None


def test_broken_streams_end_in_none_or_in_tokens() -> None:
    text, chosen = _TEXTS["one block"], random.Random(9)
    stream = _deflated(text)
    for _ in range(200):
        broken = bytearray(stream)
        broken[chosen.randrange(len(broken))] ^= 1 << chosen.randrange(8)
        found = deflate_tokens(bytes(broken), len(text))
        assert found is None or int(found[0][-1]) == len(text)
