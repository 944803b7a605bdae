"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.keeping import Kept
from perfview.heaps.model import AllocationStacks, Graph, HeapModel


def is_sound(kept: Kept) -> bool:
    """True when every index of the model and of what was measured on it may be followed."""
    n, tree, classes = len(kept.model.graph), kept.dominators, kept.classes
    return (
        is_sound_model(kept.model)
        and _long(n, tree.parent, tree.order, tree.place, tree.count)
        and all(_within(index, n) for index in (tree.parent, tree.order, tree.place))
        and _within(tree.count, n + 1, least=0)
        and _long(n, classes.of_node, kept.self_bytes, kept.retained_bytes)
        and _long(n, kept.distance, kept.detachedness)
        and _within(classes.of_node, len(classes), least=0)
        and len(classes.key) == len(classes) == len(kept.class_retained)
    )


def is_sound_model(model: HeapModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    moments, collections, texts = model.moments, model.collections, len(model.strings)
    c = len(collections)
    return (
        _sound_graph(model.graph, texts)
        and len(moments.values) == len(moments) * len(moments.name)
        and _long(c, collections.pause_ns, collections.kind, collections.is_full)
        and _long(c, collections.before_bytes, collections.after_bytes)
        and _long(c, collections.committed_bytes, collections.mutator_share, collections.reason)
        and _within(collections.kind, texts)
        and _within(collections.reason, texts)
    )


def _sound_graph(graph: Graph, texts: int) -> bool:
    nodes, edges, locations = graph.nodes, graph.edges, graph.locations
    n, e = len(nodes), len(edges)
    return (
        _long(n, nodes.name, nodes.id, nodes.self_bytes)
        and len(nodes.detachedness) in (0, n)
        and len(nodes.trace) in (0, n)
        and _within(nodes.trace, len(graph.stacks))
        and _within(nodes.name, texts, least=0)
        and _within(nodes.kind, len(graph.node_kinds), least=0)
        and _divides(nodes.first_edge, n, e)
        and _long(e, edges.name, edges.target)
        and _within(edges.kind, len(graph.edge_kinds), least=0)
        and _within(edges.target, n, least=0)
        and (not n or 0 <= graph.root < n)
        and _long(len(locations), locations.script, locations.line, locations.column)
        and _within(locations.node, n, least=0)
        and _sound_stacks(graph.stacks, texts)
        and len(graph.samples.last_id) == len(graph.samples)
    )


def _sound_stacks(stacks: AllocationStacks, texts: int) -> bool:
    f = len(stacks.name)
    return (
        _long(len(stacks), stacks.function, stacks.live_count, stacks.live_bytes)
        and bool((stacks.parent < np.arange(len(stacks))).all())
        and _within(stacks.parent, len(stacks))
        and _within(stacks.function, f, least=0)
        and _long(f, stacks.script, stacks.script_id, stacks.line, stacks.column)
        and _within(stacks.name, texts)
        and _within(stacks.script, texts)
    )


def _long(count: int, *columns: NDArray[np.generic]) -> bool:
    return all(len(column) == count for column in columns)


def _within(index: NDArray[np.integer], count: int, least: int = -1) -> bool:
    """Whether all are from `least` to below `count`."""
    return not len(index) or (int(index.min()) >= least and int(index.max()) < count)


def _divides(first: NDArray[np.uint32], rows: int, count: int) -> bool:
    """Whether these are the ends of consecutive stretches of `count` edges."""
    return (
        len(first) == rows + 1
        and int(first[0]) == 0
        and int(first[-1]) == count
        and bool((first[1:] >= first[:-1]).all())
    )
