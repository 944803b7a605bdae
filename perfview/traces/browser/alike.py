"""Requests of a page's scripts that ask the same of different things: /item/1, /item/2, …"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.addresses import parts_of, query_names, query_values, template
from perfview.traces.browser.events import said_of
from perfview.traces.browser.loading import FETCHED
from perfview.traces.browser.page import Page
from perfview.traces.browser.requests import Requests
from perfview.traces.browser.scripts import Function, caller_of
from perfview.traces.study import Study

FEWEST = 3
"""Requests that differ in one word make a group from this many on, when one place asks for all."""


@dataclass(frozen=True)
class Alike:
    """Requests by start (`places` int32 into `Requests`) and what they ask for, ids as `{id}`."""

    label: str
    places: NDArray[np.int32]


def fetched(requests: Requests) -> NDArray[np.int32]:
    """The requests scripts made for data, int32 places by start; none from a cache."""
    asked = np.array([how in FETCHED for how in requests.fetch], np.bool_)
    mine = asked & ~requests.is_cached & ~requests.is_document
    mine &= np.array([method != "OPTIONS" for method in requests.method], np.bool_)
    return np.flatnonzero(mine).astype(np.int32)


def alike_fetches(study: Study, page: Page, requests: Requests) -> list[Alike]:
    """Requests of scripts put together by method and address without ids, by first start.

    What differs in one part of the path only, and is asked for in one place of the script, is
    alike too, though no digit tells that the part is an id.
    """
    return study.once("browser.alike", lambda: _alike(study, page, requests))


def _alike(study: Study, page: Page, requests: Requests) -> list[Alike]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in fetched(requests).tolist():
        url = requests.url[i]
        groups[(requests.method[i], template(url, page.url), *query_names(url))].append(i)
    found = [_named(requests, key[0], key[1], places) for key, places in groups.items()]
    single = [group for group in found if len(group.places) < FEWEST]
    words = _by_word(study, page, requests, [int(i) for group in single for i in group.places])
    taken = {int(i) for group in words for i in group.places}
    kept = [group for group in found if not taken & set(group.places.tolist())]
    return sorted([*kept, *words], key=lambda group: int(group.places[0]))


def _named(requests: Requests, method: str, path: str, places: Iterable[int]) -> Alike:
    """The group with the parameters in which its addresses differ."""
    chosen = np.array(sorted(places), np.int32)
    values: dict[str, set[str]] = defaultdict(set)
    for i in chosen.tolist():
        for name, value in query_values(requests.url[i]).items():
            values[name].add(value)
    varying = "&".join(f"{name}={{…}}" for name, seen in values.items() if len(seen) > 1)
    return Alike(f"{method} {path}{'?' if varying else ''}{varying}", chosen)


def _by_word(study: Study, page: Page, requests: Requests, places: list[int]) -> list[Alike]:
    """Groups whose addresses differ in exactly one part, asked for by one place of the script."""
    callers = callers_of(study, requests, places)
    shapes: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in places:
        parts, caller = _parts(requests.url[i], page), callers[i]
        if caller is None:
            continue
        for k in range(1, len(parts)):
            rest = (*parts[:k], None, *parts[k + 1 :])
            place = caller.url, caller.name, caller.line
            shapes[(requests.method[i], *place, *rest)].append(i)
    found: list[Alike] = []
    taken: set[int] = set()
    for shape, members in sorted(shapes.items(), key=lambda item: -len(item[1])):
        free = [i for i in members if i not in taken]
        if len(free) >= FEWEST:
            taken.update(free)
            path = "/".join("{name}" if part is None else str(part) for part in shape[4:])
            found.append(_named(requests, str(shape[0]), path, free))
    return found


def _parts(url: str, page: Page) -> list[str]:
    return template(url, page.url).split("/") if parts_of(url).netloc else []


def callers_of(
    study: Study, requests: Requests, places: Iterable[int]
) -> dict[int, Function | None]:
    """Which function asked for each of these requests; None where the recording does not say."""
    chosen = list(places)
    said = said_of(study, requests.row[np.array(chosen, np.int64)])
    return {i: caller_of(each) for i, each in zip(chosen, said, strict=True)}
