"""Several threads for the program's work, of which one does it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ground import Ground, below, ground_of
from perfview.profiles.patterns.sampling import interval_95
from perfview.profiles.patterns.shares import MOST_ROWS, ranked
from perfview.profiles.patterns.wording import label, shortened
from perfview.profiles.study import Study

METHOD = (
    "the busy thread’s work spread evenly over all of them, nothing else in the way; between a "
    "quarter and all of that"
)
_NUMBER = re.compile(r"[\s_#:./(\[-]*\b(0x[0-9a-f]+|\d+)\b[)\]]*|\d+$", re.IGNORECASE)


@dataclass(frozen=True)
class _Loads:
    """Per thread: busy float64 (t) ns, own bool (t): whether own code ran on it. lasted: ns."""

    busy: NDArray[np.float64]
    own: NDArray[np.bool_]
    lasted: float


class OneBusyThread(Detector):
    """One thread busy while others that could share its work idle.

    What it looks for: recordings with times. Per thread, the time it is busy (idle samples and
    waiting left out). Threads of one pool are those with the same name but for a number; it fires
    when a pool of at least `threads` has one that does `share` of the pool's work and is busy for
    `busy` of the recording. Without such a pool it fires as a note when own code ran on at least
    `threads` threads and one of them does `share` of all.

    Why it matters: the other processors stand still; the program takes as long as its busiest
    thread.

    How sure it is: how busy each is is measured. Whether the work can be divided is not seen, nor
    whether the others are there for other things, which is why only pools give a warning.

    How to fix it: cut the work into smaller parts and hand them out as threads get free; look for
    a key that sends everything to one of them.

    Learnt from: G. M. Amdahl, Validity of the single processor approach (1967); the thread tracks
    of Firefox Profiler, where one sees it and nothing says so.
    """

    name = "one-busy-thread"
    title = "One busy thread"
    scopes = ("cpu",)
    cost = 3
    prominence = 3
    thresholds = (
        Threshold("threads", 3, "count", "threads that could share the work, at least"),
        Threshold("share", 0.80, "ratio", "of the work, done by one of them, at least"),
        Threshold("busy", 0.50, "ratio", "of the recording that one is busy, at least"),
    )

    def concerns(self, study: Study) -> bool:
        """Only recordings with several threads and with times."""
        return study.model.has_times and len(study.model.threads) > 1

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        ground = ground_of(study)
        if ground is None or ground.spending.unit != "ns":
            return
        loads = _loads(study, ground)
        pools = [pool for pool in _pools(study) if len(pool) >= limits["threads"]]
        for pool in pools:
            if _is_uneven(loads, pool, limits):
                yield _finding(study, ground, loads, pool, True, limits)
                return
        working = np.flatnonzero(loads.own)
        if not pools and len(working) >= limits["threads"] and _is_uneven(loads, working, limits):
            yield _finding(study, ground, loads, working, False, limits)


def _loads(study: Study, ground: Ground) -> _Loads:
    model, shape = study.model, ground.tree.shape
    counted = np.append((ground.own > 0)[shape.of_stack], False)  # idle samples read the last
    own_paths = below(ground.parent, own_functions(study)[ground.function])
    own_stack = np.append(own_paths[shape.of_stack], False)
    first, stack, weight = model.samples.thread_first, model.samples.stack, model.weight()
    if model.metrics.default != ground.spending.metric:
        weight = model.weight(ground.spending.metric)
    t = len(model.threads)
    of_sample = np.repeat(np.arange(t), np.diff(first))
    spent = weight * counted[stack]
    busy = np.asarray(np.bincount(of_sample, weights=spent, minlength=t), np.float64)
    own = np.bincount(of_sample, weights=own_stack[stack], minlength=t) > 0
    return _Loads(busy, own, float(model.threads.end_ns.max(initial=1)))


def _pools(study: Study) -> list[NDArray[np.intp]]:
    """Threads that share a process and a name but for its number, the largest pool first."""
    threads, groups = study.model.threads, dict[tuple[int, str], list[int]]()
    for thread in range(len(threads)):
        name = study.model.strings[int(threads.name[thread])]
        stem = _NUMBER.sub("", name).strip()
        if stem and not re.search(r"^main|MainThread", stem):
            groups.setdefault((int(threads.process_id[thread]), stem), []).append(thread)
    pools = [np.array(group) for group in groups.values() if len(group) > 1]
    return sorted(pools, key=lambda pool: -len(pool))


def _is_uneven(loads: _Loads, pool: NDArray[np.intp], limits: Limits) -> bool:
    busy = loads.busy[pool]
    most, whole = float(busy.max()), float(busy.sum())
    return most > 0 and most >= limits["share"] * whole and most >= limits["busy"] * loads.lasted


def _finding(
    study: Study,
    ground: Ground,
    loads: _Loads,
    pool: NDArray[np.intp],
    is_pool: bool,
    limits: Limits,
) -> Finding:
    busy = loads.busy[pool]
    thread = int(pool[busy.argmax()])
    name = _thread_name(study, thread)
    stem = _NUMBER.sub("", name).strip() or name
    most, whole, others = float(busy.max()), float(busy.sum()), len(pool) - 1
    rows = _heaviest(study, thread)
    gain = most - whole / len(pool)
    low, _ = interval_95(most / whole, ground.samples * whole / ground.whole)
    doing = label(study, int(study.function[rows[0]])) if len(rows) else ""
    alike = "like it " if is_pool else ""
    return Finding(
        detector=OneBusyThread.name,
        severity=Severity.WARNING if is_pool else Severity.INFO,
        title=f"{name} does {percent(most / whole)} of the work of {plural(len(pool), 'thread')}",
        where=name,
        why=(
            f"{name} is busy for {duration(most)}, {percent(most / loads.lasted)} of the recording"
            + (f", mostly in `{doing}`" if doing else "")
            + f"; the {plural(others, 'other thread')} {alike}for "
            f"{duration((whole - most) / others)} each."
        ),
        verdict=(
            f"{name} is busy for {duration(most)} while {plural(others, 'thread')} {alike}"
            f"{'idles' if others == 1 else 'idle'}"
        ),
        entity=f"threads\n{stem}",
        measures=(
            Measure("share of the work", most / whole, "ratio", limits["share"]),
            Measure("busy", most / loads.lasted, "ratio", limits["busy"]),
            Measure("threads", len(pool), "count", limits["threads"]),
        ),
        evidence=Evidence(
            rows[:MOST_ROWS], np.unique(study.function[rows[:3]]).astype(np.int32), len(rows)
        ),
        confidence=round((0.75 if is_pool else 0.5) * max(0.3, low / (most / whole)), 2),
        scopes=OneBusyThread.scopes,
        saving=Saving(gain, gain / 4, gain, "ns", METHOD, f"busy time of {name}", most),
        how="Cut the work into smaller parts and hand them out as threads get free.",
        effort=Effort.LARGE,
        wrong_if="The others are there for other times, or the work cannot be divided.",
        cause=f"threads\n{stem}\nuneven",
        reach=min(1.0, most / ground.whole),
    )


def _thread_name(study: Study, thread: int) -> str:
    threads = study.model.threads
    name = study.model.strings[int(threads.name[thread])]
    number = int(threads.thread_id[thread])
    return shortened(name) if name else f"Thread {number if number >= 0 else thread}"


def _heaviest(study: Study, thread: int) -> NDArray[np.int32]:
    """The thread's stacks, heaviest first."""
    first = study.model.samples.thread_first
    mine = slice(int(first[thread]), int(first[thread + 1]))
    stack, weight = study.model.samples.stack[mine], study.model.weight()[mine]
    busy = stack >= 0
    return ranked(stack[busy], weight[busy])[0].astype(np.int32)
