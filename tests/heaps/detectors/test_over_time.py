"""Detectors of memory over time: both sides of every limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.findings.detector import Limits, document
from perfview.findings.finding import Severity
from perfview.heaps.detectors.external_memory import ExternalMemory
from perfview.heaps.detectors.floor_in_steps import FloorInSteps
from perfview.heaps.detectors.gc_pressure import GcPressure
from perfview.heaps.detectors.heap_thrash import HeapThrash
from perfview.heaps.detectors.long_pauses import LongPauses
from perfview.heaps.detectors.native_memory import NativeMemory
from perfview.heaps.detectors.near_heap_limit import NearHeapLimit
from perfview.heaps.detectors.rising_floor import RisingFloor
from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from tests.heaps.over_time import MB, collected, measured, of_text, sample

ALL = (
    ExternalMemory,
    FloorInSteps,
    GcPressure,
    HeapThrash,
    LongPauses,
    NativeMemory,
    NearHeapLimit,
    RisingFloor,
)


def found(kind, study, **limits):
    detector = kind()
    return list(detector.detect(study, Limits(detector, limits)))


@pytest.mark.parametrize("kind", ALL)
def test_each_is_a_document_and_silent_about_nothing(kind):
    assert document(kind).summary
    assert not kind().concerns(Study(HeapModel()))


@pytest.mark.parametrize("kind", ALL)
def test_a_healthy_program_raises_nothing(kind):
    assert not found(kind, collected([30.0] * 20, every_s=30))
    tooth = 30 + 0.5 * (np.arange(600) % 30)
    steady = measured(heapUsed=tooth, heapTotal=tooth + 9, rss=tooth + 60, external=tooth * 0 + 2)
    assert not found(kind, steady)


def test_the_rising_floor_in_words_and_numbers():
    study = collected(list(np.linspace(36.2, 48.6, 21)), every_s=120)
    (finding,) = found(RisingFloor, study)
    assert finding.title == "The heap rises 18.6\u202fMB an hour, after every full collection"
    assert "full at 512\u202fMB in about 25\u202fh" in finding.verdict
    assert finding.severity is Severity.WARNING
    assert finding.saving.value == pytest.approx(12.4 * MB, rel=0.01)
    assert finding.saving.low <= finding.saving.value <= finding.saving.high
    assert finding.evidence.rows[0] == 20
    assert found(RisingFloor, study, soon=30 * 3600e9)[0].severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("limits", "fires"),
    [
        ({}, True),
        ({"rise": 13 * MB}, False),
        ({"growth": 0.5}, False),
        ({"collections": 22}, False),
    ],
)
def test_limits_of_the_rising_floor(limits, fires):
    study = collected(list(np.linspace(36.2, 48.6, 21)), every_s=120)
    assert bool(found(RisingFloor, study, **limits)) is fires


def test_the_limit_that_the_recording_tells_counts():
    study = collected(list(np.linspace(36.2, 48.6, 21)), every_s=120)
    told = Study(replace(study.model, limit_bytes=60 * MB))
    (finding,) = found(RisingFloor, told)
    assert "full at 60.0\u202fMB" in finding.verdict
    assert finding.severity is Severity.CRITICAL


def test_steps_are_no_leak():
    study = collected([20.0] * 8 + [35.0] * 8 + [50.0] * 8)
    assert not found(RisingFloor, study)
    (finding,) = found(FloorInSteps, study)
    assert finding.severity is Severity.INFO
    assert found(FloorInSteps, study, steps=2)[0].severity is Severity.WARNING
    assert not found(FloorInSteps, study, rise=40 * MB)


def test_measurements_without_times_promise_no_rate():
    heap = ", ".join(f'{{"heapUsed": {(30 + 0.05 * i + 0.5 * (i % 30)) * MB}}}' for i in range(600))
    (finding,) = found(RisingFloor, of_text(f"[{heap}]"))
    assert "in all" in finding.title
    assert "about" not in finding.verdict


def test_buffers_outside_the_heap():
    study = sample("node20_external.json.gz")
    (finding,) = found(ExternalMemory, study)
    assert "the heap does not" in finding.verdict
    assert finding.saving.value == pytest.approx(216 * MB, rel=0.02)
    assert not found(ExternalMemory, study, rise=300 * MB)
    assert not found(RisingFloor, study)
    assert not found(ExternalMemory, sample("node20_leak.json.gz"))


def test_a_process_that_grows_beside_its_heap():
    heap = 30 + 0.5 * (np.arange(600) % 30)
    grows = measured(
        rss=heap + 60 + np.arange(600) * 0.2, heapTotal=heap + 5, external=heap * 0 + 2
    )
    (finding,) = found(NativeMemory, grows)
    assert finding.saving is None
    assert not found(NativeMemory, grows, rise=200 * MB)
    assert not found(NativeMemory, grows, long=700e9)


@pytest.mark.parametrize(
    ("largest", "severity"),
    [(500, None), (513, Severity.WARNING), (1023, Severity.WARNING), (1025, Severity.CRITICAL)],
)
def test_sizes_against_the_missions_limits(largest, severity):
    findings = found(NearHeapLimit, measured(heapUsed=np.array([100.0, largest, 90.0])))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_a_heap_near_its_own_limit():
    study = measured(heapUsed=np.array([100.0, 90.0]))
    near = Study(replace(study.model, limit_bytes=110 * MB))
    assert found(NearHeapLimit, near)[0].severity is Severity.CRITICAL
    assert not found(NearHeapLimit, Study(replace(study.model, limit_bytes=200 * MB)))


def test_the_end_of_memory():
    study = sample("node20_oom.log.gz")
    (finding,) = found(NearHeapLimit, study)
    assert finding.title == "The program ran out of memory"
    (leak,) = found(RisingFloor, study)
    assert leak.verdict.endswith("until the program ran out of memory")


@pytest.mark.parametrize(
    ("pause_ms", "severity"),
    [(40, None), (60, Severity.WARNING), (250, Severity.CRITICAL)],
)
def test_pressure(pause_ms, severity):
    findings = found(GcPressure, collected([30.0] * 50, every_s=1, pause_ms=pause_ms))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    if findings:
        assert findings[0].saving.value == pytest.approx(25 * pause_ms * 1e6)


@pytest.mark.parametrize(
    ("pause_ms", "severity"),
    [(49, None), (50, Severity.WARNING), (99, Severity.WARNING), (100, Severity.CRITICAL)],
)
def test_long_pauses(pause_ms, severity):
    findings = found(LongPauses, collected([30.0] * 3, pause_ms=pause_ms))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_collections_in_vain():
    vain = collected([95.0] * 4, every_s=0.5, before_mb=5)
    (finding,) = found(HeapThrash, vain)
    assert finding.evidence.rows.tolist() == [0, 1, 2, 3]
    assert not found(HeapThrash, collected([95.0] * 3, every_s=0.5, before_mb=5))
    assert not found(HeapThrash, collected([95.0] * 9, every_s=5, before_mb=5))
    assert not found(HeapThrash, collected([95.0] * 9, every_s=0.5, before_mb=50))
