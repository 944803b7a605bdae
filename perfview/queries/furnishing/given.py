"""Files given along with queries, or lying beside them: DDL and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perfview.findings.forecast import UnanswerableError
from perfview.queries.furnishing.beside import beside
from perfview.queries.furnishing.telling_files import content_of, in_order, may_tell, schema_in
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.exports import united
from perfview.queries.schema.model import Schema
from perfview.queries.study import Study
from perfview.recording.errors import UnreadableInput

_OPTION = "--with"
_USED = "What is known of the database comes from {names}."
_UNCLEAR = "Whose database is told of is unclear, none was used: {names}. Name one with --with."
_BAD = "{name}, which lies beside it, was not used: {why}."


def tells_more(path: Path) -> bool:
    """Whether a file is DDL or an export of statistics."""
    if not path.is_file() or not may_tell(path):
        return False
    try:
        schema_in(content_of(path), path.name, "")
    except UnreadableInput:
        return False
    return True


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with the schema that DDL in the recording, ``schema.sql``, ``structure.sql`` and
    exports of statistics beside it (same stem, or the only ones there) and the given files tell.
    Raises UnanswerableError for a given file that is neither."""
    schemas = [*_recorded(study), *_beside(study), *_given(study, given)]
    if not schemas:
        return study
    whole = study.schema
    for each in schemas:
        whole = united(whole, each)
    if whole.origin:
        study.report.note("schema-used", 1, _USED.format(names=" and ".join(whole.origin)))
    made = Study(study.model, study.report, study.source, replace(study.furnished, schema=whole))
    made.baseline = study.baseline
    return made


def _recorded(study: Study) -> list[Schema]:
    """DDL that was run while it was recorded; it tells of a few tables."""
    model = study.model
    if not len(model.definitions):
        return []
    texts = model.strings.take(model.definitions.tolist())
    read = read_definitions(texts, model.dialect, "DDL in the recording")
    return [read] if read.tables or read.indexes else []


def _beside(study: Study) -> list[Schema]:
    if study.source is None:
        return []
    found, unclear = beside(study.source)
    if unclear:
        detail = _UNCLEAR.format(names=", ".join(sorted(unclear)[:5]))
        study.report.note("unclear-schema", len(unclear), detail)
    told = []
    for each in found:
        try:
            told.append(schema_in(each.content(), each.name, study.model.dialect))
        except UnreadableInput as error:
            detail = _BAD.format(name=each.name, why=error.reason)
            study.report.note("unused-schema", 1, detail)
    return in_order(told)


def _given(study: Study, given: Sequence[Path]) -> list[Schema]:
    told = []
    for path in given:
        try:
            told.append(schema_in(content_of(path), path.name, study.model.dialect))
        except UnreadableInput as error:
            said = f"{path.name} tells nothing of a database: {error.reason}. {error.remedy}"
            raise UnanswerableError(said.strip(), _OPTION) from error
    return in_order(told)
