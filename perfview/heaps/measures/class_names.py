"""What each node is called as a member of its class, before shapes and places are looked at.

DevTools' rules: `calculateObjectNames` and `propagateDOMState` in `HeapSnapshot.ts` of its
heap_snapshot_worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.first_words import begin_with, first_words
from perfview.kernels.labelling import label_rows, names_used
from perfview.recording.strings import StringTable

if TYPE_CHECKING:
    from perfview.heaps.study import Study

NAMED_KINDS = ("object", "native")
"""The kinds of nodes whose class is what they are called; all others are a class by themselves."""

_KINDS = {
    "hidden": "(system)",
    "code": "(compiled code)",
    "closure": "Function",
    "regexp": "RegExp",
}
_DETACHED = 2
_PREFIX = "Detached "


class Labels:
    """Texts by number: those of a recording first, then those made here."""

    def __init__(self, strings: StringTable) -> None:
        self.strings = strings
        self._made: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.strings) + len(self._made)

    def __getitem__(self, label: int) -> str:
        made = label - len(self.strings)
        return self.strings[label] if made < 0 else self._made[made]

    def add(self, text: str) -> int:
        """The label of a text made here, the same for the same text."""
        if text not in self._numbers:
            self._numbers[text] = len(self)
            self._made.append(text)
        return self._numbers[text]


def label_nodes(study: Study, labels: Labels) -> NDArray[np.int32]:
    """The label of each node's class name, int32 (n): ``Session``, ``<div>``, ``(string)``."""
    nodes, kinds = study.graph.nodes, study.graph.node_kinds
    fixed = np.full(256, -1, np.int32)
    for number, kind in enumerate(kinds):
        if kind not in NAMED_KINDS:
            fixed[number] = labels.add(_KINDS.get(kind, f"({kind})"))
    used = names_used(nodes.kind, nodes.name, fixed, len(labels.strings))
    called = np.arange(len(labels.strings), dtype=np.int32)
    _cut(called, labels, used, "<")
    already = _cut(called, labels, used, f"{_PREFIX}<")
    label = label_rows(nodes.kind, nodes.name, fixed, called)
    _mark_detached(study, labels, label, already)
    return label


def _cut(
    called: NDArray[np.int32], labels: Labels, used: NDArray[np.uint8], prefix: str
) -> NDArray[np.int32]:
    """Call elements by their tag: ``<div id="a">`` is ``<div>``. Returns the names that begin
    with the prefix."""
    texts = labels.strings.arena, labels.strings.offsets
    found = begin_with(texts, used, prefix.encode())
    number, words, is_cut = first_words(texts, found, len(prefix))
    plain, cut = np.zeros(len(words), np.int32), np.zeros(len(words), np.int32)
    for k, word in enumerate(words):
        text = word.decode("utf-8", "replace")
        plain[k], cut[k] = labels.add(text), labels.add(f"{text}>")
    called[found] = np.where(is_cut, cut[number], plain[number])
    return found


def _mark_detached(
    study: Study, labels: Labels, label: NDArray[np.int32], already: NDArray[np.int32]
) -> None:
    """Name what is detached so, where the file tells it by a field and not by the name."""
    nodes = study.graph.nodes
    # Being detached spreads from nodes that are so in the file; with none of them it is spared.
    if not (nodes.detachedness == _DETACHED).any():
        return
    rows = np.flatnonzero(study.detachedness == _DETACHED)
    rows = rows[nodes.kind[rows] == study.graph.node_kind("native")]
    # DevTools puts its word before the whole name, and cuts only what begins with a tag then.
    named = np.where(np.isin(nodes.name[rows], already), nodes.name[rows], label[rows])
    old, number = np.unique(named, return_inverse=True)
    marked = [labels.add(f"{_PREFIX}{labels[int(each)]}") for each in old]
    label[rows] = np.array(marked, np.int32)[number]
