"""A server's statistics become columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import LONGEST_SAMPLE, Gathered, gather_texts
from perfview.queries.model import QueryModel, Samples, Totals
from perfview.queries.readers.holding.content import hold
from perfview.queries.readers.statistics.columns import Kind, kind_of, totals_of
from perfview.queries.readers.statistics.rows import Row, rows_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_HIDDEN = "<insufficient privilege>"
_SHORTENED = re.compile(r"\( *\.\.\. *\)|\(\.\.\.\)")
_WITHOUT = "Rows without a statement's text were left out."
_HIDDEN_TEXTS = (
    "Texts were hidden from whoever exported this: ask as a member of pg_read_all_stats to see all."
)
_BROKEN = "The file breaks off within a row; the rows before are shown."
_OTHER = "Rows that are no statistics of a statement were left out."


def _broken(report: ImportReport, letters: int) -> None:
    """Take note that this many letters at the end could not be read."""
    report.complete = False
    report.read_bytes = max(0, report.read_bytes - letters)
    report.note("truncated", 1, _BROKEN)


def read_statistics(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The statistics. Raises `UnreadableInput` when no row of them is there and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    rows = list(rows_of(held.text(0, held.length), lambda letters: _broken(report, letters)))
    kind = next((found for row in rows[:100] if (found := kind_of(row))), None)
    kept = [row for row in rows if kind and kind.fits(row)]
    if kind is None or not kept:
        raise UnreadableInput(
            "There are no statistics of statements in this file",
            remedy="Export all columns of pg_stat_statements, or of"
            " performance_schema.events_statements_summary_by_digest, with their names.",
        )
    report.note("other-row", len(rows) - len(kept), _OTHER)
    told = [row for row in kept if _text(kind, row)]
    report.note("row-without-text", len(kept) - len(told), _WITHOUT)
    hidden = sum(_text(kind, row) == _HIDDEN for row in told)
    report.note("hidden-text", hidden, _HIDDEN_TEXTS)
    model = _model(kind, told, progress)
    report.rows = len(model)
    return model, report


def _text(kind: Kind, row: Row) -> str:
    text = next((row[name] for name in kind.text if isinstance(row.get(name), str)), "").strip()
    if kind.dialect == "mysql":
        # Lists are shortened in a digest: one value stands for them.
        text = _SHORTENED.sub("(?)", text).replace("/* , ... */", "")
        text = "" if text == "NULL" else text
    return str(text)


def _model(kind: Kind, rows: list[Row], progress: Progress) -> QueryModel:
    totals = [totals_of(kind, row) for row in rows]
    columns = {name: [row[name] for row in totals] for name in (totals[0] if totals else {})}
    duration = np.array(columns.get("total_ns", []), np.int64)
    texts = [_text(kind, row) for row in rows]
    gathered = gather_texts(texts, kind.dialect, duration, progress)
    more: dict[str, int] = {}
    offset = len(gathered.strings)

    def number(text: str) -> int:
        return offset + more.setdefault(text, len(more)) if text else -1

    statements = replace(
        gathered.statements,
        database=_by_statement(gathered, [number(_word(row, kind.database)) for row in rows]),
        user=_by_statement(gathered, [number(_word(row, kind.user)) for row in rows]),
    )
    samples = _samples(kind, rows, gathered, number)
    return QueryModel(
        strings=gathered.strings.followed_by(more),
        statements=statements,
        samples=samples,
        totals=filled(Totals, len(rows), statement=gathered.statement, **columns),
        made_by=kind.name,
        dialect=kind.dialect,
    )


def _word(row: Row, names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if isinstance(row.get(name), str)), "")


def _by_statement(
    gathered: Gathered, values: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Of each statement the value of its last row that has one, -1 for none."""
    found = np.full(len(gathered.statements), -1, np.int32)
    for statement, value in zip(gathered.statement.tolist(), values, strict=True):
        if statement >= 0 and value >= 0:
            found[statement] = value
    return found


def _samples(
    kind: Kind, rows: list[Row], gathered: Gathered, number: Callable[[str], int]
) -> Samples:
    """Statements as they were really run where the server keeps one, else as it writes them."""
    told: dict[int, int] = {}
    for statement, row in zip(gathered.statement.tolist(), rows, strict=True):
        text = row.get(kind.sample)
        if statement >= 0 and isinstance(text, str) and text.strip() not in ("", "NULL"):
            told.setdefault(statement, number(text[:LONGEST_SAMPLE]))
    written = gathered.samples
    if not told:
        return replace(written, call=np.full(len(written), -1, np.int32))
    nothing = np.full(len(told), -1, np.int32)
    return Samples(
        statement=np.array(list(told), np.int32),
        text=np.array(list(told.values()), np.int32),
        parameters=nothing,
        call=nothing,
    )
