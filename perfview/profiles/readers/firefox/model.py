"""From the threads and tables of a Gecko profile to the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.assembling.texts import Texts
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.firefox.code import CodeTables, picked
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
from perfview.profiles.readers.firefox.uniting import Code, unite_code
from perfview.recording.report import ImportReport

ORDER = (SAMPLES, TIME, CPU, CYCLES, SIZE)
_MS = 1e6
_LATEST = float(1 << 62)


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
    categories = [owner.meta.get("categories").value() for owner in gathered.owners]
    code = unite_code(places, categories, texts, report)
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
