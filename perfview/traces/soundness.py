"""Whether the indices of columns stay within their tables: asked of columns that come from disk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.keeping import Kept, Measures
from perfview.traces.measures.lanes import Lanes
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.traces.model import TEXT_SOURCES, TraceModel, column_names
from perfview.traces.structure import Structure
from perfview.traces.threads import Threads


def is_sound(kept: Kept) -> bool:
    """True when every index of the model and of its measures may be followed."""
    return _sound_model(kept.model) and _sound_measures(kept.measures, len(kept.model))


def _sound_model(model: TraceModel) -> bool:
    n, texts = len(model), len(model.strings)
    attributes = model.attributes
    return (
        _long(n, *(getattr(model, name) for name in column_names()))
        and all(_within(getattr(model, name), texts) for name in ("name", "service", *TEXT_SOURCES))
        and _within(model.resource, len(model.resource_reference))
        and _long(n + 1, attributes.first)
        and len(attributes.key) == len(attributes.reference)
        and _within(attributes.key, len(attributes.keys))
        and _divides(attributes.first, len(attributes.key))
        and attributes.numbered.is_sound()
        and (not model.threads or _sound_threads(model.threads, n, texts))
    )


def _sound_threads(threads: Threads, n: int, texts: int) -> bool:
    """`n` is the number of spans, `texts` that of texts."""
    tracks = threads.tracks
    k, processes = len(tracks), len(tracks.process_id)
    return (
        _long(n, tracks.of_span, tracks.category)
        and _long(k, tracks.name, tracks.process, tracks.thread_id, tracks.position)
        and _long(processes, tracks.process_name)
        and _points(tracks.of_span, k)
        and _points(tracks.unfinished, n)
        and all(_within(ids, texts) for ids in (tracks.category, tracks.name, tracks.process_name))
        and _within(tracks.process, processes)
        and _sound_beside(threads, n, texts)
    )


def _sound_beside(threads: Threads, n: int, texts: int) -> bool:
    counters, flows, states = threads.counters, threads.flows, threads.states
    processes = len(threads.tracks.process_id)
    return (
        _long(len(counters), counters.process, counters.unit)
        and _long(len(counters) + 1, counters.first)
        and _long(len(counters.time_ns), counters.value)
        and _divides(counters.first, len(counters.time_ns))
        and _within(counters.name, texts)
        and _within(counters.unit, texts)
        and _within(counters.process, processes)
        and _long(len(flows), flows.to_row)
        and _points(flows.from_row, n)
        and _points(flows.to_row, n)
        and _long(len(states), states.state, states.start_ns, states.duration_ns, states.processor)
        and _points(states.track, len(threads.tracks))
    )


def _sound_measures(measures: Measures, n: int) -> bool:
    """`n` is the number of spans."""
    critical, traces = measures.critical, len(measures.structure.root)
    return (
        _sound_structure(measures.structure, n)
        and _long(n, measures.self_ns, critical.exclusive_ns, critical.inclusive_ns)
        and _long(n, critical.on_path)
        and _sound_groups(measures, n)
        and _sound_graph(measures.graph, n)
        and _sound_lanes(measures.band_lanes, n)
        and _long(traces, measures.services_per_trace, measures.endpoints.of_trace)
    )


def _sound_structure(structure: Structure, n: int) -> bool:
    s, traces = structure, len(structure.root)
    return (
        _long(n, s.trace, s.order, s.parent, s.depth, s.orphan, s.adopted)
        and _long(traces, s.start_ns, s.duration_ns, s.errors)
        and _within(s.trace, traces)
        and all(_within(rows, n) for rows in (s.order, s.parent, s.child, s.root))
        and _divides(s.first, n)
        and _long(n + 1, s.child_first)
        and _divides(s.child_first, len(s.child))
    )


def _sound_groups(measures: Measures, n: int) -> bool:
    operations, endpoints = measures.operations, measures.endpoints
    statements = measures.statements
    return (
        _long(n, operations.of_span, statements.of_span)
        and len(operations.names) == len(operations)
        and _within(operations.of_span, len(operations))
        and _within(endpoints.of_trace, len(endpoints))
        and _within(endpoints.operation, len(operations))
        and _within(statements.of_span, len(statements.texts))
        and _long(len(statements.texts), statements.is_read)
    )


def _sound_graph(graph: ServiceGraph, n: int) -> bool:
    nodes = (graph.of_span, graph.caller, graph.callee)
    return (
        _long(n, graph.of_span, graph.edge_of_span)
        and all(_within(node, len(graph.name)) for node in nodes)
        and _within(graph.edge_of_span, len(graph.caller))
    )


def _sound_lanes(lanes: Lanes, n: int) -> bool:
    boxes = len(lanes.span)
    return (
        _long(n, lanes.box_of_span)
        and _long(boxes, lanes.start_ns, lanes.end_ns)
        and _within(lanes.span, n)
        and _within(lanes.box_of_span, boxes)
        and _divides(lanes.row_first, boxes)
        and _divides(lanes.group_first, len(lanes.row_first) - 1)
    )


def _long(count: int, *columns: NDArray[np.generic]) -> bool:
    return all(len(column) == count for column in columns)


def _within(index: NDArray[np.int32], count: int) -> bool:
    """Whether indices (-1 for none) are below `count`."""
    return len(index) == 0 or (int(index.min()) >= -1 and int(index.max()) < count)


def _points(index: NDArray[np.int32], count: int) -> bool:
    """Whether all indices lead to one of `count` rows."""
    return len(index) == 0 or (int(index.min()) >= 0 and int(index.max()) < count)


def _divides(first: NDArray[np.int64], count: int) -> bool:
    """Whether `first` cuts 0..count into consecutive, non-negative pieces."""
    if len(first) == 0 or int(first[0]) != 0 or int(first[-1]) != count:
        return False
    return bool((first[1:] >= first[:-1]).all())
