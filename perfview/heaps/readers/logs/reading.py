"""Logs of collectors to models."""

from __future__ import annotations

from collections.abc import Callable

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import lines_of
from perfview.heaps.readers.logs.rows import Row, Texts, collections_of
from perfview.heaps.readers.logs.v8 import V8Log
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_v8(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """The collections in a program's output. Raises `UnreadableInput` when there is none."""
    report, log = ImportReport(), V8Log()
    log.take(lines_of(source, progress, report))
    if not log.rows and not log.ended_by:
        raise _nothing()
    report.note(
        "repeated-collections",
        log.repeated,
        "The program wrote its last collections once more when it died; they count once.",
    )
    owners = {row.owner for row in log.rows}
    report.note(
        "several-heaps",
        len(owners) if len(owners) > 1 else 0,
        "Several processes or workers wrote into this log. Each has a clock of its own, which "
        "counts from its start; each is judged by itself.",
    )
    texts = Texts()
    model = HeapModel(
        collections=collections_of(log.rows, texts, _owner_names(log.rows)),
        strings=texts.table(),
        made_by="V8",
        limit_bytes=log.limit_bytes,
        ended_by=log.ended_by,
    )
    report.rows = len(model)
    return model, report


def _owner_names(rows: list[Row]) -> dict[str, str]:
    """A process' first isolate is the program itself, further ones are its workers."""
    names: dict[str, str] = {}
    met: dict[str, int] = {}
    for owner in dict.fromkeys(row.owner for row in rows):
        process = owner.partition(":")[0]
        worker = met.get(process, 0)
        met[process] = worker + 1
        names[owner] = f"process {process}" + (f" worker {worker}" if worker else "")
    return names


def read_rows(
    source: Source, progress: Progress, row_of: Callable[[str], Row | None], made_by: str
) -> tuple[HeapModel, ImportReport]:
    """The collections that `row_of` sees in lines. Raises `UnreadableInput` when there is none."""
    report, texts = ImportReport(), Texts()
    found = map(row_of, lines_of(source, progress, report))
    rows = [row for row in found if row is not None]
    if not rows:
        raise _nothing()
    collections = collections_of(rows, texts)
    model = HeapModel(collections=collections, strings=texts.table(), made_by=made_by)
    report.rows = len(model)
    return model, report


def _nothing() -> UnreadableInput:
    return UnreadableInput(
        "This log tells of no garbage collection",
        remedy="Record with node --trace-gc, GODEBUG=gctrace=1 or java -Xlog:gc.",
    )
