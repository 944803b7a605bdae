"""Logs of PostgreSQL for tests: read from bytes, and written under any prefix."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres_csvlog import PostgresCsvLog
from perfview.queries.readers.postgres_jsonlog import PostgresJsonLog
from perfview.queries.readers.postgres_log import PostgresLog
from perfview.queries.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

RECORDED = Path(__file__).parent / "recorded"
READERS = (PostgresLog, PostgresCsvLog, PostgresJsonLog)


def recorded(name: str) -> bytes:
    """A log that PostgreSQL 15.20 wrote."""
    return gzip.decompress((RECORDED / f"{name}.gz").read_bytes())


def read(content: bytes | str) -> tuple[QueryModel, ImportReport]:
    """What the reader that is surest makes of some bytes."""
    data = content.encode() if isinstance(content, str) else content
    source = Source.from_bytes(data)
    best = max((kind() for kind in READERS), key=lambda each: each.sniff(source).certainty)
    assert best.sniff(source).certainty >= 0.5
    model, report = best.read(source, Progress())
    assert is_sound_model(model)
    return model, report


def calls_of(model: QueryModel) -> list[tuple[str, float]]:
    """Each call's statement and ms, in their order."""
    texts = [model.strings[int(text)] for text in model.statements.text]
    calls = zip(model.calls.statement.tolist(), model.calls.duration_ns.tolist(), strict=True)
    return [(texts[statement], round(took / 1e6, 3)) for statement, took in calls]


def session_of(model: QueryModel, call: int) -> tuple[str, str, str, str, str]:
    """name, user, database, application and host of a call's session."""
    sessions, row = model.sessions, int(model.calls.session[call])
    columns = (
        sessions.name, sessions.user, sessions.database, sessions.application, sessions.host,
    )  # fmt: skip
    name, user, database, application, host = (model.strings[int(c[row])] for c in columns)
    return name, user, database, application, host


def written(head: Callable[[int, int, int], str], requests: int = 12) -> str:
    """A log of calls on three connections: `head` gives what line n of connection c at second s
    begins with: head(s, c, n)."""
    lines, counts = [], [0, 0, 0]
    for second in range(requests):
        connection = second % 3
        for message in (
            f"LOG:  duration: {second + 1}.500 ms  execute s: SELECT *\n\tFROM t WHERE id = $1",
            f"DETAIL:  parameters: $1 = '{second}'",
            f"LOG:  duration: 0.250 ms  statement: UPDATE t SET a = 'it''s {second}' WHERE b > 1.5",
        ):
            counts[connection] += 1
            lines.append(head(second, connection, counts[connection]) + message)
    return "\n".join(lines) + "\n"
