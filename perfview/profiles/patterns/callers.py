"""Whose doing a cost is: the nearest own code above it, which somebody can change."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.locks import locking
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.nameless import nameless
from perfview.profiles.patterns.shares import Share, ranked
from perfview.profiles.patterns.waiting import of_profiler
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Callers:
    """function int64: own functions, the one behind most of a share first; -1 where no own code is
    above it. spent float64: how much of the share each is behind."""

    function: NDArray[np.int64]
    spent: NDArray[np.float64]

    @property
    def first(self) -> int:
        """The own function behind most of it, -1 when there is none."""
        return next((f for f in self.function.tolist() if f >= 0), -1)


_NO_CODE = re.compile(r"^(thread|process) \(?\d+\)?\b|^(thread|process|pid|tid)[ -:]\d+$")
"""Frames that recorders put under stacks to tell threads and processes apart."""


def own_functions(study: Study) -> NDArray[np.bool_]:
    """Code of the program itself, bool (f): no library, no runtime, no profiler, no thread.

    Where nothing is, an installed program was recorded (a compiler, a linter): then the libraries
    are the program.
    """
    return study.once("own functions", lambda: _own(study))


def _own(study: Study) -> NDArray[np.bool_]:
    own = _nobody_elses(study, Kind.OWN)
    return own if own.any() else _nobody_elses(study, Kind.LIBRARY)


def _nobody_elses(study: Study, kind: Kind) -> NDArray[np.bool_]:
    own: NDArray[np.bool_] = study.kinds == kind
    own = own & ~of_profiler(study) & ~named(study, _NO_CODE) & ~nameless(study)
    own &= ~locking(study)  # of the C library, whatever binary it is linked into
    if study.model.made_by == "pyinstrument":  # built-in functions have no file there
        own &= study.model.functions.file >= 0
    return own


def own_above(study: Study, ground: Ground) -> NDArray[np.int32]:
    """The nearest path at or above each that ends in own code, -1 for none; int32 (p)."""
    return study.once(
        f"own above {ground.spending.metric}",
        lambda: nearest_marked(ground.parent, own_functions(study)[ground.function]),
    )


def callers_of(study: Study, share: Share) -> Callers:
    """Which own functions a share is the doing of: of each outermost path, the nearest own code at
    or above it."""
    ground = share.ground
    above = own_above(study, ground)[share.outermost]
    key = np.where(above >= 0, ground.function[above] + 1, 0)
    function, spent = ranked(key, _weights(share))
    return Callers(function - 1, spent)


def _weights(share: Share) -> NDArray[np.float64]:
    """What the share counts of each outermost path: all of it, or what ends there."""
    ground = share.ground
    ends_there = bool(share.inside.sum() == len(share.outermost))
    return (ground.own if ends_there else ground.total)[share.outermost]
