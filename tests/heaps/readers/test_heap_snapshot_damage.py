"""Snapshots that are cut, lie about themselves or lead nowhere: a sentence, never a traceback."""

from __future__ import annotations

import gzip
import json
import re
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.heap_snapshot import HeapSnapshot
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.heaps.building import HeapBuilder
from tests.heaps.readers.plainly import read, sample
from tests.heaps.writing import FLAT, SECTIONS, Writing, written

TREE = b'"trace_tree":[1,0,5,60,[2,0,1,10,[],3,0,2,20,[]]]'


@pytest.fixture(scope="module")
def heap() -> HeapModel:
    builder = HeapBuilder()
    for i in range(30):
        builder.held(builder.globals, f"key{i}", "object", f"Class{i}", 100 + i)
    return builder.model()


@pytest.fixture(scope="module")
def content(heap: HeapModel) -> bytes:
    return written(heap)


def told(content: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(UnreadableInput) as caught:
        read(content)
    assert caught.value.remedy
    return str(caught.value)


def noted(content: bytes, kind: str) -> str:
    """What is said of that oddity, and nothing else is odd."""
    _, report = read(content)
    assert [oddity.kind for oddity in report.oddities] == [kind]
    return report.oddities[0].detail


def _list(content: bytes, name: str, change: Any) -> bytes:
    """The content with the numbers of one list changed."""
    said = json.loads(content)
    said[name] = change(said[name])
    return json.dumps(said).encode()


def test_cut_in_the_head(content: bytes) -> None:
    assert "head" in told(content[:100])


@pytest.mark.parametrize("name", ["nodes", "edges"])
def test_cut_in_a_list_nothing_is_true_without(content: bytes, name: str) -> None:
    at = content.index(b'"%s"' % name.encode()) + 80
    message = told(content[:at])
    assert f"breaks off in its list of {name}" in message
    assert f"at byte {at:,}" in message


def test_cut_between_the_lists(content: bytes) -> None:
    assert "before its list of edges" in told(content[: content.index(b'"edges"')])


def test_cut_in_the_strings(heap: HeapModel, content: bytes) -> None:
    at = content.index(b'"Class20"') + 4
    model, report = read(content[:at])
    assert not report.complete
    assert report.read_bytes == at
    assert [each.kind for each in report.oddities] == ["truncated", "name-missing"]
    assert (model.graph.edges.target == heap.graph.edges.target).all()
    names = [model.strings[i] for i in model.graph.nodes.name]
    assert "Class19" in names
    assert names[-1] == "(name missing)"


def test_cut_before_the_strings(content: bytes) -> None:
    model, report = read(content[: content.index(b'"strings"')])
    assert not report.complete
    assert {model.strings[i] for i in model.graph.nodes.name} == {"(name missing)"}


@pytest.mark.parametrize("claim", [0, 3, 1 << 31, 1 << 40, 1 << 62, -5, 1.5, "many", None])
@pytest.mark.parametrize("what", ["node_count", "edge_count"])
@pytest.mark.parametrize("packed", [False, True])
def test_claims_are_not_believed(heap: HeapModel, what: str, claim: Any, packed: bool) -> None:
    content = written(heap, Writing(head={what: claim, "trace_function_count": 1 << 40}))
    model, report = read(gzip.compress(content) if packed else content)
    assert len(model.graph) == len(heap.graph)
    assert len(model.graph.edges) == len(heap.graph.edges)
    is_claim = isinstance(claim, int) and claim >= 0
    assert bool(report.oddities) == is_claim
    if is_claim:
        assert f"{len(heap.graph if what == 'node_count' else heap.graph.edges)}" in str(
            report.oddities[0].detail
        )


def test_edge_counts_that_say_too_much(heap: HeapModel, content: bytes) -> None:
    def more(numbers: list[int]) -> list[int]:
        return [*numbers[:-3], 1000, *numbers[-2:]]

    changed = _list(content, "nodes", more)
    assert "fewer than they should" in noted(changed, "edge-counts")
    assert len(read(changed)[0].graph.edges) == len(heap.graph.edges)


def test_edge_counts_that_say_too_little(heap: HeapModel, content: bytes) -> None:
    changed = _list(content, "edges", lambda numbers: [*numbers, 2, 0, 7, 2, 0, 14])
    said = json.loads(changed)
    said["snapshot"]["edge_count"] += 2
    assert "belong to nobody" in noted(json.dumps(said).encode(), "edge-counts")


def test_numbers_left_over(content: bytes) -> None:
    changed = _list(content, "edges", lambda numbers: [*numbers, 2])
    assert "do not make a whole edge" in noted(changed, "numbers-left-over")


@pytest.mark.parametrize("target", [7 * 33, 8, 1 << 31, 1 << 33, (1 << 32) + 7, 1 << 70])
def test_an_edge_that_leads_to_no_node(heap: HeapModel, content: bytes, target: int) -> None:
    def astray(numbers: list[int]) -> list[int]:
        return [*numbers[:11], target, *numbers[12:]]

    changed = _list(content, "edges", astray)
    assert "edge 3 of node 2" in noted(changed, "edges-astray")
    graph = read(changed)[0].graph
    assert len(graph.edges) == len(heap.graph.edges) - 1
    kept = np.delete(heap.graph.edges.target, 3)
    assert (graph.edges.target == kept).all()
    assert int(graph.nodes.first_edge[3]) == int(heap.graph.nodes.first_edge[3]) - 1


def test_edges_that_all_lead_to_no_node(content: bytes) -> None:
    message = told(_list(content, "edges", lambda numbers: [n + 1 for n in numbers]))
    assert "lead to no node" in message


@pytest.mark.parametrize(
    "token", [b"-5", b"1.5", b"1e3", b"null", b"true", b'"7"', b"[3]", b"{}", b"0x10", b""]
)
@pytest.mark.parametrize("name", ["nodes", "edges"])
def test_what_is_no_whole_number(heap: HeapModel, name: str, token: bytes) -> None:
    content = written(heap, Writing(layout=FLAT))
    start = content.index(b'"%s":[' % name.encode()) + len(name) + 4
    comma = content.index(b",", start + 60)
    end = content.index(b",", comma + 1)
    message = told(content[: comma + 1] + token + content[end:])
    assert f"list of {name}" in message
    place = int(re.findall(r"at byte ([\d,]+)", message)[0].replace(",", ""))
    assert comma <= place <= comma + 1 + len(token)


def test_indices_of_texts_and_kinds_that_there_are_not(content: bytes) -> None:
    def change(numbers: list[int]) -> list[int]:
        return [200, 1 << 40, *numbers[2:]]

    model, report = read(_list(content, "edges", change))
    assert [each.kind for each in report.oddities] == ["name-missing", "unknown-kind"]
    graph = model.graph
    assert graph.edge_kinds[graph.edges.kind[0]] == "unknown"
    assert model.strings[int(graph.edges.name[0])] == "(name missing)"


def test_sizes_beyond_any_memory() -> None:
    builder = HeapBuilder()
    builder.node("native", "Huge", 1 << 62)
    builder.node("native", "Huge", 1 << 62)
    model, report = read(written(builder.model()))
    assert report.find("huge-size")
    assert 0 < int(model.graph.nodes.self_bytes.sum()) < 1 << 50


def test_sizes_that_add_up_to_more_than_numbers_hold() -> None:
    builder = HeapBuilder()
    for _ in range(70_000):
        builder.node("native", "Huge", 1 << 47)
    assert "larger than any memory" in told(written(builder.model()))


@pytest.mark.parametrize(
    "head",
    [
        b"{}",
        b'{"meta":[]}',
        b'{"meta":{"node_fields":["type"],"edge_fields":[]}}',
        b'{"meta":{"node_fields":7}}',
        b"[" * 5000 + b"]" * 5000,
    ],
)
def test_heads_that_say_too_little(content: bytes, head: bytes) -> None:
    start, end = content.index(b":") + 1, content.index(b',\n"nodes"')
    assert "head" in told(content[:start] + head + content[end:])


@pytest.mark.parametrize(
    "head", [b"null", b"[1]", b'{"meta":{}}', b'{"meta":{"node_fields":"id"}}']
)
def test_a_snapshot_with_a_damaged_head_is_still_known_as_one(content: bytes, head: bytes) -> None:
    start, end = content.index(b":") + 1, content.index(b',\n"nodes"')
    damaged = content[:start] + head + content[end:]
    assert HeapSnapshot().sniff(Source.from_bytes(damaged)).certainty > 0.5
    assert "head" in told(damaged)


def test_what_lacks_a_field_is_called_by_the_right_article(content: bytes) -> None:
    assert "an edge has no field “to_node”" in told(content.replace(b'"to_node"', b'"x"'))
    assert "a node has no field “id”" in told(content.replace(b'"id"', b'"x"'))


@pytest.mark.parametrize("name", ["nodes", "edges"])
def test_lists_that_are_not_there(heap: HeapModel, name: str) -> None:
    sections = tuple(each for each in SECTIONS if each != name)
    assert f"no list of {name}" in told(written(heap, Writing(sections=sections)))
    assert "node" in told(written(heap).replace(b'"nodes"', b'"nodes":[],"others"'))


@pytest.mark.parametrize("junk", ["[[[[[", "[" * 200_000 + "]" * 200_000, "[1,[2],null]", "[-]"])
@pytest.mark.parametrize("name", ["trace_tree", "locations", "samples", "trace_function_infos"])
def test_lists_beside_the_graph_do_no_harm(content: bytes, name: str, junk: str) -> None:
    at = content.index(b'"%s":[' % name.encode())
    end = content.index(b"]", at) + 1
    value = junk if "]" in junk else json.dumps(junk)
    changed = content[:at] + f'"{name}":{value}'.encode() + content[end:]
    model, report = read(changed)
    assert "Class29" in list(model.strings)
    assert [each.kind for each in report.oddities] == ["strange-list"] * ("]" in junk)


def test_a_tree_of_any_depth() -> None:
    depth = 100_000
    tree = b",".join([b"%d,0,1,1,[" % (i + 1) for i in range(depth)]).replace(b"[,", b"[")
    builder = HeapBuilder()
    content = written(builder.model()).replace(
        b'"trace_tree":[]', b'"trace_tree":[' + tree + b"]" * (depth + 1)
    )
    stacks = read(content)[0].graph.stacks
    assert stacks.parent.tolist() == list(range(-1, depth - 1))


def test_a_tree_that_names_functions_and_traces_there_are_not(heap: HeapModel) -> None:
    content = written(heap).replace(b'"trace_tree":[]', TREE)
    changed = _list(content, "nodes", lambda numbers: [*numbers[:5], 3, *numbers[6:-2], 99, 0])
    graph = read(changed)[0].graph
    assert graph.stacks.parent.tolist() == [-1, 0, 0]
    assert graph.stacks.name.tolist() == [-1]
    assert graph.nodes.trace[0] == 2
    assert graph.nodes.trace[-1] == -1


def test_a_packed_file_that_breaks_off(content: bytes) -> None:
    packed = gzip.compress(sample("node-20.heapsnapshot.gz"))
    assert "gzip data break off" in told(packed[: len(packed) // 3])


def test_a_bomb_is_refused(tmp_path: Any, content: bytes) -> None:
    bomb = tmp_path / "bomb.gz"
    start = gzip.compress(content[: content.index(b'"nodes":[') + 9])
    bomb.write_bytes(start + 10 * gzip.compress(b" " * (64 << 20)))
    with pytest.raises(UnreadableInput, match="bomb"):
        HeapSnapshot().read(Source(bomb), Progress())


def test_cancelled(content: bytes) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        HeapSnapshot().read(Source.from_bytes(content), progress)


def test_every_cut_and_any_flip_ends_in_a_sentence() -> None:
    builder = HeapBuilder()
    for i in range(5):
        builder.held(builder.globals, f"k{i}", "object", "Ab\\", 100)
    content = written(builder.model()).replace(b'"trace_tree":[]', TREE)
    for cut in range(2, len(content), 3):
        _survives(content[:cut])
    random = np.random.default_rng(6)
    signs = b'0123456789-+.eE,:[]{}"\\ \n\x00\xffn'
    for _ in range(1500):
        changed = bytearray(content)
        for place in random.integers(0, len(content), random.integers(1, 4)):
            changed[place] = signs[random.integers(0, len(signs))]
        _survives(bytes(changed))


def _survives(content: bytes) -> None:
    with suppress(UnreadableInput):
        read(content)


def test_detachedness_of_no_known_kind_is_unknown(heap: HeapModel, content: bytes) -> None:
    graph = read(_list(content, "nodes", lambda numbers: [*numbers[:6], 9, *numbers[7:]]))[0].graph
    assert graph.nodes.detachedness.tolist() == [0] * len(heap.graph)
