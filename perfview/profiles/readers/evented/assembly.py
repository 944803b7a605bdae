"""Trace events to the model: a sample is a stretch of time in which one stack stood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.frame_lists import Ways
from perfview.kernels.grouping import LEFT_OUT, number_pairs
from perfview.kernels.interning import Interner
from perfview.kernels.matching_ends import MISMATCHED, OTHERWISE, UNOPENED, match_ends
from perfview.kernels.tables import Tables, remap
from perfview.kernels.unescaping import unescaped
from perfview.profiles.assembling.distinct import distinct, distinct_functions
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.model import Frames, Functions, ProfileModel, Stacks
from perfview.profiles.readers.evented.calls import Calls, calls_of
from perfview.profiles.readers.evented.names import MOST_KEYS, call_name
from perfview.profiles.readers.evented.owners import Owners, find_owners
from perfview.profiles.readers.evented.schema import ARGUMENTS, EVENTS
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

METRIC = ("wall", "ns")


def assemble(tables: Tables, report: ImportReport) -> ProfileModel:
    """The model of one worker's tables, which it takes over; the report gets rows and oddities."""
    arguments = tables.column(ARGUMENTS, "text")
    names = _resolve_escapes(tables)
    key, first = _keys(names, arguments, tables, report)
    function, frames, functions = _functions(names[first], arguments[first], tables.texts)
    owners = find_owners(tables)
    calls = calls_of(tables, owners.thread, report)
    ways, threads = _stretches(calls, np.append(function, np.int32(-1))[key], names, owners, report)
    samples, rows, metrics = unite(threads, [METRIC])
    report.rows = len(samples)
    report.note("no-calls", int(not len(samples)), "The file holds no calls (B, E or X events).")
    return ProfileModel(
        strings=StringTable(*tables.texts.packed()),
        functions=functions,
        frames=frames,
        stacks=Stacks(ways.parent.copy(), ways.label.copy()),
        samples=samples,
        threads=rows,
        metrics=metrics,
    )


def _resolve_escapes(tables: Tables) -> NDArray[np.int32]:
    """The texts of names, pids and tids have their escapes resolved; arguments stay JSON."""
    ids = unescaped(tables.texts)
    if ids is not None:
        for column in ("name", "pid", "tid"):
            values = tables.column(EVENTS, column)
            remap(values, values, ids)
    return tables.column(EVENTS, "name")


def _keys(
    names: NDArray[np.int32], arguments: NDArray[np.int32], tables: Tables, report: ImportReport
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """What tells calls apart: name and arguments, or the name alone where there are too many."""
    called = np.isin(tables.column(EVENTS, "phase"), [ord(phase) for phase in "BEX"])
    shown = np.where(called, arguments, LEFT_OUT).astype(np.int32)
    key, first = number_pairs(names, shown)
    if len(first) <= MOST_KEYS:
        return key, first
    report.note(
        "arguments-left-out",
        len(first),
        "Events have too many different arguments to tell calls apart by them; they are told "
        "apart by name.",
    )
    arguments[:] = -1
    return number_pairs(names, np.where(called, arguments, LEFT_OUT).astype(np.int32))


def _functions(
    names: NDArray[np.int32], arguments: NDArray[np.int32], texts: Interner
) -> tuple[NDArray[np.int32], Frames, Functions]:
    """The frame of each key, int32, the frames, and their functions."""
    named = [
        call_name(_text(texts, name), _text(texts, argument))
        for name, argument in zip(names.tolist(), arguments.tolist(), strict=True)
    ]
    name, file = (
        np.array([_add(texts, getattr(each, field)) for each in named], np.int32)
        for field in ("name", "file")
    )
    line, column, executing = (
        np.array([getattr(each, field) for each in named], np.int32)
        for field in ("line", "column", "executing")
    )
    function, functions = distinct_functions(name, file, line, column)
    if not len(named):
        return function, _frames(function, executing), functions
    frame, first = distinct(function, executing)
    return frame, _frames(function[first], executing[first]), functions


def _frames(function: NDArray[np.int32], line: NDArray[np.int32]) -> Frames:
    r = len(function)
    return Frames(function, line, np.zeros(r, np.int64), np.zeros(r, np.bool_))


def _text(texts: Interner, index: int) -> str:
    return texts.text(index).decode("utf-8", "replace") if index >= 0 else ""


def _add(texts: Interner, text: str) -> int:
    return texts.add(text.encode("utf-8", "replace")) if text else -1


def _stretches(
    calls: Calls,
    frame: NDArray[np.int32],
    names: NDArray[np.int32],
    owners: Owners,
    report: ImportReport,
) -> tuple[Ways, list[ThreadSamples]]:
    """The stacks, and the stretches of each thread in the order of threads."""
    ways, threads = Ways(), []
    origin = int(min(calls.begin_at.min(initial=0), calls.end_at.min(initial=0)))
    if len(calls.begin_at):
        origin = int(calls.begin_at.min())
    odd = np.zeros(3, np.int64)
    for t in owners.order:
        b = slice(calls.begin_first[t], calls.begin_first[t + 1])
        e = slice(calls.end_first[t], calls.end_first[t + 1])
        rows = calls.begin_row[b], calls.end_row[e]
        begin = frame[rows[0]], names[rows[0]], calls.begin_at[b]
        end = frame[rows[1]], names[rows[1]], calls.end_at[e]
        opens, key, at, found = match_ends(begin, end)
        odd += found
        moment = (at - origin).astype(np.float64)
        last = float(moment[-1]) if len(moment) else 0.0
        stack, begun, ended, _ = ways.replayed(opens, key, moment, last)
        thread = ThreadSamples(stack, {METRIC: ended - begun}, begun.astype(np.int64), int(last))
        threads.append(owners.named(t, thread))
    _note(odd, report)
    return ways, threads


def _note(odd: NDArray[np.int64], report: ImportReport) -> None:
    report.note("unopened", int(odd[UNOPENED]), "Events end what never began; they were left out.")
    report.note(
        "mismatched",
        int(odd[MISMATCHED]),
        "Events end something else than what is on top of the stack; they were left out.",
    )
    report.note(
        "other-arguments",
        int(odd[OTHERWISE]),
        "Events end a call with other arguments than it began with; they end it all the same.",
    )
