"""By which references many objects are held, those that are alike counted together."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.words import reference_name
from perfview.heaps.study import Study

ASKED = 60
"""Of so many objects the holders are looked up."""
_GOLDEN = (5**0.5 - 1) / 2
_ONE_OF_MANY = re.compile(r"\[\d+\]|\((?:[^()]|\([^()]*\))*\)")


def without_places(name: str) -> str:
    """``Cache.entries.get(…)``: a reference's name without which element or entry it is."""
    return _ONE_OF_MANY.sub(lambda found: "[…]" if found[0][0] == "[" else "(…)", name)


def some_of(nodes: NDArray[np.int32], most: int) -> list[int]:
    """At most so many of the nodes, the first always, the others from everywhere among them: by
    steps of the golden ratio, which no rhythm in their order goes with."""
    at = (np.arange(most) * _GOLDEN % 1 * len(nodes)).astype(np.int64)
    return [int(node) for node in (nodes if len(nodes) <= most else nodes[np.unique(at)])]


def common_holders(study: Study, nodes: NDArray[np.int32]) -> list[tuple[str, int]]:
    """``CatalogRow.terms``: the nearest references that hold these nodes, and of how many of all
    of them they do, as far as `ASKED` of them tell; the commonest first."""
    asked = some_of(nodes, ASKED)
    found: Counter[str] = Counter()
    for node in asked:
        path = shortest_path(study, node)
        if len(path):
            found[without_places(reference_name(study, path, int(path.edges[-1])))] += 1
    share = len(nodes) / max(len(asked), 1)
    return [(name, int(np.rint(count * share))) for name, count in found.most_common()]
