"""Snapshots read the plain way, by Python's json and lists, to compare with."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.heap_snapshot import HeapSnapshot
from perfview.heaps.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "heaps"


def read(content: bytes) -> tuple[HeapModel, ImportReport]:
    """What the reader makes of it; its indices may be followed."""
    model, report = HeapSnapshot().read(Source.from_bytes(content), Progress())
    assert is_sound_model(model)
    return model, report


def sample(name: str) -> bytes:
    return gzip.decompress((SAMPLES / name).read_bytes())


def assert_as_said(model: HeapModel, content: bytes) -> None:
    """Every number and text of the model is the one in the file."""
    said = json.loads(content)
    meta = said["snapshot"]["meta"]
    nodes = _columns(said["nodes"], meta["node_fields"])
    edges = _columns(said["edges"], meta["edge_fields"])
    graph = model.graph
    k = len(meta["node_fields"])
    assert graph.node_kinds == meta["node_types"][meta["node_fields"].index("type")]
    assert graph.edge_kinds == meta["edge_types"][meta["edge_fields"].index("type")]
    assert graph.root == said["snapshot"].get("root_index", 0) // k
    assert graph.extra_native_bytes == said["snapshot"].get("extra_native_bytes", 0)
    _same(graph.nodes.kind, nodes["type"])
    _same(graph.nodes.name, nodes["name"])
    _same(graph.nodes.id, nodes["id"])
    _same(graph.nodes.self_bytes, nodes["self_size"])
    _same(np.diff(graph.nodes.first_edge.astype(np.int64)), nodes["edge_count"])
    _same(graph.nodes.detachedness, nodes.get("detachedness", []))
    _same(graph.edges.kind, edges["type"])
    _same(graph.edges.name, edges["name_or_index"])
    _same(graph.edges.target.astype(np.int64) * k, edges["to_node"])
    assert list(model.strings) == [_whole(text) for text in said["strings"]]
    _assert_rest(model, said, k)


def _assert_rest(model: HeapModel, said: dict[str, Any], k: int) -> None:
    meta, graph = said["snapshot"]["meta"], model.graph
    places = _columns(said.get("locations", []), meta.get("location_fields", []))
    if places:
        _same(graph.locations.node.astype(np.int64) * k, places["object_index"])
        _same(graph.locations.script, places["script_id"])
        _same(graph.locations.line - 1, places["line"])
        _same(graph.locations.column - 1, places["column"])
    samples = _columns(said.get("samples", []), meta.get("sample_fields", []))
    if samples:
        _same(graph.samples.time_ns // 1000, samples["timestamp_us"])
        _same(graph.samples.last_id, samples["last_assigned_id"])
    tree = list(_walked(said.get("trace_tree", [])))
    ids = [row[0] for row in tree]
    assert graph.stacks.parent.tolist() == [row[-1] for row in tree]
    assert graph.stacks.function.tolist() == [row[1] for row in tree]
    assert graph.stacks.made_count.tolist() == [row[2] for row in tree]
    assert graph.stacks.made_bytes.tolist() == [row[3] for row in tree]
    if tree:
        nodes = _columns(said["nodes"], meta["node_fields"])
        traces = [ids.index(i) if i else -1 for i in nodes["trace_node_id"]]
        assert graph.nodes.trace.tolist() == traces
        functions = _columns(said["trace_function_infos"], meta["trace_function_info_fields"])
        _same(graph.stacks.name[:-1], functions["name"])
        _same(graph.stacks.line[:-1], functions["line"])


def _walked(outermost: list[Any]) -> list[tuple[int, ...]]:
    """(id, function, number, bytes, parent) of the tree's rows, parents first."""
    found: list[tuple[int, ...]] = []

    def walk(level: list[Any], above: int) -> None:
        for i in range(0, len(level), 5):
            found.append((*level[i : i + 4], above))
            walk(level[i + 4], len(found) - 1)

    walk(outermost, -1)
    return found


def _columns(numbers: list[int], fields: list[str]) -> dict[str, list[int]]:
    return {name: numbers[i :: len(fields)] for i, name in enumerate(fields)}


def _same(found: Any, said: list[int]) -> None:
    assert found.tolist() == said


def _whole(text: str) -> str:
    """Halves of surrogate pairs cannot be kept in UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
