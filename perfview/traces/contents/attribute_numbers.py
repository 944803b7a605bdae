"""Numbers among the attributes of spans, under whichever of several keys a span has them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.references import BARE, LENGTH_BITS, OFFSET_BITS, TEXT, VARINT
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of, places_of
from perfview.traces.study import Study

MANY = 5_000
"""Rows from which on whole columns are read instead of single values."""

_TO_LENGTH, _LENGTH = np.uint64(OFFSET_BITS), np.uint64((1 << LENGTH_BITS) - 1)
_TO_TYPE = np.uint64(OFFSET_BITS + LENGTH_BITS)


def has_any(study: Study, keys: Sequence[str]) -> bool:
    """Whether some span may have one of these attributes; costs next to nothing."""
    return study.source is not None and len(_numbers_of(study, keys)) > 0


def rows_having(
    study: Study, keys: Sequence[str], rows: NDArray[np.integer] | None = None, least: int = 0
) -> NDArray[np.int32]:
    """The spans (of `rows`, any integers; of all when None) that have one of the attributes.

    `least` leaves out whole numbers that are too short, as they stand in the file, to be as large:
    reading them is what takes time, and most are small. int32, in the order of `rows`.
    """
    table = study.model.attributes
    if rows is None:
        rows = np.arange(len(study.model), dtype=np.int32)
    wanted = _numbers_of(study, keys)
    if not wanted or not len(rows):
        return np.zeros(0, np.int32)
    place, owner = places_of(table, rows)
    hit = np.isin(table.key[place], wanted)
    if least:
        hit[hit] = _may_reach(table.reference[place[hit]], least)
    has = np.zeros(len(rows), np.bool_)
    has[owner[hit]] = True
    return np.asarray(rows, np.int32)[has]


def numbers_of(study: Study, rows: NDArray[np.integer], keys: Sequence[str]) -> NDArray[np.float64]:
    """Per row (any integers) the number under the first of the keys it has, NaN without one.

    Texts that hold a number count. Raises `UnreadableInput` when the file has changed.
    """
    found = np.full(len(rows), np.nan)
    if not has_any(study, keys):
        return found
    if len(rows) > MANY:
        return _from_columns(study, rows, keys)
    for i, told in enumerate(attributes_of(study, rows, keys)):
        for key in keys:
            value = as_number(told.get(key))
            if not math.isnan(value):
                found[i] = value
                break
    return found


def _from_columns(
    study: Study, rows: NDArray[np.integer], keys: Sequence[str]
) -> NDArray[np.float64]:
    """What `numbers_of` says, each distinct value of an attribute looked at once."""
    found = np.full(len(rows), np.nan)
    for key in keys:
        column = attribute_column(study, key)
        told = np.array([*map(as_number, column.values), math.nan])
        found = np.where(np.isnan(found), told[column.of_span[rows]], found)
    return found


def as_number(value: Value) -> float:
    """An attribute's value as a finite number; NaN when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _numbers_of(study: Study, keys: Sequence[str]) -> list[int]:
    table = study.model.attributes
    return [number for number in map(table.keys.find, keys) if number >= 0]


def _may_reach(references: NDArray[np.uint64], least: int) -> NDArray[np.bool_]:
    """Whether the bytes are enough for a whole number of at least `least`."""
    length = ((references >> _TO_LENGTH) & _LENGTH).astype(np.int64)
    kind = (references >> _TO_TYPE).astype(np.int64)
    digits = np.isin(kind, (TEXT, BARE)) & (length < len(str(least)))
    groups = (kind == VARINT) & (7 * length < least.bit_length())
    enough: NDArray[np.bool_] = ~(digits | groups)
    return enough
