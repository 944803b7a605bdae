"""Round amounts along an axis, and how they are written."""

from __future__ import annotations

import math

APART = 34
"""Pixels from one number to the next, at least."""

_STEPS = (1, 2, 5, 10)


def round_amounts(
    least: float, most: float, pixels: float, apart: float = APART
) -> tuple[float, list[float]]:
    """Amounts at 1, 2 and 5 times powers of ten between two, no nearer to each other than `apart`
    pixels, and how far they are from each other."""
    raw = max((most - least) / max(pixels, 1) * apart, 1e-9)
    base = 10 ** math.floor(math.log10(raw))
    step = next(base * m for m in _STEPS if base * m >= raw * 0.999)
    first = max(0, math.ceil(least / step))
    return step, [k * step for k in range(first, math.floor(most / step) + 1)]


def short_amount(text: str) -> str:
    """An amount in words without trailing zeros: ``20 MB`` for ``20.0 MB``."""
    number, thin, unit = text.partition("\u202f")
    return (number.rstrip("0").rstrip(".") if "." in number else number) + thin + unit
