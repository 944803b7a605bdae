"""Files given along with queries, or lying beside them: DDL and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfview.findings.forecast import UnanswerableError
from perfview.queries.furnished import Furnished
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.study import Study


def tells_more(path: Path) -> bool:
    """Whether a file is DDL or an export of statistics."""
    return bool(path.is_file() and read_definitions([path.read_text("utf-8", "replace")]).tables)


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with the schema that DDL in the recording, ``schema.sql``, ``structure.sql`` and
    exports of statistics beside it (same stem, or the only ones there) and the given files tell.
    Raises UnanswerableError for a given file that is neither."""
    model = study.model
    texts = [model.strings[int(each)] for each in model.definitions]
    for path in given:
        if not tells_more(path):
            raise UnanswerableError(f"{path.name} is no schema.", "--with")
        texts.append(path.read_text("utf-8", "replace"))
    schema = read_definitions(texts, model.dialect)
    made = Study(model, study.report, study.source, Furnished(schema))
    made.baseline = study.baseline
    return made
