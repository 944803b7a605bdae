"""The logs in a folder that PostgreSQL rotates them in, as one log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson

from perfview.queries.model import QueryModel
from perfview.queries.uniting import united
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SURE = 0.6
_LOOKED_AT = 12
"""Files that are looked at before a folder is told to hold none."""
_LEFT_OUT = (
    "Files of the folder are no logs of PostgreSQL, or the same log in another form: {names}."
)
_NAMED = 6


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    changed_ns: int


def log_reader_in(source: Source, readers: tuple[type[Reader], ...]) -> str:
    """Why a folder is one of logs, "" when it is none: its first files are asked."""
    for file in _files(source)[:_LOOKED_AT]:
        best = _reader_of(file, readers)
        if best is not None:
            return f"a folder with logs such as {file.path.name} ({best.title})"
    return ""


def read_folder(
    source: Source, readers: tuple[type[Reader], ...], progress: Progress
) -> tuple[QueryModel, ImportReport]:
    """All logs of one form in a folder, the oldest first. A server that writes several forms tells
    the same in each: of `readers` the last counts that has as many files as any other.

    Raises `UnreadableInput` when not one log can be read, and `Cancelled`.
    """
    known = [(file, best) for file in _files(source) if (best := _reader_of(file, readers))]
    if not known:
        raise UnreadableInput("There is no log of PostgreSQL in this folder")
    names = [best.name for _, best in known]
    chosen = max(readers, key=lambda kind: (names.count(kind.name), readers.index(kind)))
    models: list[tuple[QueryModel, int]] = []
    whole = ImportReport()
    first = 0
    taken: set[Path] = set()
    for number, (file, _) in enumerate(k for k in known if k[1].name == chosen.name):
        progress.report(f"Reading file {number + 1} of {names.count(chosen.name)}")
        with Source(file.path) as log:
            model, report = chosen().read(log, progress)
        models.append((model, first))
        first += report.read_bytes
        taken.add(file.path)
        _add(whole, report)
    model = united(models)[0]
    whole.rows = len(model)
    left = [file.path.name for file in _files(source) if file.path not in taken]
    whole.note("not-read", len(left), _LEFT_OUT.format(names=", ".join(left[:_NAMED])))
    return model, whole


def _add(whole: ImportReport, report: ImportReport) -> None:
    """Take what was odd about a file into the report of all."""
    whole.complete &= report.complete
    whole.read_bytes += report.read_bytes
    whole.total_bytes += report.total_bytes
    for oddity in report.oddities:
        if whole.find(oddity.kind) is None:
            whole.note(oddity.kind, oddity.count, oddity.detail)


def _files(source: Source) -> list[_File]:
    """Files of a folder's listing, the one that was changed first first."""
    listing = orjson.loads(source.read_at(0, source.size))
    root = Path(listing["root"])
    files = [_File(root / path, size, changed) for path, size, changed in listing["files"] if size]
    return sorted(files, key=lambda file: (file.changed_ns, str(file.path)))


def _reader_of(file: _File, readers: tuple[type[Reader], ...]) -> Reader | None:
    """Who reads a file as a log, None for nobody."""
    try:
        with Source(file.path) as source:
            if source.members:
                return None
            found = [(reader.sniff(source).certainty, reader) for reader in (r() for r in readers)]
    except (UnreadableInput, OSError):
        return None
    certainty, best = max(found, key=lambda each: each[0])
    return best if certainty >= _SURE else None
