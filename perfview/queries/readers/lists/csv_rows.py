"""A list of queries as a table of text to rows."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.queries.readers.lists.callers import frames
from perfview.queries.readers.lists.rows import TEXTS, Rows
from perfview.queries.readers.lists.samples import Form, form_of_rows
from perfview.queries.readers.lists.units import moments, spans
from perfview.recording.encodings import encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

_BLOCK = 256 << 10
_LONGEST_CELL = 1 << 28
_SAMPLE = 100
_FALSE = ("", "f", "false", "0", "null", "none", "no")


def separator_of(line: str) -> str:
    """What stands between the columns of a table, by its line of names."""
    return max((",", ";", "\t", "|"), key=line.count)


def form_of_csv(head: str) -> Form | None:
    """The form of a table by its first bytes, None where it lists no queries."""
    first, _, rest = head.lstrip("\ufeff").partition("\n")
    if first.lstrip()[:1] in ("{", "[", "") or not rest:
        return None
    rows: list[dict[str, object]] = []
    try:
        reader = csv.DictReader(
            [first, *rest.splitlines(keepends=True)], delimiter=separator_of(first)
        )
        for row in reader:
            rows.append({key: value for key, value in row.items() if key and value})
            if len(rows) > _SAMPLE:
                break
    except csv.Error:
        return None
    # The last row may be cut off where the head ends.
    return form_of_rows([_typed(row) for row in (rows[:-1] or rows)])


def _typed(row: dict[str, object]) -> dict[str, object]:
    """Cells that are numbers as numbers, so that they are judged as those of JSON are."""
    typed: dict[str, object] = {}
    for key, value in row.items():
        try:
            typed[key] = float(str(value))
        except ValueError:
            typed[key] = value
    return typed


def read_csv(source: Source, form: Form, progress: Progress) -> tuple[Rows, ImportReport]:
    """The calls of a table. Raises `Cancelled`, and `UnreadableInput` for one without columns."""
    # A statement of many megabytes is one cell; the module's own limit is 128 KiB.
    csv.field_size_limit(min(sys.maxsize, _LONGEST_CELL))
    report = ImportReport()
    lines = _lines(source, progress, report)
    first = next(lines, "")
    separator = separator_of(first)
    names = next(csv.reader([first], delimiter=separator), [])
    places = {meaning.role: names.index(key) for key, meaning in form.keys.items() if key in names}
    if "sql" not in places:
        raise UnreadableInput("The table has no column of statements")
    cells: dict[str, list[str]] = {role: [] for role in places}
    try:
        for row in csv.reader(lines, delimiter=separator):
            if len(row) <= places["sql"] or not row[places["sql"]].strip():
                continue
            for role, place in places.items():
                cells[role].append(row[place] if place < len(row) else "")
    except csv.Error as error:
        report.complete = False
        report.note("truncated", 1, f"The table stops making sense ({error}); what came is shown.")
    return _rows(cells, form), report


def _lines(source: Source, progress: Progress, report: ImportReport) -> Iterator[str]:
    """Lines with their ends, as the csv module wants them for cells of several lines."""
    decoder = codecs.getincrementaldecoder(encoding_of(source.head) or "utf-8")("replace")
    total = source.content_size or source.size
    report.total_bytes = source.content_size
    rest: list[str] = []
    for buffer, length, offset in source.blocks(_BLOCK):
        parts = (
            decoder.decode(buffer[:length].tobytes()).replace("\0", " ").splitlines(keepends=True)
        )
        report.read_bytes = offset + length
        done = report.read_bytes if source.content_size else source.consumed
        progress.report("Reading queries", bytes_done=done, bytes_total=total)
        if not parts:
            continue
        # What a block breaks off in is put together once its line ends, however long that takes.
        if len(parts) > 1 or parts[0].endswith("\n"):
            yield "".join([*rest, parts[0]]).lstrip("\ufeff")
            rest = []
            whole = parts[1:] if parts[-1].endswith("\n") else parts[1:-1]
            yield from whole
            parts = [] if parts[-1].endswith("\n") or len(parts) == 1 else parts[-1:]
        rest.extend(parts)
    if rest:
        yield "".join(rest)
    if source.broken is not None:
        report.complete = False
        report.note("truncated", 1, f"The {source.compression} data break off; what came is shown.")


def _rows(cells: dict[str, list[str]], form: Form) -> Rows:
    scales = {meaning.role: meaning.scale for meaning in form.keys.values()}
    count = len(cells["sql"])
    texts: dict[str, int] = {}

    def ids(words: list[str]) -> NDArray[np.int32]:
        return np.array([texts.setdefault(w, len(texts)) if w else -1 for w in words], np.int32)

    if "stack" in cells:
        plain = {cell: frames(cell.encode()) for cell in set(cells["stack"])}
        cells["stack"] = [plain[cell] for cell in cells["stack"]]
    named = {role: ids(words) for role, words in cells.items() if role in TEXTS}
    numbers = {
        role: _whole(words)
        for role, words in cells.items()
        if role in ("rows", "rows_read", "bytes")
    }
    if "duration" in cells:
        numbers["duration_ns"] = _distinct(
            cells["duration"], lambda w: spans(w, scales["duration"])
        )
    numbers["start_ns"] = _started(cells, scales, numbers.get("duration_ns"), count)
    failed = [cell.strip().lower() not in _FALSE for cell in cells.get("error", [""] * count)]
    return Rows(StringTable.of(texts), numbers, named, np.array(failed, np.bool_))


def _started(
    cells: dict[str, list[str]],
    scales: dict[str, int],
    duration: NDArray[np.int64] | None,
    count: int,
) -> NDArray[np.int64]:
    """When each began: as told, or the duration before its end."""
    for role in ("start", "stop"):
        if role not in cells:
            continue
        told = _distinct(cells[role], partial(_moments, scale=scales[role]))
        if role == "start" or duration is None:
            return told
        return np.where(told == NO_TIME, NO_TIME, told - np.maximum(duration, 0))
    return np.full(count, NO_TIME, np.int64)


def _moments(words: list[str], scale: int) -> NDArray[np.int64]:
    """Numbers in the unit that was told or guessed, all else as dates."""
    plain = spans(words, scale)
    return np.where(
        [_is_plain(word) for word in words], np.where(plain < 0, NO_TIME, plain), moments(words)
    )


def _is_plain(word: str) -> bool:
    return word.replace(".", "", 1).isdigit()


def _whole(words: list[str]) -> NDArray[np.int64]:
    return _distinct(words, lambda each: np.array([_number(word) for word in each], np.int64))


def _number(word: str) -> int:
    try:
        return int(float(word)) if abs(float(word)) < 1 << 62 else UNKNOWN
    except (ValueError, OverflowError):
        return UNKNOWN


def _distinct(
    words: list[str], read: Callable[[list[str]], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """What each word says, each distinct one read once."""
    place = {word: number for number, word in enumerate(dict.fromkeys(words))}
    told = read(list(place))
    return told[[place[word] for word in words]] if words else np.zeros(0, np.int64)
