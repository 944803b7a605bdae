from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from perfview.heaps.retention.accessors import accessor, collapsed, shape
from perfview.heaps.retention.merging import merged, together
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.words import why
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.random_heaps import heaps
from tests.heaps.retention.programs import cache, closure


def test_why_a_session_is_alive() -> None:
    made = cache()
    found = why(made.study, made.sessions[0])
    name = f"Session @{made.study.graph.nodes.id[made.sessions[0]]}"
    assert found.accessor == 'global.cache.entries.get("alpha")'
    assert found.paths == 1
    assert found.sentence.startswith(f'{name} is kept by Map entry "alpha" of Map @')
    assert "property “entries” of SessionCache @" in found.sentence
    assert found.sentence.endswith(
        'the only path. Cutting `SessionCache.entries.get("alpha")` frees'
        " 1.05\u202fkB in 2 objects."
    )


def test_a_variable_of_a_closure() -> None:
    study, memo = closure()
    assert why(study, memo).accessor == "global.quote.[[Scope]].memo"
    assert why(study, memo).cut_name == "scope of memoize().memo"


def test_an_object_with_two_ways_says_so() -> None:
    build = HeapBuilder()
    shared = build.held(build.globals, "a", "object", "Shared", 10)
    other = build.held(build.globals, "b", "object", "Other", 10)
    build.edge(other, "property", "c", shared)
    found = why(build.study(), shared)
    assert found.paths == 2
    assert "one of 2 paths" in found.sentence
    assert found.sentence.endswith("No single reference that a program can clear would free it.")


def test_what_nothing_keeps_waits_to_be_collected() -> None:
    build = HeapBuilder()
    lost = build.node("object", "Lost", 10)
    assert "waits to be collected" in why(build.study(), lost).sentence


def test_long_ways_are_told_briefly() -> None:
    build = HeapBuilder()
    at = build.held(build.globals, "first", "object", "Link")
    for _ in range(5000):
        at = build.held(at, "next", "object", "Link")
    study = build.study()
    path = shortest_path(study, at)
    text = accessor(study, path)
    assert text.startswith("global.first.next ×")
    assert "4,881 more" in text
    assert len(text) < 200
    assert shape(study, path) == ("global.first", "Link.next")


def test_what_repeats_is_told_once() -> None:
    assert collapsed(list("abababc")) == list("abc")
    assert collapsed(list("xyz")) == list("xyz")


def test_objects_kept_alike_are_one_group() -> None:
    made = cache()
    nodes = np.array([*made.sessions, made.line], np.int32)
    first, second = merged(made.study, nodes)
    assert (first.way, len(first.nodes)) == ("global.cache.entries.get({})", 2)
    assert first.retained_bytes == 2 * 1048
    assert second.way == "global.log.lines[x]"


@given(heaps())
@settings(max_examples=100, deadline=None)
def test_together_counts_every_byte_once(study: Study) -> None:
    nodes = np.arange(0, len(study.graph), 2, dtype=np.int32)
    covered = {int(v) for node in nodes for v in study.dominators.subtree(int(node))}
    assert together(study, nodes) == int(study.self_bytes[sorted(covered)].sum())
    assert sum(len(each.nodes) for each in merged(study, nodes)) == len(nodes)


@given(heaps())
@settings(max_examples=100, deadline=None)
def test_no_heap_is_too_odd_for_a_sentence(study: Study) -> None:
    for node in range(len(study.graph)):
        assert why(study, node).sentence
