"""What piles of objects are called in sentences, and what to do about them."""

from __future__ import annotations

import re
from collections import Counter

from perfview.findings.quantities import number
from perfview.heaps.growth.holders import Holder, holder_by
from perfview.heaps.patterns.accumulating import Pile
from perfview.heaps.patterns.holding import Held
from perfview.heaps.patterns.pile_authors import is_listening
from perfview.heaps.retention.following import along, edge_kind, node_kind, source_of
from perfview.heaps.retention.holders import some_of
from perfview.heaps.retention.naming import placed_name
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study

_ASKED, _FAR = 8, 60
"""Objects of a chain whose ways are looked at, and how far up."""
_NAMELESS = "anonymous function()"
_INSIDE = 40
"""Nodes inside a listener among which its function is looked for."""
_CALLED = {
    "(string)": "strings",
    "(sliced string)": "slices of strings",
    "(concatenated string)": "joined strings",
    "(symbol)": "symbols",
    "(regexp)": "regular expressions",
    "Array": "arrays",
    "Object": "objects",
    "Promise": "promises",
    "system / JSArrayBufferData": "buffers",
    "Error": "errors",
}
"""How objects of well-known classes are called; others by their class."""


_CALLING = {"Timeout": "timers", "Immediate": "timers", "Listener": "listeners"}
"""How objects are called that stand for a function to be called later."""
_SUBSCRIBING = re.compile(r"listener|subscri|observer|handler|callback|hook|watcher", re.IGNORECASE)


def keeps(study: Study, pile: Pile) -> str:
    """``440 functions like on() (src/bus.js:6)``, ``a chain of 90 Scene objects``."""
    many = f"{number(len(pile.items))} {_called(study, pile)}"
    return f"a {'chain' if pile.is_chain else 'tree'} of {many}" if _is_nested(pile) else many


def link_of(study: Study, pile: Pile) -> str:
    """The property by which objects of a chain hold the next one, ``previous``; "" where it is no
    property or variable."""
    names = Counter(
        study.edge_name(edge)
        for item in some_of(pile.items, _ASKED)
        for edge in shortest_path(study, item).edges[-_FAR:].tolist()
        if edge_kind(study, edge) in ("property", "context")
        and study.classes.of_node[source_of(study, edge)] == pile.of_class
    )
    return names.most_common(1)[0][0] if names else ""


def remedy_for(study: Study, pile: Pile, by: Held) -> Holder:
    """What to do, by what holds them and what they are."""
    name = study.classes.name[pile.of_class]
    is_scope = name.startswith("system / Context")
    route = by.route
    if name in ("Timeout", "Immediate"):
        # Wherever they are kept, that is what has to be cleared.
        route = (*route, "Timeout")
    elif is_listening(name) or (name == "Function" and _SUBSCRIBING.search(by.name)):
        route = (*route, "EventListener")
    return holder_by(
        study,
        route,
        pile.holder,
        [name],
        repeats=pile.is_chain,
        is_chain=pile.is_chain and not is_scope,
    )


def _is_nested(pile: Pile) -> bool:
    return pile.is_chain or pile.is_tree


def _called(study: Study, pile: Pile) -> str:
    """What the objects are called: functions by where they stand."""
    name, first = study.classes.name[pile.of_class], int(pile.items[0])
    if name == "Function":
        return f"functions like {_placed(study, first)}"
    if is_listening(name) or name in _CALLING:
        inside = study.dominators.subtree(first)[1:_INSIDE].tolist()
        function = next((v for v in inside if node_kind(study, v) == "closure"), -1)
        called = _CALLING.get(name, "event listeners")
        return called + (f" like {_placed(study, function)}" if function >= 0 else "")
    if name.startswith("Detached "):
        return f"removed {name.removeprefix('Detached ')} nodes"
    if name.startswith("system / Context"):
        return "scopes of functions"
    return _CALLED.get(name, f"{name} objects")


def _placed(study: Study, closure: int) -> str:
    bound = along(study, closure, "bound_function")
    bound = bound if bound >= 0 else along(study, closure, "bound_function", kind="shortcut")
    closure = bound if bound >= 0 else closure
    identity = f" @{int(study.graph.nodes.id[closure])}"
    return placed_name(study, closure).replace(identity, "").replace(_NAMELESS, "an anonymous one")
