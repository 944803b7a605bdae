"""The statement whose rows feed a loop: what comes before it, in every request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bursts import Bursts
from perfview.queries.loops.feeding import feeding
from perfview.queries.loops.paging import asks_one_row
from perfview.queries.loops.placed import placed
from perfview.queries.loops.requests import Requests
from perfview.queries.loops.roles import main_block, role_of
from perfview.queries.model import CALL, SELECT
from perfview.queries.study import Study

LOOK_BACK = 48
"""Calls before a loop among which its source is looked for."""
MOST_ASKED = 96
"""Bursts of a statement by which its source is chosen."""
MOST_SOURCES = 6
LEADS, FITS = 0.5, 0.5
"""Certainty by names, or part of bursts that have as many calls as a statement gave rows, from
which it is taken for their source: something always ran before."""
SELDOM = 0.2
"""The part of bursts below which a statement that comes before them is no source."""


@dataclass(frozen=True)
class Source:
    """statement: -1 for none; bursts int64: numbers of the bursts it feeds; calls int32: its call
    in each, -1 none; matching: the part of them where its rows are as many as the looped calls,
    -1 where rows are not told."""

    statement: int
    bursts: NDArray[np.int64]
    calls: NDArray[np.int32]
    matching: float = -1.0
    certainty: float = 0.0


def sources_of(study: Study, requests: Requests, bursts: Bursts, statement: int) -> list[Source]:
    """The bursts of one statement by what feeds them; what nothing feeds comes last."""
    before = _before(requests, bursts)
    left = np.arange(len(bursts))
    found: list[Source] = []
    while len(left) and len(found) < MOST_SOURCES:
        best = _best(study, requests, bursts, statement, before, left)
        if best is None:
            break
        found.append(best)
        left = np.setdiff1d(left, best.bursts)
    if len(left):
        found.append(Source(-1, left, np.full(len(left), -1, np.int32)))
    return found


def _before(requests: Requests, bursts: Bursts) -> NDArray[np.int32]:
    """The calls (b, `LOOK_BACK`) int32 before each burst, the nearest first; -1 for none."""
    heads = bursts.heads
    at = requests.place[heads][:, None] - np.arange(1, LOOK_BACK + 1)
    rows = requests.order[np.maximum(at, 0)]
    same = (at >= 0) & (requests.stretch[rows] == requests.stretch[heads][:, None])
    return np.where(same, rows, -1).astype(np.int32)


def _best(
    study: Study,
    requests: Requests,
    bursts: Bursts,
    statement: int,
    before: NDArray[np.int32],
    left: NDArray[np.int64],
) -> Source | None:
    calls = study.model.calls
    asked = left[np.linspace(0, len(left) - 1, min(len(left), MOST_ASKED)).astype(np.int64)]
    of = np.append(calls.statement, -1)[before[asked]]
    best, best_score = None, 0.0
    for other in np.unique(of).tolist():
        if other < 0 or other == statement or not _may_feed(study, other):
            continue
        score, certainty = _score(study, requests, bursts, statement, other, before, asked, of)
        if score > best_score:
            best, best_score = (other, certainty), score
    if best is None:
        return None
    return _taken(study, requests, bursts, before, left, *best)


def _may_feed(study: Study, statement: int) -> bool:
    """Whether a statement gives rows, and more than one column of one row."""
    if int(study.model.statements.kind[statement]) not in (SELECT, CALL):
        return False
    return role_of(study, statement).kind != "aggregate"


def _score(
    study: Study,
    requests: Requests,
    bursts: Bursts,
    statement: int,
    other: int,
    before: NDArray[np.int32],
    asked: NDArray[np.int64],
    of: NDArray[np.int32],
) -> tuple[float, float]:
    """How well a statement fits as the source: how often it is there, how near, whether its rows
    are as many as the calls and whether names or foreign keys lead from one to the other."""
    is_it = of == other
    present = is_it.any(axis=1)
    share = float(present.mean())
    if share < SELDOM:
        return 0.0, 0.0
    between = _different_before(of, is_it.argmax(axis=1))[present]
    near = float((1 / (1 + between)).mean())
    nearest = before[asked][np.arange(len(asked)), is_it.argmax(axis=1)][present]
    matching = _matching(study, requests, bursts.taken(asked[present]), nearest, other)
    certainty = feeding(study, other, role_of(study, statement)).certainty
    if certainty < LEADS and matching < FITS:
        return 0.0, 0.0
    if _brings_one_row(study, other):
        runs = _runs(study, requests, bursts.taken(asked[present]), nearest, other)
        if runs.sum() < 0.5 * bursts.sizes[asked[present]].sum():
            return 0.0, 0.0
    return share * (near + 2 * max(matching, 0.0) + 4 * certainty), certainty


def _different_before(of: NDArray[np.int32], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many calls of other statements stand between a burst and place `at` before it, repeated
    ones counted once."""
    changes = np.ones(of.shape, np.int64)
    changes[:, 1:] = of[:, 1:] != of[:, :-1]
    return np.cumsum(changes, axis=1)[np.arange(len(of)), at] - 1


def rows_fed(
    study: Study, requests: Requests, bursts: Bursts, calls: NDArray[np.int32], statement: int
) -> NDArray[np.int64]:
    """By burst, the rows (int64) that its source gave from its call (int32) before the burst until
    the burst's last: all of them where the source is looped itself; -1 where any is not told."""
    given = placed(study, requests, statement)
    begin = np.searchsorted(given.places, requests.place[calls])
    last = bursts.calls[bursts.first[1:] - 1]
    end = np.maximum(np.searchsorted(given.places, requests.place[last]), begin + 1)
    rows = given.rows[end] - given.rows[begin]
    return np.where(given.untold[end] > given.untold[begin], -1, rows)


def _brings_one_row(study: Study, statement: int) -> bool:
    """Whether a statement reads one table by its own key: one row at most."""
    role, shape = role_of(study, statement), study.shape_of(statement)
    if shape is None or not shape.blocks:
        return False
    return asks_one_row(role.keys, role.key_table, main_block(shape))


def _runs(
    study: Study,
    requests: Requests,
    bursts: Bursts,
    calls: NDArray[np.int32],
    statement: int,
) -> NDArray[np.int64]:
    """By burst, how often its source ran (int64) from its call before until the burst's last."""
    places = placed(study, requests, statement).places
    begin = np.searchsorted(places, requests.place[calls])
    end = np.searchsorted(places, requests.place[bursts.calls[bursts.first[1:] - 1]])
    return np.asarray(end - begin, np.int64)


def _matching(
    study: Study,
    requests: Requests,
    bursts: Bursts,
    calls: NDArray[np.int32],
    statement: int,
) -> float:
    """The part of bursts with about as many calls as their source gave rows; -1 where not told.

    A few rows may have no key, and an ORM asks for each row only once. One row for each call is
    what any two statements give that run in turn."""
    rows = rows_fed(study, requests, bursts, calls, statement)
    told = rows >= 0
    if not told.any():
        return -1.0
    sizes = bursts.sizes
    is_many = _runs(study, requests, bursts, calls, statement) <= 0.5 * sizes
    return float((is_many & (rows >= sizes) & (sizes >= 0.5 * rows))[told].mean())


def _taken(
    study: Study,
    requests: Requests,
    bursts: Bursts,
    before: NDArray[np.int32],
    left: NDArray[np.int64],
    statement: int,
    certainty: float,
) -> Source:
    """The bursts that the source comes before, and its calls."""
    of = np.append(study.model.calls.statement, -1)[before[left]]
    is_it = of == statement
    present = is_it.any(axis=1)
    nearest = before[left][np.arange(len(left)), is_it.argmax(axis=1)][present]
    matching = _matching(study, requests, bursts.taken(left[present]), nearest, statement)
    return Source(statement, left[present], nearest, matching, certainty)
