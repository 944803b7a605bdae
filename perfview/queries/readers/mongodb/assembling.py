"""Operations of MongoDB become columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import gather_texts
from perfview.queries.model import NO_TIME, Calls, Events, QueryModel, Sessions
from perfview.queries.plans.node import PlanNode, ReadPlan
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.readers.mongodb.entries import Entry
from perfview.queries.readers.mongodb.operations import Operation, operation_of
from perfview.recording.progress import Progress

_STEP = re.compile(r"([A-Z_]+)(?: (\{[^}]*\}))?")
_KINDS = {
    "COLLSCAN": "Seq Scan", "IXSCAN": "Index Scan", "COUNT_SCAN": "Index Only Scan",
    "DISTINCT_SCAN": "Index Only Scan", "IDHACK": "Index Scan", "EXPRESS_IXSCAN": "Index Scan",
    "EXPRESS_CLUSTERED_IXSCAN": "Index Scan", "CLUSTERED_IXSCAN": "Index Scan", "EOF": "Result",
    "COUNT": "Result", "TEXT": "Index Scan", "TEXT_MATCH": "Index Scan", "SORT": "Sort",
}  # fmt: skip

Event = tuple[int, int, str, str]
"""Kind, time in ns, message, session."""


def assemble(
    entries: list[Entry], events: list[Event], made_by: str, progress: Progress
) -> QueryModel:
    """The columns of operations and of what else was told."""
    entries = sorted(entries, key=_began)
    operations = [operation_of(each.op, each.namespace, each.command) for each in entries]
    duration = np.array([each.duration_ns for each in entries], np.int64)
    texts = [each.text for each in operations]
    gathered = gather_texts(texts, "mongodb", duration, progress)
    more: dict[str, int] = {}
    offset = len(gathered.strings)

    def number(text: str) -> int:
        return offset + more.setdefault(text, len(more)) if text else -1

    statement = gathered.statement
    kind, database = gathered.statements.kind.copy(), gathered.statements.database.copy()
    for row, operation in zip(statement.tolist(), operations, strict=True):
        kind[row], database[row] = operation.kind, number(operation.database)
    names = list(dict.fromkeys(each.session for each in entries if each.session))
    session = {name: row for row, name in enumerate(names)}
    calls = filled(
        Calls,
        len(entries),
        statement=statement,
        key=gathered.key,
        start_ns=[_began(each) for each in entries],
        duration_ns=duration,
        rows=[each.rows for each in entries],
        rows_read=[each.documents for each in entries],
        bytes=[each.bytes for each in entries],
        session=[session.get(each.session, -1) for each in entries],
        failed=np.array([each.failed for each in entries], np.bool_),
        place=[each.place for each in entries],
    )
    plans, nodes = _plans(entries, operations, statement.tolist()).columns(number)
    return QueryModel(
        sessions=_sessions(entries, names, number),
        events=_events(events, session, number),
        plans=plans,
        plan_nodes=nodes,
        statements=replace(gathered.statements, kind=kind, database=database),
        samples=gathered.samples,
        calls=calls,
        strings=gathered.strings.followed_by(more),
        made_by=made_by,
        dialect="mongodb",
    )


def _began(entry: Entry) -> int:
    if entry.ended_ns == NO_TIME:
        return NO_TIME
    return entry.ended_ns - max(entry.duration_ns, 0)


def _sessions(entries: list[Entry], names: list[str], number: Callable[[str], int]) -> Sessions:
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.session, entry)
    of = [first[name] for name in names]
    return Sessions(
        name=np.array([number(name) for name in names], np.int32),
        database=np.full(len(names), -1, np.int32),
        user=np.array([number(each.user) for each in of], np.int32),
        application=np.array([number(each.application) for each in of], np.int32),
        host=np.array([number(each.client) for each in of], np.int32),
    )


def _events(events: list[Event], session: dict[str, int], number: Callable[[str], int]) -> Events:
    return filled(
        Events,
        len(events),
        kind=[event[0] for event in events],
        time_ns=[event[1] for event in events],
        text=[number(event[2]) for event in events],
        session=[session.get(event[3], -1) for event in events],
    )


def _plans(entries: list[Entry], operations: list[Operation], statement: list[int]) -> PlanGatherer:
    """Of each statement each way it was run, as its slowest call went."""
    slowest: dict[tuple[int, str], int] = {}
    for row, entry in enumerate(entries):
        way = (statement[row], entry.plan)
        if entry.plan and entry.duration_ns > entries[slowest.get(way, row)].duration_ns - 1:
            slowest[way] = row
    plans = PlanGatherer()
    for row in sorted(slowest.values()):
        plan = _plan(entries[row], operations[row].collection)
        plans.add(plan, statement=statement[row], call=row, origin="planSummary")
    return plans


def _plan(entry: Entry, collection: str) -> ReadPlan:
    """Of one node each way that is named, below one that puts them together if there are more."""
    steps = _STEP.findall(entry.plan)[:64]
    nodes = [PlanNode("Append")] if len(steps) > 1 else []
    parent = len(nodes) - 1
    for step, keys in steps:
        node = PlanNode(_KINDS.get(step, step), parent, relation=collection)
        node.index = keys or ("_id" if step == "IDHACK" else "")
        node.tell(f"Stage: {step}")
        nodes.append(node)
    if nodes:
        root = nodes[0]
        root.loops, root.actual_ns = 1, float(max(entry.duration_ns, 0))
        if entry.rows >= 0:
            root.actual_rows = float(entry.rows)
            if entry.documents >= 0:
                root.removed_rows = float(max(entry.documents - entry.rows, 0))
        if entry.keys >= 0:
            root.tell(f"Keys Examined: {entry.keys}")
        if entry.documents >= 0:
            root.tell(f"Documents Examined: {entry.documents}")
    return ReadPlan(nodes, execution_ns=entry.duration_ns)
