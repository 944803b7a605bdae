"""What a heap holds beyond the rows of its tables, for `perfview info`."""

from __future__ import annotations

from perfview.findings.quantities import duration, plural, size
from perfview.heaps.study import Study
from perfview.recording.fact import Fact


def facts(study: Study) -> list[Fact]:
    """Objects, edges and bytes of a snapshot; moments and collections of a recording."""
    graph, moments, collections = study.graph, study.model.moments, study.model.collections
    found = []
    if len(graph):
        total = int(study.graph.nodes.self_bytes.sum()) + graph.extra_native_bytes
        found += [
            Fact("objects", len(graph), plural(len(graph), "object")),
            Fact("edges", len(graph.edges), plural(len(graph.edges), "reference")),
            Fact("total_bytes", total, size(total)),
        ]
    if len(graph.stacks):
        stacks = len(graph.stacks)
        found.append(Fact("allocation_stacks", stacks, plural(stacks, "allocation stack")))
    if len(moments):
        lasted = int(moments.time_ns[-1] - moments.time_ns[0])
        found.append(Fact("moments", len(moments), plural(len(moments), "moment")))
        found.append(Fact("duration_ns", lasted, f"{duration(lasted)} long"))
    if len(collections):
        count = len(collections)
        found.append(Fact("collections", count, plural(count, "garbage collection")))
    return found
