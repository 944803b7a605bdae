"""A whole pillar in miniature: numbers, one a line, and detectors that dislike large ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.engine.pillars import Pillar
from perfview.findings.finding import Evidence
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

HERE = "tests.engine.fake_pillar"


@dataclass(frozen=True)
class Numbers:
    """The model: values int64 (n), word int32 (n) into `words`."""

    values: NDArray[np.int64]
    word: NDArray[np.int32]
    words: StringTable
    negative: int


class NumbersStudy:
    """The model and its report."""

    row_word = ""

    def __init__(self, model: Numbers, report: ImportReport, source: Source) -> None:
        self.model = model
        self.report = report
        self.source = source


def keep(study: NumbersStudy) -> Numbers:
    """The model alone."""
    return study.model


def examine(study: NumbersStudy, report: ImportReport) -> None:
    """Count what is below zero."""
    report.note("negative", study.model.negative, f"{study.model.negative} numbers are below zero")


def is_sound(model: Numbers) -> bool:
    """Whether words are within their table."""
    return len(model.word) == len(model.values) and bool((model.word < len(model.words)).all())


def evidence_ids(study: NumbersStudy, evidence: Evidence) -> list[dict[str, str]]:
    """Lines are named by their number."""
    return [{"type": "line", "id": str(row)} for row in evidence.rows]


PILLAR = Pillar(
    kind="numbers",
    title="Numbers",
    row_word="number",
    evidence_word="number",
    readers_package=f"{HERE}.readers",
    detectors_package=f"{HERE}.detectors",
    study_type=f"{HERE}:NumbersStudy",
    kept_type=f"{HERE}:Numbers",
    keep=f"{HERE}:keep",
    restore=f"{HERE}:NumbersStudy",
    oddities=f"{HERE}:examine",
    soundness=f"{HERE}:is_sound",
    tables=f"{HERE}:TABLES",
    evidence=f"{HERE}:evidence_ids",
)
TABLES = {"numbers": lambda study: {"value": study.model.values}}
