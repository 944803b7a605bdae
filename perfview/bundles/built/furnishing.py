"""A bundle with the files that were built, what is installed, budgets and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfview.bundles.built.finding import found_beside
from perfview.bundles.study import Study


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with what stands beside its file and what was given along with it.

    Raises UnanswerableError for a given file that is neither budgets nor coverage.
    """
    built = study.built
    if not len(built):
        built = found_beside(study.model, study.source, study.report)
    return Study(study.model, study.report, study.source, built, study.furnished)
