"""Objects by what kind of thing they are: the colours of heaps in every view."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.tokens import CATEGORIES

OBJECTS, ARRAYS, TABLES = (CATEGORIES.index(each) for each in ("violet", "blue", "teal"))
CLOSURES, STRINGS, NATIVE = (CATEGORIES.index(each) for each in ("plum", "green", "sand"))

LEGEND: list[tuple[int, str]] = [
    (OBJECTS, "objects"),
    (ARRAYS, "arrays"),
    (TABLES, "maps, sets"),
    (CLOSURES, "closures"),
    (STRINGS, "strings"),
    (NATIVE, "buffers, native"),
    (QUIET_CATEGORY, "engine"),
]
"""Categories and what they stand for."""

_BY_KIND = {
    "array": ARRAYS,
    "string": STRINGS,
    "concatenated string": STRINGS,
    "sliced string": STRINGS,
    "object": OBJECTS,
    "regexp": OBJECTS,
    "bigint": OBJECTS,
    "closure": CLOSURES,
    "native": NATIVE,
}
_TABLE = re.compile(r"(Weak)?(Map|Set)( Iterator)?")
_ARRAY = re.compile(r"Array|Arguments")
_BUFFER = re.compile(
    r"(Shared)?ArrayBuffer|Buffer|FastBuffer|DataView|(Big)?(Ui|I)nt\d+(Clamped)?Array"
    r"|Float\d+Array|system / JSArrayBufferData"
)


def class_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each class, uint8 (k); worked out once."""
    return study.once("ui.class_categories", lambda: _assigned(study))


def node_category(study: Study, node: int) -> int:
    """The category of an object."""
    return int(class_categories(study)[study.classes.of_node[node]])


def node_categories(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The category of each of these objects, uint8."""
    return class_categories(study)[study.classes.of_node[nodes]]


def _assigned(study: Study) -> NDArray[np.uint8]:
    classes, graph = study.classes, study.graph
    kind = np.full(len(classes), 255, np.uint8)
    kind[classes.of_node] = graph.nodes.kind
    by_kind = np.full(256, QUIET_CATEGORY, np.uint8)
    for name, category in _BY_KIND.items():
        by_kind[graph.node_kind(name)] = category
    by_kind[255] = QUIET_CATEGORY
    found = by_kind[kind]
    for number, name in enumerate(classes.name):
        if found[number] != QUIET_CATEGORY:
            found[number] = _by_name(name, int(found[number]))
        elif name == "system / Context":
            found[number] = CLOSURES
    return found


def _by_name(name: str, otherwise: int) -> int:
    if _TABLE.fullmatch(name):
        return TABLES
    if _ARRAY.fullmatch(name):
        return ARRAYS
    return NATIVE if _BUFFER.fullmatch(name) else otherwise
