"""Bytes by script and by package: whose code made what is in a heap.

An object belongs to the script in which its constructor stands, a function to its own, code to the
script it was compiled from; what has no place of its own (arrays, strings, plain objects) belongs
with what keeps it alive, along the dominator tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.links import leads_to
from perfview.heaps.measures.script_authors import LIBRARY, PLATFORM, author_of, package_of
from perfview.kernels.passed_down import pass_down

if TYPE_CHECKING:
    from perfview.heaps.study import Study

PROGRAM, ENGINE, NOBODY = "(program)", "(platform)", "(not told)"
"""What is of no package: the program's own scripts, those of Node or the browser, and what no
script is known for."""

_SCRIPT_OF = (("shared",), ("script_or_debug_info", "script"), ("name",))
_SCRIPT = "system / Script"
_MOST_SCRIPTS = 1 << 20


@dataclass(frozen=True)
class Places:
    """s scripts. name: as recorded, "" for those made from text; of_node int32 (n): the script each
    node belongs to, -1 for none; count, self_bytes int64 (s)."""

    name: list[str]
    of_node: NDArray[np.int32]
    count: NDArray[np.int64]
    self_bytes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Packages:
    """Packages, the largest first: name; scripts, count, self_bytes int64."""

    name: list[str]
    scripts: NDArray[np.int64]
    count: NDArray[np.int64]
    self_bytes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.name)


def by_script(study: Study) -> Places:
    """Objects and bytes by script."""
    return study.once("bytes by script", lambda: _by_script(study))


def by_package(study: Study) -> Packages:
    """Objects and bytes by package; `PROGRAM`, `ENGINE` and `NOBODY` for what is of none."""
    found, own = by_script(study), study.self_bytes
    rows = [_package(name) for name in found.name]
    names = sorted({*rows, NOBODY})
    at = np.array([names.index(row) for row in rows], np.int64)
    scripts, count, total = (np.zeros(len(names), np.int64) for _ in range(3))
    for sums, values in (
        (scripts, np.ones_like(at)),
        (count, found.count),
        (total, found.self_bytes),
    ):
        np.add.at(sums, at, values)
    nobody = names.index(NOBODY)
    count[nobody] += len(own) - int(found.count.sum())
    total[nobody] += int(own.sum()) - int(found.self_bytes.sum())
    order = np.argsort(-total, kind="stable")
    return Packages([names[i] for i in order.tolist()], scripts[order], count[order], total[order])


def _by_script(study: Study) -> Places:
    scripts, label = _marked(study)
    tree = study.dominators
    sums = pass_down(tree.order, tree.parent, label, len(scripts), study.self_bytes)
    return Places(scripts, label, *sums)


def _marked(study: Study) -> tuple[list[str], NDArray[np.int32]]:
    """Names of scripts, and int32 (n) the script of nodes that have a place of their own."""
    found, label = study.graph.locations, np.full(len(study.graph), -1, np.int32)
    known = (found.script >= 0) & (found.script < _MOST_SCRIPTS)
    nodes, script = found.node[known], found.script[known].astype(np.int32)
    numbers = np.flatnonzero(np.bincount(script)) if len(script) else np.zeros(0, np.int64)
    place = np.zeros(int(numbers[-1]) + 1 if len(numbers) else 0, np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)
    label[nodes] = place[script]
    names = [""] * len(numbers)
    closures = nodes[study.graph.nodes.kind[nodes] == study.graph.node_kind("closure")]
    shared = leads_to(study, closures, *_SCRIPT_OF[0])
    code = leads_to(study, shared, *_SCRIPT_OF[1])
    for target in (shared, code):
        told = np.flatnonzero(target >= 0)
        label[target[told]] = label[closures[told]]
    one, where = np.unique(label[closures], return_index=True)
    scripts = code[where]
    texts = leads_to(study, scripts, *_SCRIPT_OF[2])
    for number, node, script in zip(one.tolist(), texts.tolist(), scripts.tolist(), strict=True):
        names[number] = study.name_of(node) if node >= 0 else _bare_name(study, script)
    return names, label


def _bare_name(study: Study, script: int) -> str:
    """A script's name by the node that stands for it."""
    name = study.name_of(script) if script >= 0 else ""
    return "" if name == _SCRIPT else name.removeprefix(f"{_SCRIPT} / ")


def _package(script: str) -> str:
    author = author_of(script)
    if author == PLATFORM:
        return ENGINE
    return package_of(script) or (script if author == LIBRARY else PROGRAM)
