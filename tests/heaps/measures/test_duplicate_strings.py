"""Strings that a heap holds more than once."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.heaps.measures.duplicate_strings import duplicate_strings, text_of
from perfview.heaps.retention.holders import common_holders
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import TRUTHS, recorded

JOINED = "(concatenated string)"


def _held(build: HeapBuilder, kind: str, name: str, size: int = 16) -> int:
    return build.held(build.globals, len(build.model().graph), kind, name, size)


def _joined(build: HeapBuilder, first: int, second: int) -> int:
    node = _held(build, "concatenated string", JOINED, 32)
    build.edge(node, "internal", "first", first)
    build.edge(node, "internal", "second", second)
    return node


def _groups(study: Study) -> set[tuple[int, ...]]:
    found = duplicate_strings(study)
    return {tuple(found.nodes(group).tolist()) for group in range(len(found))}


def test_groups_waste_all_but_the_largest_of_each() -> None:
    build = HeapBuilder()
    small = [_held(build, "string", "seldom", 10) for _ in range(2)]
    large = [_held(build, "string", "often", size) for size in (40, 60, 50)]
    _held(build, "string", "once", 1000)
    _held(build, "string", "seldom", 0)
    found = duplicate_strings(build.study())
    assert [found.nodes(k).tolist() for k in range(len(found))] == [large, small]
    assert found.count_of.tolist() == [3, 2]
    assert found.bytes.tolist() == [150, 20]
    assert found.wasted_bytes.tolist() == [90, 10]
    assert found.retained_bytes.tolist() == [150, 20]


def test_joined_strings_count_by_what_they_read() -> None:
    build = HeapBuilder()
    a, bc, ab, c = (_held(build, "string", text) for text in ("a", "bc", "ab", "c"))
    left, right = _joined(build, a, bc), _joined(build, ab, c)
    plain = _held(build, "string", "abc")
    study = build.study()
    assert _groups(study) == {(left, right, plain)}
    assert text_of(study, left) == text_of(study, right) == "abc"


def test_flat_ones_and_slices_do_not_count() -> None:
    build = HeapBuilder()
    whole, nothing = _held(build, "string", "whole"), _held(build, "string", "", 0)
    _joined(build, whole, nothing)
    for _ in range(2):
        _held(build, "sliced string", "(sliced string)")
    assert _groups(build.study()) == set()


def test_strings_cut_alike_are_told_apart_by_length_and_hash() -> None:
    build = HeapBuilder()

    def box(kind: str, text: str) -> int:
        held = build.node("string", text)
        node = build.node("number", kind)
        build.edge(node, "internal", "value", held)
        return node

    nodes = []
    for length, hashed in ((5000, 1), (5000, 2), (6000, 1), (5000, 1)):
        nodes.append(_held(build, "string", "x" * 1024))
        for name, value in (
            ("truncated", box("bool", "true")),
            ("length", box("int", str(length))),
            ("hash", box("int", str(hashed))),
        ):
            build.edge(nodes[-1], "internal", name, value)
    whole = [_held(build, "string", "x" * 1024) for _ in range(2)]
    assert _groups(build.study()) == {(nodes[0], nodes[3]), tuple(whole)}


def test_string_joined_of_itself_is_passed_over() -> None:
    build = HeapBuilder()
    piece = _held(build, "string", "piece")
    loop = [_held(build, "concatenated string", JOINED) for _ in range(2)]
    for at, other in ((0, 1), (1, 0)):
        build.edge(loop[at], "internal", "first", loop[other])
        build.edge(loop[at], "internal", "second", piece)
    half = _held(build, "concatenated string", JOINED)
    build.edge(half, "internal", "first", piece)
    study = build.study()
    assert _groups(study) == set()
    assert len(text_of(study, loop[0])) < 100_000


def test_long_chain_of_joined_strings_is_no_recursion() -> None:
    build = HeapBuilder()
    letter = _held(build, "string", "a")
    chain = [letter]
    for _ in range(3000):
        node = build.node("concatenated string", JOINED, 32)
        build.edge(node, "internal", "first", chain[-1])
        build.edge(node, "internal", "second", letter)
        chain.append(node)
    build.edge(build.globals, "property", "text", chain[-1])
    # From 1,024 letters on all read the same, as far as they are written out.
    assert _groups(build.study()) == {tuple(chain[1023:])}


@settings(max_examples=150)
@given(st.data())
def test_groups_are_those_of_texts_written_out(data: st.DataObject) -> None:
    build = HeapBuilder()
    texts = ["", "a", "b", "ab", "ü", "😀", "x" * 500, "y" * 700, "x" * 1024]
    nodes = [_held(build, "string", data.draw(st.sampled_from(texts))) for _ in range(4)]
    reads = {node: build.model().strings[build.model().graph.nodes.name[node]] for node in nodes}
    parts: dict[int, tuple[int, int]] = {}
    for _ in range(data.draw(st.integers(0, 10))):
        pair = data.draw(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)))
        node = _joined(build, *pair)
        parts[node] = pair
        nodes.append(node)
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for node in nodes:
        written = _written(node, parts, reads)
        if node not in parts or all(_written(part, parts, reads) for part in parts[node]):
            by_text[written].append(node)
    assert _groups(build.study()) == {tuple(g) for g in by_text.values() if len(g) > 1}


def _written(node: int, parts: dict[int, tuple[int, int]], reads: dict[int, str]) -> str:
    text, stack = "", [node]
    while stack and len(text.encode("utf-16-le")) // 2 < 1024:
        at = stack.pop()
        if at in parts:
            stack += reversed(parts[at])
        else:
            text += reads[at]
    return text


@pytest.mark.skipif(not TRUTHS, reason="the corpus is not at hand")
def test_recorded_rows_share_their_text_and_its_holder() -> None:
    study = recorded("duplicate_strings.leak.final")
    found = duplicate_strings(study)
    assert text_of(study, int(found.nodes(0)[0])).startswith("Terms and conditions apply")
    name, count = common_holders(study, found.nodes(0))[0]
    assert name == "CatalogRow.terms"
    assert count > 0.9 * found.count_of[0]
