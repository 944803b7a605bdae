"""What a suspect is called in sentences."""

from __future__ import annotations

import re

from perfview.findings.quantities import number, plural, size
from perfview.heaps.growth.authorship import constructor_of
from perfview.heaps.growth.cutting import Cut
from perfview.heaps.growth.routes import edge_label, holder_name, step_label
from perfview.heaps.growth.suspects import ClassGrowth, Suspect
from perfview.heaps.retention.accessors import accessor
from perfview.heaps.retention.following import edge_kind, node_kind, source_of
from perfview.heaps.retention.naming import node_name
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.places import place_of
from perfview.heaps.study import Study

_GENERAL = re.compile(
    r"(\(|system / |Object$|Array$|Map$|Set$|Function$|Promise$|Generator$|ArrayBuffer$|Detached)"
)
_FEW = 0.05
_SHOWN, _STEPS, _LONGEST = 4, 8, 48
_TARGET = re.compile(r"blink::EventTargetData")
_GLOBAL = ("global", "Window")
_LOOKED_AT = 200
_LONGEST_WAY = 100
_PLACED = re.compile(r":\d+$")
_CLEARED = ("property", "context", "element")
_PAGES = ("HTMLDocument", "Detached HTMLDocument")
"""Each brings all the functions and tables of a realm along, by which it would go unnoticed."""


def leading_class(suspect: Suspect) -> ClassGrowth:
    """The class that tells best what piles up: whole pages, then one of the program's own that is
    not rare among the new objects, else a shape, else whatever has the most bytes."""
    most = max(each.objects for each in suspect.classes)
    common = [each for each in suspect.classes if each.objects >= _FEW * most]
    own = [each for each in common if not _GENERAL.match(each.name)]
    named = [each for each in own if not each.name.startswith(("{", "<"))]
    detached = [each for each in common if each.name.startswith("Detached <")]
    pages = [each for each in suspect.classes if each.name in _PAGES and each.objects > 1]
    return next(iter([*pages, *detached, *named, *own, *common, *suspect.classes]))


def what_piles_up(suspect: Suspect) -> str:
    """``400 ClientSession objects``, ``numbers``."""
    if suspect.is_swollen:
        return "values that are no objects of their own"
    lead = leading_class(suspect)
    if lead.name == "(string)" or lead.name.endswith("string)"):
        return plural(lead.objects, "string")
    return plural(lead.objects, f"{shown(lead.name)} object")


def shown(name: str) -> str:
    """A class as short as a sentence bears it: templates of C++ can be pages long."""
    name = name.removeprefix("system / ")
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def reference(cut: Cut) -> str:
    """``ConfigBus._events``; of the slots of containers ``Map[]``."""
    if cut.property.startswith(("[", "<")):
        return f"{cut.constructor}{cut.property.replace('<symbol ', '[Symbol(').replace('>', ')]')}"
    return f"{shown(cut.constructor)}.{cut.property}"


def place(study: Study, suspect: Suspect) -> str:
    """Where it piles up: the reference to cut, else the last step to the owner."""
    if _TARGET.search(" ".join(suspect.route[-2:])) and suspect.cut is not None:
        at = next(i for i, step in enumerate(suspect.route) if _TARGET.match(step))
        return f"event listeners of {suspect.route[at - 1].removesuffix('[]').split(' / ')[0]}"
    if suspect.cut is not None:
        return reference(suspect.cut)
    steps = [step for step in suspect.route if step and not step.endswith("[]")]
    return shown(steps[-1]) if steps else node_name(study, suspect.owner)


def in_words(study: Study, suspect: Suspect) -> str:
    """Of a variable: whose it is, ``variable “original” in scope of replaceThing() @71``."""
    if suspect.cut is None or suspect.cut.constructor != "system / Context":
        return ""
    scope = node_name(study, source_of(study, suspect.cut.edge))
    return f"variable “{suspect.cut.property}” in {scope}"


def way(study: Study, suspect: Suspect) -> str:
    """How the owner is held, from a root: the last steps."""
    steps = list(suspect.route) or [step_label(study, int(e)) for e in suspect.path.tolist()]
    last = max((i for i, step in enumerate(steps) if step.startswith(_GLOBAL)), default=0)
    steps = [step for step in steps[last:] if step.strip("[]")]
    cut = [shown(step) for step in steps[-_STEPS:]]
    return " → ".join((["…"] if len(cut) < len(steps) else []) + cut)


def content(suspect: Suspect) -> str:
    """``400 ClientSession, 400 Function, 800 Array and 2 more classes``."""
    lead = leading_class(suspect)
    rest = [each for each in suspect.classes if each is not lead]
    order = [lead, *rest]
    told = [f"{number(each.objects)} {shown(each.name)}" for each in order[:_SHOWN]]
    if len(order) > _SHOWN:
        more = len(order) - _SHOWN
        return f"{', '.join(told)} and objects of {plural(more, 'more class', 'more classes')}"
    return ", ".join(told)


def references(study: Study, cut: Cut) -> str:
    """All that a program has to clear: ``Object.pool and variable “pool”``. What V8 keeps beside a
    reference, as the cell of a global, goes with it and is not named."""
    names = [reference(cut)]
    if not cut.repeats:
        for edge in cut.edges[:_LOOKED_AT].tolist():
            if edge != cut.edge and edge_kind(study, edge) in _CLEARED:
                names.append(_name_of(study, edge))
    names = list(dict.fromkeys(names))
    more = [f"{number(len(names) - _SHOWN + 1)} more"] if len(names) > _SHOWN else []
    *first, last = [*names[: _SHOWN - len(more)], *more]
    return f"{', '.join(first)} and {last}" if first else last


def _name_of(study: Study, edge: int) -> str:
    source = source_of(study, edge)
    if edge_kind(study, edge) == "context":
        return f"variable “{study.edge_name(edge)}”"
    return f"{shown(holder_name(study, source))}{edge_label(study, source, edge)}"


def freeing(study: Study, cut: Cut) -> str:
    """What cutting frees, in a sentence."""
    many = f" ({number(len(cut.edges))} references)" if len(cut.edges) > 1 else ""
    times = ", in every one of them," if cut.repeats else ""
    text = f"Without {references(study, cut)}{times}{many} {size(cut.freed_bytes)} would be free"
    return f"{text}, {size(cut.freed_new_bytes)} of them new."


def when(study: Study, suspect: Suspect) -> str:
    """Between which snapshots it came up: ``came up between the first and the second snapshot and
    are still there in the third; 90 more Session objects since``."""
    if not study.between:
        return "came up between the two snapshots"
    if len(study.between) > 1:
        grew, of = suspect.births.grew_in, suspect.births.intervals
        each = size(round(suspect.new_bytes / max(1, of)))
        many = f"{number(grew)} of {plural(of, 'interval')}"
        return (
            f"came up over {number(len(study.between) + 2)} snapshots and are still there in the "
            f"last; it grew in {many}, by {each} each on average"
        )
    text = "came up between the first and the second snapshot and are still there in the third"
    lead = leading_class(suspect)
    later = suspect.births.later.get(lead.index, 0)
    return text + (f"; {plural(later, f'more {shown(lead.name)} object')} since" if later else "")


def accessible(study: Study, suspect: Suspect) -> str:
    """The way to the owner as code, ``global.app.bus.listeners.get("closed")``; "" where that is
    too long, or not what code could say."""
    if len(suspect.owners) > 1:
        return ""
    text = accessor(study, shortest_path(study, suspect.owner))
    is_code = text.startswith(("global.", "window.")) and "[[" not in text and " → " not in text
    return f"`{text}`" if is_code and len(text) <= _LONGEST_WAY else ""


def made_at(study: Study, suspect: Suspect) -> str:
    """``src/session.ts:57`` of the class of what piles up; "" when the snapshot does not tell."""
    lead = leading_class(suspect).index
    found = suspect.nodes[study.classes.of_node[suspect.nodes] == lead][:1]
    if not len(found):
        return ""
    node = int(found[0])
    of = node if node_kind(study, node) == "closure" else constructor_of(study, node)
    told = place_of(study, of) if of >= 0 else ""
    return told if _PLACED.search(told) and not told.startswith("node:") else ""
