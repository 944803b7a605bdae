"""Measurements a line each: JSON objects, comma-separated tables, and memory_profiler's files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import orjson

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import lines_of
from perfview.heaps.readers.points.entries import are_entries, rows_of
from perfview.heaps.readers.points.found import Found
from perfview.heaps.readers.points.table import Column, Table, table_of
from perfview.heaps.readers.points.words import measured, timed
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MOST_KEYS = 64
_DEEPEST = 3
_NAN = float("nan")


def read_json_lines(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """Objects a line each; lines that are none, or tell nothing of memory, are left out. Raises
    `UnreadableInput` when none is left."""
    report, found = ImportReport(), Found()
    points, entries = _Rows(), _Rows()
    for line in lines_of(source, progress, report):
        flat = flat_object(line)
        if not flat:
            continue
        if are_entries(set(flat)):
            entries.add(flat)
        elif any(measured(key) for key in flat):
            points.add(flat)
    found.rows = rows_of(entries.columns(), "") if len(entries) else []
    return _model(found, table_of("", points.columns()), report)


def read_comma_separated(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """A table with a line of names first. Raises `UnreadableInput` when none is of memory."""
    report, rows = ImportReport(), _Rows()
    lines = (line for line in lines_of(source, progress, report) if line.strip())
    first = next(lines, "")
    for record in csv.DictReader(chain([first], lines), delimiter=separator_of(first)):
        rows.add({key: _value(text) for key, text in record.items() if key and text is not None})
    return _model(Found(), table_of("", rows.columns()), report)


def read_mprof(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """memory_profiler's files: ``MEM 12.3 1700000000.12``, MiB and seconds since 1970."""
    report, rows = ImportReport(), _Rows()
    for line in lines_of(source, progress, report):
        words = line.split()
        if len(words) == 3 and words[0] == "MEM":
            rows.add({"rss_mib": _value(words[1]), "time_s": _value(words[2])})
    return _model(Found(), table_of("", rows.columns()), report)


def separator_of(header: str) -> str:
    """What stands between the columns of a table, by its first line."""
    return max((",", ";", "\t"), key=header.count)


def flat_object(line: str) -> dict[str, Any]:
    """A line's object with the members of objects in it as its own; {} when it is none."""
    if not line.lstrip().startswith("{"):
        return {}
    try:
        value = orjson.loads(line)
    except ValueError:
        return {}
    return dict(_members(value, 0)) if isinstance(value, dict) else {}


def _members(value: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    for key, member in value.items():
        if isinstance(member, dict):
            if depth < _DEEPEST:
                yield from _members(member, depth + 1)
        elif isinstance(member, int | float | str) and not isinstance(member, bool):
            yield key, member


class _Rows:
    """Rows of a few members each, as columns."""

    def __init__(self) -> None:
        self._lists: dict[str, list[Any]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, row: dict[str, Any]) -> None:
        """Take a row; what it does not have is missing there."""
        for key, value in row.items():
            column = self._lists.get(key)
            if column is None:
                if len(self._lists) >= _MOST_KEYS or not _matters(key):
                    continue
                column = self._lists[key] = []
            column.extend([None] * (self._count - len(column)))
            column.append(value)
        self._count += 1

    def columns(self) -> dict[str, Column]:
        """A column a member."""
        return {key: self._column(values) for key, values in self._lists.items()}

    def _column(self, values: list[Any]) -> Column:
        whole = values + [None] * (self._count - len(values))
        numbers = [v if isinstance(v, int | float) else _NAN for v in whole]
        has_texts = bool(whole) and all(isinstance(v, str) for v in whole)
        return Column(np.array(numbers, np.float64), whole if has_texts else [])


def _matters(key: str) -> bool:
    return bool(measured(key) or timed(key)) or key in ("startTime", "duration", "kind", "flags")


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _model(
    found: Found, table: Table | None, report: ImportReport
) -> tuple[HeapModel, ImportReport]:
    if table is not None:
        found.tables.append(table)
    if not found.tables and not found.rows:
        raise UnreadableInput(
            "No line of this file tells how much memory was in use",
            remedy="Write process.memoryUsage() with a time, a line each.",
        )
    return found.model(report, ""), report
