"""The texts nodes and edges are named by, and their kinds, checked against the tables."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural
from perfview.heaps.model import Edges
from perfview.kernels.greatest import greatest_by_kind
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.recording.text_lists import Texts

MISSING = "(name missing)"
UNKNOWN = "unknown"
_INDEXED = ("element", "hidden")


def named(
    names: NDArray[np.uint32], edges: Edges, edge_kinds: list[str], texts: Texts | None
) -> tuple[StringTable, int]:
    """(the strings, how many names lead beyond them): those now stand for one more text.

    Changes `names` and the names of `edges` in place.
    """
    count = len(texts.lengths) if texts else 0
    wrong = _beyond(names, count)
    greatest = greatest_by_kind(edges.kind, edges.name)
    for kind in np.flatnonzero(greatest >= count):
        if kind >= len(edge_kinds) or edge_kinds[kind] not in _INDEXED:
            at = np.flatnonzero(edges.kind == kind)
            at = at[edges.name[at] >= count]
            edges.name[at] = count
            wrong += len(at)
    return _table(texts, bool(wrong)), wrong


def _beyond(names: NDArray[np.uint32], count: int) -> int:
    """How many names there are no texts for; they become the number of texts."""
    if not len(names) or int(names.max()) < count:
        return 0
    beyond = names >= count
    names[beyond] = count
    return int(np.count_nonzero(beyond))


def _table(texts: Texts | None, has_missing: bool) -> StringTable:
    arena, lengths = (texts.arena, texts.lengths) if texts else (_NO_BYTES, _NO_LENGTHS)
    if has_missing:
        arena = np.concatenate([arena, np.frombuffer(MISSING.encode(), np.uint8)])
        lengths = np.append(lengths, np.int32(len(MISSING)))
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return StringTable(arena, offsets)


_NO_BYTES, _NO_LENGTHS = np.zeros(0, np.uint8), np.zeros(0, np.int32)


def of_known_kinds(
    kind: NDArray[np.uint8], kinds: list[str], what: str, report: ImportReport
) -> list[str]:
    """The kinds with one more where some are beyond them; changes `kind` in place."""
    if not len(kind) or int(kind.max()) < len(kinds):
        return kinds
    beyond = kind >= len(kinds)
    kind[beyond] = len(kinds)
    wrong = int(np.count_nonzero(beyond))
    report.note(
        "unknown-kind",
        wrong,
        f"{plural(wrong, what)} {'is' if wrong == 1 else 'are'} of a kind the snapshot's head"
        f" does not name, shown as “{UNKNOWN}”.",
    )
    return [*kinds, UNKNOWN]
