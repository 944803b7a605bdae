"""Every file of the corpus is recognised by one reader or refused by all, without any error."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import pytest

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.source import Source
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "traces"
FILES = sorted(p for p in CORPUS.rglob("*") if p.is_file()) if CORPUS.is_dir() else []
READERS = (OtlpJson, OtlpProtobuf)
LARGEST_READ = 8 << 20


def sure_readers(path: Path) -> list[type[Reader]]:
    """The readers that recognise a file and, if it is not too large, have read it."""
    with Source(path) as source:
        sure = [r for r in READERS if r().sniff(source).certainty >= 0.5]
        if source.size <= LARGEST_READ:
            for reader in sure:
                model, report = reader().read(source, Progress())
                assert report.rows == len(model)
    return sure


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_every_file_is_recognised_by_one_reader_at_most() -> None:
    recognised: Counter[str] = Counter()
    for path in FILES:
        with contextlib.suppress(UnreadableInput):
            sure = sure_readers(path)
            assert len(sure) <= 1, path
            recognised.update(reader.name for reader in sure)
    assert recognised["otlp-protobuf"] == 2
    assert recognised["otlp-json"] >= 10
