"""From the threads and tables of a Gecko profile to the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.kernels.rooting import parents_first
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.assembling.distinct import distinct, distinct_functions
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.model import Frames, Functions, ProfileModel, Stacks
from perfview.profiles.readers.firefox.code import CodeTables, Ids, picked
from perfview.profiles.readers.firefox.locations import Libraries, with_places
from perfview.profiles.readers.firefox.threads import (
    CPU,
    CYCLES,
    SAMPLES,
    SIZE,
    TIME,
    Gathered,
    ThreadSource,
)
from perfview.recording.report import ImportReport

ORDER = (SAMPLES, TIME, CPU, CYCLES, SIZE)
_MS = 1e6
_LATEST = float(1 << 62)


@dataclass(frozen=True)
class Code:
    """The model's tables, and for each of the tables read: its stacks as the model's, int32."""

    functions: Functions
    frames: Frames
    stacks: Stacks
    of_stack: list[Ids]


def assemble(
    gathered: Gathered,
    texts: Texts,
    report: ImportReport,
    *,
    began_ms: float,
    from_devtools: bool,
    made_by: str,
) -> ProfileModel:
    """The model. `from_devtools`: a recording of DevTools' old performance panel, which shows only
    scripts and in which a sample lasts until the next one."""
    places = [_placed(c, texts) for c in gathered.code]
    for i, owner in enumerate(gathered.owners):
        if places[i].is_raw:
            libraries = Libraries(owner.libs.value())
            places[i] = with_places(places[i], texts, libraries, from_devtools)
    code = _unite_code(places, gathered, texts, report)
    first = min((_earliest(t) for t in gathered.threads), default=0.0)
    first = first if np.isfinite(first) else 0.0
    threads = [_thread(t, code, first, texts, report, from_devtools) for t in gathered.threads]
    samples, rows, metrics = unite(threads, ORDER, TIME)
    return ProfileModel(
        strings=texts.finish(),
        functions=code.functions,
        frames=code.frames,
        stacks=code.stacks,
        samples=samples,
        threads=rows,
        metrics=metrics,
        made_by=made_by,
        interval_ns=_interval(gathered),
        began_ns=round(max(0.0, min((began_ms + first) * _MS, _LATEST))) if began_ms else 0,
    )


def _interval(gathered: Gathered) -> int:
    intervals = [o.interval_ms for o in gathered.owners if 0 < o.interval_ms < 1e9]
    return round(intervals[0] * _MS) if intervals else 0


def _placed(code: CodeTables, texts: Texts) -> CodeTables:
    """The tables with the ids of texts as they are meant."""
    code.name, code.file, code.module = (texts.ids(c) for c in (code.name, code.file, code.module))
    return code


def _unite_code(
    places: list[CodeTables], gathered: Gathered, texts: Texts, report: ImportReport
) -> Code:
    def joined(columns: list[NDArray[np.int32]]) -> Ids:
        return np.concatenate([np.zeros(0, np.int32), *columns]).astype(np.int32)

    first_function = np.cumsum([0, *(len(c.name) for c in places)])
    first_frame = np.cumsum([0, *(len(c.function) for c in places)])
    name = joined([c.name for c in places])
    file, begins = joined([c.file for c in places]), joined([c.begins for c in places])
    category = joined(
        [
            _categories(c, o.meta.get("categories").value(), texts)
            for c, o in zip(places, gathered.owners, strict=True)
        ]
    )
    _name_nameless(name, file, begins, texts)
    column, module = joined([c.column for c in places]), joined([c.module for c in places])
    of_function, functions = distinct_functions(name, file, begins, column, module, category)
    function = joined(
        [
            np.where((c.function >= 0) & (c.function < len(c.name)), c.function + int(at), -1)
            for c, at in zip(places, first_function, strict=False)
        ]
    )
    of_function, functions = _only_used(of_function, functions, function)
    known = function >= 0
    frame_rows = picked(function, of_function), joined([c.line for c in places])
    inlined = np.concatenate([np.zeros(0, np.bool_), *(c.inlined for c in places)])
    address = np.concatenate([np.zeros(0, np.int64), *(c.address for c in places)])
    of_frame, first = distinct(*frame_rows, inlined.astype(np.int32), distinct_addresses(address))
    kept = np.flatnonzero(frame_rows[0][first] >= 0)
    place = np.full(len(first), -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    first = first[kept]
    frames = Frames(frame_rows[0][first], frame_rows[1][first], address[first], inlined[first])
    of_frame = np.where(known, place[of_frame] if len(of_frame) else of_frame, -1).astype(np.int32)
    stacks, of_stack = _unite_stacks(places, first_frame, of_frame, report)
    return Code(functions, frames, stacks, of_stack)


def _only_used(of_function: Ids, functions: Functions, used: Ids) -> tuple[Ids, Functions]:
    """The functions without those no frame is in; `used` are rows of `of_function`."""
    kept = np.zeros(len(functions), np.bool_)
    kept[of_function[used[used >= 0]]] = True
    place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    columns = ("name", "file", "line", "column", "module", "category")
    return place[of_function], Functions(*(getattr(functions, c)[kept] for c in columns))


def distinct_addresses(address: NDArray[np.int64]) -> Ids:
    """A number for each distinct address, int32."""
    return np.unique(address, return_inverse=True)[1].astype(np.int32).reshape(-1)


def _categories(code: CodeTables, names: object, texts: Texts) -> Ids:
    """The category of each function: that of its first frame that has one."""
    listed = names if isinstance(names, list) else []
    ids = [texts.add(str(c.get("name", ""))) if isinstance(c, dict) else -1 for c in listed]
    of_frame = picked(code.category, np.array(ids, np.int32))
    found = np.full(len(code.name), -1, np.int32)
    has = (of_frame >= 0) & (code.function >= 0) & (code.function < len(found))
    rows = np.flatnonzero(has)[::-1]
    found[code.function[rows]] = of_frame[rows]
    return found


def _name_nameless(name: Ids, file: Ids, line: Ids, texts: Texts) -> None:
    """Give functions without a name one that tells them apart; in place."""
    bare = np.flatnonzero(name < 0)
    for i, path in zip(bare.tolist(), texts.of(file[bare]), strict=True):
        place = f" {path.rpartition('/')[2]}:{line[i]}" if path else ""
        name[i] = texts.add(f"(anonymous{place})")


def _unite_stacks(
    places: list[CodeTables], first_frame: NDArray[np.int64], of_frame: Ids, report: ImportReport
) -> tuple[Stacks, list[Ids]]:
    """All stacks in one table; those of dropped frames become what they stand on."""
    counts = [min(len(c.prefix), len(c.frame)) for c in places]
    first_stack = np.cumsum([0, *counts])
    parent, frame = (
        np.full(int(first_stack[-1]), -1, np.int32),
        np.full(int(first_stack[-1]), -1, np.int32),
    )
    outside = missing = 0
    for i, code in enumerate(places):
        here = slice(int(first_stack[i]), int(first_stack[i + 1]))
        prefix, on_top = code.prefix[: counts[i]], code.frame[: counts[i]]
        beyond = prefix >= counts[i]
        outside += int(np.count_nonzero(beyond))
        parent[here] = np.where((prefix >= 0) & ~beyond, prefix + here.start, -1)
        bad = (on_top < 0) | (on_top >= len(code.function))
        missing += int(np.count_nonzero(bad))
        frame[here] = np.where(bad, -1, on_top + int(first_frame[i]))
    rank, above, cuts = parents_first(parent)
    on_top = np.full(len(frame), -1, np.int32)
    on_top[rank] = picked(frame, of_frame)
    stands = nearest_marked(above, on_top >= 0)
    kept = np.flatnonzero(on_top >= 0)
    place = np.full(len(frame) + 1, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    over = np.append(stands, np.int32(-1))[above[kept]]
    folded, label, fold = fold_stacks(place[over], on_top[kept])
    of_stack = np.append(fold, np.int32(-1))[place[stands]][rank] if len(rank) else rank
    report.note(
        "circular-stacks",
        cuts + outside,
        "Stacks stand on themselves or on stacks that do not exist; they begin there.",
    )
    report.note("bad-frame", missing, "Stacks name frames that do not exist; left out of them.")
    ends = zip(first_stack[:-1].tolist(), first_stack[1:].tolist(), strict=True)
    return Stacks(folded, label), [of_stack[a:b].astype(np.int32) for a, b in ends]


def _earliest(thread: ThreadSource) -> float:
    times = thread.time_ms[np.isfinite(thread.time_ms)]
    return float(times.min(initial=np.inf))


def _thread(
    source: ThreadSource,
    code: Code,
    first_ms: float,
    texts: Texts,
    report: ImportReport,
    lasts_until_next: bool,
) -> ThreadSamples:
    of_stack = code.of_stack[source.code]
    report.note(
        "bad-stack",
        int(np.count_nonzero(source.stack >= len(of_stack))),
        f"Samples of {source.name or 'a thread'} name stacks that do not exist; they are idle.",
    )
    thread = ThreadSamples(picked(source.stack, of_stack), dict(source.weight))
    thread.name, thread.process_name = texts.add(source.name), texts.add(source.process_name)
    thread.thread_id, thread.process_id = source.thread_id, source.process_id
    if not np.isfinite(source.time_ms).all():
        return thread
    at = np.round(np.clip((source.time_ms - first_ms) * _MS, 0, _LATEST)).astype(np.int64)
    falling = int(np.count_nonzero(at[1:] < at[:-1]))
    report.note("negative-delta", falling, "Samples lie before the one above them; sorted by time.")
    thread.time_ns = at
    step = source.process.interval_ms * _MS
    thread.end_ns = round(float(at.max(initial=0)) + (0 if lasts_until_next else max(step, 0)))
    if lasts_until_next:
        thread.weight[TIME] = _until_next(source.time_ms) * _MS
    return thread


def _until_next(time_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long it is from each sample to the next one in time, nothing for the last."""
    order = np.argsort(time_ms, kind="stable")
    lasting = np.zeros(len(time_ms))
    lasting[order[:-1]] = np.diff(time_ms[order])
    return lasting
