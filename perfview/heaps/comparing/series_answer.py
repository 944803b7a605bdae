"""Two recordings of memory over time compared: how high each series rises and what is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import duration, growth, percent, size
from perfview.heaps.series.floors import floors_of
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.telling import has_rates
from perfview.heaps.study import Study

MAIN = ("heapUsed", "rss")
"""The series a verdict is about: the first of these that both have, else the first they share."""
METHOD = (
    "series matched by name; total is the highest value, self the floor: the median of what "
    "collections left in the last third of the time, or the 5th percentile of that third where "
    "none were seen"
)
MUCH_LONGER = 1.2
"""How much longer one recording must be than the other for it to be told."""
_LAST = 2 / 3


@dataclass(frozen=True)
class _Level:
    """Of one series in bytes: its highest value, and what is left at the end."""

    peak: float
    floor: float


def compare_series(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """What changed from one recording to another. Raises UnanswerableError when they have no
    series in common, and for one they do not share."""
    old, new = _main_heap(before, "BEFORE"), _main_heap(after, "AFTER")
    levels = _levels(old), _levels(new)
    names = [name for name in levels[0] if name in levels[1]]
    if not names:
        said = " and ".join(", ".join(each) or "nothing" for each in levels)
        raise UnanswerableError(f"The two measured nothing in common: {said}.", "AFTER")
    if wanted.metric and wanted.metric not in names:
        said = f"There is no “{wanted.metric}” in both. Both have: {', '.join(names)}."
        raise UnanswerableError(said, "--sample-type")
    main = wanted.metric or next((name for name in MAIN if name in names), names[0])
    ranked = sorted(names, key=lambda name: name != main)
    rows = [_row(name, levels[0][name], levels[1][name]) for name in ranked]
    shown = tuple(rows[: wanted.limit] if wanted.limit else rows)
    whole = rows[0].total
    has_times = has_rates(before) and has_rates(after)
    paused = [_paused(each) if has_times else None for each in (old, new)]
    relative = whole.relative or 0.0
    return Comparison(
        verdict=_verdict(rows[0], paused),
        of=f"{main} at most",
        metric=main,
        unit="bytes",
        whole=whole,
        whole_unit="bytes",
        relative=(relative, relative),
        rows=shown,
        left_out=len(rows) - len(shown),
        is_normalised=False,
        method=METHOD,
        movers=shown[:1],
        notes=tuple(_notes((before, after), (old, new), has_times=has_times)),
    )


def _main_heap(study: Study, option: str) -> Single:
    found = singles(study)
    if not found:
        raise UnanswerableError("It holds neither objects nor memory over time.", option)
    return found[0]


def _levels(single: Single) -> dict[str, _Level]:
    found = {name: _level(single, name, values) for name, values in single.series.items()}
    collections = single.collections
    if "heapUsed" not in found and len(collections):
        sizes = np.concatenate([collections.before_bytes, collections.after_bytes])
        found["heapUsed"] = _level(single, "heapUsed", np.where(sizes < 0, np.nan, sizes))
    return {name: level for name, level in found.items() if np.isfinite(level.peak)}


def _level(single: Single, name: str, values: NDArray[np.float64]) -> _Level:
    known = values[np.isfinite(values)]
    if not len(known):
        return _Level(float("nan"), float("nan"))
    floors = floors_of(single, name)
    late = floors.value[floors.time_ns >= single.start_ns + single.lasted_ns * _LAST]
    if len(late):
        return _Level(float(known.max()), float(np.median(late)))
    tail = known[int(len(known) * _LAST) :]
    return _Level(float(known.max()), float(np.percentile(tail, 5)))


def _row(name: str, old: _Level, new: _Level) -> ComparedRow:
    peak, floor = _exact(old.peak, new.peak), _exact(old.floor, new.floor)
    why = f"floor {size(old.floor)} → {size(new.floor)}"
    return ComparedRow(name, "", peak, floor, peak.amount, why)


def _exact(before: float, after: float) -> Change:
    return Change(before, after, after - before, after - before)


def _verdict(row: ComparedRow, paused: list[float | None]) -> str:
    """``heapUsed rises to 310 MB instead of 120 MB (+158 %), and falls to …``"""
    said = f"{row.name} rises to {_instead(row.total)}, and falls to {_instead(row.own)}"
    before, after = paused
    if before is not None and after is not None:
        said += (
            f". Collections stop the program for {percent(after)} of the time, before for "
            f"{percent(before)}"
        )
    return f"{said}."


def _instead(change: Change) -> str:
    """``310 MB instead of 120 MB (+158 %)``."""
    if not change.amount:
        return f"{size(change.after)} as before"
    relative = "" if change.relative is None else f" ({growth(change.relative)})"
    return f"{size(change.after)} instead of {size(change.before)}{relative}"


def _paused(single: Single) -> float | None:
    """The part of the time in which collections stood in the way, None without any."""
    found = single.collections
    return float(found.pause_ns.sum()) / single.lasted_ns if len(found) else None


def _notes(
    studies: tuple[Study, Study], heaps: tuple[Single, Single], *, has_times: bool
) -> list[str]:
    notes = []
    lasted = [single.lasted_ns for single in heaps]
    if has_times and max(lasted) > MUCH_LONGER * min(lasted):
        first, second = (duration(each) for each in lasted)
        notes.append(
            f"The first was watched for {first}, the second for {second}: what grows with time "
            "grows with the longer one."
        )
    if max(len(singles(study)) for study in studies) > 1:
        notes.append("Of recordings of several heaps, the one with the most points is compared.")
    return notes
