"""The class of each node, the shapes of plain objects, and what classes have in sum."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.heaps.measures.classes import classes_like
from perfview.heaps.model import Locations
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


def _class_of(study: Study, node: int) -> str:
    return study.classes.key[study.classes.of_node[node]]


def _plain(build: HeapBuilder, *properties: str) -> int:
    node = build.held(build.globals, len(build.model().graph), "object", "Object", 10)
    for each in properties:
        build.edge(node, "property", each, build.globals)
    return node


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        ("object", "Session", "Session"),
        ("native", "Text", "Text"),
        ("hidden", "system / Map", "(system)"),
        ("code", "(code)", "(compiled code)"),
        ("closure", "tick", "Function"),
        ("regexp", "/a/", "RegExp"),
        ("string", "Session", "(string)"),
        ("concatenated string", "(concatenated string)", "(concatenated string)"),
        ("object shape", "system / Map", "(object shape)"),
        ("native", "<div>", "<div>"),
        ("native", '<div id="a b">', "<div>"),
        ("native", "<div", "<div"),
        ("object", "<a  b", "<a>"),
        ("native", "Detached <p class=x>", "Detached <p>"),
        ("native", "Detached <p>", "Detached <p>"),
        ("native", "Detached Text node", "Detached Text node"),
        ("object", "", ""),
    ],
)
def test_class_follows_kind_and_name(kind: str, name: str, wanted: str) -> None:
    build = HeapBuilder()
    node = build.node(kind, name)
    assert _class_of(build.study(), node) == f",{wanted}"


def test_detached_is_told_by_the_field_for_native_nodes_only() -> None:
    build = HeapBuilder()
    tag = build.node("native", '<li id="3">', detachedness=2)
    text = build.node("native", "Text", detachedness=2)
    attached = build.node("native", "Text", detachedness=1)
    wrapper = build.node("object", "HTMLElement", detachedness=2)
    named_so = build.node("native", "Detached <p id=1>", detachedness=2)
    study = build.study()
    found = [_class_of(study, node) for node in (tag, text, attached, wrapper, named_so)]
    # What is called detached already keeps all of its name behind the word put before it.
    assert found == [
        ",Detached <li>",
        ",Detached Text",
        ",Text",
        ",HTMLElement",
        ",Detached Detached <p id=1>",
    ]


def test_elements_of_one_tag_and_texts_that_stand_twice_make_one_class() -> None:
    build = HeapBuilder()
    first, second = build.node("native", "<b x>"), build.node("native", "<b y>")
    study = build.study()
    assert study.classes.of_node[first] == study.classes.of_node[second]
    assert len(set(study.classes.key)) == len(study.classes)


def test_shapes_stand_by_how_often_they_are_and_name_odd_properties_as_json() -> None:
    build = HeapBuilder()
    for _ in range(2):
        _plain(build, "a", "b")
    for _ in range(3):
        _plain(build, "__proto__", "x,y", 'quo"te', "line\n{")
    study = build.study()
    assert study.classes.shapes == ['{"x,y", "quo\\"te", "line\\n{"}', "{a, b}"]
    first = study.classes.shape_property[: study.classes.shape_first[1]]
    assert study.model.strings.take(first) == ["x,y", 'quo"te', "line\n{"]


def test_object_takes_the_shape_with_most_properties_then_the_earlier() -> None:
    build = HeapBuilder()
    for _ in range(4):
        _plain(build, "a")
    for _ in range(3):
        _plain(build, "b", "a")
    for _ in range(2):
        _plain(build, "a", "b")
    more = _plain(build, "z", "b", "a")
    alone = _plain(build, "q")
    none = _plain(build)
    study = build.study()
    assert study.classes.shapes == ["{a}", "{b, a}", "{a, b}"]
    assert [_class_of(study, each) for each in (more, alone, none)] == [
        ",{b, a}",
        ",Object",
        ",Object",
    ]


def test_name_of_a_shape_ends_before_120_units() -> None:
    build = HeapBuilder()
    fits, too_wide = "f" * 115, "g" * 116
    wide = "😀" * 59
    for _ in range(2):
        _plain(build, fits, "b", "c")
        _plain(build, too_wide, "b", "c")
        _plain(build, "w", wide, "c")
        _plain(build, "h" * 200, "b")
    study = build.study()
    assert set(study.classes.shapes) == {
        f"{{{fits}, b, c}}",
        f"{{{too_wide}, b}}",
        f"{{w, {wide}}}",
        f"{{{'h' * 200}}}",
    }


def test_shape_needs_one_in_a_thousand_objects() -> None:
    build = HeapBuilder()
    for k in range(2001):
        _plain(build, f"k{k}")
    for _ in range(2):
        _plain(build, "two")
    assert build.study().classes.shapes == []


_NAMES = ["a", "b", "c", "", "__proto__", "d,e", "x" * 60, "ü" * 58, "😀" * 30]


@given(st.lists(st.lists(st.sampled_from(_NAMES), max_size=5), max_size=30))
def test_shapes_are_those_of_the_rules(objects: list[list[str]]) -> None:
    build = HeapBuilder()
    nodes = [_plain(build, *each) for each in objects]
    study = build.study()
    shapes = _shapes_by_the_rules(objects)
    assert study.classes.shapes == [name for name, _ in shapes]
    wanted = [_best_by_the_rules(shapes, each) for each in objects]
    assert [_class_of(study, node) for node in nodes] == wanted


def _shapes_by_the_rules(objects: list[list[str]]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    often: Counter[str] = Counter()
    for each in objects:
        name, taken = "{", []
        for prop in each:
            shown = json.dumps(prop, ensure_ascii=False) if "," in prop else prop
            if prop == "__proto__":
                continue
            if len(name) > 1 and _units(name) + _units(shown) > 120:
                break
            name += (", " if name != "{" else "") + shown
            taken.append(prop)
        if taken:
            found.setdefault(name + "}", taken)
            often[name + "}"] += 1
    least = max(2, len(objects) / 1000)
    ranked = sorted(found, key=lambda name: -often[name])
    return [(name, found[name]) for name in ranked if often[name] >= least]


def _best_by_the_rules(shapes: list[tuple[str, list[str]]], properties: list[str]) -> str:
    has = Counter(properties)
    fitting = [(len(bag), -i) for i, (_, bag) in enumerate(shapes) if Counter(bag) <= has]
    return f",{shapes[-max(fitting)[1]][0]}" if fitting else ",Object"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_objects_of_one_name_are_told_apart_by_place() -> None:
    build = HeapBuilder()
    nodes = [build.node("object", "Item") for _ in range(4)]
    closure = build.node("closure", "Item")
    model = build.model()
    at = Locations(
        np.array([nodes[0], nodes[1], nodes[2], nodes[2], closure], np.int32),
        np.array([7, 7, 7, 9, 7], np.int64),
        np.array([11, 11, 11, 1, 11], np.int32),
        np.array([3, 3, 3, 1, 3], np.int32),
    )
    study = Study(replace(model, graph=replace(model.graph, locations=at)))
    assert [_class_of(study, node) for node in [*nodes, closure]] == [
        "7,10,2,Item",
        "7,10,2,Item",
        "9,0,0,Item",
        ",Item",
        ",Function",
    ]


def test_classes_count_what_has_bytes_and_keep_nested_ones_once() -> None:
    build = HeapBuilder()
    outer = build.held(build.globals, "list", "object", "Node", 10)
    between = build.held(outer, "data", "object", "Data", 100)
    build.held(between, "next", "object", "Node", 20)
    build.held(build.globals, "other", "object", "Node", 5)
    build.held(build.globals, "empty", "object", "Node", 0)
    study = build.study()
    row = study.classes.key.index(",Node")
    sizes = study.class_sizes
    assert (sizes.count[row], sizes.self_bytes[row], sizes.distance[row]) == (3, 35, 2)
    assert study.class_retained[row] == 10 + 100 + 20 + 5


def test_sorting_by_the_shapes_of_another_snapshot() -> None:
    later, earlier = HeapBuilder(), HeapBuilder()
    for _ in range(2):
        _plain(later, "unheard of", "a")
        _plain(later, "b", "a")
    earlier.node("string", "shifts the ids of all texts")
    both, part = _plain(earlier, "a", "b", "c"), _plain(earlier, "a", "c")
    other, study = later.study(), earlier.study()
    found = classes_like(study, other.classes, other.model.strings)
    assert [found.key[found.of_node[node]] for node in (both, part)] == [",{b, a}", ",Object"]
    assert found.shapes == other.classes.shapes


def test_heap_without_anything_has_no_class_but_its_roots() -> None:
    study = HeapBuilder().study()
    assert study.classes.key == [",(synthetic)", ",global"]
