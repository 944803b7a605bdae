"""Whether the indices of columns stay within their tables: asked of columns that come from disk."""

from __future__ import annotations

from perfview.recording.indices import are_long, are_within, divide, lead
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
        are_long(n, *(getattr(model, name) for name in column_names()))
        and all(
            are_within(getattr(model, name), texts) for name in ("name", "service", *TEXT_SOURCES)
        )
        and are_within(model.resource, len(model.resource_reference))
        and are_long(n + 1, attributes.first)
        and len(attributes.key) == len(attributes.reference)
        and are_within(attributes.key, len(attributes.keys))
        and divide(attributes.first, len(attributes.key))
        and attributes.numbered.is_sound()
        and (not model.threads or _sound_threads(model.threads, n, texts))
    )


def _sound_threads(threads: Threads, n: int, texts: int) -> bool:
    """`n` is the number of spans, `texts` that of texts."""
    tracks = threads.tracks
    k, processes = len(tracks), len(tracks.process_id)
    return (
        are_long(n, tracks.of_span, tracks.category)
        and are_long(k, tracks.name, tracks.process, tracks.thread_id, tracks.position)
        and are_long(processes, tracks.process_name)
        and lead(tracks.of_span, k)
        and lead(tracks.unfinished, n)
        and all(
            are_within(ids, texts) for ids in (tracks.category, tracks.name, tracks.process_name)
        )
        and are_within(tracks.process, processes)
        and _sound_beside(threads, n, texts)
    )


def _sound_beside(threads: Threads, n: int, texts: int) -> bool:
    counters, flows, states = threads.counters, threads.flows, threads.states
    processes = len(threads.tracks.process_id)
    return (
        are_long(len(counters), counters.process, counters.unit)
        and are_long(len(counters) + 1, counters.first)
        and are_long(len(counters.time_ns), counters.value)
        and divide(counters.first, len(counters.time_ns))
        and are_within(counters.name, texts)
        and are_within(counters.unit, texts)
        and are_within(counters.process, processes)
        and are_long(len(flows), flows.to_row)
        and lead(flows.from_row, n)
        and lead(flows.to_row, n)
        and are_long(
            len(states), states.state, states.start_ns, states.duration_ns, states.processor
        )
        and lead(states.track, len(threads.tracks))
    )


def _sound_measures(measures: Measures, n: int) -> bool:
    """`n` is the number of spans."""
    critical, traces = measures.critical, len(measures.structure.root)
    return (
        _sound_structure(measures.structure, n)
        and are_long(n, measures.self_ns, critical.exclusive_ns, critical.inclusive_ns)
        and are_long(n, critical.on_path)
        and _sound_groups(measures, n)
        and _sound_graph(measures.graph, n)
        and _sound_lanes(measures.band_lanes, n)
        and are_long(traces, measures.services_per_trace, measures.endpoints.of_trace)
    )


def _sound_structure(structure: Structure, n: int) -> bool:
    s, traces = structure, len(structure.root)
    return (
        are_long(n, s.trace, s.order, s.parent, s.depth, s.orphan, s.adopted)
        and are_long(traces, s.start_ns, s.duration_ns, s.errors)
        and are_within(s.trace, traces)
        and all(are_within(rows, n) for rows in (s.order, s.parent, s.child, s.root))
        and divide(s.first, n)
        and are_long(n + 1, s.child_first)
        and divide(s.child_first, len(s.child))
    )


def _sound_groups(measures: Measures, n: int) -> bool:
    operations, endpoints = measures.operations, measures.endpoints
    statements = measures.statements
    return (
        are_long(n, operations.of_span, statements.of_span)
        and len(operations.names) == len(operations)
        and are_within(operations.of_span, len(operations))
        and are_within(endpoints.of_trace, len(endpoints))
        and are_within(endpoints.operation, len(operations))
        and are_within(statements.of_span, len(statements.texts))
        and are_long(len(statements.texts), statements.is_read)
    )


def _sound_graph(graph: ServiceGraph, n: int) -> bool:
    nodes = (graph.of_span, graph.caller, graph.callee)
    return (
        are_long(n, graph.of_span, graph.edge_of_span)
        and all(are_within(node, len(graph.name)) for node in nodes)
        and are_within(graph.edge_of_span, len(graph.caller))
    )


def _sound_lanes(lanes: Lanes, n: int) -> bool:
    boxes = len(lanes.span)
    return (
        are_long(n, lanes.box_of_span)
        and are_long(boxes, lanes.start_ns, lanes.end_ns)
        and are_within(lanes.span, n)
        and are_within(lanes.box_of_span, boxes)
        and divide(lanes.row_first, boxes)
        and divide(lanes.group_first, len(lanes.row_first) - 1)
    )
