"""Transforms applied one after another to the stacks of a profile."""

from __future__ import annotations

import numpy as np

from perfview.kernels.refolding import refold
from perfview.kernels.stacks import nest
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.study import Study
from perfview.profiles.transforms.actions import plan_of
from perfview.profiles.transforms.transform import Transform


def transformed(study: Study, transforms: tuple[Transform, ...]) -> Shape:
    """The stacks as recorded, then changed by each transform in turn.

    A chain that is one step longer than one remembered takes one step. Raises FilterError for an
    expression that makes no sense.
    """
    known = study.known_shape(transforms[:-1])
    shape = study.shape if known is None else known
    for transform in transforms if known is None else transforms[-1:]:
        shape = _changed(study, shape, transform)
    nesting, depth = nest(shape.parent, shape.function)
    return Shape(shape.parent, shape.function, shape.of_stack, nesting, depth, shape.made)


def _changed(study: Study, shape: Shape, transform: Transform) -> Shape:
    """The shape after one change; its nesting and depth are not known yet."""
    plan = plan_of(study, shape, transform)
    parent, function, fold = refold(shape.parent, plan.key, plan.action, plan.other)
    of_stack = np.append(fold, np.int32(-1))[shape.of_stack]
    unknown = np.zeros(0, np.int32)
    return Shape(parent, function, of_stack, unknown, unknown, plan.made)
