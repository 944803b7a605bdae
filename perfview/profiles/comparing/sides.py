"""One of two profiles as it goes into a comparison: its numbers, and how far they may be off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.function_table import FunctionTable
from perfview.profiles.measures.weighing import chosen_samples
from perfview.profiles.patterns.sampling import drawn
from perfview.profiles.patterns.spending import Spending, spendings
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Side:
    """A profile through a lens.

    tree, table: its numbers. spread float64 (p): the variance of what each path of the tree has of
    its own. one: what one sample weighs on average, 0 where nothing was sampled: as much may be
    missing of what was never met.
    """

    study: Study
    lens: Lens
    spending: Spending
    tree: CallTree
    table: FunctionTable
    spread: NDArray[np.float64]
    one: float

    @property
    def whole(self) -> float:
        """The sum of everything."""
        return self.tree.whole

    @property
    def is_sampled(self) -> bool:
        """Whether the numbers are estimates from samples."""
        return self.one > 0


def side_of(study: Study, lens: Lens = EVERYTHING) -> Side:
    """A profile through a lens, ready to be compared.

    Samples come by chance, so that a sum of weights is a compound Poisson variable, whose variance
    is estimated by the sum of the squared weights (S. Ross, Introduction to Probability Models,
    5.4.2). Where a row of a file stands for several samples, each weighs its part of the row.
    """
    tree = study.call_tree(lens)
    shape = tree.shape
    spending = spending_at(study, lens.metric)
    samples = drawn(study.model, spending)
    variance, one = _variance(study, lens, samples)
    kept = np.flatnonzero(shape.of_stack >= 0)
    at = np.asarray(
        np.bincount(shape.of_stack[kept], weights=variance[kept], minlength=len(shape)), np.float64
    )
    return Side(study, lens, spending, tree, study.function_table(lens), at, one)


def spending_at(study: Study, metric: int) -> Spending:
    """What a metric (-1 for the default one) is the cost of."""
    wanted = study.model.metrics.default if metric < 0 else metric
    return next(each for each in spendings(study.model) if each.metric == wanted)


def _variance(study: Study, lens: Lens, samples: float) -> tuple[NDArray[np.float64], float]:
    """Per stack of the model, float64 (s), and what one sample weighs; zeros for counted calls."""
    model = study.model
    size = len(model.stacks)
    stack, weight = model.samples.stack, model.weight(lens.metric)
    busy = stack >= 0
    sizes = np.abs(weight)
    whole = float(sizes[busy].sum())
    square = float(np.square(weight[busy]).sum())
    if np.isinf(samples) or samples <= 0 or not whole:
        return np.zeros(size), 0.0
    # Where rows are not the samples, those weigh the same each, whichever row they are in.
    is_row_each = np.isclose(samples * square, whole * whole, rtol=1e-6)
    variance = np.square(weight) if is_row_each else sizes * (whole / samples)
    chosen = chosen_samples(study, lens)
    if chosen is not None:
        stack, variance = stack[chosen], variance[chosen]
    summed = np.bincount(stack + 1, weights=variance, minlength=size + 1)[1:]
    return np.asarray(summed, np.float64), whole / samples
