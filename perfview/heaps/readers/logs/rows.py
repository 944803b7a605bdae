"""Collections gathered one by one, and the columns of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from perfview.heaps.model import Collections
from perfview.recording.strings import NONE, StringTable

UNKNOWN = -1
MIB = 1 << 20
"""V8, Go and Java call 2^20 bytes a megabyte."""


@dataclass(frozen=True, slots=True)
class Row:
    """One collection: times in ns, sizes in bytes (-1 for unknown), texts as they are."""

    time_ns: int
    pause_ns: int
    kind: str
    is_full: bool
    before: int = UNKNOWN
    after: int = UNKNOWN
    committed: int = UNKNOWN
    mutator: float = float("nan")
    reason: str = ""
    promoted: int = UNKNOWN
    owner: str = ""


class Texts:
    """Distinct texts in the order they came, each with its id."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def id(self, text: str) -> int:
        """The id of a text, -1 for the empty one."""
        return self._ids.setdefault(text, len(self._ids)) if text else NONE

    def table(self) -> StringTable:
        """All of them."""
        return StringTable.of(self._ids)


def collections_of(
    rows: list[Row], texts: Texts, names: Mapping[str, str] | None = None
) -> Collections:
    """The columns, by the time at which each began; whose heap it was only where there are several,
    as `names` calls them.

    Times before the clock began (of collections that began with it) are set to its beginning.
    """
    if not rows:
        return Collections()
    time = np.maximum(np.array([row.time_ns for row in rows], np.int64), 0)
    order = np.argsort(time, kind="stable")
    ordered = [rows[i] for i in order.tolist()]
    promoted = np.array([row.promoted for row in ordered], np.int64)
    owners = {row.owner for row in rows}
    has_owners = len(owners) > 1
    called = {owner: (names or {}).get(owner, owner) for owner in owners}
    return Collections(
        time_ns=time[order],
        pause_ns=np.array([row.pause_ns for row in ordered], np.int64),
        kind=np.array([texts.id(row.kind) for row in ordered], np.int32),
        is_full=np.array([row.is_full for row in ordered], np.bool_),
        before_bytes=np.array([row.before for row in ordered], np.int64),
        after_bytes=np.array([row.after for row in ordered], np.int64),
        committed_bytes=np.array([row.committed for row in ordered], np.int64),
        mutator_share=np.array([row.mutator for row in ordered], np.float64),
        reason=np.array([texts.id(row.reason) for row in ordered], np.int32),
        promoted_bytes=promoted if (promoted >= 0).any() else np.zeros(0, np.int64),
        owner=np.array([texts.id(called[row.owner]) for row in ordered], np.int32)
        if has_owners
        else np.zeros(0, np.int32),
    )
