"""How much of a profile a set of functions takes, how sure that is, and what a fix would save."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Evidence, Saving, Severity
from perfview.kernels.ancestors import outermost_marked
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.sampling import interval_95
from perfview.profiles.patterns.spending import Cost
from perfview.profiles.study import Study

MOST_ROWS = 200
"""Stacks named in the evidence of a finding, the heaviest first."""

MOST_GROUPS = 20
"""Functions named in the evidence of a finding."""

ALL = (1.0, 1.0, 1.0)
"""What a fix takes away of the share when it makes the work go away entirely (low, value, high)."""

HALVED = (0.0, 0.5, 1.0)
"""What a fix takes away when it is only known where the time goes: as if twice as fast; between
nothing and all of it."""

CERTAIN = 0.7
"""Part of a limit that a share's lower bound must reach, besides the share the limit itself."""

ALONG = 1.4
"""Times the odds of a share that a fix may save at most: garbage, evicted caches and what calls the
work go with it. Measured on 49 programs recorded by py-spy and Node, fixed and timed without a
profiler: up to 1.4 times in nine of ten."""

LEFT = 0.15
"""Part of everything that is the program's, whatever timing its calls costs."""

AMDAHL = "Amdahl’s law on the measured share"


@dataclass(frozen=True)
class Share:
    """A set of functions' part of everything.

    spent of the ground's whole, in its unit; ratio is their quotient, low and high its 95 %
    interval from the number of samples. outermost int32: paths
    with the outermost of the functions. inside bool (p): paths that are counted.
    """

    ground: Ground
    spent: float
    outermost: NDArray[np.int32]
    inside: NDArray[np.bool_]

    @property
    def ratio(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.spent / self.ground.whole)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which ratios the true one lies: 95 % sure for samples; where calls were timed,
        as recorded or with the timing itself taken out."""
        if len(self.ground.timing):
            untimed = self.untimed
            return min(self.ratio, untimed), max(self.ratio, untimed)
        low, high = interval_95(self.ratio, self.ground.samples)
        if self.ground.slowed > 1:  # all else may be what it slowed
            high = high / (high + (1 - high) / self.ground.slowed)
        return low, high

    @property
    def untimed(self) -> float:
        """The ratio with as much taken out as timing the calls may have cost; as it is where none
        were timed."""
        timing = self.ground.timing
        if not len(timing):
            return self.ratio
        mine = self.spent - float(timing[self.inside].sum())
        rest = max(self.ground.whole - float(timing.sum()), LEFT * self.ground.whole)
        return min(1.0, max(0.0, mine / rest))

    @property
    def samples(self) -> float:
        """About how many independent samples fell on it; infinite for counted calls."""
        return self.ground.samples * self.ratio if self.ratio else 0.0


def share_of(ground: Ground, functions: NDArray[np.bool_]) -> Share:
    """The share of a set of functions, bool (f), with all they call: a stack counts once, however
    many of them are on it."""
    return share_of_paths(ground, functions[ground.function])


def own_share(ground: Ground, functions: NDArray[np.bool_]) -> Share:
    """The share of stacks that end in one of these functions, bool (f): their self time."""
    inside = functions[ground.function] & (ground.own > 0)
    return _share(ground, np.flatnonzero(inside).astype(np.int32), inside)


def exact_share(ground: Ground, inside: NDArray[np.bool_]) -> Share:
    """The share of stacks that end in just these paths, bool (p); what is below them counts only
    where it is among them."""
    above = np.append(inside, False)[ground.parent]  # roots have -1 above them
    return _share(ground, np.flatnonzero(inside & ~above).astype(np.int32), inside)


def share_of_paths(ground: Ground, marked: NDArray[np.bool_]) -> Share:
    """The share of marked paths, bool (p), with all below them, each stack once."""
    if not marked.any():
        return _share(ground, np.zeros(0, np.int32), marked)
    found = outermost_marked(ground.parent, np.ascontiguousarray(marked))
    at = np.flatnonzero(marked)
    return _share(ground, at[found[at] == at].astype(np.int32), found >= 0)


def _share(ground: Ground, outermost: NDArray[np.int32], inside: NDArray[np.bool_]) -> Share:
    return Share(ground, float(ground.own[inside].sum()), outermost, inside)


def amdahl(share: Share, removes: tuple[float, float, float] = ALL, rule: str = "") -> Saving:
    """What taking a part of the share away saves of the whole, as G. M. Amdahl has it (Validity of
    the single processor approach, AFIPS 1967): no more than the share, everything else as it was.

    `removes` are the parts (0-1) of the share that the fix takes away at least, probably and at
    most; `rule` says where they come from. They widen the interval of the share itself. At most,
    what goes with the work goes as well (`ALONG`).
    """
    low, high = share.interval
    if share.ground.spending.cost is Cost.TIME and share.ratio > 0:
        high = ALONG * high / (1 + (ALONG - 1) * high)
    whole = share.ground.whole
    least, probably, most = removes
    counted = share.ground.samples
    basis = (
        "every call timed; the interval allows for what the timing cost"
        if math.isinf(counted)
        else f"interval of 95 % for {counted:,.0f} samples (Wilson)"
        + (", above it for what the recorder slowed" if share.ground.slowed > 1 else "")
    )
    parts = [AMDAHL, rule, basis]
    return Saving(
        value=share.spent * probably,
        low=low * whole * least,
        high=min(1.0, high) * whole * most,
        unit=share.ground.spending.unit,
        method="; ".join(part for part in parts if part),
        of=share.ground.spending.of,
        before=whole,
    )


def confidence(specific: float, share: Share) -> float:
    """How sure a finding may be: `specific` (0-1: how little else what was recognised could mean),
    less one relative standard error of the share, which a few samples leave large.

    Half the width of the 95 % interval is two standard errors. Never 1, and at most 70 % off. Where
    calls were timed only that the share may be smaller makes it less sure.
    """
    if share.ratio <= 0:
        return 0.0
    low, high = share.interval
    traced = len(share.ground.timing) > 0 or share.ground.slowed > 1
    width = share.ratio - low if traced else (high - low) / 2
    error = width / 2 / share.ratio
    return round(min(0.99, specific * (1 - min(0.7, error))), 2)


def severity_of(ratio: float, warning: float, critical: float) -> Severity:
    """By the share of everything: what is below `warning` is a note."""
    if ratio >= critical:
        return Severity.CRITICAL
    return Severity.WARNING if ratio >= warning else Severity.INFO


def sure_severity(share: Share, warning: float, critical: float) -> Severity:
    """As `severity_of`, but less grave where so few samples tell the share that the true one may
    lie far below the limit."""
    return severity_of(min(share.ratio, share.interval[0] / CERTAIN), warning, critical)


def evidence_of(
    study: Study, share: Share, functions: NDArray[np.integer] | None = None
) -> Evidence:
    """The heaviest recorded stacks behind a share, and the functions at fault (those given, else
    the outermost ones), heaviest first; its total counts the stacks, not the samples on them."""
    ground = share.ground
    if functions is None:
        functions = heaviest_functions(ground, share.outermost)
    chosen = np.flatnonzero(share.inside & (ground.own > 0))
    return Evidence(
        _recorded(study, ground, _heaviest(ground.own, chosen)),
        functions[:MOST_GROUPS].astype(np.int32),
        len(chosen),
    )


def heaviest_functions(ground: Ground, paths: NDArray[np.integer]) -> NDArray[np.int64]:
    """The functions of these paths, those with most in total first."""
    return ranked(ground.function[paths], ground.total[paths])[0]


def ranked(
    key: NDArray[np.integer], weight: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Weights summed by key (0 and more), the heaviest first: keys and sums."""
    if not len(key):
        return np.zeros(0, np.int64), np.zeros(0)
    summed = np.asarray(np.bincount(key, weights=weight), np.float64)
    present = np.unique(key)
    order = present[np.argsort(-summed[present], kind="stable")].astype(np.int64)
    return order, summed[order]


def _heaviest(own: NDArray[np.float64], paths: NDArray[np.intp]) -> NDArray[np.intp]:
    """At most `MOST_ROWS` of these paths, heaviest first."""
    weight = own[paths]
    if len(paths) > MOST_ROWS:
        least = np.partition(weight, len(weight) - MOST_ROWS)[len(weight) - MOST_ROWS]
        paths, weight = paths[weight >= least], weight[weight >= least]
    return paths[np.argsort(-weight, kind="stable")[:MOST_ROWS]]


def _recorded(study: Study, ground: Ground, paths: NDArray[np.integer]) -> NDArray[np.int32]:
    """One recorded stack of each path, in the paths' order."""
    shape = ground.tree.shape
    found = np.take(study.once("stack of path", lambda: _stack_of_path(shape)), paths)
    return np.compress(found >= 0, found)


def _stack_of_path(shape: Shape) -> NDArray[np.int32]:
    stack = np.full(len(shape), -1, np.int32)
    at = np.flatnonzero(shape.of_stack >= 0)
    stack[shape.of_stack[at[::-1]]] = at[::-1]
    return stack
