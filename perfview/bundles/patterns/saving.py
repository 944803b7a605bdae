"""What a fix of a bundle saves, as every detector of bundles says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.scenarios.edits import Edit
from perfview.bundles.scenarios.sizes import Outcome
from perfview.findings.finding import Evidence, Saving

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_ROWS = 200
"""Modules that a finding points at one by one."""


def saving(study: Study, edits: Sequence[Edit]) -> tuple[Saving, Outcome]:
    """What edits save, in bytes over the wire: gzip where the built files are at hand, else as
    written. Of what loads at start where that shrinks by more than noise, else of everything."""
    raise NotImplementedError


def reach(study: Study, outcome: Outcome) -> float:
    """Whom it concerns (0-1): 1 for what loads at start; for later chunks their share of all
    chunks that load later on."""
    raise NotImplementedError


def evidence(study: Study, modules: NDArray[np.int32]) -> Evidence:
    """These modules, the heaviest first (at most `MOST_ROWS`), and the packages they belong to."""
    raise NotImplementedError
