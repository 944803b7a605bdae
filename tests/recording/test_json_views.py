"""JSON in memory, looked into: what comes out is what `json.loads` has there."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.json_records import BYTE, NUMBER, TEXT
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_views import JsonDocument, load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.source import Source

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)
spacing = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n\t", " : ")])


def loaded(content: Any, separators: tuple[str, str] = (", ", ": ")) -> JsonDocument:
    text = (
        content
        if isinstance(content, bytes)
        else json.dumps(content, separators=separators).encode()
    )
    return load_json(Source.from_bytes(text), Progress())


def number(value: Any) -> float:
    if isinstance(value, (bool, int, float)):
        return float(value)
    return math.nan


def whole(value: Any) -> int:
    fits = isinstance(value, (int, float)) and 0 <= value < 2**31 and value == int(value)
    return int(value) if fits else -1


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=6), values, max_size=6), spacing)
def test_members_are_those_of_the_object(content: dict[str, Any], gap: tuple[str, str]) -> None:
    document = loaded(content, gap)
    found = document.root.members()
    assert {name: view.value() for name, view in found.items()} == content
    assert document.broken == -1


@settings(max_examples=60, deadline=None)
@given(st.lists(values, max_size=12), spacing)
def test_lists_as_columns(content: list[Any], gap: tuple[str, str]) -> None:
    document = loaded(content, gap)
    view = document.root
    assert [e.value() for e in view.elements()] == content
    wanted = [number(v) for v in content]
    assert np.allclose(view.numbers(), wanted, rtol=1e-15, atol=0, equal_nan=True)
    assert view.whole_numbers().tolist() == [whole(v) for v in content]
    texts = document.texts.texts() if view.texts() is not None else []
    ids = view.texts().tolist()
    found = [json.loads(b'"' + texts[i] + b'"') if i >= 0 else None for i in ids]
    assert found == [v if isinstance(v, str) else None for v in content]
    assert document.broken == -1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(values, max_size=5) | values, max_size=8), spacing)
def test_lists_of_lists(content: list[Any], gap: tuple[str, str]) -> None:
    view = loaded(content, gap).root
    first, flat = view.whole_lists()
    rows = [row if isinstance(row, list) else [] for row in content]
    assert [flat[a:b].tolist() for a, b in pairwise(first)] == [
        [whole(v) for v in row] for row in rows
    ]
    table = view.number_rows(3)
    padded = [([number(v) for v in row] + [math.nan] * 3)[:3] for row in rows]
    assert np.allclose(table, np.array(padded).reshape(-1, 3), rtol=1e-15, equal_nan=True)


record = st.fixed_dictionaries(
    {}, optional={"name": values, "at": values, "type": values, "other": values}
)
trees = st.recursive(
    record,
    lambda inner: st.builds(
        lambda own, children: own | {"children": children}, record, st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(trees, max_size=5), spacing)
def test_records_and_their_children(content: list[dict[str, Any]], gap: tuple[str, str]) -> None:
    document = loaded(content, gap)
    columns = {"name": TEXT, "at": NUMBER, "type": BYTE}
    found = document.root.records(columns, children="children")
    wanted: list[tuple[int, dict[str, Any]]] = []

    def walk(rows: list[dict[str, Any]], above: int) -> None:
        for row in rows:
            wanted.append((above, row))
            walk(row.get("children", []), len(wanted) - 1)

    walk(content, -1)
    assert found.parent.tolist() == [above for above, _ in wanted]
    texts = document.texts.texts()
    for i, (_, row) in enumerate(wanted):
        name = texts[found.texts(0)[i]] if found.texts(0)[i] >= 0 else None
        text = row.get("name")
        assert (json.loads(b'"' + name + b'"') if name is not None else None) == (
            text if isinstance(text, str) else None
        )
        if not isinstance(row.get("at"), str):
            assert found.numbers(1)[i] == pytest.approx(number(row.get("at")), nan_ok=True)
        kind = row.get("type")
        if isinstance(kind, str) and kind[:1].isalnum() and kind.isascii():
            assert found.values[i, 2] == ord(kind[0])
    assert document.broken == -1


def test_records_by_name_and_a_single_root() -> None:
    document = loaded({"k": {"7": {"n": "a"}, "8": 3, "9": {}}, "after": [1]})
    found = document.root.get("k").records({"id": TEXT, "n": TEXT}, keyed="id")
    texts = document.texts.texts()
    assert [texts[i] for i in found.texts(0)] == [b"7", b"8", b"9"]
    assert found.texts(1).tolist()[1:] == [-1, -1]
    root = document.root.get("k", "7").records({"n": TEXT}, children="x")
    assert len(root) == 1
    assert document.broken == -1


def test_more_texts_than_fit_at_first() -> None:
    content = ["a" * 3_000_000, "b", "a" * 3_000_000, *map(str, range(50_000))]
    document = loaded(content)
    ids = document.root.texts()
    assert ids[0] == ids[2]
    assert len(document.texts.text(int(ids[0]))) == 3_000_000
    assert len(set(ids.tolist())) == 50_002


def test_a_hundred_thousand_levels() -> None:
    depth = 100_000
    text = b"[" + b'{"c": [' * depth + b"]}" * depth + b"]"
    found = loaded(text).root.records({}, children="c")
    assert found.parent.tolist() == list(range(-1, depth - 1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 999), min_size=1, max_size=9), st.data())
def test_what_came_before_a_break_is_kept(content: list[int], data: st.DataObject) -> None:
    text = json.dumps({"a": content, "b": 1}).encode()
    length = data.draw(st.integers(text.index(b"[") + 1, text.index(b"]")))
    document = loaded(text[:length])
    found = document.root.get("a").numbers().tolist()
    assert found == content[: len(found)]
    assert len(found) >= text[:length].count(b",")
    assert document.is_cut
    report = report_of(Source.from_bytes(text[:length]), document)
    assert not report.complete
    assert report.find("truncated") is not None
    assert report.read_bytes == document.wrong_at == length


def test_a_wrong_byte_ends_its_list_and_is_told() -> None:
    document = loaded(b'{"a": [1, 2, ?, 4], "b": 5}')
    assert document.root.get("a").numbers().tolist() == [1, 2]
    assert (document.broken, document.is_cut) == (13, False)
    assert document.root.get("b").number() == 5


def test_what_is_asked_of_the_wrong_kind_is_nothing() -> None:
    root = loaded({"n": 1, "s": "x", "z": None}).root
    assert root.get("n").members() == {}
    assert root.get("n", "deeper").kind == ""
    assert not root.get("z")
    assert root.get("s").number(7) == 7
    assert root.get("n").text("none") == "none"
    assert root.numbers().tolist() == root.texts().tolist() == []
    assert root.get("s").whole_lists()[0].tolist() == [0]


def test_values_that_are_not_quite_json_come_all_the_same() -> None:
    document = loaded(b'{"a": [NaN, "\\ud800x", "\xff"], "b": [1, }, "c": ' + b"[" * 9999)
    assert document.root.get("a").value()[1:] == ["\ud800x", "\ufffd"]
    assert document.root.get("c").value() is None


def test_a_mark_and_utf_16_are_taken_off() -> None:
    text = '{"a": "\u00e4"}'
    for content in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        assert loaded(content).root.get("a").text() == "\u00e4"


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfview.recording.json_views.LARGEST", 1 << 10)
    with pytest.raises(UnreadableInput, match="GiB of JSON"):
        loaded([0] * 1000)
