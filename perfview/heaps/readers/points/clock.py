"""Times in whatever unit they are written, as nanoseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_EPOCHS = ((1e17, 1.0), (1e14, 1e3), (1e11, 1e6), (8e8, 1e9))
"""From which value on a time since 1970 is how many ns a unit: no two units overlap in the years
1995 to 2100, so nothing is guessed."""

_STEPS = ((1e8, 1.0, "ns"), (2e5, 1e3, "µs"), (8.0, 1e6, "ms"), (0.0, 1e9, "s"))
"""Of times since a start, the least usual distance of two that speaks for a unit: nobody measures
memory more often than every 8 ms or more seldom than every 3 min without saying so."""


@dataclass(frozen=True)
class Clock:
    """Times in ns, float64, and whether they count from 1970; `guessed` is the unit that had to be
    guessed, "" where it was told."""

    time_ns: NDArray[np.int64]
    is_epoch: bool
    guessed: str = ""


def clock_of(values: NDArray[np.float64], scale: float) -> Clock:
    """Times from numbers, `scale` ns each; 0 lets their size decide. NaN repeats what came before.

    Whole nanoseconds relative to the first when they are since 1970, because float64 is too coarse
    for those: the first is then exact to a microsecond.
    """
    values = _filled(values)
    guessed = ""
    if not scale:
        scale, guessed = _guess(values)
    is_epoch = bool(len(values)) and float(values[0]) * scale > 8e17
    first = round(float(values[0]) * scale) if len(values) else 0
    return Clock(
        first + np.round((values - values[:1]) * scale).astype(np.int64), is_epoch, guessed
    )


def clock_of_texts(texts: list[str]) -> Clock | None:
    """Times from ISO 8601 texts, with or without a zone (then UTC); None when they are none."""
    known: dict[str, int] = {}
    try:
        for text in texts:
            if text not in known:
                known[text] = _parsed(text)
    except (ValueError, OverflowError):
        return None
    return Clock(np.array([known[text] for text in texts], np.int64), is_epoch=True)


def _parsed(text: str) -> int:
    from datetime import UTC, datetime

    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    past = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return ((past.days * 86400 + past.seconds) * 1_000_000 + past.microseconds) * 1000


def _filled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(values)
    if known.all():
        return values
    place = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    return np.where(
        place >= 0, values[np.maximum(place, 0)], values[known][0] if known.any() else 0
    )


def _guess(values: NDArray[np.float64]) -> tuple[float, str]:
    largest = float(np.abs(values).max(initial=0.0))
    for least, scale in _EPOCHS:
        if largest >= least and float(values.min()) >= 0.5 * largest:
            return scale, ""
    steps = np.diff(values)
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 1.0
    if _is_slow(steps, usual):
        return 1e9, "s"
    return next((scale, unit) for least, scale, unit in _STEPS if usual >= least)


def _is_slow(steps: NDArray[np.float64], usual: float) -> bool:
    """Exactly 10, 15, 30 s or whole minutes apart, always: a plan in seconds, no timer's ms."""
    planned = usual in (10.0, 15.0, 30.0) or (usual % 60 == 0 and usual <= 3600)
    return planned and bool((steps == usual).all())
