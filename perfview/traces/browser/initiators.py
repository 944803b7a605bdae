"""Which request's answer asked for another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, text_of
from perfview.traces.detail import Value


def initiators(
    asked: Sequence[Said], urls: Sequence[str], start_ns: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Per request the place of the one whose answer caused it, int32, -1 when that is not told.

    By the address of what asked (a document, a style sheet, a script): the last request for it
    that began before. `start_ns` ascends.
    """
    places: dict[str, list[int]] = {}
    for place, url in enumerate(urls):
        places.setdefault(_without_fragment(url), []).append(place)
    found = np.full(len(urls), -1, np.int32)
    for i, said in enumerate(asked):
        source = places.get(_without_fragment(_source(said)), [])
        before = bisect_left(source, i)
        if before and start_ns[source[before - 1]] <= start_ns[i]:
            found[i] = source[before - 1]
    return found


def _source(said: Said) -> str:
    """The address of what asked: the initiator's own, else where its script comes from."""
    initiator = said.get("initiator")
    own = text_of(initiator, "url") if isinstance(initiator, dict) else ""
    return own or _script(said.get("stackTrace"))


def _script(stack: Value) -> str:
    """The innermost script of a stack trace that has an address."""
    for frame in stack if isinstance(stack, list) else []:
        url = text_of(frame, "url") if isinstance(frame, dict) else ""
        if url:
            return url
    return ""


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
