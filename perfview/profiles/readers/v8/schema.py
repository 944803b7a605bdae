"""The part of the JSON schema that all V8 profiles share: the nodes of the call tree.

Format: `Profiler.ProfileNode` of the DevTools protocol
(https://chromedevtools.github.io/devtools-protocol/tot/Profiler/); `parent` and `codeType` are what
Chrome's traces have instead of `children`, `deoptReason` what V8 adds where it gave up on
optimised code.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Value
from perfview.kernels.layout import Column, Table, link, text

NODES, CHILDREN, TICKS = "nodes", "children", "ticks"

NOT_GIVEN = -(1 << 62)
"""Stands where a node does not say its parent, or its line or column at all."""

_TEXTS = {"functionName": "name", "url": "url", "codeType": "code_type"}
_PLACES = {"lineNumber": "line", "columnNumber": "column"}


def node_tables(*further: Column) -> tuple[Table, ...]:
    """The tables of nodes; `further` are links of a node, 4 bytes wide."""
    return (
        Table(
            NODES,
            (
                Column("id", default=NOT_GIVEN),
                Column("parent", default=NOT_GIVEN),
                Column("line", default=NOT_GIVEN),
                Column("column", default=NOT_GIVEN),
                Column("hits"),
                link("first_child", CHILDREN, np.int64),
                text("name"),
                text("url"),
                text("code_type"),
                text("deopt"),
                *further,
            ),
            resumable=True,
        ),
        Table(CHILDREN, (Column("child"),)),
        Table(TICKS, (Column("line"), Column("ticks"), link("node", NODES))),
    )


def nodes_value() -> Value:
    """The list of nodes."""
    frame = {key: Value(Capture.TEXT, f"{NODES}.{column}") for key, column in _TEXTS.items()}
    frame |= {key: Value(Capture.NUMBER, f"{NODES}.{column}") for key, column in _PLACES.items()}
    tick = Object(
        {
            "line": Value(Capture.NUMBER, f"{TICKS}.line"),
            "ticks": Value(Capture.NUMBER, f"{TICKS}.ticks"),
        },
        record=TICKS,
    )
    node = Object(
        {
            "id": Value(Capture.NUMBER, f"{NODES}.id"),
            "parent": Value(Capture.NUMBER, f"{NODES}.parent"),
            "hitCount": Value(Capture.NUMBER, f"{NODES}.hits"),
            "callFrame": Value(object=Object(frame)),
            "children": Value(
                array=Value(Capture.NUMBER, f"{CHILDREN}.child", commit=CHILDREN),
            ),
            "positionTicks": Value(array=Value(object=tick)),
            "deoptReason": Value(Capture.TEXT, f"{NODES}.deopt"),
        },
        record=NODES,
    )
    return Value(array=Value(object=node))
