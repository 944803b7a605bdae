"""Whose code holds something: the program's own, a library's, or the platform's below both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.authorship import BUILT_IN, constructor_of, is_own_class, is_own_function
from perfview.heaps.measures.script_authors import OWN, PLATFORM, UNKNOWN, author_of
from perfview.heaps.retention.following import (
    along,
    edge_kind,
    edges_between,
    node_kind,
    retainers_of,
)
from perfview.heaps.retention.naming import is_global
from perfview.heaps.retention.places import scope_owner, script_of, script_of_code
from perfview.heaps.study import Study

_UP, _FURTHER, _ASKED = 24, 3, 150
"""References that are followed upwards from a holder, those once something was told, and objects
that are asked on the way."""
_INSIDE = 64
"""Nodes that are looked at inside one."""
_MODULES = ("Module", "BuiltinModule")
_GIVEN = re.compile(
    r"<symbol|(process|console|performance|crypto|navigator|Intl|WebAssembly|Atomics|Math|JSON|"
    r"Reflect|globalThis|global|window|self|document|location|history|localStorage|sessionStorage|"
    r"caches|indexedDB|customElements|visualViewport|chrome|storage)$"
)
"""Global names that the platform brings."""


@dataclass(frozen=True)
class _Told:
    """What one object says of whose it is; whether nothing else has a say in it, and whether those
    above it are asked as well."""

    author: int
    is_final: bool = False
    goes_on: bool = False


def holding_code(study: Study, node: int) -> int:
    """Whose code holds a node: that of the nearest scope, class, module or global variable on the
    ways up from it; what a thing holds inside itself left out. `OWN`, `LIBRARY`, `PLATFORM`, or
    `UNKNOWN` where nothing on the ways tells."""
    return study.once(f"holding code of {node}", lambda: _holding_code(study, node))


def carries_own(study: Study, node: int) -> bool:
    """Whether something of the program's own lives through a thing of the platform's."""
    for each in study.dominators.subtree(node)[1:_INSIDE].tolist():
        kind = node_kind(study, each)
        if (kind == "closure" and is_own_function(study, each)) or is_own_class(study, each):
            return True
    return False


def class_author(study: Study, node: int) -> int:
    """Whose class an object is of; `UNKNOWN` for what the language brings and plain objects."""
    if node_kind(study, node) != "object" or _plain_name(study, node) in BUILT_IN:
        return UNKNOWN
    made_by = constructor_of(study, node)
    if made_by < 0 or along(study, made_by, "shared") < 0:
        return UNKNOWN
    return _function_author(study, made_by)


def module_author(study: Study, module: int) -> int:
    """Whose file a module object of Node's stands for."""
    if study.name_of(module) == "BuiltinModule":
        return PLATFORM
    name = along(study, module, "filename", kind="property")
    return author_of(study.name_of(name)) if name >= 0 else UNKNOWN


def _holding_code(study: Study, node: int) -> int:
    """By the levels above a node; once a library or the platform was met, only few more are asked
    for the program."""
    front, met, best, left = [node], {node}, UNKNOWN, _UP
    while front and left > 0 and len(met) <= _ASKED:
        upper: list[int] = []
        for source, target in _pairs(study, node, front):
            told = _says(study, source, target, best)
            if told.is_final:
                return told.author
            best = told.author if told.author == OWN or best == UNKNOWN else best
            if told.goes_on and source not in met:
                met.add(source)
                upper.append(source)
        if best == OWN:
            return OWN
        front, left = upper, min(left - 1, _UP if best == UNKNOWN else _FURTHER)
    return best


def _pairs(study: Study, node: int, front: list[int]) -> Iterator[tuple[int, int]]:
    for target in front:
        for source in _held_by(study, node, target):
            yield source, target


def _held_by(study: Study, node: int, target: int) -> Iterator[int]:
    """What refers to a target other than what lives inside of the node itself."""
    sources = retainers_of(study, target)[:_ASKED]
    inside = study.dominators.dominates(node, sources)
    yield from sources[~inside].tolist()


def _says(study: Study, source: int, target: int, known: int) -> _Told:
    """What an object that refers to another tells of whose it is."""
    kind, name = node_kind(study, source), study.name_of(source)
    if kind == "object" and name in _MODULES and _is_by(study, source, target, "exports"):
        return _Told(module_author(study, source), is_final=True)
    if name.startswith("system / Context"):
        author = _scope_author(study, source)
        return _Told(author, goes_on=author == UNKNOWN)
    if kind == "closure" and not _is_by(study, source, target, "context"):
        author = _function_author(study, source)
        return _Told(author, goes_on=author != PLATFORM)
    if is_global(study, source):
        # What a library makes global for itself is not the program's.
        return _Told(_global_author(study, source, target) if known == UNKNOWN else UNKNOWN)
    is_own = kind == "object" and class_author(study, source) == OWN
    return _Told(OWN) if is_own else _Told(UNKNOWN, goes_on=True)


def _is_by(study: Study, source: int, target: int, name: str) -> bool:
    return any(study.edge_name(e) == name for e in _edges(study, source, target).tolist())


def _edges(study: Study, source: int, target: int) -> NDArray[np.int64]:
    return edges_between(study, source, target)


def _scope_author(study: Study, context: int) -> int:
    """Whose code a scope is of; asked once of all scopes of one function."""
    known: dict[int, int] = study.once("authors of scopes", dict)
    scope = along(study, context, "scope_info")
    if scope not in known:
        shared, _ = scope_owner(study, context)
        script = script_of_code(study, shared) if shared >= 0 else ""
        known[scope] = author_of(script) if script else UNKNOWN
    return known[scope]


def _function_author(study: Study, closure: int) -> int:
    """Functions without a script are built in."""
    script = script_of(study, closure)
    return author_of(script) if script else PLATFORM if not _has_code(study, closure) else OWN


def _has_code(study: Study, closure: int) -> bool:
    shared = along(study, closure, "shared")
    return shared >= 0 and along(study, shared, "script_or_debug_info", "script") >= 0


def _global_author(study: Study, source: int, target: int) -> int:
    """A global variable is the program's unless the platform brings one of that name."""
    named = [
        study.edge_name(edge)
        for edge in _edges(study, source, target).tolist()
        if edge_kind(study, edge) in ("property", "shortcut")
    ]
    if not named:
        return UNKNOWN
    return PLATFORM if all(_GIVEN.match(name) for name in named) else OWN


def _plain_name(study: Study, node: int) -> str:
    return study.name_of(node).split(" [")[0]
