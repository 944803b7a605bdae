"""The words for what a profile counts."""

from __future__ import annotations

from perfview.findings.quantities import duration, percent, plural, quantity
from perfview.profiles.model import ProfileModel

_TOTALS = {"ns": "time", "bytes": "size", "count": "count"}
_MEMORY = {
    "alloc_space": "allocated",
    "alloc_objects": "objects allocated",
    "inuse_space": "alive at the end",
    "inuse_objects": "objects alive at the end",
}
"""pprof's words for memory (https://pkg.go.dev/runtime/pprof)."""


def metric_title(model: ProfileModel, metric: int = -1) -> str:
    """A metric's name for people: ``alloc_space`` is `allocated`, ``wall_time`` `wall time`."""
    at = model.metrics.default if metric < 0 else metric
    name = model.metrics.name[at]
    return _MEMORY.get(name) or name.replace("_", " ")


def amount(value: float, unit: str) -> str:
    """A weight in its unit, zero with it."""
    return duration(value) if unit == "ns" else quantity(value, unit)


def share(value: float, whole: float) -> str:
    """A part of the whole in percent, "–" of nothing."""
    return percent(value / whole) if whole else "–"


def samples(count: int) -> str:
    """`1,204 samples`."""
    return plural(count, "sample")


def total_word(unit: str) -> str:
    """What a sum of this unit is: time, size or count."""
    return _TOTALS.get(unit, "total")
