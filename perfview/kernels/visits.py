"""Who was there: entries of one number are of one visitor until somebody else comes by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@dataclass(frozen=True)
class Visits:
    """visit int32 (n), -1 for none; first int32 (v): the entry at which each visit begins; traits
    int32 (v, t): what is known of each visitor, -1 unknown."""

    visit: NDArray[np.int32]
    first: NDArray[np.int32]
    traits: NDArray[np.int32]


@kernel(
    "int64(int32[::1], int32[:, ::1], int64, boolean[::1], int32[::1], int32[::1], int32[::1],"
    " int32[:, ::1])",
    _nrt=False,
)
def _visits(number, told, binding, begins, current, visit, first, traits):  # type: ignore[no-untyped-def]
    made = 0
    for i in range(number.size):
        visit[i] = -1
        if number[i] < 0:
            continue
        at = current[number[i]]
        new = at < 0 or begins[i]
        if not new:
            for t in range(binding):
                known = traits[at, t]
                new = new or (told[i, t] >= 0 and known >= 0 and known != told[i, t])
        if new:
            at = np.int32(made)
            made += 1
            current[number[i]] = at
            first[at] = i
            for t in range(told.shape[1]):
                traits[at, t] = -1
        for t in range(told.shape[1]):
            if told[i, t] >= 0 and (t < binding or traits[at, t] < 0):
                traits[at, t] = told[i, t]
        visit[i] = at
    return made


def visits_of(
    number: NDArray[np.int32],
    told: NDArray[np.int32],
    binding: int,
    begins: NDArray[np.bool_],
) -> Visits:
    """Visits of n entries in their order. number int32, -1 for nobody's; told int32 (n, t): traits,
    -1 unknown. A visit ends where one of the first `binding` traits is another than was told
    before, or where `begins` says so."""
    numbers = int(number.max(initial=-1)) + 1
    current = np.full(numbers, -1, np.int32)
    visit, first = np.empty(len(number), np.int32), np.empty(len(number), np.int32)
    traits = np.empty((len(number), told.shape[1]), np.int32)
    made = _visits(number, told, binding, begins, current, visit, first, traits)
    return Visits(visit, first[:made].copy(), traits[:made].copy())
