"""Objects and references by what people write for them: ``@88213``, ``Session``,
``EventBus.listeners``, ``@513[12]``, ``global.cache``."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import plural
from perfview.heaps.measures.edges import edges_of
from perfview.heaps.measures.names import ids_of
from perfview.heaps.measures.roots import user_roots
from perfview.heaps.retention.naming import edge_name, is_global
from perfview.heaps.study import Study

_ID = re.compile(r"(?:.* )?@(\d+)")
_REST = re.compile(r"[.\[]")
_INDEX = re.compile(r"\[(\d*)\]")
_SYMBOL = re.compile(r"\[Symbol\((.*)\)\]")
_TEXT = re.compile(r'\["(.*)"\]')
_CALLED = ("closure", "synthetic", "native")
_GLOBALS = ("global", "globalThis", "window")
_LOOKED_AT = 100_000
"""Edges whose names are written out to be compared, where what is asked for is no plain name."""


def objects(study: Study, text: str, option: str) -> NDArray[np.int64]:
    """The objects named by ``@id``, by a class or as the global object: int64, ascending.

    Raises UnanswerableError of the option when there is none.
    """
    found = _objects(study, text.strip())
    if not text.strip() or not len(found):
        raise UnanswerableError(_no_object(study, text), option)
    return found


def references(study: Study, text: str, option: str) -> NDArray[np.int64]:
    """The edges named by an object or class and what follows it: ``.name``, ``[12]``, ``[]`` for
    all elements, ``["a key"]``, ``.get("a key")``. int64, ascending.

    Raises UnanswerableError of the option when nothing of the name is there.
    """
    holders = 0
    for begin in reversed([m.start() for m in _REST.finditer(text) if m.start()]):
        for nodes in _meant(study, text[:begin].strip()):
            holders = holders or len(nodes)
            found = _named(study, edges_of(study, nodes), text[begin:])
            if len(found):
                return found
    if not holders and len(_objects(study, text.strip())):
        told = f"“{text.strip()}” is not a reference, but what holds some."
        raise UnanswerableError(f"{told} Write CLASS.PROPERTY or @ID.PROPERTY.", option)
    if not holders:
        named = _no_object(study, re.split(_REST, text)[0] or text)
        raise UnanswerableError(f"{named} Write CLASS.PROPERTY or @ID.PROPERTY.", option)
    told = "The object has" if holders == 1 else f"None of {plural(holders, 'object')} has"
    what = "no such reference" if holders == 1 else "such a reference"
    raise UnanswerableError(f"{told} {what}: “{text}”.", option)


def _objects(study: Study, text: str) -> NDArray[np.int64]:
    return next((nodes for nodes in _meant(study, text) if len(nodes)), np.zeros(0, np.int64))


def _meant(study: Study, text: str) -> Iterator[NDArray[np.int64]]:
    """What a name may stand for, each int64 and ascending: one object by its id, those of a class,
    what is called so itself (functions, V8's roots), the global object."""
    if named := _ID.fullmatch(text):
        yield np.flatnonzero(study.graph.nodes.id == int(named[1]))
        return
    classes = [row for row, name in enumerate(study.classes.name) if name == text]
    yield np.flatnonzero(np.isin(study.classes.of_node, classes))
    names = ids_of(study, text.removesuffix("()"))
    called = np.isin(study.graph.nodes.name, names)
    own = [study.graph.node_kind(kind) for kind in _CALLED]
    yield np.flatnonzero(called & np.isin(study.graph.nodes.kind, own))
    if text in _GLOBALS:
        yield _global_objects(study)


def _global_objects(study: Study) -> NDArray[np.int64]:
    """The user roots, and what they lead to, whose properties are global variables."""
    roots = np.unique(user_roots(study)).astype(np.int64)
    near = np.unique(np.concatenate([roots, study.graph.edges.target[edges_of(study, roots)]]))
    return np.array([n for n in near.tolist() if is_global(study, n)], np.int64)


def _named(study: Study, edges: NDArray[np.int64], rest: str) -> NDArray[np.int64]:
    """Those of the edges that are called so."""
    columns = study.graph.edges
    elements = columns.kind[edges] == study.graph.edge_kind("element")
    if index := _INDEX.fullmatch(rest):
        found: NDArray[np.int64] = edges[elements]
        return found[columns.name[found] == int(index[1])] if index[1] else found
    numbered = elements | (columns.kind[edges] == study.graph.edge_kind("hidden"))
    names = np.concatenate([ids_of(study, each) for each in _spellings(rest)]).astype(np.uint32)
    plain: NDArray[np.int64] = edges[~numbered & np.isin(columns.name[edges], names)]
    if len(plain):
        return plain
    few = edges[:_LOOKED_AT].tolist()
    return np.array([e for e in few if edge_name(study, e).accessor == rest], np.int64)


def _spellings(rest: str) -> list[str]:
    """What the recording may call a reference written so."""
    found = [rest.removeprefix(".")]
    if symbol := _SYMBOL.fullmatch(rest):
        found.append(f"<symbol {symbol[1]}>")
    if _TEXT.fullmatch(rest):
        try:
            found.append(str(json.loads(rest[1:-1])))
        except ValueError:
            found.append(rest[2:-2])
    return found


def _no_object(study: Study, text: str) -> str:
    near = difflib.get_close_matches(text, study.classes.name, n=2, cutoff=0.6)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no object or class “{text}”.{hint}"
