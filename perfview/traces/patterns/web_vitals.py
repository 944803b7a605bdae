"""What a browser measured of its page, from wherever its SDK wrote it.

Thresholds of good and poor: https://web.dev/articles/vitals (75th percentile of page loads).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.attribute_numbers import as_number, has_any, rows_having
from perfview.traces.contents.attributes import events
from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.patterns.span_types import DOCUMENT_LOAD, named_roots, span_types
from perfview.traces.study import Study

_FORMS = (
    "browser.web_vital.{}.value",
    "measurements.{}",
    "measurements.{}_ms",
    "measurements.{}.value",
    "sentry.measurements.{}",
    "web_vital.{}.value",
    "web_vital.{}",
    "{}.value",
    "{}",
)
_SECONDS = frozenset({"second", "seconds", "s"})
_MICROSECONDS = frozenset({"microsecond", "microseconds", "us"})
_NANOSECONDS = frozenset({"nanosecond", "nanoseconds", "ns"})
LONGEST_NS = 86_400e9
"""A day: whatever takes longer was not measured on a page."""

_PAINTED = {"fcp": ("first-contentful-paint", "firstContentfulPaint")}


@dataclass(frozen=True)
class VitalValues:
    """One vital, once for each trace that tells it. row int32: the span that does; value float64:
    ns, or a bare number for cumulative layout shift."""

    row: NDArray[np.int32]
    value: NDArray[np.float64]


def vital_values(study: Study, vital: str) -> VitalValues:
    """The vital (fcp, lcp, inp, cls, ttfb) of every page load; the largest of several interactions.

    Raises `UnreadableInput` when the file has changed.
    """
    return study.once(f"web vital {vital}", lambda: _measure(study, vital))


def _measure(study: Study, vital: str) -> VitalValues:
    keys = tuple(form.format(vital) for form in _FORMS)
    best: dict[int, tuple[float, int]] = {}
    if has_any(study, keys):
        rows = rows_having(study, keys)
        for row, told in zip(rows.tolist(), attributes_of(study, rows, keys), strict=True):
            _keep(study, best, row, _first(told, keys, vital))
    if not best and vital in _PAINTED:
        for row, value in _paints(study, vital):
            _keep(study, best, row, value)
    order = sorted(best.values(), key=lambda pair: pair[1])
    return VitalValues(
        np.array([row for _, row in order], np.int32),
        np.array([value for value, _ in order], np.float64),
    )


def _keep(study: Study, best: dict[int, tuple[float, int]], row: int, value: float) -> None:
    trace = int(study.structure.trace[row])
    if 0 < value < LONGEST_NS and (trace not in best or value > best[trace][0]):
        best[trace] = value, row


def _first(told: dict[str, Value], keys: tuple[str, ...], vital: str) -> float:
    for key in keys:
        if key in told:
            value = _in_ns(told[key], vital)
            if not math.isnan(value):
                return value
    return math.nan


def _in_ns(value: Value, vital: str) -> float:
    """A measurement, written as a number of ms or as {"value": …, "unit": …}."""
    unit = ""
    if isinstance(value, dict):
        unit, value = str(value.get("unit") or "").lower(), value.get("value")
    number = as_number(value)
    if vital == "cls":
        return number
    if unit in _SECONDS:
        return number * 1e9
    if unit in _MICROSECONDS:
        return number * 1e3
    return number if unit in _NANOSECONDS else number * 1e6


def _paints(study: Study, vital: str) -> list[tuple[int, float]]:
    """When pages were painted: from spans of type `paint`, or events of a document's load."""
    model, names = study.model, _PAINTED[vital]
    found: list[tuple[int, float]] = []
    if study.source is None:
        return found
    origin = study.structure.start_ns[study.structure.trace]
    types = span_types(study)
    painted = np.flatnonzero(types.begin_with("paint")) if types.names else np.zeros(0, np.intp)
    for row in painted.tolist():
        if model.strings[model.name[row]] in names:
            found.append((row, float(model.start_ns[row] + model.duration_ns[row] - origin[row])))
    for row in named_roots(study, DOCUMENT_LOAD).tolist():
        for event in events(study, study.source, row):
            if event.name in names:
                found.append((row, float(event.time_ns - origin[row])))
    return found
