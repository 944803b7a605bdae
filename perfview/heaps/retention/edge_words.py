"""What V8's own references are called: slots by the names that ECMAScript gives them.

Names of slots: https://tc39.es/ecma262/ ([[BoundThis]], [[PromiseResult]] …); names of edges:
v8/src/profiler/heap-snapshot-generator.cc.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EdgeName:
    """A reference as people call it.

    accessor: as JavaScript would go along it (``.entries``, ``[12]``, ``.get("a")``), "" where it
    is part of how V8 stores things; shape: the same for all that are alike (``[x]``, ``.get({})``);
    words: ``property “entries”``; is_internal: no line of a program can clear it by itself.
    """

    accessor: str
    shape: str
    words: str
    is_internal: bool = False


def internal(name: str) -> EdgeName:
    """A reference of V8's own under the name it gives it."""
    shown = f".[[{name}]]"
    return EdgeName(shown, shown, f"internal reference “{name}”", True)


def _silent(words: str) -> EdgeName:
    return EdgeName("", "", words, True)


def _slot(name: str, words: str, *, is_internal: bool = False) -> EdgeName:
    return EdgeName(f".[[{name}]]", f".[[{name}]]", words, is_internal)


INTERNAL: dict[str, EdgeName] = {
    "table": _silent("its entries"),
    "elements": _silent("its elements"),
    "properties": _silent("its properties"),
    "previous": _silent("the scope around it"),
    "context": _slot("Scope", "scope", is_internal=True),
    "map": _slot("HiddenClass", "hidden class", is_internal=True),
    "prototype": _slot("Prototype", "prototype"),
    "bound_function": _slot("BoundTargetFunction", "the function it binds"),
    "bound_this": _slot("BoundThis", "bound this"),
    "bindings": _silent("bound arguments"),
    "buffer": EdgeName(".buffer", ".buffer", "its buffer"),
    "backing_store": _silent("its memory"),
    "first": _silent("the first half of a joined string"),
    "second": _silent("the second half of a joined string"),
    "parent": _slot("Parent", "the string it is a slice of"),
    "javascript_to_native": _silent("its native side"),
    "native_to_javascript": _silent("its JavaScript side"),
    "cppgc_object": _silent("its native side"),
    "global_proxy_object": _silent("global object"),
    "extension": _silent("global object"),
    "global_object": _silent("global object"),
    "global_proxy": _silent("global object"),
}
"""By the name V8 gives the edge."""
