"""Planted pages of the main thread, recorded now by the Chromium that is installed."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from perfview.engine.job import Job, Options
from perfview.findings.finding import Severity
from tests.acceptance.browser.pages_main_thread import PAGES
from tests.acceptance.browser.record import FORMATS, PlantedPage, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium here"),
]


# Each page in one of the formats in turn: that both tell the same is the readers' own test.
@pytest.mark.parametrize(
    ("page", "stream_format"),
    [(page, tuple(FORMATS)[number % len(FORMATS)]) for number, page in enumerate(PAGES)],
    ids=lambda part: getattr(part, "name", part),
)
def test_what_is_planted_is_named(page: PlantedPage, stream_format: str, tmp_path: Path) -> None:
    path = tmp_path / (page.name + FORMATS[stream_format])
    content = record(page, stream_format)
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    opened = Job(path, Options(use_cache=False)).run()
    assert opened.advice is not None
    told = {
        finding.detector: finding.severity
        for each in opened.advice.recommendations
        for finding in each.findings
    }
    assert set(page.planted) <= set(told)
    if not page.planted:
        assert set(told.values()) <= {Severity.INFO}
