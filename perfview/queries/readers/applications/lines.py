"""An application's log, line by line, to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.queries.readers.applications.grammars import COLOURS, MOMENT, RECORD, Grammar
from perfview.queries.readers.lists.rows import Rows
from perfview.queries.readers.lists.units import moment_ns
from perfview.recording.encodings import encoding_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

LONGEST_LINE = 1 << 20
"""Bytes of a line that are looked at; the rest of a longer one belongs to its statement unread."""
_LONGEST_STATEMENT = 1 << 22
_BLOCK = 256 << 10
_IMPLICIT = re.compile(r"^(begin|commit|rollback)\s+\(.*\)$", re.IGNORECASE)


class Calls:
    """Calls as they are read, as lists by column; texts once each."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.columns: dict[str, list[int]] = {
            name: []
            for name in (
                "sql", "parameters", "stack", "trace", "session", "start_ns", "duration_ns", "rows",
                "place",
            )
        }  # fmt: skip

    def add(self, **told: int) -> None:
        """Take a call; what is not told is unknown."""
        for name, column in self.columns.items():
            column.append(told.get(name, NO_TIME if name == "start_ns" else UNKNOWN))

    def text(self, word: str) -> int:
        """The number of a text, -1 of an empty one."""
        return self.texts.setdefault(word, len(self.texts)) if word else UNKNOWN

    def rows(self, made_by: str, dialect: str = "") -> Rows:
        """All of them as columns."""
        numbers = ("start_ns", "duration_ns", "rows", "place")
        named = ("sql", "parameters", "stack", "trace", "session")
        return Rows(
            StringTable.of(self.texts),
            {name: np.array(self.columns[name], np.int64) for name in numbers},
            {name: np.array(self.columns[name], np.int32) for name in named},
            np.zeros(len(self.columns["sql"]), np.bool_),
            dialect,
            made_by,
        )


def lines_of(source: Source, progress: Progress, report: ImportReport) -> Iterator[tuple[int, str]]:
    """Every line with the byte where it begins. Raises `Cancelled`."""
    encoding = encoding_of(source.head) or "utf-8"
    rest, begins = b"", 0
    total = source.content_size or source.size
    report.total_bytes = source.content_size
    for buffer, length, offset in source.blocks(_BLOCK):
        *lines, rest = (rest + buffer[:length].tobytes()).split(b"\n")
        report.read_bytes = offset + length
        done = report.read_bytes if source.content_size else source.consumed
        progress.report("Reading a log", bytes_done=done, bytes_total=total)
        for line in lines:
            yield begins, line[:LONGEST_LINE].decode(encoding, "replace").rstrip("\r\n")
            begins += len(line) + 1
    if rest:
        yield begins, rest[:LONGEST_LINE].decode(encoding, "replace").rstrip("\r\n")
    if source.broken is not None:
        report.complete = False
        report.note("truncated", 1, f"The {source.compression} data break off; what came is shown.")


class _Open:
    """A statement whose lines are being read."""

    def __init__(self, found: re.Match[str], line: str, place: int, trace: str) -> None:
        self.told = {key: value for key, value in found.groupdict().items() if value}
        self.lines = [self.told.pop("sql")]
        self.size = len(self.lines[0])
        moment = MOMENT.search(line, 0, found.start("sql"))
        self.start = moment_ns(moment[0]) if moment else NO_TIME
        self.place, self.trace, self.rows = place, trace, 0
        self.is_whole = False


def read_log(source: Source, grammar: Grammar, progress: Progress, report: ImportReport) -> Rows:
    """The statements of a log. Raises `Cancelled`."""
    calls = Calls()
    current: _Open | None = None
    cached, requests = 0, 0
    for place, written in lines_of(source, progress, report):
        line = COLOURS.sub("", written) if "\x1b" in written else written
        found = grammar.mark.search(line)
        if found is not None:
            _close(calls, current, grammar)
            current = None
            if grammar.ignored is not None and grammar.ignored.search(line[: found.start("sql")]):
                cached += 1
                continue
            current = _Open(found, line, place, f"request {requests}" if requests else "")
        elif grammar.request is not None and grammar.request.search(line):
            _close(calls, current, grammar)
            current = None
            requests += 1
        elif current is not None:
            _go_on(current, line, grammar)
    _close(calls, current, grammar)
    report.note(
        "cached-query", cached, "Queries answered from the application's own cache were left out."
    )
    return calls.rows(grammar.name)


def _go_on(current: _Open, line: str, grammar: Grammar) -> None:
    """Take a line that begins no statement: it tells more of the last, or goes on with it."""
    told = grammar.after.search(line) if grammar.after is not None else None
    if told is not None:
        more = {key: value for key, value in told.groupdict().items() if value}
        current.rows += "row" in more
        current.told.update({key: value for key, value in more.items() if key not in current.told})
        current.is_whole = True
    elif RECORD.match(line):
        current.is_whole = True
    elif not current.is_whole and current.size < _LONGEST_STATEMENT:
        current.lines.append(line)
        current.size += len(line)


def _close(calls: Calls, current: _Open | None, grammar: Grammar) -> None:
    """Put a statement among the calls."""
    if current is None:
        return
    sql, told = "\n".join(current.lines).rstrip(), current.told
    tail = grammar.tail.search(sql) if grammar.tail is not None else None
    if tail is not None:
        sql = sql[: tail.start()]
        told.update({key: value for key, value in tail.groupdict().items() if value})
    sql = told.get("bound") or _IMPLICIT.sub(r"\1", sql)
    calls.add(
        sql=calls.text(sql),
        parameters=calls.text(_parameters(told.get("parameters", ""))),
        stack=calls.text(told.get("caller", "").strip()),
        trace=calls.text(current.trace),
        session=calls.text(told.get("session", "")),
        start_ns=int(told["unix_ms"]) * 1_000_000 if "unix_ms" in told else current.start,
        duration_ns=_duration(told),
        rows=int(told["rows"]) if told.get("rows", "").isdigit() else current.rows or UNKNOWN,
        place=current.place,
    )


def _parameters(told: str) -> str:
    """Values without what SQLAlchemy says of its cache before them; "" for none at all."""
    plain = re.sub(
        r"^\[(?:generated|cached|raw sql|no key|insertmanyvalues|caching)[^\]]*\]\s*", "", told
    )
    return "" if plain in ("()", "{}", "[]", "None") else plain


def _duration(told: dict[str, str]) -> int:
    if "s" in told:
        return round(float(told["s"]) * 1e9)
    return round(float(told["ms"]) * 1e6) if "ms" in told else UNKNOWN
