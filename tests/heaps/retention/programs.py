"""Small programs as heaps, the way V8 lays them out."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


@dataclass(frozen=True)
class Cache:
    """`global.cache.entries`, a Map of two sessions, and `global.log.lines`, an array of one."""

    study: Study
    map: int
    sessions: tuple[int, int]
    line: int


MAP_OF_TWO = 40 + 56 * 2
"""Bytes of a Map's table with two buckets: a header of 16 and 3 + 7 * 2 slots of 8."""


def cache() -> Cache:
    """A cache with a session under each of two keys, the second also in an array of its own."""
    build = HeapBuilder()
    owner = build.held(build.globals, "cache", "object", "SessionCache", 32)
    entries = build.held(owner, "entries", "object", "Map", 32)
    table = build.node("array", "", MAP_OF_TWO)
    build.edge(entries, "internal", "table", table)
    sessions = []
    for place, key in ((5, "alpha"), (8, "beta")):
        text = build.node("string", key, 24)
        session = build.node("object", "Session", 48)
        build.edge(session, "property", "data", build.node("object", "Payload", 1000))
        build.edge(table, "internal", str(place), text)
        build.edge(table, "internal", str(place + 1), session)
        sessions.append(session)
    log = build.held(build.globals, "log", "object", "RequestLog", 32)
    lines = build.held(log, "lines", "object", "Array", 16)
    store = build.node("array", "(object elements)", 24)
    build.edge(lines, "internal", "elements", store)
    line = build.held(lines, 0, "object", "Line", 100)
    build.edge(store, "internal", "0", line)
    return Cache(build.study(), entries, (sessions[0], sessions[1]), line)


def closure() -> tuple[Study, int]:
    """`global.quote`, a closure whose scope, of `memoize`, holds a Map; and that Map."""
    build = HeapBuilder()
    function = build.held(build.globals, "quote", "closure", "memoized", 64)
    context = build.node("object", "system / Context", 40)
    build.edge(function, "internal", "context", context)
    scope = build.node("code", "system / ScopeInfo", 40)
    build.edge(context, "internal", "scope_info", scope)
    shared = build.node("code", "memoize", 56)
    build.edge(shared, "internal", "name_or_scope_info", scope)
    outer = build.held(build.globals, "memoize", "closure", "memoize", 64)
    build.edge(outer, "internal", "shared", shared)
    memo = build.node("object", "Map", 32)
    build.edge(context, "context", "memo", memo)
    return build.study(), memo


def global_cell() -> tuple[Study, int]:
    """A global variable that V8 holds by the global object and by a cell; and what it holds."""
    build = HeapBuilder()
    value = build.held(build.globals, "app", "object", "App", 500)
    store = build.node("array", "(object properties)", 24)
    build.edge(build.globals, "internal", "properties", store)
    cell = build.node("hidden", "system / PropertyCell", 40)
    build.edge(store, "internal", "7", cell)
    build.edge(cell, "internal", "value", value)
    build.edge(cell, "hidden", 1, build.node("string", "app", 16))
    return build.study(), value
