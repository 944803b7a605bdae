"""What changed from one recording of a database to another, for `perfview compare`."""

from __future__ import annotations

from perfview.findings.comparison import Comparing, Comparison
from perfview.queries.study import Study


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """Statements matched by fingerprint: which got slower, which run more often, which are new.
    Raises UnanswerableError."""
    raise NotImplementedError
