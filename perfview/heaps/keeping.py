"""What of a study is kept on disk: the model and the measures that take long."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.classes import Classes
from perfview.heaps.measures.dominators import Dominators
from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass(frozen=True)
class Kept:
    """A model, and of a snapshot who keeps whom alive, how big and how far everything is, and the
    classes; the measures are empty where the model has no graph."""

    model: HeapModel
    dominators: Dominators
    classes: Classes
    self_bytes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    retained_bytes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    distance: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    detachedness: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    class_retained: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


_NONE = np.zeros(0, np.int32)


def keep(study: Study) -> Kept:
    """What is worth keeping of a study."""
    if not len(study.graph):
        return Kept(study.model, Dominators(_NONE, _NONE, _NONE, _NONE), Classes(_NONE, [], []))
    return Kept(
        study.model,
        study.dominators,
        study.classes,
        study.self_bytes,
        study.retained_bytes,
        study.distance,
        study.detachedness,
        study.class_retained,
    )


def restore(kept: Kept, report: ImportReport, source: Source | None = None) -> Study:
    """The study again, its measures in place."""
    study = Study(kept.model, report, source)
    if len(study.graph):
        # What is kept beside the model are measures, under their names.
        study.adopt({each.name: getattr(kept, each.name) for each in fields(kept)[1:]})
    return study
