"""What is odd about a profile as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.profiles.study import Study
from perfview.recording.report import ImportReport


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: stacks cut off, weights below nothing, estimated stacks."""
    model = study.model
    if model.is_estimated:
        report.note(
            "estimated-stacks",
            len(model.stacks),
            "The recorder counted calls and did not keep whole stacks. Tables are exact; flame "
            "graphs and call trees share each function's cost among its callers in proportion.",
        )
    negative = int(np.count_nonzero(model.weight() < 0))
    report.note(
        "negative-weight",
        negative,
        "Samples weigh less than nothing: the file is the difference of two profiles.",
    )
    if model.depth_limit:
        depth = study.model.depth_limit
        # Through the deepest frame kept go the samples that end there, and those in which the
        # collector came on top.
        cut = study.shape.depth == depth - 1
        count = int(study.tree.present[cut].sum())
        report.note(
            "truncated-stacks",
            count,
            f"Samples have stacks of {depth} frames, the most the recorder keeps: "
            "their outermost callers are missing.",
        )
