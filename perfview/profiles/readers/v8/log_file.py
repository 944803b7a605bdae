"""A preprocessed V8 log to the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.prefix_tree import plant
from perfview.kernels.tables import Tables, remap
from perfview.kernels.unescaping import unescaped
from perfview.profiles.assembling.distinct import distinct, distinct_functions, only_used
from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Functions, Labels, Metrics, ProfileModel, Stacks
from perfview.profiles.readers.v8.code_names import CodeName, named
from perfview.profiles.readers.v8.functions import frames_of
from perfview.profiles.readers.v8.limits import METRIC
from perfview.profiles.readers.v8.log_schema import CODE, FRAMES, TICKS, log_schema
from perfview.profiles.readers.v8.recorded import Owner
from perfview.profiles.readers.v8.threads import threads_of
from perfview.recording.json_columns import JsonReading
from perfview.recording.json_reports import report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

STATES = ("JS", "GC", "parser", "bytecode compiler", "compiler", "other", "external")
"""The engine's state by number: `StateTag` (v8/src/common/globals.h); later ones have moved."""

STATE = "state"
_OFFSET = 2
"""A code and an offset in turns."""


def read_log(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model and how reading it went. Raises `Cancelled`."""
    reading = JsonReading(source, log_schema(), lambda tables: lambda origin: None, progress)
    outcome = reading.read(words="Reading ticks")
    report = report_of_json(source, outcome)
    tables = outcome.tables
    texts = tables.texts
    ids = unescaped(texts)
    if ids is not None:
        for column in tables.text_columns():
            remap(column, column, ids)
    progress.check()
    first, code = _stacks(tables)
    item, addresses = _with_addresses(code, tables.rows(CODE))
    function, functions = _functions(tables, addresses)
    codes = np.arange(len(function) + 1, dtype=np.int64)
    parent, label, leaf = plant(first, item, codes, function)
    functions, label = only_used(functions, label)
    report.rows = len(leaf)
    report.note("no-samples", int(not len(leaf)), "The log holds no ticks.")
    return _model(tables, functions, Stacks(parent, label), leaf), report


def _stacks(tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes of each tick's stack, innermost first: first int64 (ticks + 1), code int64."""
    tick = tables.column(FRAMES, "tick")
    ticks = tables.rows(TICKS)
    begin = np.searchsorted(tick, np.arange(ticks + 1))
    is_code = (np.arange(len(tick)) - begin[tick]) % _OFFSET == 0
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_code)])
    return before[begin], tables.column(FRAMES, "code")[is_code]


def _with_addresses(
    code: NDArray[np.int64], codes: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The codes as int32, -1 for none, and the addresses that stand where there is no code: they
    count on behind the codes and one that is unknown."""
    is_address = code > codes
    addresses, which = np.unique(code[is_address], return_inverse=True)
    found = np.where((code < 0) | is_address, -1, code)
    found[is_address] = codes + 1 + which
    return found.astype(np.int32), addresses


def _functions(tables: Tables, addresses: NDArray[np.int64]) -> tuple[NDArray[np.int32], Functions]:
    """The function of each code, of the unknown one, and of each address: int32."""
    texts = tables.texts
    columns = [tables.column(CODE, name) for name in ("name", "type", "kind")]
    group, first = distinct(*columns) if len(columns[0]) else (columns[0], columns[0])
    names = [
        named(*(_text(texts, int(column[row])) for column in columns)) for row in first.tolist()
    ]
    unknown = len(names)
    names += [named("", "", ""), *(CodeName(f"0x{at:x}") for at in addresses.tolist())]
    of_name, functions = _distinct(names, texts)
    rows = np.concatenate([group, np.arange(unknown, len(names), dtype=np.int32)])
    return of_name[rows], functions


def _distinct(names: list[CodeName], texts: Interner) -> tuple[NDArray[np.int32], Functions]:
    ids = {
        field: np.array([_add(texts, getattr(name, field)) for name in names], np.int32)
        for field in ("name", "file", "module", "category")
    }
    line = np.array([name.line for name in names], np.int32)
    column = np.array([name.column for name in names], np.int32)
    return distinct_functions(
        ids["name"], ids["file"], line, column, ids["module"], ids["category"]
    )


def _text(texts: Interner, index: int) -> str:
    return texts.text(index).decode("utf-8", "replace") if index >= 0 else ""


def _add(texts: Interner, text: str) -> int:
    return texts.add(text.encode("utf-8", "replace")) if text else -1


def _model(
    tables: Tables, functions: Functions, stacks: Stacks, leaf: NDArray[np.int32]
) -> ProfileModel:
    """Ticks in the order of time; each stands for the time since the one before (so does
    speedscope), the first for all since the beginning."""
    texts = tables.texts
    order = np.argsort(tables.column(TICKS, "ns"), kind="stable")
    time = np.maximum(tables.column(TICKS, "ns")[order], 0)
    begun = np.concatenate([np.zeros(1, np.int64), time[:-1]])[: len(time)]
    label_set, labels = _labels(tables.column(TICKS, "state")[order], texts)
    samples, weight = by_thread_and_time(
        thread=np.zeros(len(leaf), np.int32),
        stack=leaf[order],
        time_ns=begun,
        label_set=label_set,
        weight=np.stack([(time - begun).astype(np.float64), np.ones(len(leaf))]),
        threads=1,
    )
    threads = threads_of([Owner("main")], time[-1:] if len(time) else np.zeros(1, np.int64), texts)
    steps = np.diff(time)
    return ProfileModel(
        strings=StringTable(*texts.packed()),
        functions=functions,
        frames=frames_of(len(functions)),
        stacks=stacks,
        samples=samples,
        threads=threads,
        metrics=Metrics([METRIC, "samples"], ["ns", "count"], weight),
        labels=labels,
        made_by="V8",
        interval_ns=int(np.median(steps)) if len(steps) else 0,
    )


def _labels(state: NDArray[np.int64], texts: Interner) -> tuple[NDArray[np.int32], Labels]:
    """What the engine was doing, as labels: the set of each tick, int32, and the sets."""
    states, label_set = np.unique(state, return_inverse=True)
    words = [STATES[s] if 0 <= s < len(STATES) else str(s) for s in states.tolist()]
    return label_set.astype(np.int32), Labels(
        np.arange(len(words) + 1, dtype=np.int64),
        np.full(len(words), texts.add(STATE.encode()), np.int32),
        np.array([texts.add(word.encode()) for word in words], np.int32),
    )
