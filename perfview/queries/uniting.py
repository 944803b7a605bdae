"""Several recordings of one database as one: rotated logs, pieces of a large one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import (
    UNKNOWN,
    Calls,
    Events,
    PlanNodes,
    Plans,
    QueryModel,
    Samples,
    Sessions,
    Statements,
    Totals,
)
from perfview.recording.strings import StringTable

Table = TypeVar("Table", Calls, Events, PlanNodes, Samples, Totals)

_TEXTS: dict[type, tuple[str, ...]] = {
    Samples: ("text", "parameters"),
    Sessions: ("name", "database", "user", "application", "host"),
    Calls: ("trace_name", "caller"),
    Plans: ("origin",),
    PlanNodes: (
        "kind", "relation", "alias", "index", "condition", "filter", "detail", "subplan",
    ),
    Events: ("text", "detail"),
}  # fmt: skip
_NUMBERED = ("transaction", "trace", "parent")


def united(models: list[tuple[QueryModel, int]]) -> tuple[QueryModel, list[bool]]:
    """One model of several, each with the byte at which its file begins in the whole; and which
    were taken: all.

    Statements of one fingerprint and dialect are one; a connection of the same name, user and
    database goes on from one to the next. Calls are put in the order they began.
    """
    parts = [_shifted(model, first) for model, first in models]
    offsets = np.cumsum([0, *(len(model.strings) for model, _ in models)])
    strings = _strings([model.strings for model, _ in models])
    statements, statement_of = _statements([part.statements for part in parts], offsets)
    sessions, session_of = _sessions(
        [_moved(p.sessions, o) for p, o in _each(parts, offsets)], strings
    )
    tables: dict[str, list[Any]] = {"calls": [], "events": [], "samples": [], "totals": []}
    plans: list[Plans] = []
    nodes: list[PlanNodes] = []
    calls = marks = 0
    for number, (part, offset) in enumerate(_each(parts, offsets)):
        maps = {"statement": statement_of[number], "session": session_of[number]}
        for name, rows in tables.items():
            rows.append(_placed(_moved(getattr(part, name), offset), maps, calls, marks))
        plans.append(_placed(_moved(part.plans, offset), maps, calls, marks))
        nodes.append(_moved(part.plan_nodes, offset))
        calls += len(part.calls)
        marks += 1 + max(int(getattr(part.calls, name).max(initial=-1)) for name in _NUMBERED)
    whole = {name: _joined(rows) for name, rows in tables.items()}
    first = parts[0]
    model = QueryModel(
        strings=strings, statements=statements, sessions=sessions, plans=_joined_plans(plans),
        plan_nodes=_joined(nodes), made_by=first.made_by, dialect=first.dialect,
        definitions=np.concatenate([p.definitions + np.int32(o) for p, o in _each(parts, offsets)]),
        minimum_ns=_agreed([part.minimum_ns for part in parts]),
        sample_rate=min(part.sample_rate for part in parts), **whole,
    )  # fmt: skip
    return _in_order(model), [True] * len(models)


def _each(parts: list[QueryModel], offsets: NDArray[np.int64]) -> list[tuple[QueryModel, int]]:
    return list(zip(parts, offsets[:-1].tolist(), strict=True))


def _agreed(values: list[int]) -> int:
    """What all tell, unknown where they do not agree."""
    return values[0] if len(set(values)) == 1 else UNKNOWN


def _strings(tables: list[StringTable]) -> StringTable:
    arenas = [table.arena[: int(table.offsets[-1])] for table in tables]
    starts = np.cumsum([0, *(len(arena) for arena in arenas)])
    ends = [table.offsets[1:] + start for table, start in zip(tables, starts[:-1], strict=True)]
    return StringTable(np.concatenate(arenas), np.concatenate([np.zeros(1, np.int64), *ends]))


def _shifted(model: QueryModel, first: int) -> QueryModel:
    """Places counted from the beginning of the whole."""
    place = model.calls.place
    moved = np.where(place >= 0, place + first, place)
    return replace(model, calls=replace(model.calls, place=moved))


def _moved(table: Any, offset: int) -> Any:
    """A table with its texts' numbers moved on."""
    changed = {}
    for name in _TEXTS.get(type(table), ()):
        column = getattr(table, name)
        changed[name] = np.where(column >= 0, column + offset, column).astype(column.dtype)
    return replace(table, **changed)


def _placed(table: Any, maps: dict[str, NDArray[np.int32]], calls: int, marks: int) -> Any:
    """A table with statements, sessions and calls as they are numbered in the whole."""
    changed: dict[str, Any] = {}
    for field in fields(table):
        column = getattr(table, field.name)
        if field.name in maps:
            changed[field.name] = np.append(maps[field.name], np.int32(-1))[column]
        elif field.name == "call":
            changed[field.name] = np.where(column >= 0, column + calls, column).astype(column.dtype)
        elif field.name in _NUMBERED:
            changed[field.name] = np.where(column >= 0, column + marks, column).astype(column.dtype)
    return replace(table, **changed)


def _joined(tables: list[Any]) -> Any:
    names = [field.name for field in fields(tables[0])]
    kind = type(tables[0])
    return kind(*(np.concatenate([getattr(table, name) for table in tables]) for name in names))


def _joined_plans(tables: list[Plans]) -> Plans:
    nodes = np.cumsum([0, *(int(table.first[-1]) for table in tables)])
    first = [table.first[1:] + base for table, base in zip(tables, nodes[:-1], strict=True)]
    cut = [replace(table, first=table.first[1:]) for table in tables]
    whole: Plans = _joined(cut)
    return replace(whole, first=np.concatenate([np.zeros(1, np.int64), *first]))


def _statements(
    tables: list[Statements], offsets: NDArray[np.int64]
) -> tuple[Statements, list[NDArray[np.int32]]]:
    """Each statement once, and by table the number of each in the whole."""
    known: dict[tuple[int, ...], int] = {}
    found: list[NDArray[np.int32]] = []
    rows: list[tuple[int, ...]] = []
    for table, offset in zip(tables, offsets[:-1].tolist(), strict=True):
        numbers = np.empty(len(table), np.int32)
        for row in range(len(table)):
            key = (int(table.fingerprint[row]), int(table.dialect[row]))
            if key not in known:
                known[key] = len(rows)
                rows.append((int(table.text[row]) + offset, key[0], int(table.kind[row]), key[1]))
            numbers[row] = known[key]
        found.append(numbers)
    none = np.full(len(rows), -1, np.int32)
    text, fingerprint, kind, dialect = zip(*rows, strict=True) if rows else ((), (), (), ())
    table = Statements(
        np.array(text, np.int32), np.array(fingerprint, np.uint64), np.array(kind, np.uint8),
        np.array(dialect, np.uint8), none, none.copy(),
    )  # fmt: skip
    return table, found


def _sessions(
    tables: list[Sessions], strings: StringTable
) -> tuple[Sessions, list[NDArray[np.int32]]]:
    """Connections that go on from one recording to the next as one: the last of a name before, if
    user and database do not differ."""
    last: dict[str, tuple[int, tuple[str, ...]]] = {}
    rows: list[tuple[int, ...]] = []
    found: list[NDArray[np.int32]] = []
    for table in tables:
        numbers = np.empty(len(table), np.int32)
        before = dict(last)
        for row in range(len(table)):
            name = strings[int(table.name[row])]
            who = tuple(strings[int(column[row])] for column in (table.user, table.database))
            known = before.pop(name, None)
            if known is not None and known[1] == who:
                numbers[row] = known[0]
            else:
                numbers[row] = len(rows)
                rows.append(tuple(int(getattr(table, f.name)[row]) for f in fields(table)))
            last[name] = (int(numbers[row]), who)
        found.append(numbers)
    columns = np.array(rows, np.int32).reshape(-1, len(fields(Sessions))).T
    return Sessions(*(column.copy() for column in columns)), found


def _in_order(model: QueryModel) -> QueryModel:
    """Calls in the order they began."""
    order = np.argsort(model.calls.start_ns, kind="stable")
    if bool((order == np.arange(len(order))).all()):
        return model
    place = np.empty(len(order) + 1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1
    calls = Calls(*(getattr(model.calls, field.name)[order] for field in fields(Calls)))
    return replace(
        model,
        calls=calls,
        samples=replace(model.samples, call=place[model.samples.call]),
        events=replace(model.events, call=place[model.events.call]),
        plans=replace(model.plans, call=place[model.plans.call]),
    )
