"""What of a study is kept on disk: the model."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.queries.model import QueryModel
from perfview.queries.study import Study
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass(frozen=True)
class Kept:
    """A model. What is advised depends on files beside it, which may change."""

    model: QueryModel


def keep(study: Study) -> Kept:
    """What is worth keeping of a study."""
    return Kept(study.model)


def restore(kept: Kept, report: ImportReport, source: Source | None = None) -> Study:
    """The study again."""
    return Study(kept.model, report, source)
