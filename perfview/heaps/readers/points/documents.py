"""Measurements in a JSON document, wherever they stand and however they are written.

Shapes: a list of objects (members one level down count, too); names of columns and rows of
numbers; an object of lists, one a series; any of these under names, one a process.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from perfview.heaps.readers.points.entries import are_entries, rows_of
from perfview.heaps.readers.points.found import Found
from perfview.heaps.readers.points.table import Column, keys_matter, table_of
from perfview.heaps.readers.points.words import measured, timed

if TYPE_CHECKING:
    from perfview.recording.json_views import JsonView

_DEEPEST = 5
_MOST_MEMBERS = 5_000
_MOST_LISTS = 64
_HEADERS = ("columns", "fields", "header", "headers", "keys")
_SPACE = b" \t\r\n"
_NUMBER, _TEXT = 0, 1
"""How `JsonView.records` takes a member: its number, or the id of its text."""


def find(view: JsonView) -> Found:
    """Everything about memory in a document."""
    found = Found()
    _visit(view, "", 0, found)
    if len(found.tables) == 1:
        found.tables[0] = replace(found.tables[0], owner="")
    return found


def _visit(view: JsonView, name: str, depth: int, found: Found) -> None:
    if view.is_list:
        _take_list(view, name, depth, found)
    elif view.is_object:
        _take_object(view, name, depth, found)


def _take_list(view: JsonView, name: str, depth: int, found: Found) -> None:
    first = _first(view)
    if first is None or len(found.tables) >= _MOST_LISTS:
        return
    if first.is_list and depth < _DEEPEST:
        for each in view.elements()[:_MOST_LISTS]:
            _visit(each, name, depth + 1, found)
        return
    flat, nested = _keys(first)
    inner = next((key for key, keys in nested.items() if _matters(keys)), "")
    keys = flat | nested.get(inner, set())
    if are_entries(keys | nested.get("detail", set())):
        columns = dict.fromkeys(("startTime", "duration", "kind", "flags"), _NUMBER)
        found.rows += rows_of(_columns(view, columns, "detail" if "detail" in nested else ""), name)
    elif keys_matter(sorted(keys)):
        chosen = {key: _NUMBER for key in sorted(keys) if measured(key) or timed(key)}
        table = table_of(name, _columns(view, chosen, inner))
        if table is not None:
            found.tables.append(table)


def _matters(keys: set[str]) -> bool:
    return keys_matter(sorted(keys)) or are_entries(keys | {"startTime", "duration"})


def _take_object(view: JsonView, name: str, depth: int, found: Found) -> None:
    members = view.members()
    if "timeOrigin" in members:
        found.time_origin_ns = round(members["timeOrigin"].number() * 1e6)
    if _take_rows(members, name, found) or _take_series(members, name, found):
        return
    if depth >= _DEEPEST:
        return
    for key, member in list(members.items())[:_MOST_MEMBERS]:
        if member.is_list or member.is_object:
            _visit(member, _path(name, key), depth + 1, found)


_PLAIN = {
    "samples",
    "data",
    "points",
    "rows",
    "values",
    "memory",
    "series",
    "timeline",
    "entries",
    "gc",
}


def _path(name: str, key: str) -> str:
    """Whose a list is: the names on the way to it, without those that only say what it is."""
    if key.lower() in _PLAIN:
        return name
    return f"{name} {key}".strip()


def _take_rows(members: dict[str, JsonView], name: str, found: Found) -> bool:
    """Names of columns beside rows of numbers; other lists beside them are looked at, too."""
    header = next((members[key] for key in _HEADERS if key in members), None)
    names = [each.text() for each in header.elements()] if header is not None else []
    if not keys_matter(names):
        return False
    for key, member in members.items():
        if member is header or not member.is_list:
            continue
        first = _first(member)
        if first is not None and first.is_list:
            rows = member.number_rows(len(names))
            columns = {n: Column(np.ascontiguousarray(rows[:, i])) for i, n in enumerate(names)}
            table = table_of(_path(name, key), columns)
            if table is not None:
                found.tables.append(table)
        else:
            _visit(member, _path(name, key), 1, found)
    return True


def _take_series(members: dict[str, JsonView], name: str, found: Found) -> bool:
    """An object of lists of numbers of one length."""
    lists = {key: member for key, member in members.items() if member.is_list}
    series = [key for key in lists if measured(key)]
    if not series:
        return False
    columns = {key: _listed(lists[key]) for key in lists if measured(key) or timed(key)}
    length = len(columns[series[0]].values)
    fitting = {key: column for key, column in columns.items() if len(column.values) == length}
    table = table_of(name, fitting) if length else None
    if table is None:
        return False
    found.tables.append(table)
    return True


def _listed(view: JsonView) -> Column:
    first = _first(view)
    if first is not None and first.kind == '"':
        texts = [each.text() for each in view.elements()]
        return Column(np.full(len(texts), np.nan), texts)
    return Column(view.numbers())


def _first(view: JsonView) -> JsonView | None:
    """A list's first element, found without looking at the others."""
    document, at = view.document, view.start + 1
    while at < view.stop and document.buffer[at] in _SPACE:
        at += 1
    if at >= view.stop or document.buffer[at] == ord("]"):
        return None
    return type(view)(document, at, view.stop)


def _keys(view: JsonView) -> tuple[set[str], dict[str, set[str]]]:
    """An object's own keys of plain values, and those of the objects in it."""
    members = view.members()
    nested = {key: set(each.members()) for key, each in members.items() if each.is_object}
    return set(members) - set(nested), nested


def _columns(view: JsonView, wanted: dict[str, int], inner: str) -> dict[str, Column]:
    """Columns of a list of objects; texts of times where they are no numbers."""
    from perfview.kernels.interning import unescape_json

    found = view.records(dict.fromkeys(wanted, _NUMBER), merged=inner)
    values = {key: found.values[:, i] for i, key in enumerate(wanted)}
    columns = {key: Column(np.ascontiguousarray(column)) for key, column in values.items()}
    written = [key for key in wanted if timed(key) and np.isnan(columns[key].values).all()]
    if written and len(found.values):
        again = view.records(dict.fromkeys(written, _TEXT), merged=inner)
        for i, key in enumerate(written):
            ids = again.values[:, i].astype(np.int64)
            if (ids >= 0).all():
                table = view.document.texts
                distinct = {
                    n: unescape_json(table.text(n)).decode("utf-8", "replace")
                    for n in np.unique(ids).tolist()
                }
                columns[key] = Column(columns[key].values, [distinct[n] for n in ids.tolist()])
    return columns
