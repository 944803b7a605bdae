"""Objects that each have functions of their own where one for all would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.measures.links import leads_to, of_kind
from perfview.heaps.measures.script_authors import LIBRARY
from perfview.heaps.patterns.ownership import class_author
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.following import edge_kind, edges_between, retainers_of
from perfview.heaps.retention.holders import some_of
from perfview.heaps.study import Study
from perfview.kernels.grouping import gather, number_small

_ASKED, _LOOKED_AT = 12, 60
"""Functions of one code whose holders are looked at, and codes that are looked at."""
_MOST = 0.7
"""Of those asked, that must be a property of objects of one class."""
_RETAINERS = 50


class RepeatedFunctions(Detector):
    """Methods that are made anew for every object.

    What it looks for: functions made many times from the same code, each the property of another
    object of one class: at least `objects` objects, whose functions take `bytes` and `share` of the
    heap by themselves. It is a warning from `large` on. At most `most` classes are told.

    Why it matters: a function that is assigned in a constructor or is an arrow function in a class
    field takes 32 to 64 bytes in every object, and ties the scope of the constructor to it.

    How sure it is: the functions, their number and their bytes are exact. Some are on purpose: a
    handler that is passed on and must remember its object.

    How to fix it: make them methods of the class, so that all objects share them; bind only what is
    really passed on.

    Learnt from: MemLab's `memlab analyze shape` and DevTools' summary, where `Function` leads.
    """

    name = "repeated-functions"
    title = "Functions made for every object"
    scopes = ("memory",)
    cost = 3
    prominence = 3
    thresholds = (
        Threshold("objects", 500, "count", "of one class, at least"),
        Threshold("bytes", 100_000, "bytes", "of their functions, at least"),
        Threshold("share", 0.02, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
        Threshold("most", 2, "count", "classes that are told"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a class, what takes most first."""
        least = max(limits["bytes"], limits["share"] * whole_bytes(study))
        found = sorted(_by_class(study, int(limits["objects"])), key=lambda each: -each.bytes)
        for each in found[: int(limits["most"])]:
            if each.bytes >= least:
                yield _finding(study, each, limits)


@dataclass
class _Repeated:
    """The functions of one class: names, the nodes of each, and all their bytes."""

    of_class: int
    names: list[str]
    closures: list[NDArray[np.int32]]
    bytes: int = 0


def _by_class(study: Study, least: int) -> list[_Repeated]:
    found: dict[int, _Repeated] = {}
    for closures in _made_often(study, least):
        of_class, name = _property_of(study, closures)
        if of_class >= 0:
            each = found.setdefault(of_class, _Repeated(of_class, [], []))
            each.names.append(name)
            each.closures.append(closures)
            each.bytes += int(study.self_bytes[closures].sum())
    return list(found.values())


def _made_often(study: Study, least: int) -> Iterator[NDArray[np.int32]]:
    """Functions by the code they share, the commonest first."""
    closures = of_kind(study, "closure")
    group, codes = number_small(leads_to(study, closures, "shared"), len(study.graph))
    first, order = gather(group, len(codes))
    count = np.diff(first)
    count[codes < 0] = 0
    for each in np.argsort(-count, kind="stable")[:_LOOKED_AT].tolist():
        if count[each] < least:
            return
        yield closures[order[first[each] : first[each + 1]]]


def _property_of(study: Study, closures: NDArray[np.int32]) -> tuple[int, str]:
    """Of which class's objects functions are a property, each of another one, and its name."""
    asked = some_of(closures, _ASKED)
    holders = [_holder(study, each) for each in asked]
    kinds = Counter((of_class, name) for _, of_class, name in holders if of_class >= 0)
    if not kinds:
        return -1, ""
    (of_class, name), count = kinds.most_common(1)[0]
    several = {node for node, each, _ in holders if each == of_class}
    if count < _MOST * len(asked) or len(several) < count:
        return -1, ""
    return of_class, name


def _holder(study: Study, closure: int) -> tuple[int, int, str]:
    """The object of a class of the program's or a library's that has a function as a property:
    (node, class, name)."""
    for source in retainers_of(study, closure)[:_RETAINERS].tolist():
        if class_author(study, source) < LIBRARY:
            continue
        for edge in edges_between(study, source, closure).tolist():
            if edge_kind(study, edge) == "property":
                return source, int(study.classes.of_node[source]), study.edge_name(edge)
    return -1, -1, ""


def _finding(study: Study, found: _Repeated, limits: Limits) -> Finding:
    name = study.classes.name[found.of_class]
    count = max(len(each) for each in found.closures)
    share, functions = found.bytes / whole_bytes(study), len(found.names)
    called = ", ".join(f"{each}()" for each in found.names[:4])
    of_each = "a function" if functions == 1 else f"{number(functions)} functions"
    rows = np.concatenate([each[:50] for each in found.closures]).astype(np.int32)
    return Finding(
        detector=RepeatedFunctions.name,
        severity=Severity.WARNING if found.bytes >= limits["large"] else Severity.INFO,
        title=f"{number(count)} {name} objects have {of_each} each of their own",
        where=name,
        why=f"{called} of {name} {'is' if functions == 1 else 'are'} made anew for each of "
        f"{number(count)} objects: {size(found.bytes)}, {percent(share)} of the heap.",
        verdict=f"each of {number(count)} {name} objects has its own {called}, "
        f"{size(found.bytes)} together",
        entity=f"{name} functions",
        measures=(
            Measure("objects", count, "count", limits["objects"]),
            Measure("functions", found.bytes, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, rows, sum(len(each) for each in found.closures)),
        confidence=0.6,
        scopes=RepeatedFunctions.scopes,
        saving=bytes_saved(study, float(found.bytes), "Own sizes of all these functions, exact."),
        how=f"Make them methods of {name}, which all objects share.",
        example=Example(
            "constructor(id) {\n  this.run = () => work(id);\n}",
            "constructor(id) {\n  this.id = id;\n}\nrun() {\n  work(this.id);\n}",
            "javascript",
            name,
        ),
        effort=Effort.SMALL,
        wrong_if="They are handed to others, who call them without their object.",
        cause=f"memory\n{name}\nfunctions",
    )
