"""Whose code holds something: the program's own, a library's, or the platform's below both."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.authorship import BUILT_IN, constructor_of, is_own_class, is_own_function
from perfview.heaps.patterns.scripts import OWN, PLATFORM, UNKNOWN, author_of
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

_UP, _ASKED = 24, 300
"""References that are followed upwards from a holder, and objects that are asked on the way."""
_INSIDE = 64
"""Nodes that are looked at inside one."""
_MODULES = ("Module", "BuiltinModule")
_GIVEN = re.compile(
    r"<symbol|(process|console|performance|crypto|navigator|Intl|WebAssembly|Atomics|Math|JSON|"
    r"Reflect|globalThis|global|window|self|document|location|history|localStorage|sessionStorage|"
    r"caches|indexedDB|customElements|visualViewport|chrome|storage)$"
)
"""Global names that the platform brings."""


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
    front, met = [node], {node}
    for _ in range(_UP):
        found = {UNKNOWN}
        upper: list[int] = []
        for target in front:
            for source in _held_by(study, node, target):
                told, is_final = _says(study, source, target)
                if is_final:
                    return told
                found.add(told)
                if told == UNKNOWN and source not in met:
                    met.add(source)
                    upper.append(source)
        if (best := max(found)) != UNKNOWN:
            return best
        front = upper[:_ASKED]
    return UNKNOWN


def _held_by(study: Study, node: int, target: int) -> Iterator[int]:
    """What refers to a target other than what lives inside of the node itself."""
    sources = retainers_of(study, target)[:_ASKED]
    inside = study.dominators.dominates(node, sources)
    yield from sources[~inside].tolist()


def _says(study: Study, source: int, target: int) -> tuple[int, bool]:
    """What an object that refers to another tells of whose it is, and whether that is final."""
    kind, name = node_kind(study, source), study.name_of(source)
    if kind == "object" and name in _MODULES and _is_by(study, source, target, "exports"):
        return module_author(study, source), True
    if name.startswith("system / Context"):
        return _scope_author(study, source), False
    if kind == "closure" and not _is_by(study, source, target, "context"):
        return _function_author(study, source), False
    if is_global(study, source):
        return _global_author(study, source, target), False
    is_own = kind == "object" and class_author(study, source) == OWN
    return (OWN if is_own else UNKNOWN), False


def _is_by(study: Study, source: int, target: int, name: str) -> bool:
    return any(study.edge_name(e) == name for e in _edges(study, source, target).tolist())


def _edges(study: Study, source: int, target: int) -> NDArray[np.int64]:
    return edges_between(study, source, target)


def _scope_author(study: Study, context: int) -> int:
    shared, _ = scope_owner(study, context)
    script = script_of_code(study, shared) if shared >= 0 else ""
    return author_of(script) if script else UNKNOWN


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
