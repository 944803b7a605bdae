"""Numbers and ids out of text against Python's own arithmetic."""

from __future__ import annotations

import base64
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import kernel
from perfview.kernels.memory import PAD
from perfview.kernels.numbers import parse_id, parse_number, parse_varint


@kernel("void(int64, int64, int64, int64[::1])")
def _number(address, length, scale, out):  # type: ignore[no-untyped-def]
    out[0], out[1] = parse_number(address, length, scale)


@kernel("void(int64, int64, int64[::1])")
def _varint(address, length, out):  # type: ignore[no-untyped-def]
    out[0], out[1] = parse_varint(address, length)


@kernel("void(int64, int64, int64, uint64[::1])")
def _id(address, length, size, out):  # type: ignore[no-untyped-def]
    out[0], out[1] = parse_id(address, length, size)


def padded(text: bytes) -> np.ndarray:
    """The bytes with digits behind them, which must not be read as part of them."""
    return np.frombuffer(text + b"7" * PAD, np.uint8)


def number(text: str, scale: int = 0) -> int | None:
    out = np.zeros(2, np.int64)
    held = padded(text.encode())
    _number(held.ctypes.data, len(text), scale, out)
    return int(out[1]) if out[0] else None


def identity(text: bytes, size: int) -> int:
    out = np.zeros(2, np.uint64)
    held = padded(text)
    _id(held.ctypes.data, len(text), size, out)
    return int(out[0]) << 64 | int(out[1])


@settings(deadline=None)
@given(st.integers(-(2**70), 2**70))
def test_integers(value: int) -> None:
    fits = -(2**63) < value < 2**63
    assert number(str(value)) == (value if fits else None)


@settings(deadline=None)
@given(
    st.integers(0, 10**15),
    st.text("0123456789", max_size=3),
    st.integers(-12, 4),
    st.integers(0, 9),
    st.booleans(),
)
def test_decimals(whole: int, fraction: str, exponent: int, scale: int, negative: bool) -> None:
    text = f"{'-' * negative}{whole}{'.' * bool(fraction)}{fraction}e{exponent:+d}"
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(text).scaleb(scale).quantize(Decimal(1), ROUND_HALF_UP)
    expected = int(exact) if abs(exact) < 2**63 else None
    assert number(text, scale) == expected


@settings(deadline=None)
@given(st.text("0123456789+-.eExa ", max_size=12))
def test_what_is_no_number_is_refused(text: str) -> None:
    found = number(text)
    if found is not None:
        assert abs(Decimal(text) - found) <= Decimal("0.5")


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 10))
def test_varints(value: int, cut: int) -> None:
    written = bytearray()
    rest = value
    while rest >= 128:
        written.append(rest & 127 | 128)
        rest >>= 7
    written.append(rest)
    out = np.zeros(2, np.int64)
    held = padded(bytes(written))
    _varint(held.ctypes.data, min(cut, len(written)), out)
    assert bool(out[0]) == (cut >= len(written))
    if out[0]:
        assert int(out[1]) % 2**64 == value


@settings(deadline=None)
@given(st.binary(min_size=8, max_size=8), st.binary(min_size=16, max_size=16))
def test_ids_in_hex_and_base64(short: bytes, long: bytes) -> None:
    for raw in (short, long):
        value = int.from_bytes(raw, "big")
        written = [raw.hex(), raw.hex().upper(), raw.hex().lstrip("0")]
        written += [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()]
        for text in written:
            if len(text) in (11, 22) and text == raw.hex().lstrip("0"):
                continue
            assert identity(text.encode(), len(raw)) == value


def test_other_ids_are_hashed_and_differ() -> None:
    found = {identity(text, 8) for text in (b"not-an-id", b"not-an-ie", b"g" * 16, b"-" * 40)}
    assert len(found) == 4
    held = padded(b"not-an-id")
    assert identity(b"not-an-id", 8) == int(hash_bytes(held.ctypes.data, 9)) ^ 1
