from __future__ import annotations

import pytest

from perfview.findings.forecast import UnanswerableError
from perfview.heaps.retention.choosing import objects, references
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.retention.programs import cache


@pytest.fixture(scope="module")
def study() -> Study:
    return cache().study


@pytest.mark.parametrize(
    ("text", "count"),
    [("Session", 2), ("SessionCache", 1), ("global", 1), ("globalThis", 1), ("@5", 1)],
)
def test_objects_by_class_by_id_and_the_global_one(study: Study, text: str, count: int) -> None:
    assert len(objects(study, text, "OBJECT")) == count


def test_an_object_as_the_window_writes_it(study: Study) -> None:
    [node] = objects(study, "SessionCache", "OBJECT").tolist()
    written = f"SessionCache @{study.graph.nodes.id[node]}"
    assert objects(study, written, "OBJECT").tolist() == [node]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("SessionCache.entries", 1),
        ("global.cache", 1),
        ("Session.data", 2),
        ("Array[0]", 1),
        ("Array[]", 1),
        ('RequestLog["lines"]', 1),
        ("Map.table", 1),
        ('(array).get("beta")', 1),
    ],
)
def test_references_by_what_has_them(study: Study, text: str, count: int) -> None:
    assert len(references(study, text, "--cut")) == count


def test_symbols_and_functions() -> None:
    build = HeapBuilder()
    function = build.held(build.globals, "Module", "closure", "Module")
    build.held(function, "<symbol kCache>", "object", "Map")
    study = build.study()
    [edge] = references(study, "Module[Symbol(kCache)]", "--cut").tolist()
    assert study.edge_name(edge) == "<symbol kCache>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sesion", "Did you mean Session"),
        ("@999999", "There is no object or class “@999999”"),
    ],
)
def test_what_is_not_there_is_said(study: Study, text: str, words: str) -> None:
    with pytest.raises(UnanswerableError, match=words) as raised:
        objects(study, text, "OBJECT")
    assert raised.value.option == "OBJECT"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Session.nothing", "None of 2 objects has such a reference"),
        ("SessionCache.nothing", "The object has no such reference"),
        ("Nobody.x", "Write CLASS.PROPERTY"),
        ("Session", "Write CLASS.PROPERTY"),
    ],
)
def test_a_reference_that_is_not_there_is_said(study: Study, text: str, words: str) -> None:
    with pytest.raises(UnanswerableError, match=words):
        references(study, text, "--cut")
