"""Loops told from pages that are asked for again and again, where nothing tells requests apart.

A page that runs the statements A, B and C looks like a loop when it is fetched often: A B C A B C.
A loop over rows has a statement before it that runs once and brings them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bursts import Bursts, distinct_keys
from perfview.queries.loops.loop import LOOKUP
from perfview.queries.loops.placed import placed
from perfview.queries.loops.requests import Requests
from perfview.queries.loops.roles import role_of
from perfview.queries.loops.sources import LEADS, Source, rows_fed, sources_of
from perfview.queries.study import Study

SURELY_LEADS = 0.7
"""Certainty by names from which a source may run once for each call: not by ``SELECT *`` alone."""
MOST_OFTEN = 0.5
"""Runs of a source for each looped call, from which it is looped itself."""
CHANGING, EACH_ROUND = 0.5, 0.8
"""The part of a lookup's calls with keys of their own, and lookups for each call of a loop, from
which they begin what is taken for its rounds."""
NEAR = 4
"""Calls from a source to the first round of its loop, where requests are not told apart."""


def rooted(
    study: Study,
    requests: Requests,
    parts: dict[int, Bursts],
    sources: dict[int, list[Source]],
    *,
    only_led: bool = False,
) -> dict[int, list[Source]]:
    """The sources (by statement) without those bursts that only look like loops: others stand
    between their calls, and what feeds them is as often and is no loop itself. `only_led`: those
    without anything between are no loops either unless fed, as where threads cannot be told apart.
    """
    alone = {
        k: [_are_neighbours(requests, part.taken(source.bursts)) for source in sources[k]]
        for k, part in parts.items()
    }
    if only_led:
        alone = {k: [np.zeros_like(mark) for mark in marks] for k, marks in alone.items()}
    valid = {k for k, marks in alone.items() if any(mark.any() for mark in marks)}
    while True:
        nested = set() if only_led else valid
        more = {
            k
            for k, part in parts.items()
            if k not in valid
            and any(_is_led(study, requests, part, each, nested) for each in sources[k])
        }
        if not more:
            break
        valid |= more
    found: dict[int, list[Source]] = {}
    # Where connections are one, what stands between may be anybody's.
    foreign = _Foreign(study, requests, {} if only_led else parts, valid)
    for k, part in parts.items():
        found[k] = []
        for source, mark in zip(sources[k], alone[k], strict=True):
            if not _is_led(study, requests, part, source, nested):
                source = _only(source, mark)
            else:
                fed = part.taken(source.bursts)
                near = _are_near(requests, fed, source) & ~foreign.are_rounds(fed)
                source = _only(source, near if only_led else near | mark)
            found[k].append(source)
    return found


class _Foreign:
    """Lookups that come again and again as well, each time for something else, and that nothing
    feeds: the beginning of a page (who is it that asks?), not of a round for a row."""

    def __init__(
        self, study: Study, requests: Requests, parts: dict[int, Bursts], valid: set[int]
    ) -> None:
        calls = study.model.calls
        is_one = np.zeros(len(calls), np.int64)
        for k, part in parts.items():
            if k in valid or role_of(study, k).kind != LOOKUP:
                continue
            changing = distinct_keys(part, calls) >= CHANGING * part.sizes
            is_one[part.taken(np.flatnonzero(changing)).calls] = 1
        self._requests = requests
        self._until = np.append(0, np.cumsum(is_one[requests.order]))

    def are_rounds(self, bursts: Bursts) -> NDArray[np.bool_]:
        """Which bursts have such a lookup between each of their calls and the next."""
        first = self._requests.place[bursts.heads]
        last = self._requests.place[bursts.calls[bursts.first[1:] - 1]]
        between = self._until[last] - self._until[first]
        rounds: NDArray[np.bool_] = between >= EACH_ROUND * (bursts.sizes - 1)
        return rounds


def fed_sources(study: Study, requests: Requests, part: Bursts, statement: int) -> list[Source]:
    """The sources of those bursts only that surely have one: it runs right before, names lead from
    it to the looped statement, and it gave as many rows as there are calls."""
    found = []
    for source in sources_of(study, requests, part, statement):
        if source.statement >= 0 and source.certainty >= LEADS:
            bursts = part.taken(source.bursts)
            fed = rows_fed(study, requests, bursts, source.calls, source.statement)
            is_next = requests.place[bursts.heads] - requests.place[source.calls] == 1
            found.append(_only(source, is_next & (fed == bursts.sizes)))
    return found


def _only(source: Source, mark: NDArray[np.bool_]) -> Source:
    return replace(source, bursts=source.bursts[mark], calls=source.calls[mark])


def _are_neighbours(requests: Requests, bursts: Bursts) -> NDArray[np.bool_]:
    """Which bursts have nothing else between their calls."""
    last = bursts.calls[bursts.first[1:] - 1]
    span = requests.place[last] - requests.place[bursts.heads] + 1
    alone: NDArray[np.bool_] = span == bursts.sizes
    return alone


def _are_near(requests: Requests, bursts: Bursts, source: Source) -> NDArray[np.bool_]:
    """Whether little but what is asked for the first row stands between the source and the first
    call that it feeds."""
    last = bursts.calls[bursts.first[1:] - 1]
    span = requests.place[last] - requests.place[bursts.heads] + 1
    way = requests.place[bursts.heads] - requests.place[source.calls]
    near: NDArray[np.bool_] = way <= NEAR + span / bursts.sizes
    return near


def _is_led(
    study: Study, requests: Requests, part: Bursts, source: Source, valid: set[int]
) -> bool:
    """Whether a source brings the rows, and runs seldom enough, or in a loop that is one."""
    if source.statement < 0 or source.certainty < LEADS:
        return False
    if source.statement in valid and source.certainty >= SURELY_LEADS:
        return True
    bursts = part.taken(source.bursts)
    places = placed(study, requests, source.statement).places
    begin = np.searchsorted(places, requests.place[source.calls])
    end = np.searchsorted(places, requests.place[bursts.calls[bursts.first[1:] - 1]])
    return bool((end - begin).sum() <= MOST_OFTEN * bursts.sizes.sum())
