"""The values of weak maps: two edges lead to each, one from the key and one from the map's table.

The recorder (V8's `heap-snapshot-generator.cc`, ExtractEphemeronHashTableReferences) tells them by
their names only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import source_of
from perfview.kernels.bit_rows import bits_of
from perfview.kernels.choosing_edges import edges_named
from perfview.kernels.templates import follow
from perfview.kernels.text_hashes import number_texts

if TYPE_CHECKING:
    from perfview.heaps.study import Study

NAME = "# / part of key (* @#) -> value (* @#) pair in WeakMap (table @#)"
"""What such edges are called; ``#`` stands for digits, ``*`` for anything."""


@dataclass(frozen=True)
class Ephemerons:
    """The edges to values of weak maps: edge int64, ascending; pair int32: the same of both that
    lead to one value; from_table bool: it comes from the table, not from the key."""

    edge: NDArray[np.int64]
    pair: NDArray[np.int32]
    from_table: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.edge)


def ephemerons(study: Study) -> Ephemerons:
    """The edges to values of weak maps, found once."""
    return study.once("ephemerons", lambda: _find(study))


def _find(study: Study) -> Ephemerons:
    strings, edges = study.model.strings, study.graph.edges
    texts = follow(strings.arena, strings.offsets, NAME)
    marked = np.zeros(len(strings), np.bool_)
    marked[texts.text] = True
    internal = study.graph.edge_kind("internal")
    edge = (
        edges_named(edges.kind, edges.name, internal, bits_of(marked))
        if len(texts.text)
        else np.zeros(0, np.int64)
    )
    pair = number_texts(strings.arena, texts.rest, strings.offsets[texts.text + 1])
    which = np.searchsorted(texts.text, edges.name[edge].astype(np.int32))
    source = source_of(study, edge)
    return Ephemerons(edge, pair[which], study.graph.nodes.id[source] == texts.number[which])
