"""Changes of the import graph somebody thinks of, each on modules by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Edges

LAZY, CUT, REMOVE, DEDUPE, BYPASS, FREE = "lazy", "cut", "remove", "dedupe", "bypass", "free"
"""The kinds of change. lazy: an import becomes ``import()``. cut: an import goes. remove: all
imports of a package from outside it go. dedupe: imports of one copy of a package lead to
another. bypass: whoever imports a barrel imports what it needs from where it is. free: a barrel
is declared free of side effects (``sideEffects: false``)."""


def _none() -> NDArray[np.int32]:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class Edit:
    """One change.

    kind: one of the above. words: what changes, for people (``src/App.jsx → Settings.jsx loaded
    when asked for``). importers, targets int32: imports from any of the first to any of the second
    change; no importers: from anywhere outside the targets. onto int32, as long as targets: where
    imports lead instead (dedupe); uses: for bypass and free, importer module to the modules that
    it really uses. is_source_change: the fix is more than this edge, so that what it brings is a
    range.
    """

    kind: str
    words: str
    importers: NDArray[np.int32] = field(default_factory=_none)
    targets: NDArray[np.int32] = field(default_factory=_none)
    onto: NDArray[np.int32] = field(default_factory=_none)
    uses: dict[int, tuple[int, ...]] = field(default_factory=dict)
    is_source_change: bool = False


def apply(edits: Sequence[Edit], edges: Edges, bundler: str) -> Edges:
    """The import graph after all of these changes, in their order, as this bundler sees it."""
    raise NotImplementedError
