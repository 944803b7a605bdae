"""Snapshots of all versions and layouts, number by number as the file says."""

from __future__ import annotations

import gzip
import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.heaps.model import Edges, Graph, HeapModel, Nodes
from perfview.heaps.readers.heap_snapshot import HeapSnapshot
from perfview.recording import number_lists, number_trees, text_lists
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.recording.strings import StringTable
from tests.heaps.building import EDGE_KINDS, NODE_KINDS, HeapBuilder
from tests.heaps.readers.plainly import CORPUS, SAMPLES, assert_as_said, read, sample
from tests.heaps.writing import FLAT, NODE, NODE_FIELDS, PRETTY, SECTIONS, Writing, written


@pytest.fixture
def heap() -> HeapModel:
    builder = HeapBuilder()
    holder = builder.held(builder.globals, "cache", "object", "Map", 32)
    for i in range(40):
        entry = builder.held(holder, i, "object", f'Entry „{i}“ \\ " \n', 16 * i)
        builder.edge(entry, "weak", "back", holder)
    builder.node("native", "Detached <div>", 5 << 30, number=3_000_000_002, detachedness=2)
    return builder.model()


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.iterdir()))
def test_recordings_are_read_as_they_say(name: str) -> None:
    content = sample(name)
    model, report = read(content)
    assert_as_said(model, content)
    assert report.complete
    assert not report.oddities
    assert report.rows == len(model.graph)


def test_a_timeline_tells_who_allocated_and_when() -> None:
    graph = read(sample("chromium-156.heaptimeline.gz"))[0].graph
    made = graph.nodes.trace >= 0
    assert 0 < made.sum() < len(graph)
    stacks = graph.nodes.trace[made]
    assert (graph.stacks.parent[stacks] >= 0).all()
    assert (np.diff(graph.samples.time_ns) >= 0).all()
    assert (np.diff(graph.samples.last_id) > 0).all()


@pytest.mark.parametrize("layout", [NODE, FLAT, PRETTY])
def test_layouts(heap: HeapModel, layout: str) -> None:
    content = written(heap, Writing(layout=layout))
    assert_as_said(read(content)[0], content)


@pytest.mark.parametrize("fields", list(permutations(("type", "name_or_index", "to_node", "w"))))
def test_edge_fields_in_any_order(heap: HeapModel, fields: tuple[str, ...]) -> None:
    content = written(heap, Writing(edge_fields=fields))
    assert_as_said(read(content)[0], content)


@settings(deadline=None, max_examples=40)
@given(st.permutations([*NODE_FIELDS, "new_field", "newer_field"]), st.integers(0, 4))
def test_node_fields_in_any_order(fields: list[str], left_out: int) -> None:
    optional = ("trace_node_id", "detachedness", "new_field", "newer_field")
    kept = tuple(f for f in fields if f not in optional[:left_out])
    builder = HeapBuilder()
    builder.held(builder.globals, "a", "native", "Detached <div>", 7)
    content = written(builder.model(), Writing(node_fields=kept))
    model, report = read(content)
    assert_as_said(model, content)
    assert not report.oddities
    assert len(model.graph.nodes.detachedness) == (
        len(model.graph) if "detachedness" in kept else 0
    )


@pytest.mark.parametrize("turned", range(len(SECTIONS)))
def test_sections_in_any_order(heap: HeapModel, turned: int) -> None:
    for sections in (SECTIONS, SECTIONS[::-1]):
        content = written(heap, Writing(sections=sections[turned:] + sections[:turned]))
        assert_as_said(read(content)[0], content)


def test_sections_nobody_knows_are_passed_over(heap: HeapModel) -> None:
    more = {"scopes": [[1, [2]], {"]": '"}]\\'}], "version": 3, "note": 'a "text" \\', "none": None}
    sections = ("scopes", "note", *SECTIONS[:2], "version", *SECTIONS[2:], "none")
    content = written(heap, Writing(more=more, sections=sections))
    model, report = read(content)
    assert_as_said(model, content)
    assert not report.oddities


def test_only_what_is_needed_is_needed(heap: HeapModel) -> None:
    content = written(heap, Writing(sections=("snapshot", "nodes", "edges", "strings")))
    model, report = read(content)
    assert_as_said(model, content)
    assert report.complete


def test_wide_numbers_are_kept() -> None:
    builder = HeapBuilder()
    huge, high = (1 << 46) + 7, (1 << 62) + 1
    builder.held(builder.globals, 4_000_000_000, "native", "Big")
    builder.node("native", "Bigger", huge, number=high)
    model, _ = read(written(builder.model()))
    assert int(model.graph.nodes.self_bytes[-1]) == huge
    assert int(model.graph.nodes.id[-1]) == high
    assert 4_000_000_000 in model.graph.edges.name.tolist()


def test_texts_lose_nothing_but_halves_of_characters(heap: HeapModel) -> None:
    texts = ["", "plain", "tab\t", "é", "汉字", "😀", '"quoted"', "\\", "\x00", "a" * 5000, "\x7f"]
    content = written(heap).replace(b'"cache"', json.dumps(texts)[1:-1].encode())
    found = list(read(content)[0].strings)
    at = found.index("plain") - 1
    assert found[at : at + len(texts)] == texts
    raw = content.replace(rb"\u6c49\u5b57", "汉字".encode()).replace(
        b'"plain"', rb'"\ud83d-\ude00"'
    )
    found = list(read(raw)[0].strings)
    assert found[at + 4] == "汉字"
    assert found[at + 1] == "\ufffd-\ufffd"


def test_long_texts_cross_what_is_read_at_once(heap: HeapModel) -> None:
    long = ("x" * 99 + "\\n") * 60_000
    content = written(heap).replace(b'"cache"', b'"' + long.encode() + b'"')
    strings = read(content)[0].strings
    assert max(len(strings.raw(i)) for i in range(len(strings))) == 100 * 60_000


def test_many_stretches_read_by_several_threads() -> None:
    model = _chain(200_000)
    content = written(model)
    assert len(content) > 6 << 20
    found, report = read(content)
    assert not report.oddities
    assert (found.graph.edges.target == model.graph.edges.target).all()
    assert (found.graph.nodes.id == model.graph.nodes.id).all()
    assert (found.graph.nodes.self_bytes == model.graph.nodes.self_bytes).all()


@pytest.mark.parametrize("stretch", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("layout", [NODE, FLAT, PRETTY])
def test_stretches_of_any_length(
    heap: HeapModel, layout: str, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (number_lists, number_trees, text_lists):
        monkeypatch.setattr(module, "_STRETCH", stretch)
    sections = [*SECTIONS[:4], *SECTIONS[5:]]
    more = {"trace_tree": [1, 0, 5, 60, [2, 0, 1, 10, [], 30, 0, 2, 20, []]]}
    how = Writing(layout=layout, sections=(*sections, "trace_tree"), more=more)
    content = written(heap, how)
    model, report = read(content)
    assert not report.oddities
    assert model.graph.stacks.parent.tolist() == [-1, 0, 0]
    assert (model.graph.nodes.id == heap.graph.nodes.id).all()
    assert (model.graph.nodes.self_bytes == heap.graph.nodes.self_bytes).all()
    assert (model.graph.nodes.first_edge == heap.graph.nodes.first_edge).all()
    assert (model.graph.edges.name == heap.graph.edges.name).all()
    assert (model.graph.edges.target == heap.graph.edges.target).all()
    assert list(model.strings) == list(heap.strings)


@pytest.mark.parametrize("space", [5_000, 3 << 20])
@pytest.mark.parametrize("name", ["nodes", "edges", "strings", "trace_tree"])
def test_white_space_without_end(heap: HeapModel, name: str, space: int) -> None:
    opening = f'"{name}":['.encode()
    content = written(heap).replace(opening, opening + b" " * space)
    at = content.index(b"]", content.index(opening))
    content = content[:at] + b"\n" * space + content[at:]
    model, report = read(content)
    assert not report.oddities
    assert (model.graph.edges.target == heap.graph.edges.target).all()
    assert list(model.strings) == list(heap.strings)


def _chain(length: int) -> HeapModel:
    """Nodes of which each holds the next."""
    row = np.arange(length)
    nodes = Nodes(
        np.full(length, NODE_KINDS.index("object"), np.uint8),
        np.zeros(length, np.int32),
        2 * row + 1,
        1_000_000 + 7 * row,
        np.minimum(np.arange(length + 1), length - 1).astype(np.uint32),
    )
    edges = Edges(
        np.full(length - 1, EDGE_KINDS.index("property"), np.uint8),
        np.zeros(length - 1, np.uint32),
        row[1:].astype(np.int32),
    )
    return HeapModel(StringTable.of(["next"]), Graph(nodes, edges, NODE_KINDS, EDGE_KINDS))


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \n\t"])
def test_packed_and_marked_files(heap: HeapModel, before: bytes, tmp_path: Path) -> None:
    content = before + written(heap)
    path = tmp_path / "heap.gz"
    path.write_bytes(gzip.compress(content))
    for source in (Source.from_bytes(content), Source(path)):
        assert HeapSnapshot().sniff(source).certainty > 0.9
        model, report = HeapSnapshot().read(source, Progress())
        assert report.complete
        assert (model.graph.nodes.self_bytes == heap.graph.nodes.self_bytes).all()


def test_content_decides(heap: HeapModel) -> None:
    reader = HeapSnapshot()
    for sections in (SECTIONS, SECTIONS[::-1], SECTIONS[1:] + SECTIONS[:1]):
        source = Source.from_bytes(written(heap, Writing(sections=sections)))
        assert reader.sniff(source).certainty >= 0.5
    for other in (b'{"nodes":[{"id":1}]}', b"[1,2]", b'{"snapshot":{}}', b'{"strings":["a"]}'):
        assert reader.sniff(Source.from_bytes(other)).certainty == 0


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("kind", ["adversarial/*.heapsnapshot", "other/*.heaptimeline.gz"])
def test_the_corpus(kind: str) -> None:
    for path in sorted(CORPUS.glob(kind)):
        content = Source(path).read_at(0, 1 << 30)
        if "truncated" in path.name or "bad_to_node" in path.name:
            continue
        assert_as_said(read(content)[0], content)
