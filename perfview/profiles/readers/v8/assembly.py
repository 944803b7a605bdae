"""From what a V8 recording says to the model: frames, stacks, samples, lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interrupting import NOTHING, SAME, interrupt
from perfview.profiles.model import (
    Metrics,
    ProfileModel,
    Samples,
    Stacks,
)
from perfview.profiles.readers.v8.functions import frames_of, functions_of
from perfview.profiles.readers.v8.hits import by_hits
from perfview.profiles.readers.v8.limits import DEPTH_LIMIT, METRIC
from perfview.profiles.readers.v8.lines import lines_of, ticks_of
from perfview.profiles.readers.v8.lookup import NodeIds
from perfview.profiles.readers.v8.recorded import Nodes, Owner, Recorded
from perfview.profiles.readers.v8.threads import threads_of
from perfview.profiles.readers.v8.timeline import Timeline, timeline_of
from perfview.profiles.readers.v8.tree import Tree, tree_of
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable


@dataclass(frozen=True)
class _Placed:
    """stack int32, one a sample; parent, function int32, one a stack."""

    stack: NDArray[np.int32]
    parent: NDArray[np.int32]
    function: NDArray[np.int32]


def assemble(
    nodes: Nodes, recorded: Recorded, owners: list[Owner], report: ImportReport
) -> ProfileModel:
    """The model; the report gets its rows and what was odd. Texts of `nodes` are taken over."""
    named = functions_of(nodes)
    ids = NodeIds(nodes.profile, nodes.id, len(owners))
    tree = tree_of(nodes, ids, named, report)
    if not len(recorded.sample) and nodes.hits.any():
        return by_hits(nodes, tree, named.functions, recorded, owners, report)
    timeline = timeline_of(recorded, report)
    sampled = _sampled(nodes, ids, tree, recorded, timeline, report)
    placed = _placed(tree, sampled, recorded)
    samples = Samples(placed.stack, recorded.first, timeline.time_ns)
    report.rows = len(samples)
    report.note("no-samples", int(not len(samples)), "The profile holds no samples.")
    threads = threads_of(owners, timeline.end_ns, nodes.texts)
    return ProfileModel(
        strings=StringTable(*nodes.texts.packed()),
        functions=named.functions,
        frames=frames_of(len(named.functions)),
        stacks=Stacks(placed.parent, placed.function),
        samples=samples,
        threads=threads,
        metrics=Metrics([METRIC], ["ns"], timeline.weight),
        ticks=ticks_of(nodes, tree, sampled, lines_of(recorded, timeline)),
        made_by="V8",
        interval_ns=timeline.interval_ns,
        depth_limit=DEPTH_LIMIT,
    )


def _sampled(
    nodes: Nodes,
    ids: NodeIds,
    tree: Tree,
    recorded: Recorded,
    timeline: Timeline,
    report: ImportReport,
) -> NDArray[np.int32]:
    """The stack of the node each sample names, in the order of time: `NOTHING` for no frame.

    What names no node goes on with what was there before (`SAME`), as in speedscope.
    """
    row = ids.rows(recorded.profile(), recorded.sample)
    unknown = row < 0
    lost = int(np.count_nonzero(unknown))
    sampled = np.take(tree.stack, row, mode="clip") if len(nodes) else np.full_like(row, NOTHING)
    if lost:
        sampled[unknown] = SAME
        report.note(
            "unknown-samples",
            lost,
            "Samples name nodes that are not in the file. They count as what ran just before.",
        )
    return sampled if timeline.order is None else sampled[timeline.order]


def _placed(tree: Tree, sampled: NDArray[np.int32], recorded: Recorded) -> _Placed:
    """The stacks, with those of garbage collections on top of what they interrupted."""
    stack, above, label = interrupt(sampled, recorded.first, tree.interrupts)
    if not len(above):
        return _Placed(stack, tree.parent, tree.function)
    parent = np.concatenate([tree.parent, above])
    return _Placed(stack, parent, np.concatenate([tree.function, tree.function[label]]))
