"""The events a browser records, by name, and what stands in their `args`.

Chrome writes most of what it says of an event into one member of `args`, called `data` (or
`beginData` and `endData` of slices that learn something while they run):
https://chromium.googlesource.com/chromium/src third_party/blink/renderer/core/inspector/
inspector_trace_events.cc.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.study import Study

Said: TypeAlias = dict[str, Value]

HUGE = 1 << 63
NESTED = ("data", "beginData", "endData")
"""Members of `args` that hold what an event says, one level further down."""


def rows_named(study: Study, *names: str) -> NDArray[np.int32]:
    """The rows of slices and instants with one of these names, int32, in the order of the file."""
    found = [_named(study, name) for name in names]
    return found[0] if len(found) == 1 else np.sort(np.concatenate(found))


def _named(study: Study, name: str) -> NDArray[np.int32]:
    return study.once(f"browser.rows.{name}", lambda: _rows(study, name))


def _rows(study: Study, name: str) -> NDArray[np.int32]:
    text = study.model.strings.find(name)
    if text < 0:
        return np.zeros(0, np.int32)
    return np.flatnonzero(study.model.name == text).astype(np.int32)


def said_of(study: Study, rows: NDArray[np.integer]) -> list[Said]:
    """What the events say, one flat dict a row: the members of `args` and of those in `NESTED`.

    Raises `UnreadableInput` when the file has changed since it was read.
    """
    return [_flat(found) for found in attributes_of(study, rows)]


def _flat(arguments: Said) -> Said:
    if len(arguments) == 1:
        (only,) = arguments.items()
        if only[0] in NESTED and isinstance(only[1], dict):
            return only[1]
    flat: Said = {}
    for key, value in arguments.items():
        if key in NESTED and isinstance(value, dict):
            flat.update(value)
        else:
            flat[key] = value
    return flat


def text_of(said: Said, key: str) -> str:
    """A member that is a text; "" when it is none."""
    value = said.get(key)
    return value if isinstance(value, str) else ""


def number_of(said: Said, key: str, otherwise: float = -1.0) -> float:
    """A member that is a number; `otherwise` when it is none, or whole and beyond 64 bits.

    Truth values are no numbers.
    """
    value = said.get(key)
    # Not isinstance: a truth value is an int to it, and this is asked millions of times.
    if type(value) is float:
        return value
    return value if type(value) is int and -HUGE < value < HUGE else otherwise
