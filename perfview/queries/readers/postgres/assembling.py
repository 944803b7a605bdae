"""Entries of PostgreSQL's log become a model: runs of statements, sessions, plans and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.joined_steps import DESCRIBED, Joined, join_steps
from perfview.kernels.listed_groups import listed_groups
from perfview.kernels.written_moments import NO_MOMENT
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import LONGEST_SAMPLE, Gathered, Written, gather
from perfview.queries.model import (
    DEFINITION,
    INSERT,
    NO_TIME,
    UTILITY,
    Calls,
    PlanNodes,
    Plans,
    QueryModel,
    Samples,
    Sessions,
)
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.readers.postgres import columns as c
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.events import events_of
from perfview.queries.readers.postgres.happenings import Happenings, happenings
from perfview.queries.readers.postgres.hints import query_ids
from perfview.queries.readers.postgres.moments import entry_times
from perfview.queries.readers.postgres.server import Server, server_of
from perfview.queries.readers.postgres.sessions import LogSessions, sessions_of
from perfview.queries.readers.postgres.steps import Steps, steps_of
from perfview.queries.readers.postgres.texts import Texts
from perfview.queries.readers.postgres.told_plans import add_plans
from perfview.queries.readers.postgres.traces import traces_of
from perfview.queries.readers.postgres.transactions import bracketed, numbered, told_transactions
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport

_LOOSE = "Durations stand alone, without the statement they are of: they are left out."
_PLANS_LEFT = "Plans of auto_explain beyond the slowest few of each statement: they are left out."
_PLANS_UNREAD = (
    "Plans of auto_explain could not be read, such as those in XML or YAML: their statements are"
    " counted all the same."
)


@dataclass(frozen=True)
class _Log:
    """All that is known of a log before it is a model."""

    entries: LogEntries
    times: NDArray[np.int64]
    steps: Steps
    events: Happenings
    sessions: LogSessions
    gathered: Gathered
    runs: Joined
    server: Server

    def what(self, first: int, count: int) -> NDArray[np.int32]:
        """Statements of a range of the texts that were gathered, int32, -1 for none."""
        return self.gathered.statement[first : first + count]

    def values_of_run(self, step: int) -> tuple[int, int]:
        """Where the values of the run that a step belongs to stand in the content, -1 for none."""
        run = int(self.runs.run[step])
        start, stop = self.steps.values[self.runs.entry[run] if run >= 0 else step].tolist()
        return start, stop


def assemble(
    entries: LogEntries, changed_ns: int, progress: Progress, report: ImportReport
) -> QueryModel:
    """The model of a log's entries. `changed_ns`: when its file was last changed. Oddities go into
    the report. Raises `Cancelled`."""
    progress.report("Counting alike statements as one")
    times = entry_times(entries, changed_ns, report)
    steps = steps_of(entries)
    is_step = np.zeros(len(entries), np.bool_)
    is_step[steps.row] = True
    is_step &= entries.severity < c.ERROR
    events = happenings(entries, np.flatnonzero(~is_step))
    begins = np.zeros(len(entries), np.bool_)
    begins[events.row[events.begins]] = True
    sessions = sessions_of(entries, begins)
    gathered = _gathered(entries, steps, events, progress)
    progress.check()
    runs = join_steps(
        steps.kind, sessions.session[steps.row], gathered.statement[: len(steps.row)],
        steps.amount_ns,
    )  # fmt: skip
    report.note("loose-duration", runs.loose, _LOOSE)
    server = server_of(entries, events)
    return _model(
        _Log(entries, times, steps, events, sessions, gathered, runs, server), progress, report
    )


def _gathered(
    entries: LogEntries, steps: Steps, events: Happenings, progress: Progress
) -> Gathered:
    """Statements of all steps, then of all events."""
    of_events = entries.spans[events.row, c.STATEMENT]
    text = np.concatenate([steps.text, of_events]).astype(np.int64)
    values = np.concatenate([steps.values, np.full_like(of_events, -1)]).astype(np.int64)
    written = Written(
        entries.content, text[:, 0].copy(), text[:, 1].copy(),
        values[:, 0].copy(), values[:, 1].copy(),
    )  # fmt: skip
    took = np.concatenate([steps.amount_ns, np.full(len(events), -1, np.int64)])
    hint = query_ids(entries, np.concatenate([steps.row, events.row]), text)
    if hint is not None:
        # A portal that is closed late has its plan written while the next command runs, with the
        # id of that one: the plan of a SELECT under the id of ROLLBACK.
        hint[np.flatnonzero(steps.kind == DESCRIBED)] = 0
    return gather(written, "postgres", took, progress, hint)


def _model(log: _Log, progress: Progress, report: ImportReport) -> QueryModel:
    texts = Texts(log.gathered.strings)
    calls, order = _calls(log, texts)
    place = np.full(len(log.runs.entry), -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    call = np.append(place, np.int32(-1))[log.runs.run]
    events = events_of(log.entries, log.events, log.times, log.sessions.session, texts)
    statement = log.what(len(log.steps.row), len(log.events))
    events = events.about(statement, calls, _told_calls(log, call))
    plans, nodes = _plans(log, call, texts, report)
    samples = _samples(log, call, texts)
    names = texts.offset_of(log.sessions.texts.texts())
    traits = np.where(log.sessions.traits >= 0, log.sessions.traits + names, -1)
    progress.check()
    return QueryModel(
        strings=texts.table(),
        statements=log.gathered.statements,
        samples=samples,
        sessions=Sessions(
            np.asarray(log.sessions.name + names, np.int32),
            *(traits[:, column].astype(np.int32) for column in (1, 0, 2, 3)),
        ),
        calls=calls,
        plans=plans,
        plan_nodes=nodes,
        events=events.table,
        definitions=_definitions(log.gathered),
        made_by=log.server.made_by,
        dialect="postgres",
        minimum_ns=log.server.minimum_ns,
        sample_rate=log.server.sample_rate,
    )


def _calls(log: _Log, texts: Texts) -> tuple[Calls, NDArray[np.intp]]:
    """The calls in the order they began, and which run each is."""
    steps, runs = log.steps, log.runs
    entry = runs.entry
    row = steps.row[entry]
    start = log.times[row].copy()
    ends = (steps.amount_ns[entry] >= 0) & (start != NO_MOMENT)
    start[ends] -= runs.took[ends]
    start[start == NO_MOMENT] = NO_TIME
    session = log.sessions.session[row]
    statement = log.gathered.statement[entry]
    transaction = numbered(session, told_transactions(log.entries, row))
    if not (transaction >= 0).any():
        transaction = bracketed(session, statement, log.gathered.statements, log.gathered.strings)
    trace, trace_name, parent = traces_of(log.entries.content, log.gathered.remark[entry], texts)
    has_text = statement >= 0
    order = np.flatnonzero(has_text)
    order = order[np.argsort(start[order], kind="stable")]
    rows = _written_rows(log, entry, statement)
    rows[runs.failed] = -1
    columns: dict[str, NDArray[Any]] = {
        "statement": statement, "start_ns": start, "duration_ns": runs.took, "rows": rows,
        "session": session, "transaction": transaction, "trace": trace, "trace_name": trace_name,
        "parent": parent, "key": log.gathered.key[entry], "failed": runs.failed,
        "place": log.entries.place[row],
    }  # fmt: skip
    taken = {name: column[order] for name, column in columns.items()}
    return filled(Calls, len(order), **taken), order


def _written_rows(
    log: _Log, entry: NDArray[np.int32], statement: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The rows that INSERTs list, int64, -1 for other statements: a log tells no other rows."""
    rows = np.full(len(entry), -1, np.int64)
    kind = np.append(log.gathered.statements.kind, np.uint8(UTILITY))[statement]
    inserts = np.flatnonzero(kind == INSERT)
    text = log.steps.text[entry[inserts]].astype(np.int64)
    listed = listed_groups(log.entries.content, text[:, 0].copy(), text[:, 1].copy(), b"values")
    rows[inserts] = np.where(listed > 0, listed, -1)
    return rows


def _told_calls(log: _Log, call: NDArray[np.int32]) -> NDArray[np.int32]:
    """The call of each event that is an entry of one itself, an error, int32 (e), -1 for none."""
    found = np.full(len(log.entries), -1, np.int32)
    found[log.steps.row] = call
    return found[log.events.row]


def _plans(
    log: _Log, call: NDArray[np.int32], texts: Texts, report: ImportReport
) -> tuple[Plans, PlanNodes]:
    told = np.flatnonzero(log.steps.kind == DESCRIBED)
    gatherer = PlanGatherer()
    if len(told):
        unread, left = add_plans(
            gatherer, log.entries.content, log.steps.plans, log.gathered.statement[told],
            call[told], log.steps.amount_ns[told],
        )  # fmt: skip
        report.note("plan-unread", unread, _PLANS_UNREAD)
        report.note("plans-left-out", left, _PLANS_LEFT)
    return gatherer.columns(texts.number)


def _samples(log: _Log, call: NDArray[np.int32], texts: Texts) -> Samples:
    """Samples with calls in the place of what was gathered, and with the values of their runs: a
    run's first entry, its PARSE, tells none."""
    samples = log.gathered.samples
    known = np.append(call, np.int32(-1))
    at = np.where((samples.call >= 0) & (samples.call < len(call)), samples.call, len(call))
    parameters = samples.parameters.copy()
    for each in np.flatnonzero((parameters < 0) & (at < len(call))).tolist():
        start, stop = log.values_of_run(int(at[each]))
        if start >= 0:
            told = log.entries.content[start : min(stop, start + LONGEST_SAMPLE)]
            parameters[each] = texts.number(told.tobytes().decode("utf-8", "replace"))
    return Samples(samples.statement, samples.text, parameters, known[at].astype(np.int32))


def _definitions(gathered: Gathered) -> NDArray[np.int32]:
    """Texts of statements that define tables."""
    statement = gathered.samples.statement
    chosen = gathered.statements.kind[statement] == DEFINITION
    return np.unique(gathered.samples.text[chosen])
