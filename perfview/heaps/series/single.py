"""A recording taken apart by heap: each process, worker or isolate by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import Collections, Moments
from perfview.heaps.study import Study

_BETWEEN = ": "


@dataclass(frozen=True)
class Single:
    """One heap over time. `owner` is whose it is, "" for the only one.

    series: float64 of one length with `time_ns` by name, without the moments at which it was not
    measured at all. rows int32: its collections, indices into the model's; `collections` are those.
    """

    owner: str
    time_ns: NDArray[np.int64]
    series: dict[str, NDArray[np.float64]]
    rows: NDArray[np.int32]
    collections: Collections

    @property
    def start_ns(self) -> int:
        """When the first thing was seen of it."""
        return min(
            (int(t[0]) for t in (self.time_ns, self.collections.time_ns) if len(t)), default=0
        )

    @property
    def end_ns(self) -> int:
        """When the last thing was seen of it."""
        ends = [int(self.time_ns[-1])] if len(self.time_ns) else []
        if len(self.collections):
            ends.append(int((self.collections.time_ns + self.collections.pause_ns).max()))
        return max(ends, default=0)

    @property
    def lasted_ns(self) -> int:
        """How long it was watched, ns, at least 1."""
        return max(1, self.end_ns - self.start_ns)


def singles(study: Study) -> list[Single]:
    """The heaps of a recording, most points first; computed once."""
    return study.once("series.singles", lambda: _singles(study))


def words_for(single: Single) -> str:
    """What a sentence calls it: ``the heap``, or whose it is."""
    return f"the heap of {single.owner}" if single.owner else "the heap"


def split_name(name: str) -> tuple[str, str]:
    """Whose series it is and what it measures: ``worker 2: heapUsed``."""
    owner, between, series = name.rpartition(_BETWEEN)
    return (owner, series) if between else ("", name)


def _singles(study: Study) -> list[Single]:
    moments, collections = study.model.moments, study.model.collections
    by_owner: dict[str, dict[str, NDArray[np.float64]]] = {}
    for name in moments.name:
        owner, measured = split_name(name)
        by_owner.setdefault(owner, {})[measured] = moments.series(name)
    found = []
    owners = _owners(study)
    for owner in dict.fromkeys([*by_owner, *owners]):
        rows = owners.get(owner, np.zeros(0, np.int32))
        time, series = _measured(moments, by_owner.get(owner, {}))
        found.append(Single(owner, time, series, rows, _taken(collections, rows)))
    return sorted(found, key=lambda each: -(len(each.time_ns) + len(each.rows)))


def _owners(study: Study) -> dict[str, NDArray[np.int32]]:
    collections = study.model.collections
    if not len(collections):
        return {}
    if not len(collections.owner):
        return {"": np.arange(len(collections), dtype=np.int32)}
    return {
        study.model.strings[int(each)]: np.flatnonzero(collections.owner == each).astype(np.int32)
        for each in np.unique(collections.owner)
    }


def _measured(
    moments: Moments, series: dict[str, NDArray[np.float64]]
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    if not series:
        return np.zeros(0, np.int64), {}
    known = np.logical_or.reduce([np.isfinite(values) for values in series.values()])
    if known.all():
        return moments.time_ns, series
    return moments.time_ns[known], {name: values[known] for name, values in series.items()}


def _taken(collections: Collections, rows: NDArray[np.int32]) -> Collections:
    if len(rows) == len(collections):
        return collections
    none = np.zeros(0, np.int32)
    return Collections(
        collections.time_ns[rows],
        collections.pause_ns[rows],
        collections.kind[rows],
        collections.is_full[rows],
        collections.before_bytes[rows],
        collections.after_bytes[rows],
        collections.committed_bytes[rows],
        collections.mutator_share[rows],
        collections.reason[rows],
        collections.promoted_bytes[rows]
        if len(collections.promoted_bytes)
        else np.zeros(0, np.int64),
        collections.owner[rows] if len(collections.owner) else none,
    )
