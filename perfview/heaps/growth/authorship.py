"""Whose code an object is of: the program's own, or that of the platform below it."""

from __future__ import annotations

import re

from perfview.heaps.growth.routes import holder_name
from perfview.heaps.retention.following import (
    along,
    edge_kind,
    is_referred_by,
    node_kind,
    source_of,
)
from perfview.heaps.retention.places import scope_owner, script_of, script_of_code
from perfview.heaps.study import Study

_PLATFORM = re.compile(r"(node:|internal/|extensions::|chrome:|devtools:|v8/|native )")
_CHAIN = 64
"""Maps followed back to the one that knows the constructor."""
_MINIFIED = 2
"""No author calls a class that shortly, but every tool that shortens code does."""
_SYMBOL = re.compile(r"<symbol ")

_ERRORS = "Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError"
_TYPED = (
    "ArrayBuffer SharedArrayBuffer DataView Buffer Int8Array Uint8Array Uint8ClampedArray "
    "Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array "
    "BigUint64Array"
)
_REST = (
    "Object Array Map Set WeakMap WeakSet WeakRef Promise Function RegExp Date Generator Iterator "
    "Proxy Symbol global Window"
)
BUILT_IN = frozenset(f"{_ERRORS} {_TYPED} {_REST}".split())
"""Constructors that the language brings (ECMA-262, section 19.3) and the global objects."""

OWN, PLATFORM, STORAGE = 2, 1, 0
"""How well a reference can be named and cut: by a property of the program's own class, a variable
of its functions or a property of its plain objects; as a global or in an object of the platform;
not at all, as an element or a slot of V8's own."""


def constructor_of(study: Study, node: int) -> int:
    """The function an object was constructed by, -1 when the snapshot does not tell."""
    prototype = along(study, node, "__proto__", kind="property")
    found = along(study, prototype, "constructor", kind="property") if prototype >= 0 else -1
    if found >= 0 and node_kind(study, found) == "closure":
        return found
    shape = along(study, node, "map")
    for _ in range(_CHAIN):
        if shape < 0:
            break
        made_by = along(study, shape, "constructor")
        if made_by >= 0:
            return made_by if node_kind(study, made_by) == "closure" else -1
        shape = along(study, shape, "back_pointer")
    return -1


def is_own_function(study: Study, closure: int) -> bool:
    """Whether a function stands in a script of the program's own."""
    shared = along(study, closure, "shared")
    if shared < 0 or along(study, shared, "script_or_debug_info", "script") < 0:
        return False
    return not _PLATFORM.match(script_of(study, closure))


def is_own_class(study: Study, node: int) -> bool:
    """Whether a node is an object of a class that the program itself defines."""
    if node_kind(study, node) != "object" or holder_name(study, node) in BUILT_IN:
        return False
    made_by = constructor_of(study, node)
    return made_by >= 0 and is_own_function(study, made_by)


def nameable(study: Study, edge: int, label: str) -> int:
    """How well a reference can be named and cut: `OWN`, `PLATFORM` or `STORAGE`."""
    if label.endswith("[]"):
        return STORAGE
    source, kind = source_of(study, edge), edge_kind(study, edge)
    of = node_kind(study, source)
    if kind == "context":
        return OWN if is_own_scope(study, source) else PLATFORM
    if kind == "internal" and of == "synthetic":
        return PLATFORM
    if kind not in ("property", "shortcut"):
        return STORAGE
    if _SYMBOL.match(study.edge_name(edge)) and not is_own_class(study, source):
        return PLATFORM
    return _of_property(study, source, of)


def _of_property(study: Study, source: int, of: str) -> int:
    if of == "closure":
        return OWN if is_own_function(study, source) else PLATFORM
    if of != "object":
        return PLATFORM
    name = holder_name(study, source)
    if name in ("global", "Window", "Window (global)") or len(name) <= _MINIFIED:
        return PLATFORM
    if name in ("Object", "Array", "Map", "Set"):
        return OWN
    return OWN if is_own_class(study, source) else PLATFORM


def is_own_scope(study: Study, context: int) -> bool:
    """Whether a scope belongs to a function of the program's own: its code says, or else a
    function that sees it. Scopes nobody can tell about count as the program's."""
    shared, _ = scope_owner(study, context)
    script = script_of_code(study, shared) if shared >= 0 else ""
    closure = is_referred_by(study, context, "context", kind="closure") if not script else -1
    script = script_of(study, closure) if closure >= 0 else script
    return not _PLATFORM.match(script)
