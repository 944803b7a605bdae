"""V8's call trees as nested objects: allocation profiles, and CPU profiles of old."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_records import NUMBER, TEXT
from perfview.kernels.tables import remap
from perfview.kernels.unescaping import unescaped
from perfview.profiles.readers.v8.recorded import Nodes
from perfview.profiles.readers.v8.schema import NOT_GIVEN
from perfview.recording.json_views import JsonView

_COLUMNS = {
    "id": NUMBER,
    "lineNumber": NUMBER,
    "columnNumber": NUMBER,
    "functionName": TEXT,
    "url": TEXT,
    "deoptReason": TEXT,
    "bailoutReason": TEXT,
}


def whole(numbers: NDArray[np.float64], default: int = -1) -> NDArray[np.int64]:
    """Whole numbers, `default` for what is none."""
    fits = np.abs(numbers) < 2.0**62
    return np.where(fits, numbers, default).astype(np.int64)


def nested_nodes(head: JsonView, weight: str) -> Nodes:
    """The tree under `head`: its own members or those of `callFrame` say the function, the member
    `weight` becomes `hits`. Nodes without an id get one of their own."""
    records = head.records(_COLUMNS | {weight: NUMBER}, children="children", merged="callFrame")
    n, texts = len(records), head.document.texts
    place = {name: i for i, name in enumerate([*_COLUMNS, weight])}
    text = {name: records.texts(place[name]) for name in ("functionName", "url", "deoptReason")}
    given_up = records.texts(place["bailoutReason"])
    text["deoptReason"] = np.where(text["deoptReason"] < 0, given_up, text["deoptReason"])
    resolved = unescaped(texts)
    if resolved is not None:
        for column in text.values():
            remap(column, column, resolved)
    said = records.numbers(place["id"])
    ids = np.where(np.isnan(said), -1.0 - np.arange(n), said)
    none64, none32 = np.zeros(0, np.int64), np.zeros(0, np.int32)
    own = whole(ids)
    return Nodes(
        texts=texts,
        profile=np.zeros(n, np.int32),
        id=own,
        parent=np.where(records.parent >= 0, own[records.parent], NOT_GIVEN),
        line=whole(records.numbers(place["lineNumber"])),
        column=whole(records.numbers(place["columnNumber"])),
        hits=whole(records.numbers(place[weight]), 0),
        name=text["functionName"],
        url=text["url"],
        code_type=np.full(n, -1, np.int32),
        deopt=text["deoptReason"],
        child=none64,
        child_of=none32,
        tick_node=none32,
        tick_line=none64,
        ticks=none64,
    )
