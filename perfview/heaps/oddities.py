"""What is odd about a heap as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.heaps.growth.misfits import misfits
from perfview.heaps.study import Study
from perfview.recording.report import ImportReport


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: objects that nothing reaches, and recordings it cannot be held
    against."""
    for kind, words in misfits(study):
        report.note(kind, 1, words)
    if not len(study.graph):
        return
    unreached = int(np.count_nonzero(study.distance == -5))
    report.note(
        "unreached-objects",
        unreached,
        "Objects are reached by no reference. They are counted, and hang on the root: the "
        "snapshot was taken while they waited to be collected, or it is incomplete.",
    )
