"""Which modules a change takes out of which files, and which it puts where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Reached
from perfview.bundles.scenarios.standing import Standing


@dataclass(frozen=True)
class Moves:
    """Modules that move, bool (m) each: leaves loads at start no more, joins only now, gone is in
    no file any more. to_start and to_later are put into a file that loads then and were in none.
    out bool (w): which rows of the standing are taken out of their files. emptied int32: files that
    nothing stays in."""

    leaves: NDArray[np.bool_]
    joins: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    to_start: NDArray[np.bool_]
    to_later: NDArray[np.bool_]
    out: NDArray[np.bool_]
    emptied: NDArray[np.int32]


def moves(stands: Standing, before: Reached, after: Reached) -> Moves:
    """What moves when other modules are reached.

    A module goes from the files that load at start when it is not needed then, from those that load
    later when it is there at start, and from all when nothing needs it. That holds for every
    bundler: what they differ in is what reaches what.
    """
    leaves = before.at_start & ~after.at_start
    joins = after.at_start & ~before.at_start
    gone = before.at_all & ~after.at_all
    module, initial = stands.module, stands.is_initial
    out = gone[module] | (leaves[module] & initial) | (joins[module] & ~initial)
    return Moves(
        leaves,
        joins,
        gone,
        to_start=joins & ~stands.is_initial_of & stands.is_later_of,
        to_later=leaves & ~gone & stands.is_initial_of & ~stands.is_later_of,
        out=out,
        emptied=_emptied(stands, out),
    )


def _emptied(stands: Standing, out: NDArray[np.bool_]) -> NDArray[np.int32]:
    known = stands.asset >= 0
    files = int(stands.asset.max(initial=-1)) + 1
    held = np.bincount(stands.asset[known], minlength=files)
    stay = np.bincount(stands.asset[known & ~out], minlength=files)
    return np.flatnonzero((held > 0) & (stay == 0)).astype(np.int32)
