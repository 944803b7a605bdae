"""Values of any kind and depth passed over, in pieces of any size."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.json_skipping import Skipper
from perfview.kernels.padding import PAD

VALUES = st.recursive(
    st.one_of(st.integers(), st.text('[]{}"\\a'), st.none()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text('"}\\'), inner)),
)


def length_of(content: bytes, step: int) -> int:
    """How many bytes the value takes, -1 where it does not end."""
    skipper, done = Skipper(), 0
    while not skipper.done and done < len(content):
        piece = content[done : done + step]
        done += skipper.skip(bytearray(piece + bytes(PAD)), len(piece))
    return done if skipper.done else -1


@settings(deadline=None)
@given(st.one_of(st.lists(VALUES), st.text('"\\]x')), st.integers(1, 100))
def test_it_ends_where_the_value_does(value: object, step: int) -> None:
    text = json.dumps(value).encode()
    assert length_of(text + b"]}, 1", step) == len(text)
    assert length_of(text[:-1], step) == -1


def test_any_depth() -> None:
    depth = 300_000
    assert length_of(b"[" * depth + b"]" * depth + b"]", 1 << 16) == 2 * depth
