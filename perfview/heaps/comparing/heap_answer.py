"""Two heap snapshots compared, class by class, in the words every pillar shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import MINUS, number, size
from perfview.heaps.comparing.arrivals import moved_bytes
from perfview.heaps.comparing.keepers import keeper_of
from perfview.heaps.comparing.places import place_of_class
from perfview.heaps.comparing.snapshots import SnapshotDiff, diff_of, retained_before, snapshot_diff
from perfview.heaps.comparing.verdict import movers_of, verdict
from perfview.heaps.study import Study

SELF, RETAINED, COUNT = "self_bytes", "retained_bytes", "count"
METRICS = (SELF, RETAINED, COUNT)
"""What classes can be compared by; the first unless told."""

BY_ID = (
    "objects matched by V8’s ids, the earlier ones sorted into the classes and shapes of the later "
    "snapshot, as in DevTools; changes put down to the outermost new object along the dominator "
    "tree"
)
BY_CLASS = "classes matched by constructor, shape and place in the program; nothing sampled"
_NOTABLE = 1.5


@dataclass(frozen=True)
class _Heaps:
    """Two heaps, what changed by object, and by class (k, as in the diff) what counts: moved: bytes
    that came or went with its objects; retained before and after."""

    before: Study
    after: Study
    diff: SnapshotDiff
    moved: NDArray[np.int64]
    retained: tuple[NDArray[np.int64], NDArray[np.int64]]


def compare_heaps(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """What changed from one snapshot to another. Raises UnanswerableError for an unknown metric."""
    metric = wanted.metric or SELF
    if metric not in METRICS:
        said = f"Heaps are not compared by “{metric}”, but by {', '.join(METRICS)}."
        raise UnanswerableError(said, "--sample-type")
    heaps = _measured(before, after)
    diff, by_bytes = heaps.diff, _bytes(before, after)
    whole = _objects(heaps) if metric == COUNT else by_bytes
    scale = _scale(whole) if wanted.normalise else (1.0, 1.0)
    ranked = _ranked(heaps, metric)
    chosen = ranked[: wanted.limit] if wanted.limit else ranked
    rows = tuple(_row(heaps, int(row), metric, scale) for row in chosen)
    said = verdict(diff, heaps.moved, by_bytes, lambda row: keeper_of(after, diff, row))
    relative = whole.relative or 0.0
    return Comparison(
        verdict=said,
        of="objects" if metric == COUNT else "heap memory",
        metric=metric,
        unit="ratio" if wanted.normalise else "count" if metric == COUNT else "bytes",
        whole=whole,
        whole_unit="count" if metric == COUNT else "bytes",
        relative=(relative, relative),
        rows=rows,
        left_out=len(ranked) - len(rows),
        is_normalised=bool(wanted.normalise),
        method=BY_ID if diff.is_same_process else BY_CLASS,
        movers=tuple(
            _row(heaps, row, metric, scale) for row in movers_of(heaps.moved, by_bytes.amount)
        ),
        notes=tuple(_notes(heaps)),
        told=_told(heaps, chosen),
    )


def _measured(before: Study, after: Study) -> _Heaps:
    # Where the one is the other's baseline, views have asked for this already.
    diff = snapshot_diff(after) if after.baseline is before else diff_of(before, after)
    after_retained = after.class_retained
    padding = np.zeros(len(diff) - len(after_retained), np.int64)
    retained = retained_before(before, diff), np.append(after_retained, padding)
    return _Heaps(before, after, diff, moved_bytes(before, after, diff), retained)


def _bytes(before: Study, after: Study) -> Change:
    """All that is in the heaps, with what the recorder counts without objects."""
    old, new = (
        float(int(study.self_bytes.sum()) + study.graph.extra_native_bytes)
        for study in (before, after)
    )
    return _exact(old, new)


def _objects(heaps: _Heaps) -> Change:
    diff = heaps.diff
    return _exact(float(diff.before_count.sum()), float(diff.after_count.sum()))


def _scale(whole: Change) -> tuple[float, float]:
    """By what numbers are multiplied to be shares of all."""
    before, after = (1 / each if each else 0.0 for each in (whole.before, whole.after))
    return before, after


def _ranked(heaps: _Heaps, metric: str) -> NDArray[np.intp]:
    """The rows that changed, those that moved most first."""
    diff = heaps.diff
    own = np.abs(diff.after_bytes - diff.before_bytes)
    count = np.abs(diff.after_count - diff.before_count)
    retained = np.abs(heaps.retained[1] - heaps.retained[0])
    moved = np.maximum(np.abs(heaps.moved), own)
    first = {SELF: moved, RETAINED: retained, COUNT: count}[metric]
    order = np.lexsort((-retained, -moved, -first))
    turnover = diff.added_count + diff.removed_count
    changed = (moved + retained + count + turnover) > 0
    found: NDArray[np.intp] = order[changed[order]]
    return found


def _row(heaps: _Heaps, row: int, metric: str, scale: tuple[float, float]) -> ComparedRow:
    diff = heaps.diff
    own, moved = (diff.before_bytes, diff.after_bytes), float(heaps.moved[row])
    total = heaps.retained
    if metric == COUNT:
        own = total = diff.before_count, diff.after_count
        moved = float(diff.after_count[row] - diff.before_count[row])
    has_it = heaps.after if row < len(heaps.after.classes) else heaps.before
    return ComparedRow(
        name=diff.name[row],
        place=place_of_class(has_it, diff.key[row]),
        total=_exact(*(float(each[row]) * by for each, by in zip(total, scale, strict=True))),
        own=_exact(*(float(each[row]) * by for each, by in zip(own, scale, strict=True))),
        moved=moved * scale[1],
        why=_why(heaps, row),
    )


def _why(heaps: _Heaps, row: int) -> str:
    """``1,204 new, 12 gone, with what they hold +12.1 MB``."""
    diff = heaps.diff
    added, removed = int(diff.added_count[row]), int(diff.removed_count[row])
    words = ("new", "gone") if diff.is_same_process else ("more", "fewer")
    said = [f"{number(n)} {w}" for n, w in zip((added, removed), words, strict=True) if n]
    if grown := int(diff.grown_bytes[row]):
        who = "others " if said else ""
        said.append(f"{who}{'grew' if grown > 0 else 'shrank'} by {size(abs(grown))}")
    moved, own = int(heaps.moved[row]), int(diff.delta_bytes[row]) + grown
    if abs(moved) > _NOTABLE * abs(own):
        sign = "+" if moved > 0 else MINUS
        said.append(f"with what they hold {sign}{size(abs(moved))}")
    return ", ".join(said)


def _exact(before: float, after: float) -> Change:
    """A change that nothing was sampled for."""
    return Change(before, after, after - before, after - before)


def _notes(heaps: _Heaps) -> list[str]:
    diff, notes = heaps.diff, []
    if not diff.is_same_process:
        notes.append(
            "The two snapshots are not of one process, as the same ids stand for other objects: "
            "classes are compared as wholes, and which objects are new cannot be told."
        )
    elif _highest_id(heaps.after) < _highest_id(heaps.before):
        notes.append("The second snapshot seems to be the earlier one: its ids end sooner.")
    native = heaps.after.graph.extra_native_bytes - heaps.before.graph.extra_native_bytes
    if native:
        sign = "+" if native > 0 else MINUS
        notes.append(f"{sign}{size(abs(native))} lie outside of all objects and in no row.")
    notes.append(
        "Total is what a class keeps alive, self what its objects take; totals overlap, self does "
        "not."
    )
    return notes


def _highest_id(study: Study) -> int:
    """The highest of the odd ids, which V8 gives to objects of the program one after another."""
    ids = study.graph.nodes.id
    return int(np.max(ids, where=(ids & 1).astype(np.bool_), initial=0))


def _told(heaps: _Heaps, chosen: NDArray[np.intp]) -> dict[str, Any]:
    """For programs: whether ids match, and of each row what came and went."""
    diff = heaps.diff
    columns = {
        "key": [diff.key[row] for row in chosen],
        "countBefore": diff.before_count[chosen].tolist(),
        "countAfter": diff.after_count[chosen].tolist(),
        "addedCount": diff.added_count[chosen].tolist(),
        "addedBytes": diff.added_bytes[chosen].tolist(),
        "removedCount": diff.removed_count[chosen].tolist(),
        "removedBytes": diff.removed_bytes[chosen].tolist(),
        "grownBytes": diff.grown_bytes[chosen].tolist(),
    }
    return {
        "sameProcess": diff.is_same_process,
        "objects": {
            "before": int(diff.before_count.sum()),
            "after": int(diff.after_count.sum()),
            "added": int(diff.added_count.sum()),
            "removed": int(diff.removed_count.sum()),
        },
        "classes": [
            dict(zip(columns, each, strict=True)) for each in zip(*columns.values(), strict=True)
        ],
    }
