"""The set of indexes that a whole workload would gain from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.queries.indexes.suggestion import Suggestion

if TYPE_CHECKING:
    from perfview.queries.study import Study


def advise_indexes(study: Study) -> list[Suggestion]:
    """Suggestions, the greatest saving first. Candidates of every statement that reads enough, held
    against a small planner modelled on PostgreSQL's, backwards elimination, prefixes merged across
    the workload; never an index that is there in another form. Works at every evidence level
    (`study.schema.level`), better with more."""
    raise NotImplementedError
