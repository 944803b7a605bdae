"""Who asks for a statement: places in code, applications, users, machines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study

_MOST = 6


@dataclass(frozen=True)
class Asker:
    """what: ``code``, ``application`` …; name as the file tells it; share 0-1 of all calls."""

    what: str
    name: str
    calls: int
    share: float


def askers_of(study: Study, statement: int) -> list[Asker]:
    """The most frequent of each sort, only what the file tells and what tells something apart: a
    sort of which there is one in the whole recording is left out when another is known."""
    calls, sessions = study.model.calls, study.model.sessions
    rows = study.calls_of(statement)
    if not len(rows):
        return []
    session = calls.session[rows]
    found = _most(study, "code", calls.caller[rows])
    for what, column in (
        ("application", sessions.application),
        ("user", sessions.user),
        ("host", sessions.host),
        ("database", sessions.database),
    ):
        found += _most(study, what, np.append(column, np.int32(-1))[session])
    return found


def _most(study: Study, what: str, texts: NDArray[np.int32]) -> list[Asker]:
    known = texts[texts >= 0]
    names, counts = np.unique(known, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_MOST]
    return [
        Asker(what, study.model.strings[int(names[at])], int(counts[at]),
              float(counts[at]) / len(texts))
        for at in order.tolist()
        if study.model.strings[int(names[at])]
    ]  # fmt: skip
