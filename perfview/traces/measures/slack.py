"""Slack and drag of every span: what it may take longer for nothing, and what it costs.

Slack and drag are the words of project planning (Devaux, Total Project Control, 1999), brought to
requests by CRISP (USENIX ATC 2022). CRISP takes both from the ends of siblings alone; here they are
exact for the causal order in which `what_if` re-times a request, parallel calls included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.critical_path import trees_of

if TYPE_CHECKING:
    from perfview.traces.study import Study


@dataclass(frozen=True)
class Margins:
    """Per span, int64 ns (n) both.

    slack_ns: how much longer it may take before its request does; what no one waits for, before
    its trace ends later; 0 on the critical path. drag_ns: what its request would save without it
    and what it called (`what_if.drag`); 0 off the path, and in traces whose root took no time.
    """

    slack_ns: NDArray[np.int64]
    drag_ns: NDArray[np.int64]


def margins(study: Study) -> Margins:
    """Slack and drag of every span, computed once per study."""
    return study.once("traces.margins", lambda: _measure(study))


def _measure(study: Study) -> Margins:
    # Few recordings are ever asked this: loading the kernel can wait till one is.
    from perfview.kernels import margins as kernels

    structure = study.structure
    slack, drag = kernels.margins(
        trees_of(study.model, structure),
        structure.first,
        structure.order,
        structure.root,
        structure.duration_ns,
        study.critical.on_path,
    )
    # Where siblings touch to the nanosecond the path may know only one of them.
    drag[~study.critical.on_path] = 0
    return Margins(slack, drag)
