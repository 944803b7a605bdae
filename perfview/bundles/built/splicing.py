"""What a file put together from stretches of others weighs at gzip level 9, without compressing
again what has been compressed there.

zlib looks back 32 KiB and ahead 258 bytes, no further. So what it makes of a stretch, its tokens,
is the same again wherever the stretch stands, from one window behind its beginning on and once a
repetition ends at the same place; only what lies between has to be compressed. The tokens together
then take the bits that zlib writes for them, which `deflate_bits` counts as it does. The sizes are
exact: a text where zlib's own size is another one (another zlib) is always compressed anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.codecs import GZIP_FRAME, deflated
from perfview.kernels.deflate_blocks import deflate_bits
from perfview.kernels.deflate_tokens import REPETITION, SYMBOL, deflate_tokens

_WINDOW = 1 << 15
_AHEAD = 300
"""Bytes that zlib reads ahead of what it decides about, and a few more."""

_LEAST = 2 * _WINDOW
"""Shorter stretches are not worth taking tokens from."""

_TRIES = (1 << 12, 1 << 15)
"""Bytes behind the window within which the tokens have to meet again."""


@dataclass(frozen=True)
class Tokens:
    """A text as zlib compressed it: where each token's text stops, int32 (t), and the tokens,
    uint16 (t), as `deflate_tokens` tells them."""

    stop: NDArray[np.int32]
    token: NDArray[np.uint16]


@dataclass(frozen=True)
class Part:
    """A stretch of a text, from start to stop; tokens: of all that text, None for unknown."""

    text: bytes
    start: int
    stop: int
    tokens: Tokens | None = None


def tokens_of(stream: bytes, text_bytes: int) -> Tokens | None:
    """The tokens of a text of so many bytes that `deflated` made this stream of; None where they
    would not tell what it weighs."""
    found = deflate_tokens(stream, text_bytes)
    if found is None or _bytes(found[1]) != len(stream):
        return None
    return Tokens(*found)


def joined(parts: Sequence[Part]) -> bytes:
    """The text of all parts."""
    return b"".join(part.text[part.start : part.stop] for part in parts)


def spliced_gzip_size(parts: Sequence[Part], text: bytes) -> int:
    """Bytes of the parts at gzip level 9; `text` is what `joined` makes of them."""
    tokens = _Splicing(text).through(parts)
    return GZIP_FRAME + (len(deflated(text)) if tokens is None else _bytes(tokens))


def _bytes(token: NDArray[np.uint16]) -> int:
    return (deflate_bits(token) + 7) // 8


class _Splicing:
    """Tokens of a new text, from its beginning on: `_at` is how far they reach."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0
        self._found: list[NDArray[np.uint16]] = []

    def through(self, parts: Sequence[Part]) -> NDArray[np.uint16] | None:
        """The tokens of all parts, uint16; None where they could not be told."""
        place = 0
        for part in parts:
            if part.tokens is not None and part.stop - part.start >= _LEAST:
                self._take(part, part.tokens, place)
            place += part.stop - part.start
        if not self._found:
            return None
        if self._at < len(self._text):
            rest = self._compressed(len(self._text))
            if rest is None:
                return None
            self._found.append(rest[1])
        return np.concatenate(self._found)

    def _take(self, part: Part, known: Tokens, place: int) -> None:
        """Take from a part that begins at `place` the tokens that stay the same, and compress
        what lies before them."""
        last = self._last(part, known, place)
        if place == part.start == 0:
            between, first = None, 0
        else:
            met = self._met(part, known, place)
            if met is None:
                return
            between, first = met
        if last <= first:
            return
        if between is not None:
            self._found.append(between)
        self._found.append(known.token[first:last])
        self._at = int(known.stop[last - 1]) + place - part.start

    def _last(self, part: Part, known: Tokens, place: int) -> int:
        """How many tokens from the first on nothing behind the part has a say in; they end with a
        repetition, after which zlib remembers nothing but its window."""
        is_end = place + part.stop - part.start == len(self._text)
        if is_end and part.stop == known.stop[-1]:
            return len(known.stop)
        stop = int(np.searchsorted(known.stop, part.stop - _AHEAD, "right"))
        while stop and known.token[stop - 1] & SYMBOL < REPETITION:
            stop -= 1
        return stop

    def _met(self, part: Part, known: Tokens, place: int) -> tuple[NDArray[np.uint16], int] | None:
        """The tokens from where they reach until they are again those of the part, and the row of
        the part's from there on."""
        offset, least = place - part.start, place + _WINDOW
        for more in _TRIES:
            end = min(least + more + _AHEAD, place + part.stop - part.start)
            between = self._compressed(end)
            if between is None:
                return None
            stop, token = between[0] + self._at, between[1]
            ours = stop[(token & SYMBOL >= REPETITION) & (stop >= least) & (stop <= end - _AHEAD)]
            low, high = np.searchsorted(known.stop, (least - offset, end - offset))
            theirs = known.stop[low:high][known.token[low:high] & SYMBOL >= REPETITION] + offset
            both = ours[np.isin(ours, theirs)]
            if len(both):
                here = int(np.searchsorted(stop, both[0])) + 1
                return token[:here], int(np.searchsorted(known.stop, both[0] - offset)) + 1
        return None

    def _compressed(self, end: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]] | None:
        """The tokens from where they reach to `end`, with what stands before in sight."""
        before = self._text[max(0, self._at - _WINDOW) : self._at]
        stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
        text = self._text[self._at : end]
        return deflate_tokens(stream.compress(text) + stream.flush(), len(text))
