"""What sets some requests apart from the others: attributes and calls that they have more often.

As Honeycomb's BubbleUp does for a box drawn in a heat map: every attribute is looked at, the values
are ranked by how much more often they occur inside than outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import number
from perfview.traces.contents.attribute_columns import (
    AttributeColumn,
    attribute_column,
    attribute_keys,
)
from perfview.traces.contents.detail import Value, as_text
from perfview.traces.study import Study

_MANY = 40
"""Distinct numbers from which on they are compared as more or less, not one by one."""
_DECILES = np.arange(0.1, 1.0, 0.1)
_Z = 3.3
"""Of a thousand values that make no difference one may seem to make one (two-sided normal)."""
_MOST_VALUES = 2_000


@dataclass(frozen=True)
class Difference:
    """`what` (an attribute's key, or "calls") is `value` in `inside` of those chosen and `outside`
    of the others, both 0-1; `sure` is the difference that is left when both are as near each other
    as chance allows. `filter` is the condition in the filter language."""

    what: str
    value: str
    inside: float
    outside: float
    sure: float
    filter: str


def tell_apart(
    study: Study, row: NDArray[np.int32], chosen: NDArray[np.bool_], most: int = 30
) -> list[Difference]:
    """What the chosen of these spans (row int32, chosen bool) have more often, surest first.

    Looks at the spans' own attributes and at what their traces call. Nothing when one side is
    empty. Raises `UnreadableInput` when the file has changed.
    """
    inside, outside = int(chosen.sum()), int((~chosen).sum())
    if not inside or not outside:
        return []
    found = list(_calls(study, row, chosen))
    for key in attribute_keys(study):
        column = attribute_column(study, key)
        of_row = column.of_span[row]
        if (of_row >= 0).any():
            found += _of_attribute(key, column, of_row, chosen)
    found = [each for each in found if each.sure > 0]
    return sorted(found, key=lambda each: -each.sure)[:most]


def _of_attribute(
    key: str, column: AttributeColumn, of_row: NDArray[np.int32], chosen: NDArray[np.bool_]
) -> Iterator[Difference]:
    numbers = _numbers(column.values)
    if numbers is not None and len(column.values) > _MANY:
        yield from _thresholds(key, np.append(numbers, np.nan)[of_row], chosen)
        return
    used, place = np.unique(of_row, return_inverse=True)
    if len(used) > _MOST_VALUES:
        return
    hits = np.bincount(place[chosen], minlength=len(used))
    misses = np.bincount(place[~chosen], minlength=len(used))
    for value, a, b in zip(used.tolist(), hits.tolist(), misses.tolist(), strict=True):
        words = as_text(column.values[value]) if value >= 0 else "absent"
        condition = f"{key}={_quoted(words)}" if value >= 0 else f"not {key}=*"
        yield _difference(key, words, a, b, chosen, condition)


def _numbers(values: Sequence[Value]) -> NDArray[np.float64] | None:
    """The values as numbers, None when one of them is none."""
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return np.array(values, np.float64)
    return None


def _thresholds(
    key: str, values: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> Iterator[Difference]:
    """Numbers as above or below a decile; the better of each direction."""
    known = values[~np.isnan(values)]
    limits = np.unique(np.quantile(known, _DECILES))
    for sign, is_beyond in ((">=", np.greater_equal), ("<", np.less)):
        best: Difference | None = None
        for limit in limits.tolist():
            beyond = is_beyond(values, limit)
            a, b = int((beyond & chosen).sum()), int((beyond & ~chosen).sum())
            words = f"{'≥' if sign == '>=' else '<'} {number(limit)}"
            each = _difference(key, words, a, b, chosen, f"{key}{sign}{limit:g}")
            if best is None or each.sure > best.sure:
                best = each
        if best is not None:
            yield best


def _calls(study: Study, row: NDArray[np.int32], chosen: NDArray[np.bool_]) -> Iterator[Difference]:
    """Operations that occur in the traces of these spans."""
    structure, operations, strings = study.structure, study.operations, study.model.strings
    trace = structure.trace[row]
    is_chosen = np.zeros(structure.traces, np.bool_)
    is_other = np.zeros(structure.traces, np.bool_)
    is_chosen[trace[chosen]] = True
    is_other[trace[~chosen]] = True
    pairs = np.unique(structure.trace.astype(np.int64) * len(operations) + operations.of_span)
    of_trace, operation = pairs // len(operations), pairs % len(operations)
    hits = np.bincount(operation[is_chosen[of_trace]], minlength=len(operations))
    misses = np.bincount(operation[is_other[of_trace]], minlength=len(operations))
    inside, outside = int(is_chosen.sum()), int(is_other.sum())
    for k in range(len(operations)):
        sure = _sure(int(hits[k]), inside, int(misses[k]), outside)
        if sure > 0:
            name, service = operations.names[k], strings[operations.service[k]]
            shares = float(hits[k] / inside), float(misses[k] / outside)
            words = f"{service}, {name}" if service else name
            condition = f"service={_quoted(service)} name={_quoted(name)}"
            yield Difference("calls", words, *shares, sure, condition)


def _difference(
    what: str, value: str, hits: int, misses: int, chosen: NDArray[np.bool_], condition: str
) -> Difference:
    inside, outside = int(chosen.sum()), int((~chosen).sum())
    sure = _sure(hits, inside, misses, outside)
    return Difference(what, value, hits / inside, misses / outside, sure, condition)


def _sure(hits: int, inside: int, misses: int, outside: int) -> float:
    """The difference of two rates that chance leaves: Newcombe 1998's method 10, lower bound."""
    a, b = hits / inside, misses / outside
    if a <= b:
        return 0.0
    low, high = _wilson(hits, inside)[0], _wilson(misses, outside)[1]
    return float(max(0.0, a - b - np.hypot(a - low, high - b)))


def _wilson(hits: int, count: int) -> tuple[float, float]:
    rate, z2 = hits / count, _Z**2
    middle = (rate + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z / (1 + z2 / count) * np.sqrt(rate * (1 - rate) / count + z2 / (4 * count**2))
    return middle - half, middle + half


def _quoted(text: str) -> str:
    if text and not any(c.isspace() or c in '()"*' for c in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
