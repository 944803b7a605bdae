"""Which chunks load along with others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def loaded_along(links: Mapping[int, Iterable[int]], starts: Iterable[int]) -> list[int]:
    """The chunks that `starts` load at once over `links`, themselves first."""
    found = dict.fromkeys(starts)
    waiting = list(found)
    while waiting:
        for child in links.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)
