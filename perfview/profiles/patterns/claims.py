"""Each path's own cost given to the one thing it is for: JSON, logging, waiting for a disk.

A sample counts for what the frames between the nearest own code and its top do. So callbacks of
own code below a library (a reviver of JSON, a handler of events) count for themselves, and
recursion counts once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.kernels.inheriting import handed_down
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ecosystems import Ecosystem, ecosystems_of, in_browser
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.importing import importing
from perfview.profiles.patterns.known_functions import Activity, activities_of
from perfview.profiles.study import Study

PRECEDENCE = (
    Activity.LOADING,
    Activity.LOGGING,
    Activity.EXCEPTIONS,
    Activity.BLOCKING,
    Activity.TLS,
    Activity.CRYPTO,
    Activity.COMPRESSION,
    Activity.JSON,
    Activity.SERIALISATION,
    Activity.REGEXP,
    Activity.SCANNING,
    Activity.STRINGIFICATION,
    Activity.SPINNING,
    Activity.TIMERS,
)
"""Who gets what several could claim: making text for a log is logging, matching inside of a JSON
parser is JSON."""


@dataclass(frozen=True)
class Claims:
    """claim uint32 (p): the `Activity` a path's own cost is for, 0 for none. owner int32 (p): the
    path at or above it that ends in the nearest own code, -1 for none. first int32 (p): the
    function called by it through which the activity begins, -1 without a claim. on_loop bool (p):
    whether it runs on an event loop. above uint32 (p): what all frames above a path do.
    """

    claim: NDArray[np.uint32]
    owner: NDArray[np.int32]
    first: NDArray[np.int32]
    on_loop: NDArray[np.bool_]
    above: NDArray[np.uint32]


def claims_of(study: Study, ground: Ground) -> Claims:
    """Who claims what of a ground; kept with the study."""
    return study.once(f"claims {ground.spending.metric}", lambda: _claims(study, ground))


def _claims(study: Study, ground: Ground) -> Claims:
    known = activities_of(study)
    own = (own_functions(study) & (known == 0))[ground.function]
    bits = known[ground.function]
    since, above = handed_down(ground.parent, bits, own)
    since = np.where(importing(study, ground), since | np.uint32(Activity.LOADING), since)
    looped = _on_loop(study, ground, since | above | bits)
    # What blocks matters where others wait for the same thread.
    since = np.where(looped, since, since & np.uint32(~np.uint32(Activity.BLOCKING)))
    claim = np.zeros(len(since), np.uint32)
    for activity in reversed(PRECEDENCE):
        claim = np.where(since & np.uint32(activity), np.uint32(activity), claim)
    owner = nearest_marked(ground.parent, own)
    return Claims(claim, owner, _begins(ground, bits, claim, own), looped, above)


def _on_loop(study: Study, ground: Ground, all_bits: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Paths on an event loop. JavaScript runs on one always, except while modules are loaded."""
    looped: NDArray[np.bool_] = (all_bits & np.uint32(Activity.EVENT_LOOP)) != 0
    if Ecosystem.JAVASCRIPT in ecosystems_of(study):
        loading = (all_bits & np.uint32(Activity.LOADING)) != 0
        has_loader = bool(loading.any())
        # Without a loader and outside of browsers frames of the loop itself have to tell.
        if has_loader or in_browser(study):
            looped |= ~loading
    return looped


def _begins(
    ground: Ground,
    bits: NDArray[np.uint32],
    claim: NDArray[np.uint32],
    own: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """The function through which each claimed path's activity begins below its owner."""
    parent = ground.parent
    over = np.where(parent >= 0, claim[parent], 0)
    starts = (claim != 0) & ((over != claim) | own[np.maximum(parent, 0)] | (parent < 0))
    starts &= (bits & claim) != 0
    at = nearest_marked(parent, np.ascontiguousarray(starts | own))
    found = np.where((claim != 0) & (at >= 0), ground.function[at], -1)
    return found.astype(np.int32)
