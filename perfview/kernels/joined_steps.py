"""Runs told in several steps joined to one: prepared, given values, carried out, fetched on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel

PREPARED, GIVEN, RUN_STEPS, RUN_WHOLE, AGAIN, TOOK, FAILED, DESCRIBED = range(1, 9)
"""What an entry tells: a run was prepared; given its values; carried out as the last of its steps;
carried out at once; went on; how long the last took (of an entry without text); failed; how it was
done."""

_PREPARED, _GIVEN, _DESCRIBED, _OPEN, _LAST, _LOOSE = range(6)


@dataclass(frozen=True)
class Joined:
    """r runs: entry int32, the one that tells most of it; took int64, -1 unknown; failed bool. Of n
    entries: run int32, -1 for none. loose: amounts of time that belong to none."""

    entry: NDArray[np.int32]
    took: NDArray[np.int64]
    failed: NDArray[np.bool_]
    run: NDArray[np.int32]
    loose: int


@inlined
def _new(e, amount, entry, took, failed, run, made):  # type: ignore[no-untyped-def]
    """A run of its own for an entry."""
    row = made[0]
    entry[row], took[row], failed[row], run[e] = e, amount, False, row
    made[0] = row + 1
    return row


@inlined
def _set_aside(slot, now, amount, entry, took, failed, run, made):  # type: ignore[no-untyped-def]
    """What was waiting in a slot for more becomes a run of its own; `now` waits instead."""
    before = slot[0]
    if before >= 0:
        _new(before, amount[before], entry, took, failed, run, made)
    slot[0] = now


@inlined
def _taken_in(slot, row, what, amount, entry, took, failed, run, made):  # type: ignore[no-untyped-def]
    """Let a run take in what waits in a slot, if it is of the same text; else set it aside."""
    before = slot[0]
    if before < 0:
        return
    if what[before] != what[entry[row]]:
        _set_aside(slot, -1, amount, entry, took, failed, run, made)
        return
    slot[0] = -1
    run[before] = row
    if amount[before] >= 0:
        took[row] = max(took[row], 0) + amount[before]


@kernel(
    "void(uint8[::1], int32[::1], int32[::1], int64[::1], int64[:, ::1], int32[::1], int64[::1],"
    " boolean[::1], int32[::1], int64[::1])",
    _nrt=False,
)
def _join(kind, who, what, amount, waiting, entry, took, failed, run, made):  # type: ignore[no-untyped-def]
    for e in range(kind.size):
        run[e] = -1
        slots = waiting[who[e] + 1]
        prepared, given = slots[_PREPARED : _PREPARED + 1], slots[_GIVEN : _GIVEN + 1]
        described = slots[_DESCRIBED : _DESCRIBED + 1]
        if kind[e] == PREPARED:
            _set_aside(given, -1, amount, entry, took, failed, run, made)
            _set_aside(prepared, e, amount, entry, took, failed, run, made)
        elif kind[e] == GIVEN:
            _set_aside(given, e, amount, entry, took, failed, run, made)
        elif kind[e] == DESCRIBED:
            open_run = slots[_OPEN]
            if open_run >= 0 and what[entry[open_run]] == what[e]:
                run[e] = open_run
            else:
                _set_aside(described, e, amount, entry, took, failed, run, made)
        elif kind[e] == TOOK:
            if slots[_OPEN] >= 0:
                row = slots[_OPEN]
                took[row] = amount[e] + max(took[row], 0)
                run[e] = row
                slots[_OPEN] = -1
            else:
                slots[_LOOSE] += amount[e]
                made[1] += 1
        elif kind[e] == AGAIN and slots[_LAST] >= 0 and what[entry[slots[_LAST]]] == what[e]:
            row = slots[_LAST]
            run[e] = row
            if amount[e] >= 0:
                took[row] = max(took[row], 0) + amount[e]
            else:
                slots[_OPEN] = row
        else:
            open_run = slots[_OPEN]
            if kind[e] == FAILED and open_run >= 0 and what[entry[open_run]] == what[e]:
                row = open_run
                run[e] = row
            else:
                row = _new(e, amount[e], entry, took, failed, run, made)
            failed[row] = kind[e] == FAILED
            if kind[e] != RUN_WHOLE:
                _taken_in(prepared, row, what, amount, entry, took, failed, run, made)
                _taken_in(given, row, what, amount, entry, took, failed, run, made)
            if described[0] >= 0:
                had = took[row]
                _taken_in(described, row, what, amount, entry, took, failed, run, made)
                if had >= 0:
                    took[row] = had
            if kind[e] == RUN_STEPS and amount[e] < 0 and slots[_LOOSE] > 0:
                took[row] = max(took[row], 0) + slots[_LOOSE]
            slots[_LOOSE] = 0
            slots[_LAST] = row
            slots[_OPEN] = row if amount[e] < 0 and kind[e] != FAILED else -1
    for w in range(waiting.shape[0]):
        for s in range(_PREPARED, _DESCRIBED + 1):
            if waiting[w, s] >= 0:
                left = waiting[w, s]
                _new(left, amount[left], entry, took, failed, run, made)


def join_steps(
    kind: NDArray[np.uint8],
    who: NDArray[np.int32],
    what: NDArray[np.int32],
    amount: NDArray[np.int64],
) -> Joined:
    """Join n entries, in their order, of the same `who` (int32, -1 unknown) about the same `what`
    (int32). amount int64: time told, -1 for none.

    A preparation and giving of values join the next run of the same text, and are runs of their
    own where none comes. Time without a text is that of the run before that told none. What is
    described is the next run of the same text.
    """
    n = len(kind)
    waiting = np.full((int(who.max(initial=-1)) + 2, 6), -1, np.int64)
    waiting[:, _LOOSE] = 0
    entry, took = np.empty(n, np.int32), np.empty(n, np.int64)
    failed, run = np.zeros(n, np.bool_), np.empty(n, np.int32)
    made = np.zeros(2, np.int64)
    _join(kind, who, what, amount, waiting, entry, took, failed, run, made)
    rows = int(made[0])
    return Joined(entry[:rows].copy(), took[:rows].copy(), failed[:rows].copy(), run, int(made[1]))
