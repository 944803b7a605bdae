"""Files read as the window and the command line read them, for tests."""

from __future__ import annotations

import gzip
from pathlib import Path

from perfview.queries.model import QueryModel
from perfview.queries.soundness import is_sound_model
from perfview.queries.study import Study
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"


def sample(name: str) -> bytes:
    """The content of a recorded file."""
    return gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


def read(reader: type[Reader], content: bytes | str) -> tuple[QueryModel, ImportReport, Study]:
    """What a reader makes of a content it is sure of."""
    data = content.encode() if isinstance(content, str) else content
    with Source.from_bytes(data) as source:
        assert reader().sniff(source).certainty >= 0.7
        model, report = reader().read(source, Progress())
    assert is_sound_model(model)
    return model, report, Study(model, report)


def by_text(study: Study) -> dict[str, int]:
    """Statements by their text."""
    return {study.text_of(row): row for row in range(len(study.model.statements))}
