"""Requests that a script makes one after another although none needs the one before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.addresses import parts_of, query_values, template
from perfview.traces.browser.alike import fetched
from perfview.traces.browser.page import Page
from perfview.traces.browser.requests import Requests
from perfview.traces.patterns.addresses import ID_SEGMENT
from perfview.traces.patterns.calls import GOES_FIRST

READS = ("GET", "HEAD", "")
"""Methods that change nothing, so that their order is free (RFC 9110, 9.2.1)."""

_FROM_AN_ANSWER = re.compile(
    r"(^|[_\-.]|(?<=[a-z]))(id|ids|key|token|cursor|after|before|since|offset|page|next|code|"
    r"session|ref|parent|hash|sig|signature|nonce)$",
    re.IGNORECASE,
)
"""Parameters whose values mostly come out of an answer."""
_OPAQUE = 12
"""Characters from which on a value with digits is one that somebody made up for us."""


def rows_of_fetches(
    requests: Requests, page: Page, gap_ns: float, loops: Collection[int] = ()
) -> list[list[int]]:
    """Rows of two or more reads, each begun at most `gap_ns` after the page had the one before.

    Left out is whatever seems to need an answer: an id in its path or parameters that no address
    before had (unless three or more in a row ask the same of different ids), and what comes after
    signing in or after a token. `loops` are requests that are none of ours.
    """
    rows: list[list[int]] = []
    row: list[int] = []
    known = {page.url}
    places = [i for i in fetched(requests).tolist() if requests.status[i] < 400]
    alone = _alone(requests, places)
    for i in places:
        follows = bool(row) and i in alone and i not in loops
        follows = follows and _follows(requests, row[-1], i, gap_ns)
        fits = follows and not _needs(requests, page, row, i, known)
        if not fits:
            rows.append(row)
            row = []
        is_read = requests.method[i] in READS and not requests.is_synchronous[i]
        if i in alone and is_read and i not in loops:
            row.append(i)
        known.add(requests.url[i])
    rows.append(row)
    return [row for row in rows if len(row) >= _fewest(requests, page, row)]


def _fewest(requests: Requests, page: Page, row: list[int]) -> int:
    """Two; of requests that are all alike three: a second may be what the first points to."""
    return 3 if len({template(requests.url[i], page.url) for i in row}) == 1 else 2


def _alone(requests: Requests, places: list[int]) -> set[int]:
    """Those of these requests (by start) during which no other of them was asked for."""
    chosen = np.array(places, np.int64)
    start, end = requests.start_ns[chosen], requests.answered_ns[chosen]
    latest: NDArray[np.int64] = np.maximum.accumulate(end) if len(end) else end
    clear = np.ones(len(chosen), np.bool_)
    clear[1:] &= start[1:] >= latest[:-1]
    clear[:-1] &= start[1:] >= end[:-1]
    return set(chosen[clear].tolist())


def _follows(requests: Requests, before: int, i: int, gap_ns: float) -> bool:
    known_ns = max(int(requests.handled_ns[before]), int(requests.end_ns[before]))
    begun_ns = int(requests.start_ns[i])
    return int(requests.answered_ns[before]) <= begun_ns <= known_ns + gap_ns


def _needs(requests: Requests, page: Page, row: list[int], i: int, known: set[str]) -> bool:
    """Whether a request seems to need those before it in the row, or repeats one of them."""
    url = requests.url[i]
    if any(requests.url[k] == url for k in row):
        return True
    if any(GOES_FIRST.search(parts_of(requests.url[k]).path) for k in row):
        return True
    if any(template(requests.url[k], page.url) == template(url, page.url) for k in row):
        return False
    return any(not _is_known(value, known) for value in _taken_over(url))


def _taken_over(url: str) -> Iterable[str]:
    """The parts of an address that may come out of an answer."""
    yield from ID_SEGMENT.findall(parts_of(url).path)
    for name, value in query_values(url).items():
        opaque = len(value) >= _OPAQUE and any(sign.isdigit() for sign in value)
        if value and (opaque or _FROM_AN_ANSWER.search(name)):
            yield value


def _is_known(value: str, known: set[str]) -> bool:
    return any(value in url for url in known)
