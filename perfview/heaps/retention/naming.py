"""Names of objects and of references as people call them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from perfview.heaps.retention.edge_words import INTERNAL, EdgeName, internal
from perfview.heaps.retention.following import (
    along,
    edge_kind,
    edges_of,
    node_kind,
    retainers_of,
    source_of,
    target_of,
)
from perfview.heaps.retention.hash_tables import Entry, entry_at
from perfview.heaps.retention.places import (
    function_name,
    place_of,
    scope_owner,
    script_of_code,
    shortened,
)
from perfview.heaps.study import Study

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_SYMBOL = re.compile(r"<symbol ?(.*)>", re.DOTALL)
_EPHEMERON = re.compile(
    r"\d+ / part of key \((?P<key>.*)\) -> value \(.*\) pair in WeakMap \(table @(?P<table>\d+)\)",
    re.DOTALL,
)
_TEXT = 40
_STRINGS = ("string", "concatenated string", "sliced string")
_JOINED = {"(concatenated string)": "joined string", "(sliced string)": "slice of a string"}
_NATIVE_GLOBAL = "Window"


def node_name(study: Study, node: int) -> str:
    """``Session @88213``, ``makeHandler() @513``, ``“session:closed” @71``: an object as people
    call it and V8's id."""
    return f"{_called(study, node)} @{int(study.graph.nodes.id[node])}"


def placed_name(study: Study, node: int) -> str:
    """`node_name`, of functions with where they stand: ``makeHandler() @513 (src/app.js:57)``."""
    place = place_of(study, node) if node_kind(study, node) == "closure" else ""
    return f"{node_name(study, node)} ({place})" if place else node_name(study, node)


def quoted(text: str, limit: int = _TEXT) -> str:
    """A text of the program's in straight quotes, escaped and cut, as JavaScript writes it."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return json.dumps(cut, ensure_ascii=False)


def edge_name(study: Study, edge: int) -> EdgeName:
    """What a reference is called."""
    return _BY_KIND.get(edge_kind(study, edge), _other)(study, edge)


def is_global(study: Study, node: int) -> bool:
    """Whether a node is the object whose properties are a program's global variables."""
    name = study.name_of(node)
    is_object = node_kind(study, node) in ("object", "native")
    return is_object and (name == "global" or name.split(" ")[0] == _NATIVE_GLOBAL)


def _called(study: Study, node: int) -> str:
    kind, name = node_kind(study, node), study.name_of(node)
    if kind == "closure":
        return f"{function_name(study, node) or 'anonymous function'}()"
    if kind in _STRINGS:
        return _JOINED.get(name) or f"string {quoted(name)}"
    if kind == "symbol":
        described = along(study, node, "name")
        return f"Symbol({study.name_of(described) if described >= 0 else name})"
    if name.startswith("system / Context"):
        return _scope(study, node)
    if kind == "array":
        return {"(object elements)": "elements", "": "array"}.get(name, name)
    if kind in ("synthetic", "code", "hidden", "object shape"):
        return name.removeprefix("system / ") or f"({kind})"
    return study.class_of(node)


def _scope(study: Study, context: int) -> str:
    """``scope of makeHandler()``: a context by the function whose variables it holds."""
    shared, is_own = scope_owner(study, context)
    name = function_name(study, shared) if shared >= 0 else ""
    if name:
        return f"scope {'of' if is_own else 'in'} {name}()"
    script = script_of_code(study, shared) if shared >= 0 else ""
    return f"scope in {shortened(script)}" if script else "scope of a script"


def _property(study: Study, edge: int) -> EdgeName:
    name = study.edge_name(edge)
    if name == "__proto__":
        return EdgeName(".__proto__", ".__proto__", "prototype")
    if symbol := _SYMBOL.fullmatch(name):
        text = f"[Symbol({symbol[1]})]"
        return EdgeName(text, text, f"property Symbol({symbol[1]})")
    text = f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{quoted(name)}]"
    return EdgeName(text, text, f"property “{name}”")


def _element(study: Study, edge: int) -> EdgeName:
    source, index = source_of(study, edge), study.edge_name(edge)
    if node_kind(study, source) == "native":
        inner = study.class_of(target_of(study, edge))
        return EdgeName(f" → {inner}", f" → {inner}", f"reference to {inner}", True)
    if node_kind(study, source) == "synthetic":
        return EdgeName(f"[{index}]", "[x]", f"entry {index}", True)
    return EdgeName(f"[{index}]", "[x]", f"element {index}")


def _variable(study: Study, edge: int) -> EdgeName:
    name = study.edge_name(edge)
    return EdgeName(f".{name}", f".{name}", f"variable “{name}”")


def _shortcut(study: Study, edge: int) -> EdgeName:
    name = study.edge_name(edge)
    if name.startswith("bound_argument_"):
        index = name.removeprefix("bound_argument_")
        return EdgeName(f".[[BoundArguments]][{index}]", f".[[BoundArguments]][{index}]",
                        f"bound argument {index}")  # fmt: skip
    return INTERNAL.get(name) or _property(study, edge)


def _internal(study: Study, edge: int) -> EdgeName:
    source, name = source_of(study, edge), study.edge_name(edge)
    if pair := _EPHEMERON.fullmatch(name):
        return _ephemeron(study, source, pair)
    kind = node_kind(study, source)
    if kind == "array":
        return _slot(study, source, edge)
    if name == "value" and study.name_of(source) == "system / PropertyCell":
        return _global_variable(study, source)
    if name == "reactions_or_result":
        return _settling(study, edge)
    if name.isdigit():
        shown = f"[{name}]"
        return EdgeName(shown, "[x]", f"entry {name}", True)
    return INTERNAL.get(name) or internal(name)


def _slot(study: Study, array: int, edge: int) -> EdgeName:
    """An element of a backing array: of an object's elements, a Map's or Set's table, its
    properties, or of an array of V8's own."""
    index, kind = study.edge_name(edge), study.name_of(array)
    if kind == "(object properties)":
        return EdgeName("", "", "property storage", True)
    entry = entry_at(study, array, edge) if kind == "" else None
    if entry is not None and _is_table(study, array):
        return _entry(study, entry)
    if index.isdigit():
        return EdgeName(f"[{index}]", "[x]", f"element {index}")
    return INTERNAL.get(index) or internal(index)


def _is_table(study: Study, array: int) -> bool:
    """Whether an object has the array as its table."""
    for source in retainers_of(study, array).tolist():
        if node_kind(study, source) == "object" and along(study, source, "table") == array:
            return True
    return False


def _entry(study: Study, entry: Entry) -> EdgeName:
    key = "…" if entry.key < 0 else _key_text(study, entry.key)
    if entry.owner == "Set":
        return EdgeName(f".has({key})", ".has({})", f"Set entry {key}")
    if entry.is_value:
        return EdgeName(f".get({key})", ".get({})", f"Map entry {key}")
    return EdgeName(f".keys({key})", ".keys({})", f"key {key} of a Map")


def _key_text(study: Study, node: int) -> str:
    """A key of a Map as one would write it."""
    if node_kind(study, node) in _STRINGS:
        return quoted(study.name_of(node))
    return node_name(study, node)


def _ephemeron(study: Study, source: int, pair: re.Match[str]) -> EdgeName:
    """A value in a WeakMap, from its key or from the map's table."""
    key = pair["key"]
    words = f"value in a WeakMap for the key {key}"
    if int(study.graph.nodes.id[source]) == int(pair["table"]):
        return EdgeName(f".get({key})", ".get({})", words)
    return EdgeName(".[[WeakMapValue]]", ".[[WeakMapValue]]", words)


def _global_variable(study: Study, cell: int) -> EdgeName:
    """A global variable by the cell that holds it and its name."""
    for edge in edges_of(study, cell):
        target = target_of(study, edge)
        if edge_kind(study, edge) == "hidden" and node_kind(study, target) == "string":
            name = study.name_of(target)
            text = f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{quoted(name)}]"
            return EdgeName(text, text, f"global variable “{name}”")
    return internal("value")


def _settling(study: Study, edge: int) -> EdgeName:
    """What a promise holds: who waits for it while it is pending, its value afterwards."""
    if study.name_of(target_of(study, edge)) == "system / PromiseReaction":
        text, words = ".[[PromiseReactions]]", "what waits for the promise"
    else:
        text, words = ".[[PromiseResult]]", "result of the promise"
    return EdgeName(text, text, words)


def _hidden(study: Study, edge: int) -> EdgeName:
    """What V8 names by a number only; told by what is at either end where that tells."""
    target, source = target_of(study, edge), source_of(study, edge)
    if study.name_of(source) == "system / PromiseReaction":
        words = {"closure": "handler", "hidden": "next reaction"}.get(node_kind(study, target))
        shown = f".[[{words or 'promise'}]]"
        return EdgeName(shown, shown, words or "promise that follows")
    if study.name_of(source) in ("system / ContextCell", "system / Cell"):
        return EdgeName("", "", "its value", True)
    return EdgeName("", "", "internal reference", True)


def _other(study: Study, edge: int) -> EdgeName:
    name = study.edge_name(edge)
    return internal(name) if edge_kind(study, edge) != "weak" else EdgeName(
        f".[[weak {name}]]", ".[[weak]]", f"weak reference “{name}”", True)  # fmt: skip


_BY_KIND: dict[str, Callable[[Study, int], EdgeName]] = {
    "property": _property,
    "element": _element,
    "context": _variable,
    "shortcut": _shortcut,
    "internal": _internal,
    "hidden": _hidden,
}
