"""Choosing objects and classes in the selection that all views of a heap share.

`Focus.row` is the chosen object (a node), `operation` the chosen class, `rows` the objects and
`groups` the classes that a recommendation points at.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from perfview.heaps.study import Study
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_LONGEST_ID = 18
"""Digits; more would not be an int64."""
_NO_ROWS = np.zeros(0, np.int32)


def choose_object(document: Document, origin: object, node: int) -> None:
    """Choose an object and with it its class, -1 for none, in every view."""
    document.selection.change(origin, **_parts(document, node))


def reveal_object(document: Document, node: int, view: str = "", origin: object = None) -> None:
    """Choose an object, bring a view (a slug) to the front if one is named, and go there."""
    if view:
        document.view_wanted.emit(view)
    document.selection.reveal(origin, **_parts(document, node))


def object_with_id(study: Study, text: str) -> int:
    """The object that ``@88213`` or ``Session @88213`` names, -1 for none."""
    _, at, digits = text.strip().rpartition("@")
    if not at or not digits.isdecimal() or len(digits) > _LONGEST_ID:
        return -1
    nodes = np.flatnonzero(study.graph.nodes.id == int(digits))
    return int(nodes[0]) if len(nodes) else -1


def choose_class(document: Document, origin: object, number: int) -> None:
    """Choose a class (-1 for none) and none of its objects in particular."""
    document.selection.change(
        origin, row=-1, operation=number, rows=_NO_ROWS, groups=_NO_ROWS, recommendation=""
    )


def reveal_class(document: Document, number: int, view: str = "") -> None:
    """Choose a class, bring a view to the front if one is named, and go there."""
    if view:
        document.view_wanted.emit(view)
    document.selection.reveal(
        None, row=-1, operation=number, rows=_NO_ROWS, groups=_NO_ROWS, recommendation=""
    )


def chosen_object(study: Study, focus: Focus) -> int:
    """The object a focus is about, -1 for none."""
    return focus.row if 0 <= focus.row < len(study.graph) else -1


def chosen_class(study: Study, focus: Focus) -> int:
    """The class a focus is about: that of the chosen object, else chosen, else the first that a
    recommendation points at; -1 for none."""
    node = chosen_object(study, focus)
    if node >= 0:
        return int(study.classes.of_node[node])
    if 0 <= focus.operation < len(study.classes):
        return focus.operation
    return int(focus.groups[0]) if len(focus.groups) else -1


def baseline_name(document: Document) -> str:
    """What a document is held against: ``leaking-sessions-1``."""
    opened = document.opened
    if opened.baseline is None:
        return "the baseline"
    name = str(opened.baseline.path.name)
    return name.partition(".heapsnapshot")[0] or name


def _parts(document: Document, node: int) -> dict[str, Any]:
    study: Study = document.opened.study
    number = int(study.classes.of_node[node]) if node >= 0 else -1
    return {
        "row": node,
        "operation": number,
        "rows": _NO_ROWS,
        "groups": _NO_ROWS,
        "recommendation": "",
    }
