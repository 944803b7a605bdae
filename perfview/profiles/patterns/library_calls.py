"""Own functions that spend much in the library code they call, which no known thing explains."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import own_above, own_functions
from perfview.profiles.patterns.claims import claims_of
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.inlined_lines import built_in
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.locks import locking
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.shares import Share, exact_share, ranked
from perfview.profiles.study import Study

MAINLY = 0.4
"""Part of such a function's time that must be in libraries: else it is hot itself."""

INJECTED = re.compile(r"^runtime\.asyncPreempt2?$")
"""Go's scheduler puts calls of it into loops it interrupts: the time before is the loop's."""

_NAMELESS = re.compile(r"^\(anonymous\)$")
"""Functions without a place: nobody could find them."""

KNOWN = 0.5
"""Part of it spent on one known thing (JSON, a regular expression), which has its own detector."""


@dataclass(frozen=True)
class LibraryCalls:
    """function: the own one. share: its self time and that of the library code below it, up to the
    next own code. through: what it calls there, most first. third: what the third of such functions
    spends in libraries (0 without one)."""

    function: int
    share: Share
    through: list[int]
    third: float


def library_calls(study: Study, ground: Ground) -> LibraryCalls | None:
    """The own function that spends most with library code; None when none does."""
    own, above = own_functions(study), own_above(study, ground)
    claim = claims_of(study, ground).claim
    left = (above >= 0) & (ground.own > 0) & (claim != np.uint32(Activity.LOADING))
    left &= ((study.kinds != Kind.COLLECTOR) & ~locking(study))[ground.function]
    owner = np.where(above >= 0, ground.function[above], -1)
    # Go's scheduler puts calls of its own into loops: their time is the loop's.
    library = ~own & ~named(study, INJECTED)
    in_libraries = left & library[ground.function]
    functions, spent = ranked(owner[in_libraries], ground.own[in_libraries])
    if not len(functions):
        return None
    first = int(functions[0])
    if _NAMELESS.match(study.name_of(first)):
        return None
    inside = left & (owner == first)
    share = exact_share(ground, inside)
    if spent[0] < MAINLY * share.spent:
        return None
    known = ranked(claim[inside & (claim != 0)], ground.own[inside & (claim != 0)])[1]
    if len(known) and known[0] >= KNOWN * share.spent:
        return None
    parent = np.append(ground.function, -1)[ground.parent]
    direct = (parent == first) & library[ground.function]
    through = ranked(ground.function[direct], ground.total[direct])[0]
    third = float(spent[2]) if len(spent) > 2 else 0.0
    return LibraryCalls(first, share, through[:3].tolist(), third)


def ends_in(study: Study, ground: Ground, function: int) -> float:
    """Which part of a function's time with calls is its own and that of libraries: with the rest
    own code goes on (0-1)."""
    above = own_above(study, ground)
    ends = np.flatnonzero(above >= 0)
    mine = ends[ground.function[above[ends]] == function]
    calls = np.flatnonzero((ground.function == function) & (ground.tree.shape.nesting == 1))
    ended = float(ground.own[mine].sum()) - built_in(study, ground, function)
    return ended / max(float(ground.total[calls].sum()), 1e-12)
