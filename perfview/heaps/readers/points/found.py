"""What was found in a file, put on one clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from perfview.heaps.model import HeapModel, Moments
from perfview.heaps.readers.logs.rows import Row, Texts, collections_of
from perfview.heaps.readers.points.clock import Clock
from perfview.heaps.readers.points.table import Table
from perfview.recording.report import ImportReport

NO_TIMES = "no-times"
"""The oddity of measurements without times."""

_SECOND = 1_000_000_000


@dataclass
class Found:
    """Lists of measurements, collections (times as written), and what 1970 was on their clock in
    ns, 0 when it is not told."""

    tables: list[Table] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    time_origin_ns: int = 0

    def model(self, report: ImportReport, made_by: str) -> HeapModel:
        """The model; what had to be guessed goes into the report."""
        _tell_guesses(self.tables, report)
        tables = [_timed(table) for table in self.tables]
        rows = self._on_clock_of(tables, report)
        starts = [int(t.clock.time_ns.min()) for t in tables if t.clock and len(t)]
        starts += [min(row.time_ns for row in rows)] if rows else []
        start = min(starts, default=0)
        texts = Texts()
        model = HeapModel(
            moments=_moments(tables, start),
            collections=collections_of(
                [replace(row, time_ns=row.time_ns - start) for row in rows], texts
            ),
            strings=texts.table(),
            made_by=made_by,
            limit_bytes=max((table.limit_bytes for table in tables), default=0),
        )
        report.rows = len(model)
        return model

    def _on_clock_of(self, tables: list[Table], report: ImportReport) -> list[Row]:
        """The collections on the measurements' clock."""
        epochs = [table.clock.time_ns for table in tables if table.clock and table.clock.is_epoch]
        if not self.rows or not epochs:
            return self.rows
        if self.time_origin_ns:
            return [_later(row, self.time_origin_ns) for row in self.rows]
        report.note(
            "clocks-differ",
            len(self.rows),
            "Collections count from the program's start and measurements from 1970, and nothing "
            "tells how the two belong together: they are laid so that both begin at once.",
        )
        first = min(row.time_ns for row in self.rows)
        return [_later(row, min(int(t.min()) for t in epochs) - first) for row in self.rows]


def _later(row: Row, by: int) -> Row:
    return replace(row, time_ns=row.time_ns + by)


def _tell_guesses(tables: list[Table], report: ImportReport) -> None:
    """What had to be guessed, once each."""
    for unit in dict.fromkeys(table.scaled for table in tables if table.scaled):
        rows = sum(len(table) for table in tables if table.scaled == unit)
        words = f"Sizes have no unit. By their magnitude they were taken for {unit}."
        report.note("unit-guessed", rows, words)
    clocks = [(table.clock.guessed, len(table)) for table in tables if table.clock]
    for unit in dict.fromkeys(guessed for guessed, _ in clocks if guessed):
        rows = sum(count for guessed, count in clocks if guessed == unit)
        words = f"Times have no unit. By their size and distance they were taken for {unit}."
        report.note("unit-guessed", rows, words)
    report.note(
        NO_TIMES,
        sum(len(table) for table in tables if table.clock is None),
        "The measurements tell no times. They are laid one second apart, so rates per time mean "
        "nothing.",
    )


def _timed(table: Table) -> Table:
    """The table with times; without any, one a second."""
    if table.clock is not None:
        return table
    made = Clock(np.arange(len(table), dtype=np.int64) * _SECOND, is_epoch=False)
    return replace(table, clock=made)


def _moments(tables: list[Table], start: int) -> Moments:
    """All series on one axis; a series is NaN at the moments of others."""
    if not tables:
        return Moments()
    times = [table.clock.time_ns for table in tables if table.clock is not None]
    whole = np.concatenate(times)
    axis = np.unique(whole) if len(tables) > 1 else np.sort(whole, kind="stable")
    names: list[str] = []
    columns = []
    for table, time in zip(tables, times, strict=True):
        order = np.argsort(time, kind="stable")
        place = np.searchsorted(axis, time[order]) if len(tables) > 1 else np.arange(len(order))
        for name, values in table.series.items():
            column = np.full(len(axis), np.nan)
            column[place] = values[order]
            names.append(f"{table.owner}: {name}" if table.owner else name)
            columns.append(column)
    return Moments(axis - start, names, np.concatenate(columns))
