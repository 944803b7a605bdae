"""A bundle and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.files import BuiltFiles
from perfview.bundles.furnished import Furnished
from perfview.bundles.measures import compressing, loading, weighing
from perfview.bundles.measures.compressing import CompressedSizes
from perfview.bundles.measures.loading import Dominated, Loading
from perfview.bundles.measures.weighing import Weights
from perfview.bundles.model import BundleModel
from perfview.recording import study as recording
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.study import measure


class Study(recording.Study):
    """What detectors, tables and views are given. Safe to share between threads.

    `built` are the files of the build that were found beside the stats; `furnished` what was given
    along with them: budgets, coverage, lock files. `baseline` is the study of an earlier build.
    """

    def __init__(
        self,
        model: BundleModel,
        report: ImportReport | None = None,
        source: Source | None = None,
        built: BuiltFiles | None = None,
        furnished: Furnished | None = None,
    ) -> None:
        super().__init__(report or ImportReport(rows=len(model)), source)
        self.model = model
        self.built = built or BuiltFiles()
        self.furnished = furnished or Furnished()
        self.baseline: Study | None = None

    @property
    def row_word(self) -> str:
        """Files, where there are no modules."""
        return "" if len(self.model.modules) else "file"

    @measure
    def loading(self) -> Loading:
        """Who loads whom, and what is loaded at start and at all."""
        return loading.loading(self)

    @measure
    def weights(self) -> Weights:
        """What every module weighs in the files."""
        return weighing.weigh(self)

    @measure
    def compressed(self) -> CompressedSizes:
        """What the files weigh compressed, and each module's part of it. Takes long: only where
        compressed sizes are asked for."""
        return compressing.compressed(self)

    @measure
    def dominated_at_start(self) -> Dominated:
        """Of what loads at start: without which module it would not."""
        return loading.dominated(self, at_start=True)

    @measure
    def dominated(self) -> Dominated:
        """Of everything: without which module it would not be in the build."""
        return loading.dominated(self, at_start=False)

    def name_of(self, module: int) -> str:
        """A module's path."""
        return self.model.strings[self.model.modules.name[module]]

    def package_of(self, module: int) -> str:
        """The name of the package a module belongs to, "" for own code."""
        row = int(self.model.modules.package[module])
        return self.model.strings[self.model.packages.name[row]] if row >= 0 else ""

    def modules_of(self, package: int) -> NDArray[np.int32]:
        """The modules of a row of `Packages`, or of `OWN_CODE`, int32."""
        return np.flatnonzero(self.model.modules.package == package).astype(np.int32)
