"""Whose doing it is that many objects pile up somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.heaps.growth.authorship import BUILT_IN
from perfview.heaps.measures.roots import user_roots
from perfview.heaps.patterns.ownership import (
    carries_own,
    class_author,
    holding_code,
    module_author,
)
from perfview.heaps.patterns.scripts import LIBRARY, OWN, PLATFORM, UNKNOWN
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
_ENGINE = ("system / ", "(")
_PLAIN = ("(", "{", "<", "Detached <", "system / ")
"""How names of classes begin that no constructor gave."""


def author_of_pile(study: Study, pile: Pile) -> int:
    """Whose pile it is: `OWN`, `LIBRARY`, or `PLATFORM` where nobody but the platform has to do
    with it or nothing tells."""
    name, items = study.classes.name[pile.of_class], some_of(pile.items, _ASKED)
    if _is_platforms(study, pile.holder) or (name.startswith("system / ") and not pile.is_chain):
        return PLATFORM
    if name == "Module":
        return max(min(module_author(study, each) for each in items), PLATFORM)
    if name == "Function" and _is_namespace(study, items):
        return PLATFORM
    held = holding_code(study, pile.holder)
    made = UNKNOWN if _is_plain(name) else class_author(study, items[0])
    if held == OWN or made == OWN:
        return OWN
    if held == LIBRARY or made == LIBRARY:
        return LIBRARY
    return OWN if carries_own(study, items[0]) else PLATFORM


def _is_plain(name: str) -> bool:
    return name in BUILT_IN or name.startswith(_PLAIN)


def _is_namespace(study: Study, closures: list[int]) -> bool:
    """Whether functions are different ones, as an object has methods."""
    codes = {along(study, each, "shared") for each in closures}
    return len(codes) > _ALIKE * len(closures)


def _is_platforms(study: Study, node: int) -> bool:
    """Whether a node is a root, the global object, or V8's own: those hold many of everything."""
    if node_kind(study, node) in ("synthetic", "code", "native"):
        return True
    name = study.class_of(node)
    is_engine = name.startswith(_ENGINE) and not name.startswith("system / Context")
    return is_engine or node in set(user_roots(study))
