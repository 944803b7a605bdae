"""From a stackprof dump to the model: of raw stacks, or estimated from what was counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.frame_lists import Ways
from perfview.profiles.assembling.counted_calls import stacks_of_calls
from perfview.profiles.assembling.distinct import distinct
from perfview.profiles.assembling.threads import Metric, ThreadSamples, unite
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import CallCounts, Frames, LineTicks, ProfileModel, Stacks
from perfview.profiles.readers.ruby.dump import COLLECTING, UNKNOWN, Dump, Frame, RawStacks
from perfview.recording.report import ImportReport

SAMPLES: Metric = ("samples", "count")

_US = 1e3
_MADE_BY = "stackprof"
_LATEST = float(1 << 62)


def _functions(builder: ProfileBuilder, dump: Dump) -> dict[str, int]:
    return {a: builder.function(f.name, f.file, f.line) for a, f in dump.frames.items()}


def model_of_raw(dump: Dump, raw: RawStacks, report: ImportReport) -> ProfileModel:
    """The model of a dump with raw stacks: a sample for each group of samples in a row."""
    builder = ProfileBuilder([SAMPLES])
    function = _functions(builder, dump)
    addresses, of_place = np.unique(raw.flat, return_inverse=True)
    by_number = {float(a): f for a, f in function.items() if a.isascii() and a.isdigit()}
    found = np.array([by_number.get(a, -1) for a in addresses.tolist()], np.int32)
    missing = int(np.count_nonzero(found < 0))
    report.note("bad-frame", missing, "Raw stacks name frames the dump does not list.")
    if missing:
        found[found < 0] = builder.function(UNKNOWN)
    on_place = found[of_place.reshape(-1)]
    line = np.clip(raw.line, 0, np.iinfo(np.int32).max).astype(np.int32)
    frame, first = distinct(on_place, line)
    ways = Ways()
    collector = [f for a, f in function.items() if dump.frames[a].name == COLLECTING]
    lists = _with_collector(raw.first, frame, np.isin(on_place[first], collector))
    stack = ways.lists(*lists)
    weight, time_ns, end_ns = _costs(dump, raw)
    metric, _ = dump.metric
    # stackprof's default metric comes first; how many samples that were stands beside it.
    weights = {metric: weight, SAMPLES: raw.count.astype(np.float64)}
    thread = ThreadSamples(stack, weights, time_ns, end_ns)
    samples, threads, metrics = unite([thread], [metric, SAMPLES], metric)
    told = builder.finish()
    count = len(first)
    return ProfileModel(
        strings=told.strings,
        functions=told.functions,
        frames=Frames(
            on_place[first], line[first], np.zeros(count, np.int64), np.zeros(count, np.bool_)
        ),
        stacks=Stacks(ways.parent.copy(), ways.label.copy()),
        samples=samples,
        threads=threads,
        metrics=metrics,
        ticks=LineTicks() if line.any() else _ticks(dump, function, on_place[first][ways.label]),
        made_by=_MADE_BY,
        interval_ns=round(dump.metric[1]) if metric[1] == "ns" else 0,
    )


def _with_collector(
    first: NDArray[np.int64], frame: NDArray[np.int32], collects: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Stacks that are nothing but the garbage collector stand on the stack it interrupted."""
    length = np.diff(first)
    alone = np.zeros(len(length), np.bool_)
    single = np.flatnonzero(length == 1)
    alone[single] = collects[frame[first[single]]]
    if not alone.any():
        return first, frame
    # The last stack before that is not the collector's; further collections stand there, too.
    before = np.maximum.accumulate(np.where(alone, -1, np.arange(len(length))))
    lists = []
    nothing = np.zeros(0, np.int32)
    for i, own in enumerate(alone.tolist()):
        interrupted = own and before[i] >= 0
        under = frame[first[before[i]] : first[before[i] + 1]] if interrupted else nothing
        lists.append(np.concatenate([under, frame[first[i] : first[i + 1]]]).astype(np.int32))
    ends = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(one) for one in lists], out=ends[1:])
    return ends, np.concatenate(lists)


def _costs(dump: Dump, raw: RawStacks) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """Weight of each group, when it began (empty when unknown) and the end of the last, ns."""
    metric, each = dump.metric
    ends = np.cumsum(raw.count)
    starts = ends - raw.count
    weight = np.asarray(raw.count * each, np.float64)
    if metric[0] == "wall" and len(dump.deltas):
        passed = np.concatenate([np.zeros(1), np.cumsum(dump.deltas)])
        most = len(dump.deltas)
        weight = (passed[np.minimum(ends, most)] - passed[np.minimum(starts, most)]) * _US
        weight = np.asarray(weight, np.float64)
    if len(dump.stamps) and int(ends[-1]) == len(dump.stamps) and (raw.count > 0).all():
        at = np.clip((dump.stamps - dump.stamps.min()) * _US, 0, _LATEST)
        time_ns = np.round(at[starts]).astype(np.int64)
        last = float(weight[-1]) if metric[1] == "ns" else 0.0
        return weight, time_ns, round(min(float(at.max()) + max(last, 0.0), _LATEST))
    return weight, np.zeros(0, np.int64), 0


def _ticks(dump: Dump, function: dict[str, int], on_top: NDArray[np.int32]) -> LineTicks:
    """Samples by line of the function on top, put on the first stack of that function."""
    stack: dict[int, int] = {}
    for at, top in enumerate(on_top.tolist()):
        stack.setdefault(top, at)
    rows = [
        (stack[function[address]], line, samples)
        for address, frame in dump.frames.items()
        if function[address] in stack
        for line, samples in frame.lines.items()
        if samples
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return LineTicks(table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].copy())


def model_of_counts(dump: Dump) -> ProfileModel:
    """The model of a dump without raw stacks: exact sums, and stacks estimated from its edges."""
    metric, each = dump.metric
    builder = ProfileBuilder([metric])
    function = _functions(builder, dump)
    counts = _counts(dump, function, each)
    stacks = stacks_of_calls(
        counts.own, counts.inclusive, counts.caller, counts.callee, counts.edge_inclusive
    )
    thread, placed = builder.thread(), list[int]()
    columns = stacks.parent.tolist(), stacks.function.tolist(), stacks.weight[0].tolist()
    for parent, index, weight in zip(*columns, strict=True):
        over = placed[parent] if parent >= 0 else -1
        placed.append(builder.stack(over, builder.frame(index)))
        if weight:
            builder.sample(thread, placed[-1], [weight])
    ticks = _ticks(dump, function, stacks.function)
    for at, line, samples in zip(
        ticks.stack.tolist(), ticks.line.tolist(), ticks.ticks.tolist(), strict=True
    ):
        builder.tick(placed[at], line, samples)
    interval = round(each) if metric[1] == "ns" else 0
    return builder.finish(counts, made_by=_MADE_BY, interval_ns=interval, is_estimated=True)


def _counts(dump: Dump, function: dict[str, int], each: float) -> CallCounts:
    f = max(function.values(), default=-1) + 1
    own, total = np.zeros(f), np.zeros(f)
    frames: list[tuple[int, Frame]] = [(function[a], frame) for a, frame in dump.frames.items()]
    for index, frame in frames:
        own[index] += frame.own
        total[index] += max(frame.total, frame.own)
    edges = [
        (index, function[callee], samples)
        for index, frame in frames
        for callee, samples in frame.edges.items()
        if callee in function
    ]
    columns = np.array(edges, np.int64).reshape(-1, 3)
    # Frames of one function that call each other, as Ruby's two <main>, count their samples twice.
    within = columns[columns[:, 0] == columns[:, 1]]
    most = np.zeros(f)
    np.maximum.at(most, [i for i, _ in frames], [max(n.total, n.own) for _, n in frames])
    nested = np.bincount(within[:, 0], weights=within[:, 2], minlength=f)
    total = np.maximum(total - nested, most)
    return CallCounts(
        calls=total.astype(np.int64),
        own=own * each,
        inclusive=total * each,
        caller=columns[:, 0].astype(np.int32),
        callee=columns[:, 1].astype(np.int32),
        edge_calls=columns[:, 2].copy(),
        edge_inclusive=np.asarray(columns[:, 2] * each, np.float64),
    )
