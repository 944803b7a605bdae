"""A .cpuprofile in the layout of today: nodes in one list, read by two threads when it is large."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table
from perfview.kernels.tables import Tables
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.v8.assembly import assemble
from perfview.profiles.readers.v8.number_lists import (
    DELTAS,
    LISTS,
    LISTS_TABLE,
    NAMES,
    SAMPLES,
    STAMPS,
    NumberLists,
    Numbers,
    lists_behind,
)
from perfview.profiles.readers.v8.recorded import Owner, Recorded, nodes_of
from perfview.profiles.readers.v8.schema import NODES, node_tables, nodes_value
from perfview.profiles.readers.v8.times import deltas_of
from perfview.recording import json_columns
from perfview.recording.json_columns import JsonOutcome, JsonReading, Split
from perfview.recording.json_reports import report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

DOCUMENTS, TIMES = "documents", "times"
START, END = range(2)

_FIRST_NODE = re.compile(rb'"nodes"\s*:\s*\[\s*\{\s*"(\w+)"\s*:')
_OPEN_LIST = re.compile(rb'"(?:samples|timeDeltas|timestamps)"\s*:\s*$')
_LONGEST_KEY = 64
_TO_NS = 3

_LAYOUT = Layout(
    tables=(
        Table(DOCUMENTS, resumable=True),
        *node_tables(),
        Table(TIMES, (Column("ns"), Column("which"))),
        LISTS_TABLE,
    )
)


@cache
def _schema() -> Schema:
    lists = {
        name.decode(): Value(
            Capture.REFERENCE, f"{LISTS}.place", constant=(f"{LISTS}.which", which), commit=LISTS
        )
        for name, which in NAMES.items()
    }
    times = {
        name: Value(
            Capture.NUMBER,
            f"{TIMES}.ns",
            scale=_TO_NS,
            constant=(f"{TIMES}.which", which),
            commit=TIMES,
        )
        for name, which in (("startTime", START), ("endTime", END))
    }
    profile = {"nodes": nodes_value()} | lists | times
    wrapped = Value(object=Object(profile))
    root = Object(profile | {"profile": wrapped}, record=DOCUMENTS)
    return compile_schema(Value(object=root), _LAYOUT)


def read_profile(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a file and how reading it went. Raises `Cancelled`."""
    lists = NumberLists()
    reading = JsonReading(source, _schema(), lists.follow, progress)
    outcome = reading.read(_splits(source.head), "Reading the call tree")
    tables = outcome.tables
    found = {which: lists.of(tables, which) for which in (SAMPLES, DELTAS, STAMPS)}
    report = report_of_json(source, _with_cut_off(source, outcome, found))
    progress.check()
    report.note("broken-list", lists.broken, "A list of samples or times breaks off in between.")
    nodes = nodes_of(tables, np.zeros(tables.rows(NODES), np.int32))
    recorded = _recorded(found, _time(tables, START), _time(tables, END), nodes.hits, report)
    progress.check()
    return assemble(nodes, recorded, [Owner("main")], report), report


def _splits(head: bytes) -> tuple[Split, ...]:
    """Where a second worker may begin: at what starts as the first node does."""
    found = _FIRST_NODE.search(head)
    if found is None:
        return ()
    path = "profile.nodes[]" if _is_wrapped(head, found.start()) else "nodes[]"
    return (Split(re.compile(rb'\}\s*,\s*(\{)\s*"' + found[1] + rb'"\s*:'), path),)


def _is_wrapped(head: bytes, nodes_at: int) -> bool:
    return re.search(rb'"profile"\s*:\s*\{', head[:nodes_at]) is not None


def _time(tables: Tables, which: int) -> int:
    """When it started or ended, in ns; 0 when it does not say."""
    said = tables.column(TIMES, "ns")[tables.column(TIMES, "which") == which]
    return int(said[-1]) if len(said) else 0


def _with_cut_off(
    source: Source, outcome: JsonOutcome, found: dict[int, Numbers | None]
) -> JsonOutcome:
    """Take what there is of the list in which the file breaks off, and those too long for one
    value of the walker; then nothing was wrong."""
    at, wrong = outcome.read_bytes, outcome.wrong
    if wrong is None:
        return outcome
    begin = max(0, at - _LONGEST_KEY)
    name = _OPEN_LIST.search(source.read_at(begin, at - begin))
    is_long = wrong.offset - at >= json_columns.MOST_UNIT
    if name is None and not is_long:
        return outcome
    lists, is_whole, rest = lists_behind(source, begin + name.start() if name else at)
    found.update(lists)
    if not (is_long and is_whole and lists):
        return outcome
    _read_rest(outcome.tables, source.head, rest)
    return replace(outcome, wrong=None)


def _read_rest(tables: Tables, head: bytes, rest: bytes) -> None:
    """Add what stands around lists that were too long: `rest` begins with the last node, or with
    the whole document where none came before."""
    nodes = _FIRST_NODE.search(head) if tables.rows(NODES) else None
    before = b""
    if nodes is not None:
        before = b'{"profile":{"nodes":[' if _is_wrapped(head, nodes.start()) else b'{"nodes":['
    with Source.from_bytes(before + rest) as around:
        reading = JsonReading(around, _schema(), NumberLists().follow, Progress())
        tables.append(reading.read().tables)


def _recorded(
    found: dict[int, Numbers | None],
    start: int,
    end: int,
    hits: NDArray[np.int64],
    report: ImportReport,
) -> Recorded:
    sample = found[SAMPLES]
    sample = np.zeros(0, np.int64) if sample is None else sample.astype(np.int64, copy=False)
    duration = max(0, end - start)
    delta = deltas_of(
        len(sample), found[DELTAS], found[STAMPS], start, duration, int(hits.sum()), report
    )
    kept = min(len(sample), len(delta))
    return Recorded(
        first=np.array([0, kept], np.int64),
        sample=sample[:kept],
        delta=delta[:kept],
        start_ns=np.array([start], np.int64),
        duration_ns=np.array([duration], np.int64),
    )
