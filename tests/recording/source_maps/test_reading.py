"""Source maps as columns: the examples of the specification, sections, order, what is out of it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.profiles.sources.maps.original_paths import original_path
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.reading import read_map

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def a_map(mappings: str, **parts: Any) -> Any:
    found = {"version": 3, "sources": ["a.ts", "b.ts"], "names": ["x", "y"], "mappings": mappings}
    return found | parts


def read(found: Any) -> Any:
    return read_map(json.dumps(found).encode())


def test_places_outside_the_lists_lead_nowhere() -> None:
    found = read(a_map("AAAAA,CAEAE,CAHAD"))
    assert found.source.tolist() == [0, 0, -1]
    assert found.name.tolist() == [0, -1, -1]
    beyond = read(a_map("AEAA,CHAA"))
    assert beyond.source.tolist() == [-1, -1]


def test_a_place_belongs_to_the_segment_before_it_on_its_line() -> None:
    found = read(a_map("EAAA,IACA;A"))
    line, column = np.array([0, 0, 0, 0, 1, 2]), np.array([0, 2, 5, 99, 7, 0])
    assert found.at(line, column).tolist() == [-1, 0, 0, 1, 2, -1]
    assert found.first_of(np.array([0, 1, 5])).tolist() == [0, -1, -1]


def test_segments_out_of_order_are_sorted() -> None:
    found = read(a_map("UAAA,FACA"))
    assert found.column.tolist() == [8, 10]
    assert found.source_line.tolist() == [1, 0]


def test_sections_are_moved_to_where_they_begin() -> None:
    sections = [
        {"offset": {"line": 0, "column": 0}, "map": a_map("AAAAA", sourcesContent=["one"])},
        {"offset": {"line": 2, "column": 5}, "map": a_map("CCAAC;AAAA")},
    ]
    found = read({"version": 3, "sections": sections})
    assert found.line.tolist() == [0, 2, 3]
    assert found.column.tolist() == [0, 6, 0]
    assert found.source.tolist() == [0, 3, 3]
    assert [found.names[n] if n >= 0 else "" for n in found.name] == ["x", "y", ""]
    assert found.contents == ["one", None, None, None]


def test_the_guard_of_servers_is_skipped() -> None:
    text = b")]}'\n" + json.dumps(a_map("AAAA")).encode()
    assert len(read_map(text)) == 1


def test_a_refusal_is_one_sentence() -> None:
    with pytest.raises(UnreadableInput, match=r"mappings are wrong at character 4\."):
        read(a_map("AAAA!"))


@pytest.mark.parametrize(
    ("source", "script", "path"),
    [
        ("../src/a.ts", "file:///app/dist/b.js", "file:///app/src/a.ts"),
        ("../src/a.ts", "http://host/dist/b.js?v=1", "http://host/src/a.ts"),
        ("../src/a.ts", "/app/dist/b.js", "/app/src/a.ts"),
        ("src/a.ts", "b.js", "src/a.ts"),
        ("webpack://shop/./src/a.ts?1f3c", "file:///app/b.js", "src/a.ts"),
        ("webpack:///./node_modules/x/i.js", "file:///app/b.js", "node_modules/x/i.js"),
        ("/abs/a.ts", "file:///app/b.js", "/abs/a.ts"),
        ("C:\\src\\a.ts", "file:///app/b.js", "C:\\src\\a.ts"),
        ("", "file:///app/b.js", ""),
    ],
)
def test_sources_have_paths_people_know(source: str, script: str, path: str) -> None:
    assert original_path(source, script) == path


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data: bytes) -> None:
    try:
        read_map(data)
    except UnreadableInput:
        return


@given(st.text(DIGITS + ",;", max_size=80))
def test_no_mappings_do_harm(text: str) -> None:
    try:
        found = read(a_map(text))
    except UnreadableInput:
        return
    assert bool((np.diff((found.line.astype(np.int64) << 32) + found.column) >= 0).all())
    assert bool((found.source < 2).all())
    assert bool((found.name < 2).all())
