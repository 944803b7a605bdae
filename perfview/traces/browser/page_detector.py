"""What detectors that judge a page have in common."""

from __future__ import annotations

from perfview.traces.browser.page import page_of
from perfview.traces.concerns import ThreadDetector
from perfview.traces.study import Study


class PageDetector(ThreadDetector):
    """For recordings of a browser that show a page."""

    def concerns(self, study: Study) -> bool:
        """Whether this is a recording of threads, one of them a page's main thread."""
        return super().concerns(study) and page_of(study) is not None
