"""A profile and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.call_tree import CallTree, Shape, shape_of, tree_of
from perfview.profiles.measures.function_table import FunctionTable, function_table
from perfview.profiles.measures.packages import Packages, package_of
from perfview.profiles.measures.weighing import Weighed, weigh
from perfview.profiles.model import ProfileModel
from perfview.profiles.originals import NO_MAPS, Originals
from perfview.profiles.remembering import Latest
from perfview.profiles.transforms.transform import Transform
from perfview.recording import study as recording
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.study import measure

_REMEMBERED = 8


class Study(recording.Study):
    """What detectors, tables and views are given. Safe to share between threads.

    `baseline` is the study of another profile, too.
    """

    def __init__(
        self,
        model: ProfileModel,
        report: ImportReport | None = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(report or ImportReport(rows=len(model)), source)
        self.model = model
        self.baseline: Study | None = None
        self.originals: Originals = NO_MAPS
        self._trees: Latest[Lens, CallTree] = Latest(_REMEMBERED)
        self._tables: Latest[Lens, FunctionTable] = Latest(_REMEMBERED)
        self._wheres: Latest[str, NDArray[np.bool_]] = Latest(_REMEMBERED)
        self._shapes: Latest[tuple[Transform, ...], Shape] = Latest(_REMEMBERED)

    def metric_names(self) -> list[str]:
        """The kinds of weight its samples have."""
        return self.model.metrics.name

    def measured_by(self, name: str) -> Study:
        """The same profile with this metric as its default. Raises ValueError."""
        default = self.metric_names().index(name)
        metrics = replace(self.model.metrics, default=default)
        found = Study(replace(self.model, metrics=metrics), self.report, self.source)
        found.baseline, found.originals = self.baseline, self.originals
        found.adopt({"shape": self.shape, "packages": self.packages})
        return found

    @measure
    def function(self) -> NDArray[np.int32]:
        """The function on top of each stack, int32 (s)."""
        return self.model.function_of_stack()

    @measure
    def kinds(self) -> NDArray[np.uint8]:
        """What sort of code each function is, uint8 (f), a `measures.kinds.Kind`."""
        return self.packages.kind

    @measure
    def packages(self) -> Packages:
        """Which package, library or module each function belongs to."""
        return package_of(self.model)

    @measure
    def shape(self) -> Shape:
        """The stacks as recorded, folded to ways of functions."""
        return shape_of(self.model.stacks.parent, self.function)

    @measure
    def tree(self) -> CallTree:
        """Everything by the default metric."""
        own = self.weigh(EVERYTHING)
        return tree_of(self.shape, own.weight, own.count)

    @measure
    def functions(self) -> FunctionTable:
        """What each function costs by the default metric, all in all."""
        return self._function_table(EVERYTHING)

    def weigh(self, lens: Lens) -> Weighed:
        """The weight and the number of samples of each stack that the lens lets through."""
        return weigh(self, lens)

    def stacks_where(self, expression: str) -> NDArray[np.bool_]:
        """The stacks that an expression over frames lets through, bool (s). Raises FilterError."""
        from perfview.profiles.filtering.frames import stacks_where

        found = self._wheres.get(expression)
        if found is None:
            found = self._wheres.keep(expression, stacks_where(self, expression))
        return found

    def shape_through(self, lens: Lens) -> Shape:
        """The stacks after the lens's transforms."""
        if not lens.transforms:
            return self.shape
        from perfview.profiles.transforms.applying import transformed

        found = self._shapes.get(lens.transforms)
        if found is None:
            found = self._shapes.keep(lens.transforms, transformed(self, lens.transforms))
        return found

    def known_shape(self, transforms: tuple[Transform, ...]) -> Shape | None:
        """The stacks after these transforms if they were looked at lately."""
        return self._shapes.get(transforms) if transforms else self.shape

    def call_tree(self, lens: Lens = EVERYTHING) -> CallTree:
        """The samples a lens lets through, folded; remembered for the latest few lenses."""
        if lens == EVERYTHING:
            return self.tree
        found = self._trees.get(lens)
        if found is None:
            own = self.weigh(lens)
            made = tree_of(self.shape_through(lens), own.weight, own.count)
            found = self._trees.keep(lens, made)
        return found

    def function_table(self, lens: Lens = EVERYTHING) -> FunctionTable:
        """What each function costs through a lens. Counted calls (cProfile, callgrind) are taken
        from the counts when nothing is filtered or transformed: stacks are only an estimate.
        Remembered for the latest few lenses."""
        if lens == EVERYTHING:
            return self.functions
        found = self._tables.get(lens)
        return found if found is not None else self._tables.keep(lens, self._function_table(lens))

    def _function_table(self, lens: Lens) -> FunctionTable:
        found = function_table(self.call_tree(lens), len(self.model.functions))
        counts = self.model.counts
        if not counts or lens != Lens(metric=lens.metric):
            return found
        f = len(self.model.functions)
        at = self.model.metrics.default if lens.metric < 0 else lens.metric
        own, inclusive = counts.own[at * f : at * f + f], counts.inclusive[at * f : at * f + f]
        return FunctionTable(own, inclusive, counts.calls, counts.calls)

    def name_of(self, function: int, shape: Shape | None = None) -> str:
        """A function's name; beyond the model's functions, that of a frame a transform made."""
        functions = self.model.functions
        if function < len(functions):
            return self.model.strings[int(functions.name[function])]
        return shape.made[function - len(functions)] if shape else ""
