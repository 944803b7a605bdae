"""Which entries of a log are statements, and of which step of their run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.joined_steps import (
    AGAIN,
    DESCRIBED,
    FAILED,
    GIVEN,
    PREPARED,
    RUN_STEPS,
    RUN_WHOLE,
    TOOK,
)
from perfview.kernels.labelled_amounts import ALONE, AMOUNT, UNKNOWN_LABEL, labelled_amounts
from perfview.queries.readers.postgres import columns as c
from perfview.queries.readers.postgres import words as w
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.prepared import put_prepared
from perfview.queries.readers.postgres.told_plans import ToldPlans, plan_statements

_FETCH = 6
_OTHER = 7
_FURTHEST_VALUE = 24
_DOLLAR = ord("$")
_KIND = np.zeros(256, np.uint8)
for _label, _step in (
    (w.STATEMENT, RUN_WHOLE),
    (w.PARSE, PREPARED),
    (w.BIND, GIVEN),
    (w.EXECUTE, RUN_STEPS),
    (w.PLAN, DESCRIBED),
    (_FETCH, AGAIN),
    (UNKNOWN_LABEL, RUN_STEPS),
    (ALONE, TOOK),
):
    _KIND[_label] = _step


@dataclass(frozen=True)
class Steps:
    """s entries that tell of a statement's run, in their order: row int64; kind uint8 as of
    `joined_steps`; amount_ns int64, -1 unknown; text int32 (s, 2): the statement in the content, -1
    none; values int32 (s, 2): its parameters, -1 none. plans: of those that are `DESCRIBED`."""

    row: NDArray[np.int64]
    kind: NDArray[np.uint8]
    amount_ns: NDArray[np.int64]
    text: NDArray[np.int32]
    values: NDArray[np.int32]
    plans: ToldPlans


def _words() -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    numbered = chain(w.LABELS, [(_FETCH, " ".join(w.FETCH_WORDS)), (_OTHER, "fastpath")])
    for number, words in chain(numbered, [(AMOUNT, " ".join(w.DURATION_WORDS))]):
        for word in words.split():
            for encoding in ("utf-8", "latin-1"):
                found[word.encode(encoding, "ignore") or b"?"] = number
    return found


def steps_of(entries: LogEntries) -> Steps:
    """The steps of all runs."""
    is_log = entries.severity == c.LOG
    labelled = labelled_amounts(
        entries.content, entries.span(c.MESSAGE), is_log, _words(), {w.PARSE, w.BIND, w.EXECUTE}
    )
    kind = _KIND[labelled.label]
    kind[(kind == RUN_STEPS) & labelled.again] = AGAIN
    statement = entries.spans[:, c.STATEMENT]
    kind[(entries.severity >= c.ERROR) & (entries.severity <= c.PANIC) & (statement[:, 0] >= 0)] = (
        FAILED
    )
    row = np.flatnonzero(kind)
    kind = kind[row]
    text = labelled.text[row]
    text[kind == FAILED] = statement[row[kind == FAILED]]
    plans = ToldPlans.none()
    if (kind == DESCRIBED).any():
        plans = plan_statements(entries.content, text[kind == DESCRIBED])
        text[kind == DESCRIBED] = plans.text
    values = _values(entries, row, kind)
    whole = np.flatnonzero(kind == RUN_WHOLE)
    asked, given = text[whole], values[whole]
    put_prepared(entries.content, asked, entries.spans[row[whole], c.DETAIL], given)
    text[whole], values[whole] = asked, given
    return Steps(row, kind, labelled.amount[row], text, values, plans)


def _values(
    entries: LogEntries, row: NDArray[np.int64], kind: NDArray[np.uint8]
) -> NDArray[np.int32]:
    """Where the values of ``$1`` … stand in an entry's detail: ``parameters: $1 = '17'``."""
    values: NDArray[np.int32] = entries.spans[row, c.DETAIL]
    values[(kind != RUN_STEPS) & (kind != GIVEN) & (kind != AGAIN)] = -1
    told = np.flatnonzero(values[:, 0] >= 0)
    start, stop = values[told, 0].copy(), values[told, 1]
    missing = np.ones(len(told), np.bool_)
    for step in range(_FURTHEST_VALUE):
        at = np.minimum(start + step, np.int32(len(entries.content) - 1))
        here = missing & (entries.content[at] == _DOLLAR) & (at < stop)
        values[told[here], 0] = at[here]
        missing &= ~here
        if not missing.any():
            break
    values[told[missing]] = -1
    return values
