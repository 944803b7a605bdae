"""Profiles that only count how often each node was hit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Functions, Metrics, ProfileModel, Stacks
from perfview.profiles.readers.v8.functions import frames_of
from perfview.profiles.readers.v8.limits import DEPTH_LIMIT, METRIC
from perfview.profiles.readers.v8.lines import ticks_of
from perfview.profiles.readers.v8.recorded import Nodes, Owner, Recorded
from perfview.profiles.readers.v8.threads import threads_of
from perfview.profiles.readers.v8.tree import Tree
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable


def by_hits(
    nodes: Nodes,
    tree: Tree,
    functions: Functions,
    recorded: Recorded,
    owners: list[Owner],
    report: ImportReport,
) -> ProfileModel:
    """A profile that only counts how often each node was hit: hits times the average interval.

    Without a duration the hits are what there is to show.
    """
    row = np.flatnonzero(nodes.hits > 0)
    weight, interval_ns = _weights(nodes.profile[row], nodes.hits[row], recorded)
    samples, flat = by_thread_and_time(
        thread=nodes.profile[row],
        stack=tree.stack[row],
        time_ns=np.zeros(0, np.int64),
        label_set=np.zeros(0, np.int32),
        weight=weight[None, :],
        threads=len(owners),
    )
    report.rows = len(samples)
    report.note(
        "no-times",
        len(samples),
        "The profile counts hits and does not say when they were; each was taken to stand for the "
        "same share of its duration."
        if interval_ns
        else "The profile counts hits and says no times.",
    )
    threads = threads_of(owners, np.zeros(len(owners), np.int64), nodes.texts)
    metric, unit = (METRIC, "ns") if interval_ns else ("samples", "count")
    return ProfileModel(
        strings=StringTable(*nodes.texts.packed()),
        functions=functions,
        frames=frames_of(len(functions)),
        stacks=Stacks(tree.parent, tree.function),
        samples=samples,
        threads=threads,
        metrics=Metrics([metric], [unit], flat),
        ticks=ticks_of(nodes, tree, samples.stack, np.zeros(0, np.int32)),
        made_by="V8",
        interval_ns=interval_ns,
        depth_limit=DEPTH_LIMIT,
    )


def _weights(
    profile: NDArray[np.int32], hits: NDArray[np.int64], recorded: Recorded
) -> tuple[NDArray[np.float64], int]:
    """What the hits stand for, float64: ns, and the longest average interval, when all profiles
    say how long they took; else the hits themselves, and 0."""
    counted = hits.astype(np.float64)
    total = np.bincount(profile, counted, len(recorded.duration_ns))
    interval = recorded.duration_ns / np.maximum(total, 1.0)
    if not (recorded.duration_ns[total > 0] > 0).all():
        return counted, 0
    return counted * interval[profile], max(1, int(interval.max()))
