"""Files given along with queries, or lying beside them: DDL and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfview.queries.study import Study


def tells_more(path: Path) -> bool:
    """Whether a file is DDL or an export of statistics."""
    raise NotImplementedError


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with the schema that DDL in the recording, ``schema.sql``, ``structure.sql`` and
    exports of statistics beside it (same stem, or the only ones there) and the given files tell.
    Raises UnanswerableError for a given file that is neither."""
    raise NotImplementedError
