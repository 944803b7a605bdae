"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

import numpy as np

from perfview.heaps.keeping import Kept
from perfview.heaps.model import AllocationStacks, Graph, HeapModel
from perfview.recording.indices import are_long, are_within, divide, lead


def is_sound(kept: Kept) -> bool:
    """True when every index of the model and of what was measured on it may be followed."""
    n, tree, classes = len(kept.model.graph), kept.dominators, kept.classes
    return (
        is_sound_model(kept.model)
        and are_long(n, tree.parent, tree.order, tree.place, tree.count)
        and all(are_within(index, n) for index in (tree.parent, tree.order, tree.place))
        and lead(tree.count, n + 1)
        and are_long(n, classes.of_node, kept.self_bytes, kept.retained_bytes)
        and are_long(n, kept.distance, kept.detachedness)
        and lead(classes.of_node, len(classes))
        and len(classes.key) == len(classes) == len(kept.class_retained)
    )


def is_sound_model(model: HeapModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    moments, collections, texts = model.moments, model.collections, len(model.strings)
    c = len(collections)
    return (
        _sound_graph(model.graph, texts)
        and len(moments.values) == len(moments) * len(moments.name)
        and are_long(c, collections.pause_ns, collections.kind, collections.is_full)
        and are_long(c, collections.before_bytes, collections.after_bytes)
        and are_long(c, collections.committed_bytes, collections.mutator_share, collections.reason)
        and are_within(collections.kind, texts)
        and are_within(collections.reason, texts)
        and len(collections.promoted_bytes) in (0, c)
        and len(collections.owner) in (0, c)
        and are_within(collections.owner, texts)
    )


def _sound_graph(graph: Graph, texts: int) -> bool:
    nodes, edges, locations = graph.nodes, graph.edges, graph.locations
    n, e = len(nodes), len(edges)
    return (
        are_long(n, nodes.name, nodes.id, nodes.self_bytes)
        and len(nodes.detachedness) in (0, n)
        and len(nodes.trace) in (0, n)
        and are_within(nodes.trace, len(graph.stacks))
        and lead(nodes.name, texts)
        and lead(nodes.kind, len(graph.node_kinds))
        and len(nodes.first_edge) == n + 1
        and divide(nodes.first_edge, e)
        and are_long(e, edges.name, edges.target)
        and lead(edges.kind, len(graph.edge_kinds))
        and lead(edges.target, n)
        and (not n or 0 <= graph.root < n)
        and are_long(len(locations), locations.script, locations.line, locations.column)
        and lead(locations.node, n)
        and _sound_stacks(graph.stacks, texts)
        and len(graph.samples.last_id) == len(graph.samples)
    )


def _sound_stacks(stacks: AllocationStacks, texts: int) -> bool:
    f = len(stacks.name)
    return (
        are_long(len(stacks), stacks.function, stacks.made_count, stacks.made_bytes)
        and bool((stacks.parent < np.arange(len(stacks))).all())
        and are_within(stacks.parent, len(stacks))
        and lead(stacks.function, f)
        and are_long(f, stacks.script, stacks.script_id, stacks.line, stacks.column)
        and are_within(stacks.name, texts)
        and are_within(stacks.script, texts)
    )
