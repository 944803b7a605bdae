"""What changed from one heap to another, in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.findings.comparison import Change
from perfview.findings.quantities import change_of, growth, percent, size
from perfview.heaps.comparing.class_words import counted, objects_of
from perfview.heaps.comparing.snapshots import SnapshotDiff

MOST_MOVERS = 3
ENOUGH = 0.8
"""The part of the change which the named classes must make up to be the whole story."""
LEAST = 0.05
"""The part of the change from which a class is named."""
HARDLY = 0.005
"""The part of the heap below which a change is hardly one: code that got warm makes as much."""
WORTH_NAMING = 16 << 10
"""Bytes from which a class is named although the heap hardly changed."""
_WITH_WHAT_THEY_HOLD = 1.5


def movers_of(moved: NDArray[np.int64], amount: float) -> list[int]:
    """The few rows that make up most of a change, the largest first."""
    towards = moved if amount >= 0 else -moved
    order = np.argsort(-towards, kind="stable")[:MOST_MOVERS]
    whole = max(abs(amount), 1)
    before = np.cumsum(towards[order]) - towards[order]
    named = (towards[order] >= LEAST * whole) & (before < ENOUGH * whole)
    return [int(row) for row in order[named]]


def verdict(
    diff: SnapshotDiff,
    moved: NDArray[np.int64],
    whole: Change,
    keeper_of: Callable[[int], str],
) -> str:
    """Grown or shrunk, by how much, and with which objects. `keeper_of`: what keeps the new objects
    of a row alive, "" where that cannot be said in a word."""
    opening = _opening(diff, whole)
    movers = movers_of(moved, whole.amount)
    if _is_hardly(whole):
        movers = [row for row in movers if abs(int(moved[row])) >= WORTH_NAMING]
    if not movers:
        return f"{opening}."
    if whole.amount < 0:
        said = [f"{_less(diff, row)} ({change_of(int(moved[row]), 'bytes')})" for row in movers]
        return f"{opening}: {', '.join(said)}."
    said = []
    for row in movers:
        share = _share(int(moved[row]) / whole.amount)
        of_it = " of it" if not said else ""
        said.append(f"{share}{of_it} in {_more(diff, moved, row, keeper_of)}")
    return f"{opening}, {', '.join(said)}."


def _is_hardly(whole: Change) -> bool:
    return whole.relative is not None and abs(whole.relative) < HARDLY


def _opening(diff: SnapshotDiff, whole: Change) -> str:
    heap = "The heap" if diff.is_same_process else "The second heap"
    if not whole.amount:
        return f"{heap} is exactly as large as {'before' if diff.is_same_process else 'the first'}"
    relative = "" if whole.relative is None else f" ({growth(whole.relative)})"
    if _is_hardly(whole):
        hardly = "has hardly changed" if diff.is_same_process else "is as large as the first"
        return f"{heap} {hardly}: {change_of(whole.amount, 'bytes')}{relative}"
    by = f"{size(abs(whole.amount))}{relative}"
    if not diff.is_same_process:
        return f"{heap} is {by} {'larger' if whole.amount > 0 else 'smaller'} than the first"
    return f"{heap} has {'grown' if whole.amount > 0 else 'shrunk'} by {by}"


def _share(ratio: float) -> str:
    return "all" if ratio >= 0.995 else percent(ratio)


def _more(
    diff: SnapshotDiff, moved: NDArray[np.int64], row: int, keeper_of: Callable[[int], str]
) -> str:
    """``1,204 new Session objects and what they hold, kept by EventBus.listeners``."""
    name, added, own = diff.name[row], int(diff.added_count[row]), int(diff.added_bytes[row])
    if not diff.is_same_process:
        return counted(added, name, "more" if added > 1 else "")
    if int(diff.grown_bytes[row]) > own or not added:
        return f"{objects_of(name, True)} that grew"
    text = counted(added, name, "new")
    if int(moved[row]) > _WITH_WHAT_THEY_HOLD * own:
        text += f" and what {'they hold' if added > 1 else 'it holds'}"
    keeper = keeper_of(row)
    return f"{text}, kept by {keeper}" if keeper else text


def _less(diff: SnapshotDiff, row: int) -> str:
    name, gone = diff.name[row], int(diff.removed_count[row])
    if not gone:
        return f"{objects_of(name, True)} shrank"
    if not diff.is_same_process:
        return counted(gone, name, "fewer")
    return f"{counted(gone, name)} {'are' if gone > 1 else 'is'} gone"
