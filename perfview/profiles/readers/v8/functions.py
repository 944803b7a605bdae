"""The functions of V8's nodes: each once, the nameless ones named after their place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.interning import Interner
from perfview.profiles.model import Frames, Functions
from perfview.profiles.readers.v8.recorded import Nodes

ROOT, IDLE, PROGRAM, COLLECTOR = b"(root)", b"(idle)", b"(program)", b"(garbage collector)"
DUMMY = b"native dummy.js"
"""A script of V8 itself (tools/js2c.py) whose functions are not there for anybody."""

_MOST = np.iinfo(np.int32).max - 1
_U = np.uint64


@dataclass(frozen=True)
class NodeFunctions:
    """function int32 (n): the function of each node that is a frame; `functions` are those.

    is_hidden bool (n): root, idle and dummy nodes, which are no frames; is_interrupter bool (n):
    nodes that stand on top of what they interrupted.
    """

    functions: Functions
    function: NDArray[np.int32]
    is_hidden: NDArray[np.bool_]
    is_interrupter: NDArray[np.bool_]


def functions_of(nodes: Nodes) -> NodeFunctions:
    """Number the functions of the nodes that are frames; names join `nodes.texts`."""
    texts = nodes.texts
    line, column = counted_from_one(nodes.line), counted_from_one(nodes.column)
    name, url = _none_if_empty(nodes.name, texts), _none_if_empty(nodes.url, texts)
    hidden, interrupting = (
        np.isin(name, [texts.add(word) for word in words])
        for words in ((ROOT, IDLE), (PROGRAM, COLLECTOR))
    )
    hidden |= url == texts.add(DUMMY)
    high = (_unsigned(name) << _U(32)) | _unsigned(url)
    function, first = number_wide(high, (_unsigned(line) << _U(32)) | _unsigned(column))
    function, first = _without_hidden(function, first, hidden)
    deopt = _of_functions(nodes.deopt, function, len(first), texts)
    functions = Functions(
        name=_named(name[first], url[first], line[first], texts),
        file=url[first],
        line=line[first],
        column=column[first],
        module=np.full(len(first), -1, np.int32),
        category=np.where(deopt >= 0, deopt, nodes.code_type[first]).astype(np.int32),
    )
    return NodeFunctions(functions, function, hidden, interrupting)


def _without_hidden(
    function: NDArray[np.int32], first: NDArray[np.int32], hidden: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The functions of nodes that are frames numbered anew; -1 for those of the others."""
    is_used = np.zeros(len(first), np.bool_)
    is_used[function[~hidden]] = True
    number = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    number[~is_used] = -1
    return number[function], first[is_used]


def counted_from_one(place: NDArray[np.int64]) -> NDArray[np.int32]:
    """Lines or columns from 1 on of those V8 counts from 0; 0 for none, int32."""
    known = (place >= 0) & (place < _MOST)
    return np.where(known, place + 1, 0).astype(np.int32)


def anonymous(url: str, line: int) -> str:
    """What a function without a name is called, as in speedscope; a line not known is 0."""
    if not url:
        return "(anonymous)"
    return f"(anonymous {url.rsplit('/', 1)[-1]}:{line})"


def _unsigned(ids: NDArray[np.int32]) -> NDArray[np.uint64]:
    return (ids.astype(np.int64) + 1).astype(_U)


def _none_if_empty(ids: NDArray[np.int32], texts: Interner) -> NDArray[np.int32]:
    return np.where(ids == texts.add(b""), np.int32(-1), ids).astype(np.int32)


def _named(
    name: NDArray[np.int32], url: NDArray[np.int32], line: NDArray[np.int32], texts: Interner
) -> NDArray[np.int32]:
    """The names, with one made for each function that has none."""
    named = name.copy()
    for at in np.flatnonzero(name < 0).tolist():
        file = texts.text(int(url[at])).decode("utf-8", "replace") if url[at] >= 0 else ""
        named[at] = texts.add(anonymous(file, int(line[at])).encode("utf-8", "replace"))
    return named


def _of_functions(
    deopt: NDArray[np.int32], function: NDArray[np.int32], functions: int, texts: Interner
) -> NDArray[np.int32]:
    """Per function why V8 gave up on its optimised code, ``deoptimised: why``; -1 for the rest.

    "no reason" is what V8 writes where it did not.
    """
    found = np.full(functions, -1, np.int32)
    unsaid = [texts.add(b""), texts.add(b"no reason")]
    told = np.flatnonzero((deopt >= 0) & (function >= 0) & ~np.isin(deopt, unsaid))
    for reason in np.unique(deopt[told]).tolist():
        text = texts.add(b"deoptimised: " + texts.text(reason))
        found[function[told[deopt[told] == reason]]] = text
    return found


def frames_of(functions: int) -> Frames:
    """One place a function: V8 does not say which line was being executed in a caller."""
    return Frames(
        np.arange(functions, dtype=np.int32),
        np.zeros(functions, np.int32),
        np.zeros(functions, np.int64),
        np.zeros(functions, np.bool_),
    )
