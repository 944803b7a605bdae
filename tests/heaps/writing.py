"""Heaps written as snapshots, in every layout a recorder might choose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from perfview.heaps.model import HeapModel

NODE_FIELDS = (
    "type",
    "name",
    "id",
    "self_size",
    "edge_count",
    "trace_node_id",
    "detachedness",
)
EDGE_FIELDS = ("type", "name_or_index", "to_node")
LOCATION_FIELDS = ("object_index", "script_id", "line", "column")
SAMPLE_FIELDS = ("timestamp_us", "last_assigned_id")
FUNCTION_FIELDS = ("function_id", "name", "script_name", "script_id", "line", "column")
TREE_FIELDS = ("id", "function_info_index", "count", "size", "children")
SECTIONS = (
    "snapshot",
    "nodes",
    "edges",
    "trace_function_infos",
    "trace_tree",
    "samples",
    "locations",
    "strings",
)
NODE, FLAT, PRETTY = "node", "flat", "pretty"
"""How the lists are laid out: a row a line as Node does, all in one line as Chromium does, and one
value a line as a tool that writes JSON prettily does."""


@dataclass
class Writing:
    """What to write, and how. Fields the model has nothing for are written as 0; `head` overrides
    members of the object `snapshot`, `more` adds members beside the lists."""

    node_fields: tuple[str, ...] = NODE_FIELDS
    edge_fields: tuple[str, ...] = EDGE_FIELDS
    location_fields: tuple[str, ...] = LOCATION_FIELDS
    sections: tuple[str, ...] = SECTIONS
    layout: str = NODE
    head: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def written(model: HeapModel, how: Writing | None = None) -> bytes:
    """The snapshot of a model."""
    how = how or Writing()
    parts = {
        "snapshot": lambda: json.dumps(_head(model, how)),
        "nodes": lambda: _rows(_nodes(model), how.node_fields, how.layout),
        "edges": lambda: _rows(_edges(model, len(how.node_fields)), how.edge_fields, how.layout),
        "trace_function_infos": lambda: _rows(_functions(model), FUNCTION_FIELDS, how.layout),
        "trace_tree": lambda: json.dumps(_tree(model)),
        "samples": lambda: _rows(_samples(model), SAMPLE_FIELDS, how.layout),
        "locations": lambda: _rows(
            _locations(model, len(how.node_fields)), how.location_fields, how.layout
        ),
        "strings": lambda: _texts(model.strings, how.layout),
    }
    parts |= {name: _constant(value) for name, value in how.more.items()}
    sections = [*how.sections, *(name for name in how.more if name not in how.sections)]
    body = ",\n".join(f"{json.dumps(name)}:{parts[name]()}" for name in sections)
    return ("{" + body + "}\n").encode()


def _constant(value: Any) -> Callable[[], str]:
    return lambda: json.dumps(value)


def _head(model: HeapModel, how: Writing) -> dict[str, Any]:
    graph = model.graph
    types = {"type": graph.node_kinds, "name": "string"}
    edge_types = {"type": graph.edge_kinds, "name_or_index": "string_or_number", "to_node": "node"}
    meta = {
        "node_fields": how.node_fields,
        "node_types": [types.get(name, "number") for name in how.node_fields],
        "edge_fields": how.edge_fields,
        "edge_types": [edge_types.get(name, "number") for name in how.edge_fields],
        "trace_function_info_fields": FUNCTION_FIELDS,
        "trace_node_fields": TREE_FIELDS,
        "sample_fields": SAMPLE_FIELDS,
        "location_fields": how.location_fields,
    }
    found: dict[str, Any] = {
        "meta": meta,
        "node_count": len(graph),
        "edge_count": len(graph.edges),
        "trace_function_count": len(graph.stacks.name),
    }
    if graph.root:
        found["root_index"] = graph.root * len(how.node_fields)
    if graph.extra_native_bytes:
        found["extra_native_bytes"] = graph.extra_native_bytes
    return found | how.head


def _nodes(model: HeapModel) -> dict[str, Any]:
    nodes = model.graph.nodes
    return {
        "": len(nodes),
        "type": nodes.kind,
        "name": nodes.name,
        "id": nodes.id,
        "self_size": nodes.self_bytes,
        "edge_count": np.diff(nodes.first_edge.astype(np.int64)),
        "trace_node_id": nodes.trace + 1,
        "detachedness": nodes.detachedness,
    }


def _edges(model: HeapModel, fields: int) -> dict[str, Any]:
    edges = model.graph.edges
    target = edges.target.astype(np.int64) * fields
    return {"": len(edges), "type": edges.kind, "name_or_index": edges.name, "to_node": target}


def _functions(model: HeapModel) -> dict[str, Any]:
    stacks = model.graph.stacks
    return {
        "": len(stacks.name),
        "name": stacks.name,
        "script_name": stacks.script,
        "script_id": stacks.script_id,
        "line": stacks.line,
        "column": stacks.column,
    }


def _samples(model: HeapModel) -> dict[str, Any]:
    samples = model.graph.samples
    return {
        "": len(samples),
        "timestamp_us": samples.time_ns // 1000,
        "last_assigned_id": samples.last_id,
    }


def _locations(model: HeapModel, fields: int) -> dict[str, Any]:
    places = model.graph.locations
    return {
        "": len(places),
        "object_index": places.node.astype(np.int64) * fields,
        "script_id": places.script,
        "line": places.line - 1,
        "column": places.column - 1,
    }


def _tree(model: HeapModel) -> list[Any]:
    """The allocation stacks as V8 nests them; their ids are their places from 1 on."""
    stacks = model.graph.stacks
    children: list[list[Any]] = [[] for _ in range(len(stacks))]
    outermost: list[Any] = []
    for i in range(len(stacks)):
        numbers = (stacks.function[i], stacks.made_count[i], stacks.made_bytes[i])
        above = children[stacks.parent[i]] if stacks.parent[i] >= 0 else outermost
        above += [i + 1, *map(int, numbers), children[i]]
    return outermost


def _rows(columns: dict[str, Any], fields: Iterable[str], layout: str) -> str:
    """The rows as text; fields without a column are 0."""
    names = list(fields)
    zeros = np.zeros(columns[""], np.int64)
    of_field = [columns[n] if len(columns.get(n, ())) else zeros for n in names]
    rows = np.stack([np.asarray(c).astype(np.int64) for c in of_field], axis=1).tolist()
    if layout == FLAT:
        return "[" + ",".join(",".join(map(str, row)) for row in rows) + "]"
    if layout == PRETTY:
        values = [str(value) for row in rows for value in row]
        return "[" + ",".join(f"\n    {value}" for value in values) + "\n  ]"
    return "[" + "\n,".join(",".join(map(str, row)) for row in rows) + "\n]"


def _texts(texts: Iterable[str], layout: str) -> str:
    between = ",\n" if layout == NODE else ","
    return "[" + between.join(json.dumps(text) for text in texts) + "]"
