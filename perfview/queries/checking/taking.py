"""A recording whose advice a real planner was asked about."""

from __future__ import annotations

from dataclasses import replace

from perfview.queries.checking.asking import check
from perfview.queries.study import Study


def checked(study: Study, connection: str) -> Study:
    """The study with what the PostgreSQL at `connection` says of each suggested index. Nothing that
    was measured before is asked for again. Raises UnanswerableError."""
    study.furnished = replace(study.furnished, checked=check(study, connection))
    return study
