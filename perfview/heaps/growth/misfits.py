"""Why recordings cannot be held against each other: another process, the wrong order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.heaps.comparing.ordering import are_of_process, latest_id
from perfview.heaps.growth.ageing import is_comparable, partner
from perfview.heaps.study import Study

BASELINE, TARGET = "unfit-baseline", "unfit-target"
"""Under which the report tells of them."""

_OTHER_PROCESS = (
    "is of another process, where the same number is another object: what is new since then cannot"
    " be told. Take both snapshots of one run, or compare them class by class"
)


def misfits(study: Study) -> Iterator[tuple[str, str]]:
    """What keeps a study's baseline and what lies between from telling what grew: pairs of
    `BASELINE` or `TARGET` and a sentence."""
    baseline = study.baseline
    if baseline is None or not len(study.model):
        return
    if why := _unlike(study, baseline) or _unfit_baseline(study, baseline):
        yield BASELINE, f"The baseline {why}."
        return
    for target in study.between:
        if why := _unlike(study, target) or _unfit_target(study, baseline, target):
            yield TARGET, f"The target {why}."


def _unlike(study: Study, other: Study) -> str:
    """What one of them lacks that the other holds."""
    if len(study.graph) and not len(other.graph):
        return "holds no objects. Hold a snapshot against a snapshot"
    if len(other.graph) and not len(study.graph):
        return "is a heap snapshot, this recording holds no objects"
    return ""


def _unfit_baseline(study: Study, baseline: Study) -> str:
    if not len(study.graph):
        return ""
    if not is_comparable(study):
        return _OTHER_PROCESS
    earlier, later = latest_id(baseline), latest_id(study)
    if earlier > later:
        return "was taken after this snapshot. Hold the later one against the earlier one"
    if earlier == later and len(baseline.graph) == len(study.graph) and np.all(partner(study) >= 0):
        return "holds the very same objects, so that nothing can have grown"
    return ""


def _unfit_target(study: Study, baseline: Study, target: Study) -> str:
    if not len(study.graph):
        return ""
    if not are_of_process(target, study):
        return _OTHER_PROCESS
    latest = latest_id(target)
    if latest > latest_id(study):
        return "was taken after this snapshot. Name the snapshots in the order they were taken"
    first = latest_id(baseline)
    if latest == first and len(target.graph) == len(baseline.graph):
        return "holds as many objects as the baseline and none later, so that nothing is new in it"
    if latest < first:
        return "was taken before the baseline. Name the snapshots in the order they were taken"
    return ""
