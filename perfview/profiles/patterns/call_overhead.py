"""What timing every call costs a program, told from the calls themselves.

A tracing profiler makes each call slower by about the same amount. Code that calls much looks
heavier than it is, one long call lighter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.patterns.spending import Spending
from perfview.profiles.study import Study

OFTEN = 1_000
"""Calls from which the mean of one is no chance."""

MOST = 6.0
"""Times the self time of the cheapest function that timing a call may cost. Measured with cProfile
of CPython 3.11 on 19 programs, with and without it: 3.2 to 8.5 times, half of them 4.2 to 5.1."""

MOST_OF_ALL = 0.85
"""Of everything recorded; more than that no tracing profiler takes."""


WATCHED = 5.0
"""Times that code which makes many small calls may be slowed by pyinstrument, which samples but
looks at every call to do so: measured as for cProfile, up to 4.6 times."""


def slowed(study: Study) -> float:
    """How many times as slow as without it a sampling recorder may have made code that makes many
    calls; 1 for recorders that look on from outside or at intervals only."""
    return WATCHED if study.model.made_by == "pyinstrument" else 1.0


def overheads(study: Study, tree: CallTree, spending: Spending) -> NDArray[np.float64]:
    """What timing their calls may have cost at most on each path, float64 (p), in ns; empty where
    calls were not timed.

    The cheapest function that is called often shows what cannot be less: its self time is mostly
    the timing. A function's calls are spread over its paths by their self time.
    """
    counts = study.model.counts
    if not counts or spending.unit != "ns" or not len(tree.own):
        return np.zeros(0)
    calls = counts.calls.astype(np.float64)
    function = tree.shape.function
    own = np.bincount(function, weights=tree.own, minlength=len(calls))
    often = (calls >= OFTEN) & (own > 0)
    if not often.any():
        return np.zeros(0)
    each = MOST * float((own[often] / calls[often]).min())
    part = np.divide(tree.own, own[function], out=np.zeros(len(tree.own)), where=own[function] > 0)
    found = each * calls[function] * part
    return np.asarray(found * min(1.0, MOST_OF_ALL * tree.whole / max(float(found.sum()), 1.0)))
