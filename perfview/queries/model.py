"""Statements of a database as columns: what was run, when, how long, with what plan.

A log, a list or a trace fills `calls`, the server's own statistics fill `totals`, an EXPLAIN
`plans`; what a file does not hold is empty. Times are int64 ns (calls since the epoch), sizes int64
bytes; UNKNOWN where the file does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.recording.no_rows import no_bools, no_texts, none8, none32, none64
from perfview.recording.strings import StringTable

UNKNOWN = -1
"""A number that the file does not tell."""
NO_TIME = np.iinfo(np.int64).min
"""The moment of a call whose file tells none."""

DIALECTS = ("", "postgres", "mysql", "sqlite", "tsql", "oracle", "mongodb")
"""Whose language a statement is written in, as sqlglot calls them, by number."""

STATEMENT_KINDS = (
    "select",
    "insert",
    "update",
    "delete",
    "merge",
    "transaction",
    "cursor",
    "call",
    "copy",
    "definition",
    "utility",
    "unparsed",
)
"""What a statement does, by number: `Statements.kind`. transaction: BEGIN, COMMIT, ROLLBACK and
savepoints; cursor: DECLARE, FETCH, CLOSE; definition: DDL; utility: SET, SHOW, VACUUM, EXPLAIN …;
unparsed: nothing is known of it but its text. A `find` of MongoDB is a select."""
(
    SELECT, INSERT, UPDATE, DELETE, MERGE, TRANSACTION, CURSOR, CALL, COPY, DEFINITION, UTILITY,
    UNPARSED,
) = range(len(STATEMENT_KINDS))  # fmt: skip

EVENT_KINDS = (
    "lock wait",
    "deadlock",
    "temporary file",
    "checkpoint",
    "connection",
    "disconnection",
    "vacuum",
    "error",
    "cancelled",
    "other",
)
"""What else a server's log tells, by number: `Events.kind`."""
(
    LOCK_WAIT, DEADLOCK, TEMPORARY_FILE, CHECKPOINT, CONNECTION, DISCONNECTION, VACUUM, ERROR,
    CANCELLED, OTHER_EVENT,
) = range(len(EVENT_KINDS))  # fmt: skip


def _no_keys() -> NDArray[np.uint64]:
    return np.zeros(0, np.uint64)


def _no_numbers() -> NDArray[np.float64]:
    return np.zeros(0, np.float64)


@dataclass(frozen=True)
class Statements:
    """t statements, each standing for all calls that differ by literals only.

    text int32: with every literal and parameter as ``?`` and lists of them as one, white space and
    comments folded. fingerprint uint64: equal for what PostgreSQL's pg_query counts as one, stable
    across recordings (`sql.fingerprints`). kind uint8 of `STATEMENT_KINDS`; dialect uint8 of
    `DIALECTS`; database int32, user int32: where the server tells, -1 unknown.
    """

    text: NDArray[np.int32] = field(default_factory=none32)
    fingerprint: NDArray[np.uint64] = field(default_factory=_no_keys)
    kind: NDArray[np.uint8] = field(default_factory=none8)
    dialect: NDArray[np.uint8] = field(default_factory=none8)
    database: NDArray[np.int32] = field(default_factory=none32)
    user: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class Samples:
    """s statements as they were really run, literals and all; a few of each statement: the first,
    the slowest, one in between.

    statement int32; text int32, cut at `gathering.calls.LONGEST_SAMPLE`; parameters int32: values
    of ``$1`` … as the log tells them (``$1 = '17', $2 = NULL``), -1 none; call int32, -1 where
    there are no calls.
    """

    statement: NDArray[np.int32] = field(default_factory=none32)
    text: NDArray[np.int32] = field(default_factory=none32)
    parameters: NDArray[np.int32] = field(default_factory=none32)
    call: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.statement)


@dataclass(frozen=True)
class Sessions:
    """c connections: name int32 (process id or session id as the log writes it), database, user,
    application, host int32, -1 unknown."""

    name: NDArray[np.int32] = field(default_factory=none32)
    database: NDArray[np.int32] = field(default_factory=none32)
    user: NDArray[np.int32] = field(default_factory=none32)
    application: NDArray[np.int32] = field(default_factory=none32)
    host: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Calls:
    """n runs of statements in the order they began (in the file's order without times).

    statement int32; start_ns (`NO_TIME` unknown: a log that tells the end has it taken back by the
    duration); duration_ns; rows: returned or affected; rows_read: examined by the server;
    bytes: of the result. session int32; transaction int32: the same number for calls of one
    transaction; trace int32: the same number for calls of one request, as a trace id or request id
    tells; parent int32: for calls of one parent span within a trace. trace_name int32 (per call)
    the id's text. caller int32: the stack trace or code site. key uint64: hash of the literals and
    parameters, equal where a statement was asked the same, 0 without any. failed bool. -1 unknown.
    place int64: byte in the decompressed file where it is told.
    """

    statement: NDArray[np.int32] = field(default_factory=none32)
    start_ns: NDArray[np.int64] = field(default_factory=none64)
    duration_ns: NDArray[np.int64] = field(default_factory=none64)
    rows: NDArray[np.int64] = field(default_factory=none64)
    rows_read: NDArray[np.int64] = field(default_factory=none64)
    bytes: NDArray[np.int64] = field(default_factory=none64)
    session: NDArray[np.int32] = field(default_factory=none32)
    transaction: NDArray[np.int32] = field(default_factory=none32)
    trace: NDArray[np.int32] = field(default_factory=none32)
    parent: NDArray[np.int32] = field(default_factory=none32)
    trace_name: NDArray[np.int32] = field(default_factory=none32)
    caller: NDArray[np.int32] = field(default_factory=none32)
    key: NDArray[np.uint64] = field(default_factory=_no_keys)
    failed: NDArray[np.bool_] = field(default_factory=no_bools)
    place: NDArray[np.int64] = field(default_factory=none64)

    def __len__(self) -> int:
        return len(self.statement)


@dataclass(frozen=True)
class Totals:
    """What a server counted itself, one row a row of its statistics; statement int32.

    calls; total_ns, min_ns, max_ns, mean_ns, deviation_ns, p95_ns; rows, rows_read; read_bytes from
    disk, hit_bytes from its cache, temporary_bytes, wal_bytes; io_ns waited for blocks; lock_ns;
    planning_ns; errors; unindexed: calls without an index; disk_tables: temporary ones; -1
    unknown.
    """

    statement: NDArray[np.int32] = field(default_factory=none32)
    calls: NDArray[np.int64] = field(default_factory=none64)
    total_ns: NDArray[np.int64] = field(default_factory=none64)
    min_ns: NDArray[np.int64] = field(default_factory=none64)
    max_ns: NDArray[np.int64] = field(default_factory=none64)
    mean_ns: NDArray[np.int64] = field(default_factory=none64)
    deviation_ns: NDArray[np.int64] = field(default_factory=none64)
    p95_ns: NDArray[np.int64] = field(default_factory=none64)
    rows: NDArray[np.int64] = field(default_factory=none64)
    rows_read: NDArray[np.int64] = field(default_factory=none64)
    read_bytes: NDArray[np.int64] = field(default_factory=none64)
    hit_bytes: NDArray[np.int64] = field(default_factory=none64)
    temporary_bytes: NDArray[np.int64] = field(default_factory=none64)
    wal_bytes: NDArray[np.int64] = field(default_factory=none64)
    io_ns: NDArray[np.int64] = field(default_factory=none64)
    lock_ns: NDArray[np.int64] = field(default_factory=none64)
    planning_ns: NDArray[np.int64] = field(default_factory=none64)
    errors: NDArray[np.int64] = field(default_factory=none64)
    unindexed: NDArray[np.int64] = field(default_factory=none64)
    disk_tables: NDArray[np.int64] = field(default_factory=none64)

    def __len__(self) -> int:
        return len(self.statement)


@dataclass(frozen=True)
class Plans:
    """p plans: statement int32 (-1 unknown); call int32 (-1: none or unknown); first int64 (p + 1):
    plan i has the nodes first[i]..first[i+1], its root first; is_actual bool: it was run (ANALYZE),
    else only foreseen; planning_ns, execution_ns; origin int32: ``auto_explain``, ``EXPLAIN`` …"""

    statement: NDArray[np.int32] = field(default_factory=none32)
    call: NDArray[np.int32] = field(default_factory=none32)
    first: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    is_actual: NDArray[np.bool_] = field(default_factory=no_bools)
    planning_ns: NDArray[np.int64] = field(default_factory=none64)
    execution_ns: NDArray[np.int64] = field(default_factory=none64)
    origin: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.statement)


@dataclass(frozen=True)
class PlanNodes:
    """q nodes of all plans, parents before children, as PostgreSQL's EXPLAIN names its fields.

    parent int32: node of the same plan, -1 the root. kind int32: ``Seq Scan`` (other servers'
    access ways are called what PostgreSQL calls them where they mean the same, else as they are).
    relation, alias, index, condition (index, hash or merge condition), filter, detail (all else in
    words, line by line) int32 texts, -1 none. Rows are per loop, as EXPLAIN writes them, float64,
    nan unknown: expected_rows, actual_rows, removed_rows (by filter, per loop). loops int64, 0:
    never run, -1 unknown. startup_cost, total_cost float64 in the planner's units, nan unknown.
    actual_ns: to the last row, per loop. hit_bytes, read_bytes, temporary_bytes (read and written).
    subplan int32: ``InitPlan 1``, ``SubPlan 2``, ``CTE x``: the name under which it is run.
    width int32: bytes of a row.
    """

    parent: NDArray[np.int32] = field(default_factory=none32)
    kind: NDArray[np.int32] = field(default_factory=none32)
    relation: NDArray[np.int32] = field(default_factory=none32)
    alias: NDArray[np.int32] = field(default_factory=none32)
    index: NDArray[np.int32] = field(default_factory=none32)
    condition: NDArray[np.int32] = field(default_factory=none32)
    filter: NDArray[np.int32] = field(default_factory=none32)
    detail: NDArray[np.int32] = field(default_factory=none32)
    subplan: NDArray[np.int32] = field(default_factory=none32)
    expected_rows: NDArray[np.float64] = field(default_factory=_no_numbers)
    actual_rows: NDArray[np.float64] = field(default_factory=_no_numbers)
    removed_rows: NDArray[np.float64] = field(default_factory=_no_numbers)
    loops: NDArray[np.int64] = field(default_factory=none64)
    startup_cost: NDArray[np.float64] = field(default_factory=_no_numbers)
    total_cost: NDArray[np.float64] = field(default_factory=_no_numbers)
    actual_ns: NDArray[np.float64] = field(default_factory=_no_numbers)
    hit_bytes: NDArray[np.int64] = field(default_factory=none64)
    read_bytes: NDArray[np.int64] = field(default_factory=none64)
    temporary_bytes: NDArray[np.int64] = field(default_factory=none64)
    width: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True)
class Events:
    """e other things a server's log tells: time_ns (`NO_TIME` unknown); kind uint8 of
    `EVENT_KINDS`; session int32; statement int32 it is about; call int32; duration_ns waited or
    taken; bytes written (temporary files, checkpoints); text int32: the message without numbers and
    names that differ; detail int32: as it was written, with its DETAIL and HINT. -1 unknown."""

    time_ns: NDArray[np.int64] = field(default_factory=none64)
    kind: NDArray[np.uint8] = field(default_factory=none8)
    session: NDArray[np.int32] = field(default_factory=none32)
    statement: NDArray[np.int32] = field(default_factory=none32)
    call: NDArray[np.int32] = field(default_factory=none32)
    duration_ns: NDArray[np.int64] = field(default_factory=none64)
    bytes: NDArray[np.int64] = field(default_factory=none64)
    text: NDArray[np.int32] = field(default_factory=none32)
    detail: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.time_ns)


@dataclass(frozen=True)
class QueryModel:
    """One recording of a database's work.

    made_by: ``PostgreSQL 16.4``, ``MySQL slow log``, …, as far as told; dialect: that of most
    statements, of `DIALECTS`. minimum_ns: calls that took less were not written down
    (``log_min_duration_statement``), 0 for all, -1 unknown. sample_rate: the part of calls that was
    written down. definitions int32: texts of DDL statements the recording holds, which tell tables.
    """

    strings: StringTable = field(default_factory=no_texts)
    statements: Statements = field(default_factory=Statements)
    samples: Samples = field(default_factory=Samples)
    sessions: Sessions = field(default_factory=Sessions)
    calls: Calls = field(default_factory=Calls)
    totals: Totals = field(default_factory=Totals)
    plans: Plans = field(default_factory=Plans)
    plan_nodes: PlanNodes = field(default_factory=PlanNodes)
    events: Events = field(default_factory=Events)
    definitions: NDArray[np.int32] = field(default_factory=none32)
    made_by: str = ""
    dialect: str = ""
    minimum_ns: int = UNKNOWN
    sample_rate: float = 1.0

    def __len__(self) -> int:
        """Calls; of the server's own statistics the statements, of plans the plans."""
        return len(self.calls) or len(self.statements) or len(self.events)
