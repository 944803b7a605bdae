"""The tables of shapes, packages and strings that leave PerfView."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from perfview.heaps.tables import TABLES
from tests.heaps.building import HeapBuilder


def _heap() -> Study:
    build = HeapBuilder()
    for k in range(3):
        point = build.held(build.globals, f"p{k}", "object", "Object", 24)
        build.held(point, "x", "string", "text", 16 + k)
    return build.study()


def test_shapes() -> None:
    found = TABLES["shapes"](_heap())
    assert {name: list(column) for name, column in found.items()} == {
        "name": ["{x}"],
        "properties": [1],
        "count": [3],
        "self_bytes": [72],
        "retained_bytes": [72 + 16 + 17 + 18],
    }


def test_strings() -> None:
    found = TABLES["strings"](_heap())
    assert {name: list(column) for name, column in found.items()} == {
        "count": [3],
        "self_bytes": [51],
        "wasted_bytes": [33],
        "retained_bytes": [51],
        "text": ["text"],
    }


def test_recording_without_objects_has_empty_tables() -> None:
    study = Study(HeapModel())
    for name in ("shapes", "strings"):
        assert {len(column) for column in TABLES[name](study).values()} == {0}


def test_packages() -> None:
    found = TABLES["packages"](_heap())
    assert {name: list(column) for name, column in found.items()} == {
        "name": ["(not told)"],
        "scripts": [0],
        "count": [9],
        "self_bytes": [64 + 72 + 16 + 17 + 18],
    }
