"""Whose doing it is that many objects pile up somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.heaps.growth.authorship import BUILT_IN
from perfview.heaps.measures.roots import user_roots
from perfview.heaps.measures.script_authors import LIBRARY, OWN, PLATFORM, UNKNOWN
from perfview.heaps.patterns.ownership import (
    carries_own,
    class_author,
    holding_code,
    module_author,
)
from perfview.heaps.retention.following import along, node_kind
from perfview.heaps.retention.holders import some_of
from perfview.heaps.study import Study

if TYPE_CHECKING:
    from perfview.heaps.patterns.accumulating import Pile

_ASKED = 24
"""Of so many items it is looked up what they are."""
_ALIKE = 0.25
"""Functions of which fewer than that part are different ones are one function made often; others
are what a namespace offers."""
_MANY, _SHARE = 500, 0.05
"""Objects of the platform's in one place of the platform's, and their part of the heap, that no
program has without asking for it."""
_ENGINE = ("system / ", "(")
_PLAIN = ("(", "{", "<", "Detached <", "system / ")
"""How names of classes begin that no constructor gave."""


def author_of_pile(study: Study, pile: Pile) -> int:
    """Whose pile it is: `OWN`, `LIBRARY`, or `PLATFORM` where nobody but the platform has to do
    with it or nothing tells."""
    name, items = study.classes.name[pile.of_class], some_of(pile.items, _ASKED)
    if name == "(symbol)":
        return OWN
    if name.startswith("system / ") and not pile.is_chain:
        return PLATFORM
    if name == "Module" and is_by_roots(study, pile.holder):
        return PLATFORM
    if name == "Module":
        return max(min(module_author(study, each) for each in items), PLATFORM)
    if name == "Function" and _is_namespace(study, items):
        return PLATFORM
    if is_by_roots(study, pile.holder) or _is_engines(study, pile.holder):
        return OWN if is_listening(name) and carries_own(study, items[0]) else PLATFORM
    return _of_holder(study, pile, items[0])


def _of_holder(study: Study, pile: Pile, item: int) -> int:
    held = holding_code(study, pile.holder)
    made = UNKNOWN if _is_plain(study.classes.name[pile.of_class]) else class_author(study, item)
    if held == OWN or made == OWN:
        return OWN
    if held == LIBRARY or made == LIBRARY:
        return LIBRARY
    if carries_own(study, item):
        return OWN
    return LIBRARY if made == PLATFORM and _is_much(study, pile) else PLATFORM


def is_of_a_kind(study: Study, pile: Pile) -> bool:
    """Whether objects of a class of somebody's or of a shape pile up, rather than what there is
    much of everywhere."""
    name = study.classes.name[pile.of_class]
    if name.startswith("{"):
        return len(name) > len("{}")
    return not _is_plain(name) and name not in ("Module", "BuiltinModule")


def is_by_roots(study: Study, node: int) -> bool:
    """Whether a node is a root, a global object, or something of the recorder's: those hold many
    of everything."""
    if node_kind(study, node) in ("synthetic", "code"):
        return True
    return node in study.once("user roots as a set", lambda: set(user_roots(study).tolist()))


def is_listening(class_name: str) -> bool:
    """Whether objects of a class are what a page keeps for each listener."""
    return class_name.endswith("EventListener")


def _is_engines(study: Study, node: int) -> bool:
    name = study.class_of(node)
    is_engine = name.startswith(_ENGINE) and not name.startswith("system / Context")
    return is_engine or node_kind(study, node) == "native"


def _is_much(study: Study, pile: Pile) -> bool:
    """Whether the platform holds so many of a kind that somebody must have asked it to."""
    whole = int(study.retained_bytes[study.graph.root])
    is_registry = study.classes.name[pile.of_class] in ("BuiltinModule", "Function")
    return not is_registry and len(pile.items) >= _MANY and pile.bytes >= _SHARE * whole


def _is_plain(name: str) -> bool:
    return name in BUILT_IN or name.startswith(_PLAIN)


def _is_namespace(study: Study, closures: list[int]) -> bool:
    """Whether functions are different ones, as an object has methods."""
    codes = {along(study, each, "shared") for each in closures}
    return len(codes) > _ALIKE * len(closures)
