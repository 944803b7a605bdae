"""Where a suspect piles up in the names of the program: what one would type or look up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfview.heaps.growth.authorship import BUILT_IN, constructor_of
from perfview.heaps.growth.routes import holder_name
from perfview.heaps.growth.suspects import Suspect
from perfview.heaps.retention.following import edge_kind, node_kind, source_of, target_of
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.retention.paths import Path, shortest_path
from perfview.heaps.retention.places import function_name, place_of, scope_owner, shortened
from perfview.heaps.retention.places import script_of_code as script_of
from perfview.heaps.study import Study

_WORD = re.compile(r"^\.?[#A-Za-z_$][\w$]*$")
_KEY = re.compile(r'^(?:\.get\((".*")\)|\[(".*")\]|\.([A-Za-z_$][\w$]*))$')
_LONGEST = 64
_LISTENERS = "blink::EventTargetData"


@dataclass(frozen=True)
class Spot:
    """name: ``EventBus.listeners.get("session:closed")``; expression: the holder as code inside its
    class or function, ``this.listeners``, "" where no code says it; receiver: what the object
    with it is called where it is used, ``eventBus``; key: the entry all of it hangs under, quoted,
    "" for none; place: ``src/bus.ts:12`` of the class or function, "" if unknown."""

    name: str
    expression: str
    receiver: str
    key: str
    place: str


def spot_of(study: Study, suspect: Suspect) -> Spot | None:
    """Where a suspect hangs; None without a reference to cut that has a name."""
    cut = suspect.cut
    if cut is None or not _WORD.match(edge_name(study, cut.edge).accessor):
        return None
    if any(step.startswith(_LISTENERS) for step in suspect.route[-2:]):
        return None  # the variable is one of several ways to what listens
    holder = source_of(study, cut.edge)
    accessor = edge_name(study, cut.edge).accessor
    is_variable = edge_kind(study, cut.edge) == "context"
    path = _to_owner(study, suspect)
    key = _key(study, suspect, path)
    name = _name(study, holder, accessor, is_variable=is_variable)
    if key and len(name) + len(key) < _LONGEST:
        name += edge_name(study, int(path.edges[-1])).accessor
    return Spot(
        name,
        _expression(study, holder, accessor, is_variable=is_variable),
        _receiver(study, holder, path),
        key,
        _place(study, holder, is_variable=is_variable),
    )


def _name(study: Study, holder: int, accessor: str, *, is_variable: bool) -> str:
    if not is_variable:
        return f"{holder_name(study, holder)}{accessor}"
    shared, _ = scope_owner(study, holder)
    of = function_name(study, shared) if shared >= 0 else ""
    return f"variable {accessor.lstrip('.')}" + (f" of {of}()" if _WORD.match(of) else "")


def _to_owner(study: Study, suspect: Suspect) -> Path:
    return shortest_path(study, suspect.owner)


def _key(study: Study, suspect: Suspect, path: Path) -> str:
    """The entry under which everything new hangs, if it hangs under one below the cut."""
    cut = suspect.cut
    if cut is None or len(suspect.owners) != 1 or len(path) < 2 or cut.repeats:
        return ""
    edges = path.edges.tolist()
    if cut.edge not in edges[:-1]:
        return ""
    found = _KEY.match(edge_name(study, edges[-1]).accessor)
    if not found:
        return ""
    quoted = found[1] or found[2]
    return quoted or f'"{found[3]}"'


def _expression(study: Study, holder: int, accessor: str, *, is_variable: bool) -> str:
    name = accessor.lstrip(".")
    if is_variable:
        return name
    if node_kind(study, holder) == "closure":
        return f"{function_name(study, holder)}.{name}" if function_name(study, holder) else ""
    if study.name_of(holder) in ("Object", "Array", "Map", "Set", *BUILT_IN):
        return name
    return f"this.{name}"


def _receiver(study: Study, holder: int, path: Path) -> str:
    """What the holder is called by the one that holds it, else after its class."""
    for edge in path.edges.tolist():
        name = edge_name(study, edge).accessor.lstrip(".")
        if target_of(study, edge) == holder and _WORD.match(name) and not name.startswith("#"):
            return name
    of = study.name_of(holder)
    return of[:1].lower() + of[1:] if _WORD.match(of) else "emitter"


def _place(study: Study, holder: int, *, is_variable: bool) -> str:
    if is_variable:
        shared, _ = scope_owner(study, holder)
        return shortened(script_of(study, shared)) if shared >= 0 else ""
    of = holder if node_kind(study, holder) == "closure" else constructor_of(study, holder)
    found = place_of(study, of) if of >= 0 else ""
    return "" if found.startswith(("node:", "internal/")) else found
