"""The slow query log of MySQL, MariaDB and Percona Server becomes columns.

Source: ``MYSQL_QUERY_LOG::write`` in MySQL's sql/log.cc and MariaDB's sql/log.cc; Percona's and
MariaDB's further lines from their manuals' "slow query log extended format".
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.headed_entries import Entries, Form, numbers_at, read_entries
from perfview.kernels.interning import Interner
from perfview.kernels.written_moments import NO_MOMENT, moments_at
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import Written, gather
from perfview.queries.model import NO_TIME, UNKNOWN, Calls, QueryModel, Sessions
from perfview.queries.readers.holding.content import Held, hold
from perfview.queries.readers.holding.interned import interned
from perfview.queries.readers.mysql.explained import explained_plans
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

_NAMES = (
    b"Query_time", b"Lock_time", b"Rows_sent", b"Rows_examined", b"Rows_affected", b"Bytes_sent",
    b"Thread_id", b"Schema", b"Errno", b"Last_errno", b"Start",
)  # fmt: skip
_WHOLE = (b"Time", b"User@Host")
_REPEATED = (b"explain",)
_FORM = Form(
    names=_NAMES,
    whole=_WHOLE,
    repeated=_REPEATED,
    openers=(b"use ", b"SET "),
    strays=(
        b"Tcp port: ",
        b"TCP Port: ",
        b"Time                 Id Command",
        b"Time\t\t    Id Command",
    ),
    stray_end=b"started with:",
)
_AT = {name: row for row, name in enumerate(_FORM.wanted)}
_COMMAND = b"# administrator command"
_BANNER = re.compile(rb"^\S*?(mariadbd|mysqld)\S*, Version: (\S+)", re.MULTILINE)
_OFFSET = re.compile(rb"^([+-])(\d\d):?(\d\d)$")
_HOST = re.compile(r"^(\S*?)\[(.*?)\] @ *(\S*) *\[(.*?)\]")
_COMMANDS = "Administrator commands (Quit, Ping, Prepare …) are no statements and were left out."
_UNTOLD = "Entries without a query or a time were left out."


def read_slow_log(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The calls of a log. Raises `UnreadableInput` when there is none and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    progress.report("Finding the statements")
    entries = read_entries(held.content, held.length, _FORM)
    kept = _statements_of(held, entries, report)
    if not len(kept):
        raise UnreadableInput(
            "There is no statement in this slow query log",
            remedy="Set long_query_time lower, or record for longer.",
        )
    model = _model(held, entries, kept, progress)
    report.rows = len(model)
    return model, report


def _statements_of(held: Held, entries: Entries, report: ImportReport) -> NDArray[np.int64]:
    """Entries of statements; of one without a text of its own the last line before it is one."""
    text = entries.text
    for opener, begin in zip(entries.opener, (b"use ", b"SET "), strict=True):
        alone = (text[:, 0] < 0) & (opener[:, 0] >= 0)
        text[alone] = opener[alone] - [len(begin), 0]
    timed = entries.value[_AT[b"Query_time"], :, 0] >= 0
    told = (text[:, 0] >= 0) & timed
    begins = text[told, 0][:, None] + np.arange(len(_COMMAND))
    wanted = np.frombuffer(_COMMAND, np.uint8)
    is_command: NDArray[np.bool_] = (held.content[begins] == wanted).all(axis=1)
    report.note("administrator-command", int(is_command.sum()), _COMMANDS)
    report.note("entry-without-query", int((~told).sum()), _UNTOLD)
    return np.flatnonzero(told)[np.flatnonzero(~is_command)]


def _model(held: Held, entries: Entries, kept: NDArray[np.int64], progress: Progress) -> QueryModel:
    value = entries.value[:, kept]

    def numbers(name: bytes, scale: int = 0) -> NDArray[np.int64]:
        return numbers_at(held.content, value[_AT[name]], scale)

    duration = numbers(b"Query_time", 9)
    start = _starts(held, entries, kept, duration)
    order = np.argsort(start, kind="stable")
    names, of_entries = _databases(held, entries)
    place, text = entries.place[kept], entries.text[kept]
    written = Written(held.content, text[order, 0], _ends(held, text[order]))
    gathered = gather(written, "mysql", duration[order], progress)
    strings = _Strings(gathered.strings)
    database = np.append(strings.of(names), np.int32(-1))[of_entries[kept]]
    sessions, session = _sessions(held, value, database, strings)
    sent, affected = numbers(b"Rows_sent"), numbers(b"Rows_affected")
    columns = {
        "start_ns": start,
        "duration_ns": duration,
        "rows": np.where((sent <= 0) & (affected > 0), affected, sent),
        "rows_read": numbers(b"Rows_examined"),
        "bytes": numbers(b"Bytes_sent"),
        "session": session,
        "failed": np.maximum(numbers(b"Errno"), numbers(b"Last_errno")) > 0,
        "place": place,
    }
    calls = filled(
        Calls,
        len(kept),
        statement=gathered.statement,
        key=gathered.key,
        **{name: column[order] for name, column in columns.items()},
    )
    statements = replace(
        gathered.statements,
        database=_last_of(len(gathered.statements), gathered.statement, database[order]),
    )
    explained = value[_AT[b"explain"]][order]
    plans, nodes = explained_plans(held, explained, calls, gathered.samples, strings.add)
    banner = _BANNER.search(held.head)
    return QueryModel(
        strings=strings.table(),
        statements=statements,
        samples=gathered.samples,
        sessions=sessions,
        calls=calls,
        plans=plans,
        plan_nodes=nodes,
        made_by=_made_by(banner[2].decode("ascii", "replace") if banner else ""),
        dialect="mysql",
    )


def _made_by(version: str) -> str:
    if not version:
        return "MySQL slow query log"
    is_maria = "mariadb" in version.lower()
    return f"{'MariaDB' if is_maria else 'MySQL'} {version.partition('-')[0]}"


def _starts(
    held: Held, entries: Entries, kept: NDArray[np.int64], duration: NDArray[np.int64]
) -> NDArray[np.int64]:
    """When calls began: what the entry tells exactly, else its time of writing without the
    duration, else the server's time in seconds."""
    written = entries.value[:, kept]
    stamp = numbers_at(held.content, entries.opener[1, kept], 9, b"timestamp=")
    start = np.where(stamp >= 0, stamp, NO_TIME)
    told = _moments(held, written[_AT[b"Time"]])
    # Up to 5.6 and in MariaDB the time of writing is local and stands only where it has changed.
    exact = (told != NO_MOMENT) & (written[_AT[b"Time"]][:, 1] - written[_AT[b"Time"]][:, 0] >= 20)
    ended = np.where(exact, told - np.maximum(duration, 0), start)
    began = _moments(held, written[_AT[b"Start"]])
    return np.where(began != NO_MOMENT, began, ended)


def _moments(held: Held, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times with their distance from UTC (``+02:00``) taken off, `NO_MOMENT` for none."""
    told, zone, _ = moments_at(held.content, spans.astype(np.int32))
    for packed in np.unique(zone).tolist():
        match = _OFFSET.match(packed.to_bytes(8, "big").strip(b"\0"))
        if match:
            away = (int(match[2]) * 60 + int(match[3])) * 60_000_000_000
            here = (zone == packed) & (told != NO_MOMENT)
            told[here] -= away if match[1] == b"+" else -away
    return told


def _ends(held: Held, text: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where statements end, without the semicolon that the log adds."""
    ends: NDArray[np.int64] = text[:, 1].copy()
    last = held.content[np.maximum(ends - 1, 0)]
    ends[(last == ord(";")) & (ends - text[:, 0] > 1)] -= 1
    return ends


def _databases(held: Held, entries: Entries) -> tuple[list[str], NDArray[np.int32]]:
    """Names of databases, and that of each entry, -1 unknown: its own, else that of the last
    ``use`` before it."""
    names = Interner()
    schema = interned(held.content, entries.value[_AT[b"Schema"]], names)
    used = interned(held.content, entries.opener[0], names)
    at = np.maximum.accumulate(np.where(used >= 0, np.arange(len(used)), -1))
    carried = np.where(at >= 0, used[np.maximum(at, 0)], -1)
    texts = [each.decode("utf-8", "replace").strip("`; ") for each in names.texts()]
    return texts, np.where(schema >= 0, schema, carried).astype(np.int32)


def _last_of(
    size: int, statement: NDArray[np.int32], values: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Of each statement the value of its last call that has one."""
    found = np.full(size, -1, np.int32)
    told = (statement >= 0) & (values >= 0)
    found[statement[told]] = values[told]
    return found


def _sessions(
    held: Held, value: NDArray[np.int64], database: NDArray[np.int32], strings: _Strings
) -> tuple[Sessions, NDArray[np.int32]]:
    """The connections by their number, and that of each call."""
    thread = numbers_at(held.content, value[_AT[b"Thread_id"]])
    beside = numbers_at(held.content, value[_AT[b"User@Host"]], 0, b"Id:")
    thread = np.where(thread >= 0, thread, beside)
    known, first, session = np.unique(thread, return_index=True, return_inverse=True)
    offset = int(len(known) > 0 and known[0] < 0)
    who = value[_AT[b"User@Host"]][first[offset:]]
    people = [_HOST.match(held.text(int(begin), int(stop))) for begin, stop in who]
    sessions = Sessions(
        name=np.array([strings.add(str(number)) for number in known[offset:]], np.int32),
        database=database[first[offset:]],
        user=strings.of([each[2] or each[1] if each else "" for each in people]),
        application=np.full(len(people), UNKNOWN, np.int32),
        host=strings.of([each[3] or each[4] if each else "" for each in people]),
    )
    return sessions, (session - offset).astype(np.int32)


class _Strings:
    """The model's texts while more are added."""

    def __init__(self, table: StringTable) -> None:
        self._table, self._more = table, {}  # type: tuple[StringTable, dict[str, int]]

    def add(self, text: str) -> int:
        """The number of a text."""
        return self._more.setdefault(text, len(self._table) + len(self._more))

    def of(self, texts: list[str]) -> NDArray[np.int32]:
        """The numbers of texts, -1 of the empty one."""
        return np.array([self.add(text) if text else -1 for text in texts], np.int32)

    def table(self) -> StringTable:
        """All texts."""
        return self._table.followed_by(self._more)
