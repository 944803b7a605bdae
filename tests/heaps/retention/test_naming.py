from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from perfview.heaps.model import Locations
from perfview.heaps.retention.following import edges_of, source_of
from perfview.heaps.retention.naming import edge_name, node_name, placed_name, quoted
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import opened
from tests.heaps.random_heaps import heaps
from tests.heaps.retention.programs import cache, closure, global_cell
from tests.heaps.samples_folder import SAMPLES


def accessors(study: Study, node: int) -> list[str]:
    return [edge_name(study, edge).accessor for edge in edges_of(study, node)]


def test_entries_of_a_map_are_named_by_their_keys() -> None:
    made = cache()
    table = int(made.study.graph.edges.target[edges_of(made.study, made.map)[0]])
    assert accessors(made.study, table) == [
        '.keys("alpha")',
        '.get("alpha")',
        '.keys("beta")',
        '.get("beta")',
    ]
    names = [edge_name(made.study, edge) for edge in edges_of(made.study, table)]
    assert names[1].words == 'Map entry "alpha"'
    assert names[1].shape == names[3].shape == ".get({})"


@pytest.mark.parametrize(("header", "slot"), [(16, 8), (8, 4)])
def test_an_entry_of_a_set_is_named_by_itself(header: int, slot: int) -> None:
    build = HeapBuilder()
    seen = build.held(build.globals, "seen", "object", "Set")
    table = build.node("array", "", header + slot * (3 + 5 * 4))
    build.edge(seen, "internal", "table", table)
    build.edge(table, "internal", "7", build.node("object", "Socket", number=777))
    study = build.study()
    assert accessors(study, table) == [".has(Socket @777)"]


def test_an_array_that_is_no_table_has_elements() -> None:
    build = HeapBuilder()
    owner = build.held(build.globals, "x", "object", "Thing")
    array = build.node("array", "", 40 + 56 * 2)
    build.edge(owner, "internal", "elements", array)
    build.edge(array, "internal", "6", build.node("object", "Part"))
    assert accessors(build.study(), array) == ["[6]"]


def test_scopes_are_named_by_their_function() -> None:
    study, memo = closure()
    via = next(e for e in range(len(study.graph.edges)) if study.graph.edges.target[e] == memo)
    assert node_name(study, source_of(study, via)).startswith("scope of memoize() @")
    assert edge_name(study, via).words == "variable “memo”"


def test_a_cell_is_named_by_its_variable() -> None:
    study, value = global_cell()
    names = [
        edge_name(study, edge).words
        for edge in range(len(study.graph.edges))
        if study.graph.edges.target[edge] == value
    ]
    assert names == ["property “app”", "global variable “app”"]


@pytest.mark.parametrize(
    ("name", "accessor"),
    [
        ("listeners", ".listeners"),
        ("content-type", '["content-type"]'),
        ("<symbol kState>", "[Symbol(kState)]"),
        ("__proto__", ".__proto__"),
    ],
)
def test_properties_are_written_as_in_javascript(name: str, accessor: str) -> None:
    build = HeapBuilder()
    build.held(build.globals, name, "object", "X")
    study = build.study()
    assert accessor in accessors(study, build.globals)


def test_values_of_a_weak_map_are_named_by_their_key() -> None:
    build = HeapBuilder()
    key = build.held(build.globals, "key", "object", "Socket")
    table, value = build.node("array", "", 64, number=901), build.node("object", "Stats")
    name = "4 / part of key (Socket @9) -> value (Stats @11) pair in WeakMap (table @901)"
    build.edge(key, "internal", name, value)
    build.edge(table, "internal", name, value)
    study = build.study()
    assert accessors(study, key) == [".[[WeakMapValue]]"]
    assert accessors(study, table) == [".get(Socket @9)"]


def test_texts_are_cut_and_escaped() -> None:
    assert quoted('a"\n') == '"a\\"\\n"'
    assert len(quoted("x" * 5000)) < 60


def test_functions_are_named_with_their_place() -> None:
    build = HeapBuilder()
    function = build.held(build.globals, "go", "closure", "go")
    nameless = build.held(build.globals, "on", "closure", "")
    for each, script in ((function, "/srv/app.js"), (nameless, "system / Script / app.ts")):
        shared = build.node("code", "go")
        build.edge(each, "internal", "shared", shared)
        build.edge(shared, "internal", "script", build.node("code", script))
    model = build.model()
    places = Locations(
        np.array([nameless, function], np.int32),
        np.array([7, 8], np.int64),
        np.array([12, 57], np.int32),
        np.array([1, 1], np.int32),
    )
    study = Study(replace(model, graph=replace(model.graph, locations=places)))
    assert placed_name(study, function) == f"go() @{2 * function + 1} (/srv/app.js:57)"
    assert placed_name(study, nameless).startswith("anonymous function() @")
    assert placed_name(study, nameless).endswith("(app.ts:12)")


@pytest.mark.parametrize("name", ["node-20", "chromium-156"])
def test_every_object_and_reference_of_a_recording_has_a_name(name: str) -> None:
    study = opened(SAMPLES / f"{name}.heapsnapshot.gz")
    for edge in range(len(study.graph.edges)):
        assert edge_name(study, edge).words
    for node in range(len(study.graph)):
        assert f"@{study.graph.nodes.id[node]}" in node_name(study, node)


@given(heaps())
@settings(max_examples=150, deadline=None)
def test_no_heap_is_too_odd_to_be_named(study: Study) -> None:
    assert all(edge_name(study, edge).words for edge in range(len(study.graph.edges)))
    assert all(placed_name(study, node) for node in range(len(study.graph)))
