"""PgBouncer's log becomes events: connections that come and go, refusals, and its statistics.

``2018-09-12 16:09:05.313 3394 LOG C-0x5623: shop/app@127.0.0.1:43866 login attempt: …``; of
statements it tells only how many there were: ``stats: 3 xacts/s, 12 queries/s, … query 210 us``.
Source: PgBouncer's src/util.c (``log_socket``) and src/stats.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from perfview.queries.gathering.building import filled
from perfview.queries.model import (
    CANCELLED,
    CONNECTION,
    DISCONNECTION,
    ERROR,
    NO_TIME,
    OTHER_EVENT,
    Events,
    QueryModel,
    Sessions,
)
from perfview.queries.readers.holding.content import Held, hold
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

LINE = re.compile(
    rb"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?: [A-Z]{2,5})? \[?\d+\]? "
    rb"(?P<level>LOG|WARNING|ERROR|FATAL|INFO|DEBUG|NOISE) (?P<said>.*)$"
)
CLIENT = re.compile(
    rb"^(?P<side>[CS])-0x(?P<id>[0-9a-f]+): (?P<database>[^/]*)/(?P<user>[^@]*)@(?P<host>\S*?)"
    rb"(?::\d+)? (?P<said>.*)$"
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_KINDS = (
    (b"login attempt", CONNECTION),
    (b"new connection to server", CONNECTION),
    (b"closing because: client close request", DISCONNECTION),
    (b"closing because: query_timeout", CANCELLED),
    (b"closing because: server", DISCONNECTION),
    (b"closing because", DISCONNECTION),
    (b"pooler error", ERROR),
    (b"login failed", ERROR),
)
_NO_STATEMENTS = (
    "PgBouncer writes down no statements: connections, refusals and its statistics are shown. For"
    " statements turn PostgreSQL's own log on."
)
_STRANGE = "Lines of another form were left out."

Row = tuple[int, int, bytes, bytes, bytes]


def read_pgbouncer(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The events of a log. Raises `UnreadableInput` when there is none and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    rows, strange = _rows(held, progress)
    if not rows:
        raise UnreadableInput("There is no line of PgBouncer's log in this file")
    report.note("strange-line", strange, _STRANGE)
    report.note("no-statements", 1, _NO_STATEMENTS)
    model = _model(rows)
    report.rows = len(model)
    return model, report


def _rows(held: Held, progress: Progress) -> tuple[list[Row], int]:
    """Kind, time, message, whose connection it is and of which user, database and host."""
    rows: list[Row] = []
    strange = 0
    seconds: dict[bytes, int] = {}
    for number, line in enumerate(held.content[: held.length].tobytes().splitlines()):
        if number % 16384 == 0:
            progress.report("Reading the log", rows=len(rows))
        match = LINE.match(line)
        if not match:
            strange += bool(line.strip())
            continue
        about = CLIENT.match(match["said"])
        said = about["said"] if about else match["said"]
        kind = _kind(said, match["level"])
        session = about["side"] + b"-" + about["id"] if about else b""
        who = b"\0".join(about.group("user", "database", "host")) if about else b""
        rows.append((kind, _time(match["time"], seconds), said, session, who))
    return rows, strange


def _kind(said: bytes, level: bytes) -> int:
    if level in (b"ERROR", b"FATAL"):
        return ERROR
    return next((kind for begins, kind in _KINDS if said.startswith(begins)), OTHER_EVENT)


def _time(text: bytes, seconds: dict[bytes, int]) -> int:
    """ns since 1970 as if it were UTC."""
    second, _, part = text.partition(b".")
    if second not in seconds:
        try:
            moment = datetime.fromisoformat(second.decode()).replace(tzinfo=UTC)
            seconds[second] = int(moment.timestamp()) * 1_000_000_000
        except ValueError:
            seconds[second] = NO_TIME
    known = seconds[second]
    return known if known == NO_TIME else known + int(part[:9].ljust(9, b"0") or b"0")


def _model(rows: list[Row]) -> QueryModel:
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers)) if text else -1

    people = {row[3]: row[4] for row in reversed(rows) if row[3]}
    names = list(dict.fromkeys(row[3] for row in rows if row[3]))
    session = {name: at for at, name in enumerate(names)}
    return QueryModel(
        sessions=_sessions(names, people, number),
        events=filled(
            Events,
            len(rows),
            kind=[row[0] for row in rows],
            time_ns=[row[1] for row in rows],
            text=[number(_NUMBERS.sub("…", _decoded(row[2])) or "empty") for row in rows],
            detail=[number(_decoded(row[2])) if row[0] != DISCONNECTION else -1 for row in rows],
            session=[session.get(row[3], -1) for row in rows],
        ),
        strings=StringTable.of(numbers),
        made_by="PgBouncer",
        dialect="postgres",
    )


def _sessions(
    names: list[bytes], people: dict[bytes, bytes], number: Callable[[str], int]
) -> Sessions:
    who = [_decoded(people[name]).split("\0") for name in names]
    return Sessions(
        name=np.array([number(_decoded(name)) for name in names], np.int32),
        user=np.array([number(each[0]) for each in who], np.int32),
        database=np.array([number(each[1]) for each in who], np.int32),
        host=np.array([number(each[2]) for each in who], np.int32),
        application=np.full(len(names), -1, np.int32),
    )


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")
