"""A table's rows as text for other programs: tab-separated to the clipboard, CSV to a file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from perfview.ui.widgets.table.columns import Column, Rows

_AT_ONCE = 10_000


def as_tsv(columns: Sequence[Column], rows: Rows) -> str:
    """Header and rows, separated by tabs; tabs and line breaks inside a cell become spaces."""
    lines = ["\t".join(column.key for column in columns)]
    for record in _records(columns, rows):
        lines.append("\t".join(" ".join(str(cell).split()) for cell in record))
    return "\n".join(lines) + "\n"


def as_csv(columns: Sequence[Column], rows: Rows) -> str:
    """Header and rows as CSV (RFC 4180)."""
    text = io.StringIO()
    _write(text, columns, rows)
    return text.getvalue()


def save_csv(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    """Write CSV to a file, whole or not at all; returns how many rows. Raises OSError."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            _write(file, columns, rows)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return len(rows)


def _write(file: Any, columns: Sequence[Column], rows: Rows) -> None:
    writer = csv.writer(file)
    writer.writerow([column.key for column in columns])
    writer.writerows(_records(columns, rows))


def _records(columns: Sequence[Column], rows: Rows) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        yield from zip(*(column.plain(some) for column in columns), strict=True)
