"""The very same question asked again in one request: same statement or address, to the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import SpanKind
from perfview.traces.patterns.calls import READS_ONLY
from perfview.traces.patterns.database import database_calls
from perfview.traces.patterns.failing import failing_rows
from perfview.traces.study import Study

_PLACE = re.compile(
    r"\$\d|\?|%s|%\(\w+\)s|(?<![:\w]):[a-z_]\w*|@\w|\.\.\.\s*$|…\s*$", re.IGNORECASE
)
"""Something stands for a value that the statement does not show."""
_VOLATILE = re.compile(
    r"\b(now|random|rand|uuid\w*|nextval|currval|last_insert_id|current_\w+|sleep|pg_advisory\w*"
    r"|for\s+update|for\s+share|lock)\b|^\s*select\s+1\s*;?\s*$|@@",
    re.IGNORECASE,
)
"""Asked again because the answer changes, or to hold on to something."""
_POLLS = re.compile(r"(poll|status|progress|health|ready|heartbeat|ping|token|lock)", re.IGNORECASE)
_PARAMETERS = ("db.query.parameter", "db.statement.parameters", "db.sql.parameters", "db.params")


@dataclass(frozen=True)
class Duplicates:
    """Identical questions of one service in one request, d of them: row int32 by start, group k is
    row[first[k]:first[k + 1]] (first int64, d + 1)."""

    row: NDArray[np.int32]
    first: NDArray[np.int64]

    def groups(self, chosen: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The spans of these groups, each for itself."""
        return [self.row[self.first[k] : self.first[k + 1]] for k in chosen.tolist()]


def find_duplicates(study: Study, shortest_ns: int, loop: int) -> Duplicates:
    """Successful reads of at least `shortest_ns` asked two or more times within a request.

    Those asked `loop` times or more by one span are a loop and left out, as are statements whose
    values are not in the file.
    """
    row, text = _asked(study, shortest_ns)
    trace = study.structure.trace[row]
    same, _ = number_pairs(text, trace)
    often = np.flatnonzero(np.bincount(same, minlength=1)[same] >= 2) if len(same) else same
    row, text = row[often], text[often]
    row, text = _fixed(study, row, text)
    same, _ = number_pairs(text, study.structure.trace[row])
    same, head = number_pairs(same, study.model.service[row])
    # Times one span asks the same: many are a loop.
    below, pair = number_pairs(same, study.structure.parent[row])
    most = np.zeros(len(head), np.int64)
    np.maximum.at(most, same[pair], np.bincount(below, minlength=len(pair)))
    wanted = (np.bincount(same, minlength=len(head)) >= 2) & (most < loop)
    first, order = gather(same, len(head))
    kept = order[wanted[same[order]]]
    sizes = np.diff(first)[wanted]
    return Duplicates(row[kept], np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


def _asked(study: Study, shortest_ns: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Calls that could be kept, and their text: a statement, or -2 less an address (int32)."""
    model = study.model
    long = model.duration_ns >= shortest_ns
    question = database_calls(study).question
    reads = np.append(study.statements.is_read, False)
    stated = np.flatnonzero(long & (model.db_statement >= 0))
    stated = stated[reads[question[stated]]]
    asked = np.flatnonzero(long & (model.url >= 0) & (model.kind == SpanKind.CLIENT))
    asked = asked[model.db_statement[asked] < 0]
    methods = np.unique(model.http_method[asked]).tolist()
    reading = [i for i in methods if i >= 0 and model.strings[i].upper() in READS_ONLY]
    asked = asked[np.isin(model.http_method[asked], reading)]
    rows = np.concatenate([stated, asked]).astype(np.int32)
    texts = np.concatenate([model.db_statement[stated], -2 - model.url[asked]]).astype(np.int32)
    failed = np.zeros(len(model), np.bool_)
    failed[failing_rows(study)] = True
    fine = ~failed[rows]
    order = np.argsort(model.start_ns[rows[fine]], kind="stable")
    return rows[fine][order], texts[fine][order]


def _fixed(
    study: Study, row: NDArray[np.int32], text: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Only those which show all they ask for, or have the same parameters recorded."""
    strings = study.model.strings
    kinds, place = np.unique(text, return_inverse=True)
    state = np.zeros(len(kinds), np.int8)
    for k, each in enumerate(kinds.tolist()):
        if each < 0:
            state[k] = not _POLLS.search(strings[-2 - each])
        elif not _VOLATILE.search(strings[each]):
            state[k] = 2 if _PLACE.search(strings[each]) else 1
    known = state[place] == 1
    open_ = np.flatnonzero(state[place] == 2)
    values = _parameters(study, row[open_])
    told = np.flatnonzero(values >= 0)
    pair, _ = number_pairs(text[open_[told]], values[told])
    rows = np.concatenate([row[known], row[open_[told]]])
    return rows, np.concatenate([text[known], pair + np.int32(len(strings))]).astype(np.int32)


def _parameters(study: Study, row: NDArray[np.int32]) -> NDArray[np.int32]:
    """A number for the recorded parameters of each statement, -1 where there are none."""
    keys = [key for key in study.model.attributes.keys if key.startswith(_PARAMETERS)]
    found = np.full(len(row), -1, np.int32)
    if not keys or not len(row):
        return found
    known: dict[str, int] = {}
    for place, told in enumerate(attributes_of(study, row[:4000], keys)):
        if told:
            found[place] = known.setdefault(repr(sorted(told.items())), len(known))
    return found
