"""Profiles that only count how often each node was hit."""

from __future__ import annotations

import numpy as np

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
    hits = nodes.hits[row].astype(np.float64)
    profile = nodes.profile[row]
    total = np.bincount(profile, hits, len(owners))
    is_timed = bool((recorded.duration_ns[total > 0] > 0).all())
    interval = recorded.duration_ns / np.maximum(total, 1.0)
    none = np.zeros(0, np.int64)
    samples, weight = by_thread_and_time(
        thread=profile,
        stack=tree.stack[row],
        time_ns=none,
        label_set=np.zeros(0, np.int32),
        weight=(hits * (interval[profile] if is_timed else 1.0))[None, :],
        threads=len(owners),
    )
    report.rows = len(samples)
    report.note(
        "no-times",
        len(samples),
        "The profile counts hits and does not say when they were; they were taken to be evenly "
        "spread over its duration."
        if is_timed
        else "The profile counts hits and says no times.",
    )
    threads = threads_of(owners, np.zeros(len(owners), np.int64), nodes.texts)
    return ProfileModel(
        strings=StringTable(*nodes.texts.packed()),
        functions=functions,
        frames=frames_of(len(functions)),
        stacks=Stacks(tree.parent, tree.function),
        samples=samples,
        threads=threads,
        metrics=Metrics([METRIC], ["ns"], weight)
        if is_timed
        else Metrics(["samples"], ["count"], weight),
        ticks=ticks_of(nodes, tree, samples.stack, np.zeros(0, np.int32)),
        made_by="V8",
        interval_ns=int(interval.max()) if is_timed else 0,
        depth_limit=DEPTH_LIMIT,
    )
