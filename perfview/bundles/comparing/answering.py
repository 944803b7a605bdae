"""What changed from one build to another, for `perfview compare`."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.comparison import Comparing, Comparison


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """What grew and shrank, by package, module or chunk (`wanted.metric`). Raises
    UnanswerableError."""
    raise NotImplementedError
