"""What detectors have in common that judge recordings of threads which show no page."""

from __future__ import annotations

from perfview.traces.browser.page import page_of
from perfview.traces.concerns import ThreadDetector
from perfview.traces.study import Study


class PlainThreadDetector(ThreadDetector):
    """For recordings of any program's threads; pages have detectors of their own."""

    def concerns(self, study: Study) -> bool:
        """Whether this is a recording of threads, none of them a page's."""
        return super().concerns(study) and page_of(study) is None
