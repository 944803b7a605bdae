"""What of a study is kept on disk: the model and the measures that views and detectors ask for."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.measures.critical_path import CriticalTimes
from perfview.traces.measures.lanes import Lanes
from perfview.traces.measures.operations import Endpoints, Operations
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.traces.measures.statements import Statements
from perfview.traces.model import TraceModel
from perfview.traces.structure import Structure
from perfview.traces.study import Study


@dataclass(frozen=True)
class Measures:
    """Measures of a `Study` under the names they have there."""

    structure: Structure
    self_ns: NDArray[np.int64]
    critical: CriticalTimes
    operations: Operations
    endpoints: Endpoints
    graph: ServiceGraph
    statements: Statements
    services_per_trace: NDArray[np.int64]
    band_lanes: Lanes


@dataclass(frozen=True)
class Kept:
    """A model and what was measured on it."""

    model: TraceModel
    measures: Measures


def keep(study: Study) -> Kept:
    """What is worth keeping of a study; measures nobody asked for yet are computed."""
    return Kept(study.model, Measures(**{f.name: getattr(study, f.name) for f in fields(Measures)}))


def restore(kept: Kept, report: ImportReport, source: Source | None = None) -> Study:
    """The study again, its measures in place."""
    study = Study(kept.model, report, source)
    study.adopt({f.name: getattr(kept.measures, f.name) for f in fields(Measures)})
    return study
