"""A bundle with the files that were built, what is installed, budgets and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfview.bundles.study import Study


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with what stands beside its file and what was given along with it.

    Raises UnanswerableError for a given file that is neither budgets nor coverage.
    """
    return study
