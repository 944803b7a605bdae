"""Real recordings of planted pages: what leads, what it is put together with, and what it names.

Made with `python -m tests.acceptance.browser.record` (pages_main_thread.py) on Chromium 156, then
shortened to the page's main thread; `few_categories` on all threads with `devtools.timeline` alone,
beside the browser's own surfaces.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.engine.job import Job, Options
from perfview.findings.finding import Severity

FOLDER = Path(__file__).parent / "recordings"

PLANTED = {
    "slow_click": (("inp", "long-task"), "`onGo` in the page, line 2"),
    "forced_reflow_click": (("forced-reflow", "inp", "long-task"), "`resizeAll` in the page"),
    "click_waits_for_timer": (("long-task", "inp"), "`poll` in the page, line 2"),
    "shift_by_image": (("layout-shift",), "unsized image (`photo.png`)"),
    "jank_by_script": (("jank", "long-task"), "`frame` in the page, line 2"),
    "heap_growth": (
        ("heap-growth", "gc-pauses", "long-task"),
        "while `keep` in the page, line 2 runs",
    ),
    "few_categories": (("page-n-plus-one",), "asked for 20 times one after another"),
}
CLEAN = ("clean_spa", "clean_raf")


@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_trouble_leads(name: str) -> None:
    detectors, words = PLANTED[name]
    opened = Job(FOLDER / f"{name}.json.gz", Options(use_cache=False)).run()
    assert opened.advice is not None
    first = opened.advice.recommendations[0]
    assert tuple(finding.detector for finding in first.findings) == detectors
    assert first.severity is not Severity.INFO
    assert words in opened.advice.verdict
    assert first.saving is not None
    assert first.saving.value > 0


@pytest.mark.parametrize("name", CLEAN)
def test_a_page_without_trouble_gets_notes_at_most(name: str) -> None:
    opened = Job(FOLDER / f"{name}.json.gz", Options(use_cache=False)).run()
    assert opened.advice is not None
    assert all(each.severity is Severity.INFO for each in opened.advice.recommendations)
    assert len(opened.study.model) > 100
