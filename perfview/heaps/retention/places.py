"""Where functions stand and whose variables a scope holds, as far as a snapshot tells."""

from __future__ import annotations

import numpy as np

from perfview.heaps.retention.following import (
    along,
    edges_of,
    is_referred_by,
    node_kind,
    target_of,
)
from perfview.heaps.study import Study

_PREFIXES = ("system / SharedFunctionInfo / ", "system / Script / ")
_NAMELESS = ("", "(shared function info)", "system / SharedFunctionInfo", "system / Script")
_LONGEST = 72
_OUTER = 8
"""Scopes looked at outside one that belongs to no function, before it is left nameless."""


def place_of(study: Study, node: int) -> str:
    """``src/session.ts:57`` of a function or of what an object's constructor is; "" if unknown."""
    rows = np.flatnonzero(study.graph.locations.node == node)
    script = script_of(study, node)
    if not len(rows):
        return shortened(script)
    found = study.graph.locations
    line = int(found.line[rows[0]])
    script = script or _script_names(study, int(found.script[rows[0]]))
    return f"{shortened(script)}:{line}" if script and line else shortened(script)


def script_of(study: Study, closure: int) -> str:
    """The name of the script a function stands in; "" when the snapshot does not tell."""
    shared = along(study, closure, "shared") if node_kind(study, closure) == "closure" else -1
    return script_of_code(study, shared) if shared >= 0 else ""


def function_name(study: Study, node: int) -> str:
    """A function's name from its closure or from what V8 keeps of its code; "" for none."""
    return _bare(study.name_of(node))


def scope_owner(study: Study, context: int) -> tuple[int, bool]:
    """The code whose variables a context holds, -1 when unknown; and whether the context is that
    function's very own rather than of a block inside it."""
    scope = along(study, context, "scope_info")
    for depth in range(_OUTER):
        if scope < 0:
            break
        shared = is_referred_by(study, scope, "name_or_scope_info")
        if shared >= 0:
            return shared, depth == 0
        scope = _outer(study, scope)
    return -1, False


def script_of_code(study: Study, shared: int) -> str:
    """The name of the script that a function's shared code is from; "" when unknown."""
    script = along(study, shared, "script_or_debug_info", "script")
    if script < 0 or node_kind(study, script) != "code":
        return ""
    name = along(study, script, "name")
    return study.name_of(name) if name >= 0 else _bare(study.name_of(script))


def shortened(path: str) -> str:
    """A path or URL cut at its beginning, so that the file stays readable."""
    path = path.removeprefix("file://")
    if path.startswith("data:"):
        # The document itself, of which neither end says anything.
        return f"{path.partition(',')[0]},…"
    return path if len(path) <= _LONGEST else "…" + path[-_LONGEST + 1 :]


def _outer(study: Study, scope: int) -> int:
    """The scope around one; -1 for none."""
    named = along(study, scope, "outer_scope_info")
    if named >= 0:
        return named
    for edge in edges_of(study, scope):
        target = target_of(study, edge)
        if node_kind(study, target) == "code" and study.name_of(target) == "system / ScopeInfo":
            return target
    return -1


def _script_names(study: Study, script: int) -> str:
    """The name of a script by V8's number for it, from any function that stands in it."""
    known: dict[int, str] = study.once("script_names", dict)
    if script not in known:
        found = study.graph.locations
        nodes = found.node[found.script == script].tolist()
        closures = (node for node in nodes if node_kind(study, node) == "closure")
        known[script] = next((name for c in closures if (name := script_of(study, c))), "")
    return known[script]


def _bare(name: str) -> str:
    """A name without the recorder's words for what kind of thing it is."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return "" if name in _NAMELESS else name
