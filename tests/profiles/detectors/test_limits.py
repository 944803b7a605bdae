"""Limits decide: a finding is there at its limit and gone just beyond it, whichever detector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfview.engine.job import Options
from perfview.engine.job import open as opened
from perfview.engine.pillars import pillar
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding, Measure
from perfview.profiles.study import Study

RECORDINGS = Path(__file__).parents[1] / "recordings"
PLANTED = Path(__file__).parent / "planted"
JUST = 1e-6

FILES = (
    RECORDINGS / "hot.cpuprofile.gz",
    RECORDINGS / "path.cpuprofile.gz",
    RECORDINGS / "compiling.cpuprofile.gz",
    RECORDINGS / "collecting.cpu.pb.gz",
    RECORDINGS / "recursion.speedscope.json.gz",
    RECORDINGS / "loading.speedscope.json.gz",
    RECORDINGS / "pool.speedscope.json.gz",
    RECORDINGS / "contention.mutex.pb.gz",
    RECORDINGS / "allocating.pb.gz",
    PLANTED / "parses_again.cpuprofile.gz",
    PLANTED / "matches_lines.cpuprofile.gz",
    PLANTED / "reads_per_request.cpuprofile.gz",
    PLANTED / "hashes_per_request.cpuprofile.gz",
    PLANTED / "throws_often.cpuprofile.gz",
    PLANTED / "logs_rows.cpuprofile.gz",
    PLANTED / "waits_busily.cpuprofile.gz",
    PLANTED / "searches_list.speedscope.json.gz",
)


def kinds() -> dict[str, type[Detector]]:
    return {kind.name: kind for kind in pillar("profiles").detectors()}


def names(detector: Detector, measure: Measure) -> Iterator[str]:
    """The thresholds a measure may have been held against."""
    for threshold in detector.thresholds:
        same = threshold.default == measure.threshold and threshold.unit == measure.unit
        decides = "warning" not in threshold.meaning and "note" not in threshold.meaning
        if same and decides and threshold.unit != "count":  # depths choose what is looked at
            yield threshold.name


def is_found(detector: Detector, study: Study, what: Finding, limits: dict[str, float]) -> bool:
    found = detector.detect(study, Limits(detector, limits))
    return any(each.entity == what.entity and each.where == what.where for each in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_finding_is_there_at_its_limit_and_gone_beyond_it(path: Path) -> None:
    document = opened(path, Options(use_cache=False))
    tried = 0
    for finding in document.findings:
        detector = kinds()[finding.detector]()
        for measure in finding.measures:
            if measure.threshold is None or measure.value < measure.threshold:
                continue  # fires below its limit, or only explains
            for name in names(detector, measure):
                at, beyond = measure.value * (1 - JUST), measure.value * (1 + JUST)
                assert is_found(detector, document.study, finding, {name: at}), (finding, name)
                assert not is_found(detector, document.study, finding, {name: beyond}), name
                tried += 1
    assert tried, "nothing to try limits on"
