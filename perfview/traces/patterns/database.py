"""Calls to databases: which spans they are, which ask the same thing, which only keep house."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable
from perfview.traces.patterns.rewriting import with_all_places
from perfview.traces.study import Study

CACHES = frozenset({"redis", "memcached", "memcache", "valkey", "keydb", "dragonfly", "aerospike"})
"""Stores made for many small reads (values of db.system.name in OpenTelemetry, and kin)."""

_HOUSEKEEPING = re.compile(
    r"^\s*(begin|commit|rollback|savepoint|release|start transaction|set|show|use|pragma|discard"
    r"|deallocate|ping|auth|hello|client|isvalid|select \?)\s*(;|$|\s(?!.*\bfrom\b))",
    re.IGNORECASE,
)
_LONGEST_HOUSEKEEPING = 48
_CONNECTING = re.compile(
    r"\b(connect|connection|pool|acquire|checkout|ping|begin|commit|rollback|session|close)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DatabaseCalls:
    """Innermost database spans by what they ask. n spans, q statements (of `Study.statements`).

    question int32 (n): -1 for spans that are no database call, wrap another one, or only open
    connections and transactions. is_cache bool (q): asked of a cache. recorded bool (q): false
    where the statement was not in the file and the span's name stands for it.
    """

    question: NDArray[np.int32]
    is_cache: NDArray[np.bool_]
    recorded: NDArray[np.bool_]


def question_text(study: Study, question: int) -> str:
    """The normalised statement, or the span's name when the statement was not recorded."""
    text = study.statements.texts[question]
    if database_calls(study).recorded[question]:
        return with_all_places(text)
    return text.rpartition(" (")[0]


def database_calls(study: Study) -> DatabaseCalls:
    """The database calls of a study; found once, when first asked for."""
    return study.once("database_calls", lambda: _find(study))


def innermost(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Of these rows, which have no child among them: bool, as long as `rows`."""
    parent = study.structure.parent[rows]
    covered = np.zeros(len(study.model), np.bool_)
    covered[parent[parent >= 0]] = True
    inner: NDArray[np.bool_] = ~covered[rows]
    return inner


def _find(study: Study) -> DatabaseCalls:
    model, statements = study.model, study.statements
    rows = np.flatnonzero(statements.of_span >= 0)
    rows = rows[innermost(study, rows)]
    asked = statements.of_span[rows]
    system = np.full(len(statements.texts), -1, np.int32)
    system[asked] = model.db_system[rows]
    recorded = np.zeros(len(statements.texts), np.bool_)
    # Without a system only a span whose name is its statement counts as one.
    recorded[asked] = (model.db_statement[rows] >= 0) | (model.db_system[rows] < 0)
    question = np.full(len(model), -1, np.int32)
    question[rows] = np.where(_keeps_house(statements.texts, recorded)[asked], -1, asked)
    return DatabaseCalls(question, _are_caches(study, system), recorded)


def _keeps_house(texts: StringTable, recorded: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which statements only open connections or frame transactions."""
    found = np.zeros(len(texts), np.bool_)
    for i in np.flatnonzero(np.diff(texts.offsets) <= _LONGEST_HOUSEKEEPING).tolist():
        words = _HOUSEKEEPING if recorded[i] else _CONNECTING
        found[i] = bool(words.search(texts[i]))
    return found


def _are_caches(study: Study, system: NDArray[np.int32]) -> NDArray[np.bool_]:
    names = {i: study.model.strings[i].lower() for i in np.unique(system).tolist()}
    caches = [i for i, name in names.items() if name in CACHES]
    return np.isin(system, caches)
