"""A table of columns written as CSV, JSON or NumPy arrays, a slice of rows at a time."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable

Columns = Mapping[str, NDArray[Any] | Sequence[str]]
"""Columns of equal length by name: numbers as arrays, texts as lists."""

_ROWS_AT_ONCE = 20_000
_WIDEST_COLUMN = 512_000_000


def chosen(columns: Columns, rows: NDArray[np.integer]) -> Columns:
    """Only these rows of a table, in this order."""
    return {name: _taken(column, rows) for name, column in columns.items()}


def _taken(
    column: NDArray[Any] | Sequence[str], rows: NDArray[np.integer]
) -> NDArray[Any] | Sequence[str]:
    """Texts that are made when asked for know how to take rows without making any."""
    if isinstance(column, np.ndarray):
        numbers: NDArray[Any] = column[rows]
        return numbers
    take = getattr(column, "take", None)
    texts: Sequence[str] = take(rows) if take else [column[i] for i in rows.tolist()]
    return texts


def write_csv(columns: Columns, file: BinaryIO, check: Callable[[], None] = lambda: None) -> None:
    """RFC 4180 with a header line, UTF-8; `check` is called every 20,000 rows and may raise."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    for rows in _slices(columns):
        check()
        writer.writerows(rows)
    text.detach()


def write_json(columns: Columns, file: BinaryIO, check: Callable[[], None] = lambda: None) -> None:
    """An array of objects, one a row; `check` is called every 20,000 rows and may raise."""
    names, opening = list(columns), b"["
    for rows in _slices(columns):
        check()
        for row in rows:
            text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            file.write(opening + b"\n" + text.encode("utf-8", "replace"))
            opening = b","
    file.write(b"[]\n" if opening == b"[" else b"\n]\n")


def write_npz(columns: Columns, file: BinaryIO, check: Callable[[], None] = lambda: None) -> None:
    """One array a column as `numpy.load` reads it, no pickles; texts as fixed-width unicode.

    A column of texts that would take more than 512 MB that way is written as two arrays instead:
    its UTF-8 bytes end to end (``name.utf8``) and where each begins (``name.offsets``, int64).
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        check()
        arrays |= _arrays(name, column)
    # `savez_compressed` takes names as keywords, and tables have columns that are called `file`.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            check()
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


WRITERS = {"csv": write_csv, "json": write_json, "npz": write_npz}
"""How to write a table, by the name of the format."""


def _slices(columns: Columns) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as tuples of plain Python values, some thousands at a time."""
    length = len(next(iter(columns.values()), ()))
    for first in range(0, length, _ROWS_AT_ONCE):
        cut = (column[first : first + _ROWS_AT_ONCE] for column in columns.values())
        plain = (_plain(c) if isinstance(c, np.ndarray) else c for c in cut)
        yield list(zip(*plain, strict=True))


def _plain(numbers: NDArray[Any]) -> list[Any]:
    """What is no number is None: JSON has no word for it (RFC 8259, section 6), CSV an empty
    field."""
    values: list[Any] = numbers.tolist()
    if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
        return [value if math.isfinite(value) else None for value in values]
    return values


def _arrays(name: str, column: NDArray[Any] | Sequence[str]) -> dict[str, NDArray[Any]]:
    if isinstance(column, np.ndarray):
        return {name: column}
    texts = list(column)
    longest = max(map(len, texts), default=0)
    if 4 * longest * len(texts) <= _WIDEST_COLUMN:
        return {name: np.array(texts, dtype=np.str_)}
    table = StringTable.of(texts)
    return {f"{name}.utf8": table.arena, f"{name}.offsets": table.offsets}
