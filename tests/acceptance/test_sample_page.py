"""The sample of a slow page that ships with PerfView says what was planted in it."""

from __future__ import annotations

import pytest

from perfview.engine.job import Job, Options
from perfview.engine.opened import Opened
from perfview.recording.bundled import bundled

PLANTED = {"page-late-image", "page-n-plus-one", "page-render-blocking", "forced-reflow"}


@pytest.fixture(scope="module")
def opened() -> Opened:
    path = bundled("samples") / "slow-page.chrome.json.gz"
    return Job(path, Options(use_cache=False)).run()


def test_every_planted_problem_is_told_and_nothing_else_is_urgent(opened: Opened) -> None:
    urgent = {finding.detector for finding in opened.findings if finding.severity != "info"}
    assert urgent >= PLANTED
    assert opened.advice is not None
    assert len(opened.advice.recommendations) <= len(PLANTED) + 2


def test_the_functions_at_fault_are_named(opened: Opened) -> None:
    told = " ".join(finding.title + finding.why for finding in opened.findings)
    assert "sortByPrice" in told
    assert "loadPrices" in told
